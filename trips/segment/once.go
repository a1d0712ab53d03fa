package segment

import (
	"math"
	"slices"
	"time"

	orbgeo "github.com/paulmach/orb/geo"

	"licheng/lang"
	"licheng/trips/trace"
)

// Recordings joins the tracks of a file that follow one another, as an app
// writes them that was paused on the way, and leaves out what the file holds more
// than once: repeated counts those fixes. A track that holds stretches without
// times stays by itself: nobody can tell what it follows, and the same drive
// written twice, once without times, must not become one trip of double length.
func Recordings(traces []trace.Trace) (recordings [][]trace.Fix, repeated int) {
	var timed []trace.Trace
	var alone [][]trace.Fix
	for _, t := range traces {
		if timedThroughout(t) {
			timed = append(timed, t)
		} else {
			alone = append(alone, trace.Sequences([]trace.Trace{t})...)
		}
	}
	return once(append(trace.Sequences(timed), alone...))
}

// timedThroughout reports whether every segment of a track holds a time.
func timedThroughout(t trace.Trace) bool {
	from := 0
	for _, gap := range append(slices.Clone(t.Gaps), len(t.Fixes)) {
		if gap == from {
			continue
		}
		if !slices.ContainsFunc(t.Fixes[from:gap], func(f trace.Fix) bool { return !f.At.IsZero() }) {
			return false
		}
		from = gap
	}
	return true
}

// Repeated says of a file that so many fixes of it were left out as repeated.
func Repeated(fixes int) lang.Text {
	return lang.Sayf("同一次行程在文件里写了不止一遍（例如既有 GPX 又有 KML），只算一次；另一遍的 %[1]d 个点没有用。",
		"The file holds the same drive more than once (as GPX and as KML, say): it counts once, and the other %[1]d points were not used.", fixes)
}

// The thresholds of once. Two receivers in one car do not lie within onceM of each
// other fix after fix; one recording written in two formats does, with its digits
// and its fractions of a second cut.
const (
	onceM        = 2.0             // metres between fixes that are one
	onceS        = 2 * time.Second // between their times, where both have one
	onceShare    = 0.9             // of the fixes of the one that lie in the other
	onceLeast    = 5               // fixes
	onceAhead    = 200             // how many fixes the other may have between two of them
	onceMostEach = 20              // sequences of one file that are compared
)

// once leaves out what one file holds more than once: the same recording as GPX
// and as KML, a day beside its parts, a track exported twice. A sequence is left
// out when its fixes are those of another, in the same order and, where both have
// times, at the same; of one with times and one without, that without. A drive over
// the same road at another time is another drive. kept are the others in their order,
// repeated the fixes left out.
func once(sequences [][]trace.Fix) (kept [][]trace.Fix, repeated int) {
	out := make([]bool, len(sequences))
	for j := 1; j < min(len(sequences), onceMostEach); j++ {
		for i := 0; i < j && !out[j]; i++ {
			if out[i] {
				continue
			}
			switch again(sequences[i], sequences[j]) {
			case 1:
				out[i] = true
			case 2:
				out[j] = true
			}
		}
	}
	for i, s := range sequences {
		if out[i] {
			repeated += len(s)
		} else {
			kept = append(kept, s)
		}
	}
	return kept, repeated
}

// again says which of two sequences the other has as well: 1 the first, 2 the
// second, 0 neither.
func again(a, b []trace.Fix) int {
	inA, inB := repeats(b, a), repeats(a, b)
	switch ta, tb := timed(a), timed(b); {
	case ta && !tb && (inA || inB && lengthM(a) >= onceShare*lengthM(b)):
		return 2
	case tb && !ta && (inB || inA && lengthM(b) >= onceShare*lengthM(a)):
		return 1
	case ta != tb:
		return 0
	case inA:
		return 2
	case inB:
		return 1
	}
	return 0
}

// repeats reports whether nearly all fixes of one sequence are fixes of another,
// in its order.
func repeats(part, whole []trace.Fix) bool {
	missesMax := len(part) - int(math.Ceil(onceShare*float64(len(part))))
	if len(part) < onceLeast || len(whole) < len(part)-missesMax {
		return false
	}
	from, misses := 0, 0
	for _, f := range part {
		for from < len(whole) && earlier(whole[from], f) {
			from++
		}
		end := min(from+onceAhead, len(whole))
		at := slices.IndexFunc(whole[from:end], func(w trace.Fix) bool { return isOne(f, w) })
		if at >= 0 {
			from += at + 1
		} else if misses++; misses > missesMax {
			return false
		}
	}
	return true
}

// earlier reports whether a fix was measured plainly before another.
func earlier(a, b trace.Fix) bool {
	return !a.At.IsZero() && !b.At.IsZero() && a.At.Before(b.At.Add(-onceS))
}

// isOne reports whether two fixes may be the same one.
func isOne(a, b trace.Fix) bool {
	if earlier(a, b) || earlier(b, a) || math.Abs(a.Point[1]-b.Point[1]) > 1e-4 {
		return false
	}
	return orbgeo.DistanceHaversine(a.Point, b.Point) <= onceM
}
