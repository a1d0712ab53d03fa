package relief

import (
	"math"

	"github.com/paulmach/orb"
)

// How climbs are measured. Raw heights wobble by metres between neighbouring
// samples, which would add up to a climb on a flat road. So heights are
// averaged over the ground around each sample, then along the line, and rises
// smaller than the hysteresis between two turning points are left out. The ends
// of a line keep their averaged height, so that lines which meet agree, and a
// slope that only rises keeps all of its rise, however short the line is.
const (
	stepM       = 30.0
	calmM       = 60.0 // spacing of the nine heights averaged into one
	windowM     = 200.0
	hysteresisM = 4.0
)

const (
	earthRadiusM = 6371008.8
	radian       = math.Pi / 180
)

// Climb returns the metres gained and lost along a line, both zero where the
// tiles know no height.
func (t *Tiles) Climb(line orb.LineString) (climbM, descentM float64) {
	if len(line) < 2 {
		return 0, 0
	}
	climbs, descents := t.Climbs(line, []int{0, len(line) - 1}, false)
	return climbs[0], descents[0]
}

// Climbs returns, for each stretch of the line between two neighbouring cuts,
// the metres gained and lost. cuts are indexes into line in rising order, the
// first 0 and the last len(line)-1. The profile is smoothed as one, so that
// short stretches keep their share of a slope. level asks for an even slope
// from end to end, as in a tunnel or on a bridge, where the tiles show the
// mountain above or the valley below.
func (t *Tiles) Climbs(line orb.LineString, cuts []int, level bool) (climbM, descentM []float64) {
	climbM, descentM = make([]float64, len(cuts)-1), make([]float64, len(cuts)-1)
	profile, marks := t.profile(line, cuts)
	if profile == nil {
		return climbM, descentM
	}
	if level {
		flatten(profile)
	} else {
		profile = smooth(profile, int(math.Round(windowM/2/stepM)))
		tread(profile, hysteresisM)
	}
	for i := range climbM {
		for k := marks[i]; k < marks[i+1]; k++ {
			rise := profile[k+1] - profile[k]
			climbM[i] += max(rise, 0)
			descentM[i] += max(-rise, 0)
		}
	}
	return climbM, descentM
}

// profile samples heights every stepM or closer, and tells at which sample each
// cut lies. It is nil when the tiles know none of the heights; single unknown
// ones take the height before them.
func (t *Tiles) profile(line orb.LineString, cuts []int) (heights []float64, marks []int) {
	known, next, blank := -1, 0, 0
	add := func(p orb.Point) {
		h, ok := t.calmHeightM(p)
		if !ok {
			blank++
		}
		switch {
		case ok && known < 0:
			known = len(heights)
			for i := range heights {
				heights[i] = h
			}
		case !ok && known >= 0:
			h = heights[len(heights)-1]
		}
		heights = append(heights, h)
	}
	for i, p := range line {
		if i > 0 {
			before := line[i-1]
			steps := min(int(distanceM(before, p)/stepM)+1, 10000)
			for s := 1; s < steps; s++ {
				f := float64(s) / float64(steps)
				add(orb.Point{before[0] + f*(p[0]-before[0]), before[1] + f*(p[1]-before[1])})
			}
		}
		add(p)
		for next < len(cuts) && cuts[next] == i {
			marks = append(marks, len(heights)-1)
			next++
		}
	}
	t.tally(len(heights), blank)
	if known < 0 || len(marks) != len(cuts) {
		return nil, nil
	}
	return heights, marks
}

// tally counts the samples of lines.
func (t *Tiles) tally(asked, blank int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked += asked
	t.blank += blank
}

// calmHeightM is the height at p averaged over nine points calmM apart, with the
// weights 1-2-1 both ways: about the mean over a window of 200 m.
func (t *Tiles) calmHeightM(p orb.Point) (float64, bool) {
	north := calmM / (earthRadiusM * radian)
	east := north / max(math.Cos(p[1]*radian), 0.01)
	sum, weights := 0.0, 0.0
	for k := range 9 {
		dx, dy := k%3-1, k/3-1
		h, ok := t.HeightM(orb.Point{p[0] + float64(dx)*east, p[1] + float64(dy)*north})
		if !ok {
			continue
		}
		weight := float64((2 - dx*dx) * (2 - dy*dy))
		sum, weights = sum+weight*h, weights+weight
	}
	if weights == 0 {
		return 0, false
	}
	return sum / weights, true
}

// smooth averages each height with up to reach neighbours on both sides, as
// many on one side as on the other, so that the ends keep their height and an
// even slope stays as it is.
func smooth(heights []float64, reach int) []float64 {
	sums := make([]float64, len(heights)+1)
	for i, h := range heights {
		sums[i+1] = sums[i] + h
	}
	smoothed := make([]float64, len(heights))
	for i := range heights {
		r := min(reach, i, len(heights)-1-i)
		smoothed[i] = (sums[i+r+1] - sums[i-r]) / float64(2*r+1)
	}
	return smoothed
}

// flatten replaces a profile by an even slope between its ends.
func flatten(heights []float64) {
	first, last := heights[0], heights[len(heights)-1]
	for i := range heights {
		heights[i] = first + (last-first)*float64(i)/float64(max(len(heights)-1, 1))
	}
}

// tread takes the small wobbles out of a profile in place. Between two turning
// points that differ by at least threshold the profile only rises or only
// falls; the first and the last height stay.
func tread(heights []float64, threshold float64) {
	turns := turningPoints(heights, threshold)
	for k := 1; k < len(turns); k++ {
		a, b := turns[k-1], turns[k]
		low, high := min(heights[a], heights[b]), max(heights[a], heights[b])
		rising := heights[b] >= heights[a]
		for i := a + 1; i < b; i++ {
			h := min(max(heights[i], low), high)
			if rising {
				heights[i] = max(h, heights[i-1])
			} else {
				heights[i] = min(h, heights[i-1])
			}
		}
	}
}

// turningPoints returns the first sample, every top and bottom that stands out
// by at least threshold from the one before and after, and the last sample.
func turningPoints(heights []float64, threshold float64) []int {
	turns := []int{0}
	top, bottom, direction := 0, 0, 0
	for i, h := range heights {
		if h > heights[top] {
			top = i
		}
		if h < heights[bottom] {
			bottom = i
		}
		switch {
		case direction >= 0 && heights[top]-h >= threshold:
			if top != turns[len(turns)-1] {
				turns = append(turns, top)
			}
			direction, bottom, top = -1, i, i
		case direction <= 0 && h-heights[bottom] >= threshold:
			if bottom != turns[len(turns)-1] {
				turns = append(turns, bottom)
			}
			direction, top, bottom = 1, i, i
		}
	}
	if last := len(heights) - 1; turns[len(turns)-1] != last {
		turns = append(turns, last)
	}
	return turns
}

func distanceM(a, b orb.Point) float64 {
	dx := (b[0] - a[0]) * math.Cos((a[1]+b[1])/2*radian)
	return math.Hypot(dx, b[1]-a[1]) * radian * earthRadiusM
}
