package trips

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"licheng/geo/datum"
	"licheng/lang"
	"licheng/trips/clean"
	"licheng/trips/segment"
	"licheng/trips/trace"
	"licheng/trips/verify"
)

// File is one of several that are read as one trace.
type File struct {
	Body io.Reader
	Source
}

// readFiles reads the files of traces that are read together, with the edits of
// the first.
func (s *Service) readFiles(ctx context.Context, rows []traceRow) (Reading, error) {
	files := make([]File, len(rows))
	for i, row := range rows {
		source, err := row.source()
		if err != nil {
			return Reading{}, err
		}
		body, err := s.blobs.open(ctx, row.BlobKey)
		if err != nil {
			return Reading{}, err
		}
		defer body.Close()
		files[i] = File{Body: body, Source: source}
	}
	reader := Reader{
		Matcher: s.config.Matcher, Roads: s.config.Roads,
		MatchVersion: s.config.MatchVersion, Limits: s.config.Limits.Trace, Ways: s.config.Ways,
	}
	return reader.ReadMerged(ctx, files)
}

// apartOf returns the beginnings of the tracks of a trace before which something
// private was taken out; none of one that was purged.
func (s *Service) apartOf(ctx context.Context, row traceRow) ([]time.Time, error) {
	if row.PurgedAt.Valid {
		return nil, nil
	}
	body, err := s.blobs.open(ctx, row.BlobKey)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	traces, _, err := trace.Decode(body, row.FileName, s.config.Limits.Trace)
	return apartAt(traces), err
}

// source is what is known of the file of a trace.
func (r traceRow) source() (Source, error) {
	source := Source{FileName: r.FileName, Datum: datum.Datum(r.Datum), ReceivedAt: r.ReceivedAt}
	edits, err := fromJSON[segment.Edits](r.Edits)
	if err != nil {
		return source, fmt.Errorf("edits: %w", err)
	}
	if edits != nil {
		source.Edits = *edits
	}
	if source.Sent, err = fromJSON[trace.Report](r.SentReport); err != nil {
		return source, fmt.Errorf("report on the file as sent: %w", err)
	}
	return source, nil
}

// seam is where a drive goes over from one file to another.
type seam struct{ end, begin time.Time }

// ReadMerged reads several files of one person as one trace: each is decoded,
// straightened, cleaned and cut by itself, as Read does, and where the edits
// join the last trip before a moment with the first one after it, though they
// stand in different files, they are one drive, whose way from the one to the
// other is found as any other without fixes. The report, the datum and the edits
// are those of the first file. Errors are those of Read.
func (r Reader) ReadMerged(ctx context.Context, files []File) (Reading, error) {
	var out Reading
	var all []strip
	for i, f := range files {
		read, strips, err := r.open(f.Body, f.Source)
		if i == 0 {
			out = read
		} else {
			out.Others = append(out.Others, read.Report)
		}
		if err != nil {
			if len(files) > 1 {
				err = fmt.Errorf("file %d of %d: %w", i+1, len(files), err)
			}
			return out, err
		}
		for j := range strips {
			strips[j].files = [2]int{i, i}
		}
		all = append(all, strips...)
	}
	edits := files[0].Edits
	all = weldAll(all, edits)
	out.noteSeams(all)
	out.Sequences = sequencesOf(all, edits)
	return out, r.finish(ctx, &out)
}

// weldAll makes one strip of two wherever the edits join a trip of one file with
// the next of another.
func weldAll(strips []strip, edits segment.Edits) []strip {
	for _, at := range edits.Joins {
		a, b := around(strips, at)
		if a < 0 || b < 0 || !fits(strips, a, b) {
			continue
		}
		strips[a] = weld(strips[a], strips[b])
		strips = slices.Delete(strips, b, b+1)
	}
	return strips
}

// fits reports whether strip b, of another file, may be put behind strip a: no
// trip lies between them, nor something private, whose kilometres are not work.
func fits(strips []strip, a, b int) bool {
	end, begin := strips[a].end(), strips[b].begin()
	between := func(s strip) bool { return len(s.found) > 0 && s.begin().Before(begin) && s.end().After(end) }
	return strips[a].files[1] != strips[b].files[0] && !slices.ContainsFunc(strips, between) &&
		!isApart(strips[a].apart, end, begin) && !isApart(strips[b].apart, end, begin)
}

// around returns the strip whose last trip ends last before a moment, and the one
// whose first trip begins first after it; -1 where there is none.
func around(strips []strip, at time.Time) (a, b int) {
	a, b = -1, -1
	for i, s := range strips {
		switch {
		case len(s.found) == 0 || s.begin().IsZero():
		case !s.end().After(at) && (a < 0 || s.end().After(strips[a].end())):
			a = i
		case !s.begin().Before(at) && (b < 0 || s.begin().Before(strips[b].begin())):
			b = i
		}
	}
	return a, b
}

// begin is when the first trip found in the strip begins; there is one.
func (s strip) begin() time.Time { return s.kept[s.found[0].From].At }

// end is when the last trip found in the strip ends; there is one.
func (s strip) end() time.Time { return s.kept[s.found[len(s.found)-1].To-1].At }

// apartAt returns the beginnings of the tracks before which something private was
// taken out.
func apartAt(traces []trace.Trace) (at []time.Time) {
	for _, t := range traces {
		if !t.Apart {
			continue
		}
		if i := slices.IndexFunc(t.Fixes, func(f trace.Fix) bool { return !f.At.IsZero() }); i >= 0 {
			at = append(at, t.Fixes[i].At)
		}
	}
	return at
}

// isApart reports whether something private was taken out between the end of one
// drive and the beginning of the next.
func isApart(apart []time.Time, end, begin time.Time) bool {
	return slices.ContainsFunc(apart, func(at time.Time) bool { return at.After(end) && !at.After(begin) })
}

// weld puts strip b behind strip a. Where the one was still recorded, standing,
// when the other had begun, each gives up what lies outside of its trips.
func weld(a, b strip) strip {
	if a.kept[len(a.kept)-1].At.After(b.kept[0].At) {
		a, b = a.until(a.found[len(a.found)-1].To), b.since(b.found[0].From)
	}
	out := a
	out.marked = slices.Concat(a.marked, b.marked)
	out.kept = slices.Concat(a.kept, b.kept)
	out.places = slices.Clone(a.places)
	for _, p := range b.places {
		out.places = append(out.places, p+len(a.marked))
	}
	out.found = slices.Concat(a.found, shifted(b.found, len(a.kept)))
	out.drops = slices.Clone(a.drops)
	for _, d := range b.drops {
		d.First, d.Last = d.First+len(a.marked), d.Last+len(a.marked)
		out.drops = append(out.drops, d)
	}
	out.ignored = slices.Concat(a.ignored, b.ignored)
	out.sureness = min(a.sureness, b.sureness)
	out.files[1] = b.files[1]
	out.apart = slices.Concat(a.apart, b.apart)
	out.seams = slices.Concat(a.seams, []seam{{a.end(), b.begin()}}, b.seams)
	return out
}

// until is the strip up to a kept fix.
func (s strip) until(to int) strip {
	s.marked, s.kept = s.marked[:s.places[to-1]+1], s.kept[:to]
	s.places = s.places[:to]
	s.drops = slices.DeleteFunc(slices.Clone(s.drops), func(d clean.Drop) bool { return d.First >= len(s.marked) })
	return s
}

// since is the strip from a kept fix on.
func (s strip) since(from int) strip {
	cut := s.places[from]
	s.marked, s.kept = s.marked[cut:], s.kept[from:]
	places := make([]int, len(s.kept))
	for i, p := range s.places[from:] {
		places[i] = p - cut
	}
	var drops []clean.Drop
	for _, d := range s.drops {
		if d.First, d.Last = d.First-cut, d.Last-cut; d.First >= 0 {
			drops = append(drops, d)
		}
	}
	s.places, s.drops, s.found = places, drops, shifted(s.found, -from)
	return s
}

// shifted moves trips by so many fixes.
func shifted(found []segment.Trip, by int) []segment.Trip {
	out := make([]segment.Trip, len(found))
	for i, t := range found {
		t.From, t.To = t.From+by, t.To+by
		t.Stops = slices.Clone(t.Stops)
		for j := range t.Stops {
			t.Stops[j].First += by
			t.Stops[j].Last += by
		}
		out[i] = t
	}
	return out
}

// merged are the seams of a drive, with what was bridged over each.
func (d Drive) merged() []verify.Seam {
	var seams []verify.Seam
	for _, s := range d.seams {
		out := verify.Seam{End: s.end}
		for _, path := range d.Result.Paths {
			for _, leg := range path.Legs {
				if leg.Inferred && leg.Start.Before(s.begin) && leg.End.After(s.end) {
					out.BridgedM += leg.DistanceM
				}
			}
		}
		seams = append(seams, out)
	}
	return seams
}

// noteSeams says in the report where files were put together, and when one was
// not.
func (r *Reading) noteSeams(strips []strip) {
	welded := 0
	for _, s := range strips {
		for _, m := range s.seams {
			welded++
			r.Report.Notes = append(r.Report.Notes, lang.Sayf(
				"与另一份轨迹合并：%[1]s 到 %[2]s 之间没有定位，按道路补上。",
				"Merged with another trace: nothing was recorded from %[1]s to %[2]s, and the way between is taken along the road.",
				minuteOf(m.end), minuteOf(m.begin)))
		}
	}
	if left := len(r.Others) - welded; left > 0 {
		r.Report.Notes = append(r.Report.Notes, lang.Sayf(
			"有 %[1]d 份轨迹没有接上（时间有重叠，或中间裁去了私密行程），其中的行程单独列出。",
			"%[1]d traces could not be put together (they overlap, or something private was cut between): their trips stand by themselves.", left))
	}
}

// minuteOf writes a moment for people in the county.
func minuteOf(t time.Time) string { return t.In(Shanghai).Format("01-02 15:04") }
