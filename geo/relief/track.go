package relief

import (
	"math"

	"github.com/paulmach/orb"
)

// How climbs are measured on a receiver's own heights, where there are no
// tiles. They wobble by 10 to 20 m from fix to fix and drift by as much in
// minutes, so far more is averaged than of tiles, and whatever the heights say
// a road is not steeper than a road can be.
const (
	trackWindowM     = 800.0 // heights are averaged over so much of the way …
	trackFixes       = 16    // … and over so many fixes, if that is more
	trackStepM       = 20.0  // fixes nearer to each other are one
	trackHysteresisM = 20.0
	steepest         = 0.15 // rise of the steepest road a car climbs, in metres a metre
	knownShare       = 0.8  // of the fixes that must have a height
	shortestTrackM   = 500.0
)

// TrackClimb returns the metres gained and lost along a track by its own
// heights, NaN where one is unknown: one for each point of the line. It reports
// false when too few are known or the track is too short to tell. What it
// returns is cautious: hills lower than 20 m, and those shorter than sixteen
// fixes, are lost in the noise.
func TrackClimb(line orb.LineString, heightM []float64) (climbM, descentM float64, ok bool) {
	if len(line) != len(heightM) {
		return 0, 0, false
	}
	way, heights, known := gathered(line, heightM)
	if float64(known) < knownShare*float64(len(line)) || len(way) < trackFixes || way[len(way)-1]-way[0] < shortestTrackM {
		return 0, 0, false
	}
	profile := fitted(way, heights)
	tread(profile, trackHysteresisM)
	for i := 1; i < len(profile); i++ {
		most := steepest * (way[i] - way[i-1])
		rise := min(max(profile[i]-profile[i-1], -most), most)
		climbM += max(rise, 0)
		descentM += max(-rise, 0)
	}
	return climbM, descentM, true
}

// gathered returns the known heights with the metres along the track they lie
// at, those of one trackStepM as their mean, and how many were known.
func gathered(line orb.LineString, heightM []float64) (way, heights []float64, known int) {
	alongM, beganM, n := 0.0, math.Inf(-1), 0.0
	for i, p := range line {
		if i > 0 {
			alongM += distanceM(line[i-1], p)
		}
		h := heightM[i]
		if math.IsNaN(h) || math.IsInf(h, 0) || math.IsNaN(alongM) {
			continue
		}
		known++
		if alongM-beganM >= trackStepM {
			way, heights = append(way, alongM), append(heights, h)
			beganM, n = alongM, 1
			continue
		}
		n++
		last := len(way) - 1
		way[last] += (alongM - way[last]) / n
		heights[last] += (h - heights[last]) / n
	}
	return way, heights, known
}

// fitted returns, for each height, what the straight line of least squares
// through the heights around it says there: those within half of trackWindowM
// along the way, and at least trackFixes. Unlike a mean, a line keeps slopes
// whole up to the ends.
func fitted(way, heights []float64) []float64 {
	out := make([]float64, len(heights))
	from, to := 0, 0
	for i := range heights {
		for way[i]-way[from] > trackWindowM/2 {
			from++
		}
		for to < len(heights) && way[to]-way[i] <= trackWindowM/2 {
			to++
		}
		a := max(min(from, i-trackFixes/2), 0)
		b := min(max(to, i+trackFixes/2), len(heights))
		out[i] = leastSquares(way[a:b], heights[a:b], way[i])
	}
	return out
}

// leastSquares returns the value at x of the line fitted to the points.
func leastSquares(xs, ys []float64, x float64) float64 {
	n := float64(len(xs))
	var meanX, meanY, sxx, sxy float64
	for i := range xs {
		meanX += xs[i] / n
		meanY += ys[i] / n
	}
	for i := range xs {
		sxx += (xs[i] - meanX) * (xs[i] - meanX)
		sxy += (xs[i] - meanX) * (ys[i] - meanY)
	}
	if sxx == 0 {
		return meanY
	}
	return meanY + sxy/sxx*(x-meanX)
}
