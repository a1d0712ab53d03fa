package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	orbgeo "github.com/paulmach/orb/geo"
	"github.com/spf13/cobra"

	"licheng/lang"
	"licheng/trips/clean"
	"licheng/trips/segment"
	"licheng/trips/trace"
)

// inspection is what inspect says of one file: the fields of the import report,
// then what cleaning and cutting make of it.
type inspection struct {
	File string `json:"file"`
	trace.Report
	Refusal    *lang.Text      `json:"refusal,omitempty"`
	Tracks     int             `json:"tracks"`
	StartedAt  *time.Time      `json:"started_at,omitempty"`
	EndedAt    *time.Time      `json:"ended_at,omitempty"`
	LengthM    float64         `json:"length_m"` // fix to fix, as in the file
	SetAside   []clean.Drop    `json:"set_aside"`
	Trips      []inspectedTrip `json:"trips"`
	TooShort   []lang.Text     `json:"too_short,omitempty"`
	Datum      *inspectedDatum `json:"datum,omitempty"`
	Readable   bool            `json:"-"` // the file could be opened
	LeftFixes  int             `json:"left_after_cleaning"`
	LeftLength float64         `json:"length_after_cleaning_m"`
}

// inspectedTrip is a trip found in a file.
type inspectedTrip struct {
	StartedAt *time.Time `json:"started_at,omitempty"`
	EndedAt   *time.Time `json:"ended_at,omitempty"`
	LengthM   float64    `json:"length_m"`
	Fixes     int        `json:"fixes"`
	Stops     int        `json:"stops"`
}

// inspectedDatum is the likely datum of a file.
type inspectedDatum struct {
	Datum    string     `json:"datum"`
	Sureness float64    `json:"sureness"`
	Sure     bool       `json:"sure"`
	Why      *lang.Text `json:"why,omitempty"` // why it is not sure
}

// look cleans and cuts the traces.
func (in *inspection) look(traces []trace.Trace) {
	in.Tracks = len(traces)
	recordings, repeated := segment.Recordings(traces)
	if repeated > 0 {
		in.Notes = append(in.Notes, segment.Repeated(repeated))
	}
	for _, fixes := range recordings {
		from, to := span(fixes)
		in.StartedAt, in.EndedAt = earlier(in.StartedAt, from), later(in.EndedAt, to)
		in.LengthM += lineLengthM(fixes)
		kept, drops := clean.Clean(fixes, clean.Options{})
		in.LeftFixes += len(kept)
		in.LeftLength += lineLengthM(kept)
		in.SetAside = append(in.SetAside, clean.Totals(drops)...)
		trips, short := segment.Trips(kept, segment.Options{})
		for _, t := range trips {
			from, to := span(kept[t.From:t.To])
			in.Trips = append(in.Trips, inspectedTrip{
				StartedAt: from, EndedAt: to,
				LengthM: roundM(t.LengthM), Fixes: t.To - t.From, Stops: len(t.Stops),
			})
		}
		for _, s := range short {
			in.TooShort = append(in.TooShort, s.Text)
		}
	}
	in.SetAside = clean.Totals(in.SetAside)
	in.LengthM, in.LeftLength = roundM(in.LengthM), roundM(in.LeftLength)
}

// span returns the first and last time of fixes; nil without any.
func span(fixes []trace.Fix) (from, to *time.Time) {
	for i := range fixes {
		if at := fixes[i].At; !at.IsZero() {
			from, to = earlier(from, &at), later(to, &at)
		}
	}
	return from, to
}

// earlier returns the earlier of two times that may be missing.
func earlier(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.Before(*a) {
		return b
	}
	return a
}

// later returns the later of two times that may be missing.
func later(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.After(*a) {
		return b
	}
	return a
}

// lineLengthM is the fix-to-fix length in metres.
func lineLengthM(fixes []trace.Fix) float64 {
	sum := 0.0
	for i := 1; i < len(fixes); i++ {
		sum += orbgeo.DistanceHaversine(fixes[i-1].Point, fixes[i].Point)
	}
	return sum
}

// roundM rounds metres to decimetres.
func roundM(m float64) float64 { return math.Round(m*10) / 10 }

// showInspection prints an inspection for people. A refused file is said on
// the error stream instead.
func showInspection(cmd *cobra.Command, in inspection) error {
	if in.Refusal != nil {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", in.File)
	fmt.Fprintf(&b, "  格式 format   %s %s\n", in.Format, in.Charset)
	fmt.Fprintf(&b, "  轨迹 tracks   %d\n", in.Tracks)
	fmt.Fprintf(&b, "  点数 fixes    %d  可用 kept %d  清理后 after cleaning %d\n", in.Fixes, in.Kept, in.LeftFixes)
	if in.StartedAt != nil {
		fmt.Fprintf(&b, "  时间 time     %s – %s\n", in.StartedAt.Format(time.RFC3339), in.EndedAt.Format(time.RFC3339))
	}
	fmt.Fprintf(&b, "  长度 length   %.2f km  清理后 after cleaning %.2f km\n", in.LengthM/1000, in.LeftLength/1000)
	if in.Datum != nil {
		fmt.Fprintf(&b, "  坐标系 datum  %s (%.0f %%)\n", in.Datum.Datum, in.Datum.Sureness*100)
		if in.Datum.Why != nil {
			fmt.Fprintf(&b, "  说明 note     %s\n", in.Datum.Why)
		}
	}
	for _, d := range in.Dropped {
		fmt.Fprintf(&b, "  略去 dropped  %d × %s: %s\n", d.Fixes, d.Reason, d.Text)
	}
	for _, d := range in.SetAside {
		fmt.Fprintf(&b, "  清理 set aside %d × %s: %s\n", d.Fixes, d.Reason, d.Text)
	}
	for _, n := range append(in.Notes, in.TooShort...) {
		fmt.Fprintf(&b, "  说明 note     %s\n", n)
	}
	for i, t := range in.Trips {
		fmt.Fprintf(&b, "  行程 trip %d   %s\n", i+1, t)
	}
	_, err := io.WriteString(cmd.OutOrStdout(), b.String())
	return err
}

// String tells a trip in one line.
func (t inspectedTrip) String() string {
	when := ""
	if t.StartedAt != nil {
		when = t.StartedAt.Format(time.RFC3339) + " – " + t.EndedAt.Format(time.RFC3339) + "  "
	}
	return fmt.Sprintf("%s%.2f km, %d fixes, %d stops", when, t.LengthM/1000, t.Fixes, t.Stops)
}
