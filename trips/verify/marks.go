package verify

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"

	"licheng/trips/trace"
)

// Mark is a detail of a drive that a copy has too and another drive over the
// same road has hardly ever, hashed so that it can be looked up. There are
// three kinds, each proof against other changes:
//
//   - pace: five gates in a row and how the times between them compare. It
//     survives noise, other times of day, a clock that runs at another rate.
//   - line: three gates in a row and where along them they were passed, to
//     2 m. It survives any change of times, and re-sampling.
//   - place: one position, to 1 m. It survives thinning out and any change of
//     times. Of a drive with few fixes, where the times between gates are
//     guesses, places to 8 m are kept besides, which survive noise too.
//
// All survive trimming, joining and reversing. A mark is 64 bits.
type Mark uint64

// How many marks of a kind are kept for a drive: the index grows by at most
// marksKept rows a drive.
const (
	paceKept  = 24
	lineKept  = 12
	placeKept = 16
	spotKept  = 24 // besides, of a drive with few fixes
	marksKept = paceKept + lineKept + placeKept + spotKept
)

// How marks are rounded, and how near a rounding boundary a value must lie for
// a search to look on both sides.
const (
	paceGates  = 5
	paceStep   = 0.05 // of the logarithm of a ratio of times
	paceSlack  = 0.3  // steps
	paceLeast  = 5.0  // seconds between two gates
	lineGates  = 3
	lineStep   = 2e-5 // degrees, about 2 m
	lineSlack  = 0.2  // steps
	placeStep  = 1e-5 // degrees, about 1 m
	placesMost = 24   // places a search looks up
	spotStep   = 8e-5 // degrees, about 8 m
	spotSlack  = 0.3  // steps
	spotsMost  = 400  // spots a search looks up
	sparseM    = 100  // metres between two fixes on the mean from which a drive has few
	searchMost = 600  // marks of pace or line a search looks up
)

// candidate is a mark before it is chosen: where it is (rank) and what it is.
type candidate struct {
	rank uint64 // hash of the gates alone: a drive and its copy choose alike
	base uint64 // hash of the gates in their order, and the kind
	vals []float64
}

// MarksOf returns the marks a drive is found by, ascending, at most 76. Fixes
// are cleaned and in WGS-84.
func MarksOf(fixes []trace.Fix) []Mark {
	var out []Mark
	pace, line := paceOf(fixes), linesOf(fixes)
	for _, c := range pace[:min(len(pace), paceKept)] {
		out = append(out, markOf(c.base, rounded(c.vals)))
	}
	for _, c := range line[:min(len(line), lineKept)] {
		out = append(out, markOf(c.base, rounded(c.vals)))
	}
	if isSparse(fixes) {
		spots := spotsOf(fixes)
		for _, c := range spots[:min(len(spots), spotKept)] {
			out = append(out, markOf(c.base, rounded(c.vals)))
		}
	}
	places := placeMarks(fixes)
	out = append(out, places[:min(len(places), placeKept)]...)
	slices.Sort(out)
	return slices.Compact(out)
}

// SearchMarks returns the marks under which an earlier drive would be kept that
// these fixes are a copy of, ascending: all of their own, those beyond the
// nearest rounding boundaries, and the same for each datum the positions may
// have been shifted from or to.
func SearchMarks(fixes []trace.Fix) []Mark {
	var out []Mark
	for _, s := range shifts {
		moved := fixes
		if s.move != nil {
			moved = shifted(fixes, s.move)
		}
		pace, line := paceOf(moved), linesOf(moved)
		for _, c := range pace[:min(len(pace), searchMost)] {
			out = around(out, c, paceSlack)
		}
		for _, c := range line[:min(len(line), searchMost)] {
			out = around(out, c, lineSlack)
		}
		places := placeMarks(moved)
		out = append(out, places[:min(len(places), placesMost)]...)
		if !isSparse(moved) {
			continue
		}
		spots := spotsOf(moved)
		for _, c := range spots[:min(len(spots), spotsMost)] {
			out = around(out, c, spotSlack)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// around appends the marks of a candidate and of its neighbours within slack.
func around(out []Mark, c candidate, slack float64) []Mark {
	var cell [paceGates]int64
	n := len(c.vals)
	for sides := range 1 << n { // a bit a value: the lower cell or the upper
		again := false
		for i, v := range c.vals {
			lo, hi := int64(math.Floor(v-slack)), int64(math.Floor(v+slack))
			cell[i] = lo
			if sides>>i&1 == 1 {
				cell[i], again = hi, again || hi == lo
			}
		}
		if !again {
			out = append(out, markOf(c.base, cell[:n]))
		}
	}
	return out
}

// rounded returns the cell of each value.
func rounded(vals []float64) []int64 {
	out := make([]int64, len(vals))
	for i, v := range vals {
		out[i] = int64(math.Floor(v))
	}
	return out
}

// paceOf returns the candidates of pace, by rank.
func paceOf(fixes []trace.Fix) []candidate {
	return runs(fixes, paceGates, 'p', func(run []passage, backward bool) []float64 {
		spans := make([]float64, 0, paceGates-1)
		for i := 1; i < len(run); i++ {
			span := run[i].atS - run[i-1].atS
			if !(span >= paceLeast) { // also NaN
				return nil
			}
			spans = append(spans, span)
		}
		if backward {
			slices.Reverse(spans)
		}
		vals := make([]float64, 0, paceGates-2)
		for i := 1; i < len(spans); i++ {
			vals = append(vals, math.Log(spans[i]/spans[i-1])/paceStep)
		}
		return vals
	})
}

// linesOf returns the candidates of line, by rank.
func linesOf(fixes []trace.Fix) []candidate {
	return runs(fixes, lineGates, 'l', func(run []passage, backward bool) []float64 {
		vals := make([]float64, len(run))
		for i, p := range run {
			vals[i] = p.atDeg / lineStep
		}
		if backward {
			slices.Reverse(vals)
		}
		return vals
	})
}

// runs returns what describe says of every n gates in a row, by rank. Gates
// that read the same in both directions are no use: which way they were passed
// cannot be told.
func runs(fixes []trace.Fix, n int, kind byte, describe func(run []passage, backward bool) []float64) []candidate {
	var out []candidate
	for axis := range 2 {
		all := passages(fixes, axis)
		for i := 0; i+n <= len(all); i++ {
			run := all[i : i+n]
			way := direction(run)
			if way == 0 {
				continue
			}
			vals := describe(run, way < 0)
			if vals == nil {
				continue
			}
			base := hashGates(run, way < 0, kind, byte(axis))
			out = append(out, candidate{rank: mixed(base), base: base, vals: vals})
		}
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return cmp.Compare(a.rank, b.rank) })
	return out
}

// direction is 1 when the gates of a run, read forward, come before those read
// backward, -1 when after, 0 when they are the same.
func direction(run []passage) int {
	for i, j := 0, len(run)-1; i < j; i, j = i+1, j-1 {
		if c := cmp.Compare(run[j].gate, run[i].gate); c != 0 {
			return c
		}
	}
	return 0
}

// hashGates hashes the gates of a run in their order.
func hashGates(run []passage, backward bool, kind, axis byte) uint64 {
	h := fnv.New64a()
	b := []byte{kind, axis, 0, 0, 0, 0}
	for i := range run {
		p := run[i]
		if backward {
			p = run[len(run)-1-i]
		}
		binary.LittleEndian.PutUint32(b[2:], uint32(p.gate))
		_, _ = h.Write(b) // never fails
	}
	return h.Sum64()
}

// placeMarks returns the marks of the single positions, ascending.
func placeMarks(fixes []trace.Fix) []Mark {
	out := make([]Mark, 0, len(fixes))
	for _, f := range fixes {
		x, y := math.Floor(f.Point[0]/placeStep), math.Floor(f.Point[1]/placeStep)
		out = append(out, markOf('x', []int64{int64(x), int64(y)}))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// spotsOf returns the candidates of the single positions to 8 m, by rank. The
// rank is that of the cell 16 times as wide, so that noise seldom changes it.
func spotsOf(fixes []trace.Fix) []candidate {
	out := make([]candidate, len(fixes))
	for i, f := range fixes {
		x, y := f.Point[0]/spotStep, f.Point[1]/spotStep
		out[i] = candidate{rank: uint64(markOf('w', []int64{int64(math.Floor(x / 16)), int64(math.Floor(y / 16))})), base: 's', vals: []float64{x, y}}
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return cmp.Compare(a.rank, b.rank) })
	return out
}

// isSparse reports whether a drive has few fixes for its length.
func isSparse(fixes []trace.Fix) bool {
	if len(fixes) < 2 {
		return false
	}
	t := trackOf(fixes, fixes[0].Point)
	return t.apartM() >= sparseM
}

// markOf mixes values into a hash, one after the other.
func markOf(base uint64, vals []int64) Mark {
	for _, v := range vals {
		base = mixed(base ^ uint64(v)*0x9e3779b97f4a7c15)
	}
	return Mark(base)
}

// mixed is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mixed(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
