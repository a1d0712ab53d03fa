package trips

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/geo/match"
	"licheng/lang"
	"licheng/trips/clean"
	"licheng/trips/segment"
	"licheng/trips/trace"
)

// Reader turns the bytes of a trace into trips with evidence: decode → datum →
// clean → cut → match → what each trip shows by itself. It is a function of
// its input and of what it is made of: no database, no clock. The service's
// job, licheng quote and licheng match all read with it, so that a file comes
// to the same kilometres wherever it is asked about.
type Reader struct {
	Matcher      Matcher
	Roads        Roads
	MatchVersion string // of the matching algorithm, recorded with each trip
	Limits       trace.Limits
	Ways         Ways // may be nil: nothing is said of the way by road
	// Whole measures a sequence in which no trip is found as one drive,
	// whatever its length; otherwise it has none.
	Whole bool
}

// Source says where a trace came from.
type Source struct {
	FileName   string      // only a hint, and for people
	Datum      datum.Datum // as declared; Auto has it found out by the roads
	ReceivedAt time.Time   // fixes much later than this are set aside; zero: none is
	// Sent is the report on the file this one is what remains of; nil when it
	// is the file itself. People are told of what they sent.
	Sent *trace.Report
	// Edits is what the owner says of the trips found in it.
	Edits segment.Edits
}

// Reading is what a trace holds.
type Reading struct {
	Report    trace.Report   // what was decoded, with notes on all that was decided since
	Others    []trace.Report // of the other files, when several were read as one trace, in their order
	Datum     datum.Datum    // the positions were in
	Sureness  float64        // of the datum, 0 to 1; 1 when it was declared
	Sure      bool
	Unsure    lang.Text // why not, when not Sure
	Sequences []Sequence
}

// Sequence is what one vehicle drove: the tracks of a file that follow one
// another, cut into drives.
type Sequence struct {
	Fixes, Kept int          // decoded; left after cleaning
	Dropped     []clean.Drop // by reason
	Drives      []Drive
	Ignored     []segment.Ignored // too short to be a trip
}

// Drive is one trip's share of a trace.
type Drive struct {
	Trip   Trip         // all but who drove, what it is called and its ids
	Fixes  []MarkedFix  // all as recorded, in WGS-84
	Result match.Result // what Trip's figures were taken from

	seams  []seam           // where it goes over from one file to another
	driven []trace.Fix      // the kept ones, ends of parked stretches in one place; at least one
	calls  []orb.Point      // where it stopped on the way, in order
	ways   []orb.LineString // of the map, over its places
}

// Drives returns the drives of all sequences in order.
func (r Reading) Drives() []Drive {
	var all []Drive
	for _, s := range r.Sequences {
		all = append(all, s.Drives...)
	}
	return all
}

// Read reads one trace. A file that nothing can be read from is a
// *trace.Refusal; positions the matcher failed on are an ErrMatch; anything
// else is the reader's, or ctx's when it ended. Except for errors of the body
// itself the report tells what was decoded.
func (r Reader) Read(ctx context.Context, body io.Reader, from Source) (Reading, error) {
	out, strips, err := r.open(body, from)
	if err != nil {
		return out, err
	}
	out.Sequences = sequencesOf(strips, from.Edits)
	return out, r.finish(ctx, &out)
}

// open decodes a trace, straightens and cleans it, and finds the trips in it.
func (r Reader) open(body io.Reader, from Source) (out Reading, strips []strip, err error) {
	traces, report, err := trace.Decode(body, from.FileName, r.Limits)
	out.Report = report
	if from.Sent != nil {
		out.Report = *from.Sent
	}
	if err != nil {
		return out, nil, err
	}
	traces = out.rolledOver(r.straighten(&out, traces, from.Datum), from.ReceivedAt)
	recordings, repeated := segment.Recordings(traces)
	if repeated > 0 {
		out.Report.Notes = append(out.Report.Notes, segment.Repeated(repeated))
	}
	for _, fixes := range recordings {
		s := r.strip(fixes, from)
		s.datum, s.sureness, s.apart = string(out.Datum), out.Sureness, apartAt(traces)
		strips = append(strips, s)
	}
	out.noteClock(strips, from.ReceivedAt)
	return out, strips, nil
}

// finish matches the drives that were cut.
func (r Reader) finish(ctx context.Context, out *Reading) error {
	out.noteIgnored()
	climbed := false
	for s := range out.Sequences {
		for d := range out.Sequences[s].Drives {
			if err := ctx.Err(); err != nil {
				return err
			}
			drive := &out.Sequences[s].Drives[d]
			if err := r.complete(drive); err != nil {
				return fmt.Errorf("sequence %d, drive %d: %w", s+1, d+1, err)
			}
			climbed = r.climb(drive) || climbed
		}
	}
	if climbed {
		out.noteClimb()
	}
	return nil
}

// noteIgnored names drives that were set aside as too short in the report.
func (r *Reading) noteIgnored() {
	named := 0
	for _, s := range r.Sequences {
		for _, i := range s.Ignored {
			if named++; named <= ignoredMax {
				r.Report.Notes = append(r.Report.Notes, i.Text)
			}
		}
	}
}

// complete matches one drive and looks at what it shows by itself.
func (r Reader) complete(d *Drive) error {
	d.Trip.MatchVersion, d.Trip.RoadsVersion = r.MatchVersion, r.Roads.Version()
	if err := r.match(d); err != nil {
		return err
	}
	d.Trip.Findings = inspect(*d)
	return r.byRoad(d)
}

// refusalNoDrive is why a file that holds positions but no trip is refused.
func refusalNoDrive() lang.Text {
	return lang.Say(
		"文件里有定位点，但没有行驶：全程停在原地，或定位点太少。请确认导出的是出行那天的轨迹。",
		"The file has positions but no drive: it stays in one place, or holds too few of them. Check that it is the track of the day of the trip.")
}
