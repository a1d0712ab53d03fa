package verify

import "math"

const (
	// startsMost is how many of the first values of a stretch may be gross errors,
	// one after the other: there the car leaves a stay, and where it is laid on a
	// line that went to and fro about one place tells no time.
	startsMost = 3
	// startsOffS is how far a first value has to lie from the middle of its stretch
	// for that to be weighed, seconds at usualMPS and above.
	startsOffS = 1.5
)

// keepsOf returns for each stretch the share of what lasts spanS that is left
// after each gap.
func keepsOf(stretches []series, spanS float64) [][]float64 {
	out := make([][]float64, len(stretches))
	for k, s := range stretches {
		out[k] = s.keeps(spanS)
	}
	return out
}

// summed adds what ln says of each stretch.
func summed(stretches []series, keeps [][]float64, ln func(series, []float64) float64) (sum float64) {
	for k, s := range stretches {
		sum += s.begun(keeps[k], ln)
	}
	return sum
}

// begun returns ln p of a stretch, the largest there is when none or some of its
// first values are gross errors. A filter knows nothing when it begins: it takes
// a first value for the truth whatever it is, and all others for errors.
func (s series) begun(keeps []float64, ln func(series, []float64) float64) float64 {
	best := ln(s, keeps)
	for k := 1; k <= startsMost && k+stretchLeast <= len(s.value) && math.Abs(s.value[k-1]) > startsOffS*s.scale[k-1]; k++ {
		best = max(best, ln(s.from(k), keeps[k:])+float64(k)*math.Log(grossShare*s.grossP))
	}
	return best
}

// from returns a series without its first values.
func (s series) from(k int) series {
	s.value, s.gap, s.scale, s.lasts = s.value[k:], s.gap[k:], s.scale[k:], s.lasts[k:]
	return s
}
