package datum

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Nearness tells how far the nearest road is from a WGS-84 point, in metres.
// It reports false when there is none within radiusM.
type Nearness func(p orb.Point, radiusM float64) (distanceM float64, found bool)

// Verdict is what Detect found.
type Verdict struct {
	Datum    Datum
	Sureness float64 // posterior probability of Datum, 0 to 1
	Sure     bool    // Sureness is at least SureFrom: no need to ask
	// MedianM is the median distance of the sampled fixes from the nearest
	// road when they are taken as WGS-84, GCJ-02 and BD-09, in this order;
	// SearchRadiusM stands for "none near".
	MedianM [3]float64
}

// The constants of the detection.
const (
	SearchRadiusM = 250.0 // roads further away say nothing
	SureFrom      = 0.95  // posterior from which nobody needs to be asked
	spacingM      = 150.0 // fixes closer than this are not independent witnesses
	maxSample     = 150   // enough witnesses for any trace
	roadSigmaM    = 12.0  // GPS noise and half a road's width
	strayShare    = 0.15  // share of fixes that are on no mapped road
)

var hypotheses = [3]Datum{WGS84, GCJ02, BD09}

// Detect decides which datum the points of a trace are in by the likelihood of
// each hypothesis against the roads. A trace that begins outside China is
// WGS-84 for certain. Without roads near, or with too few fixes, the verdict is
// WGS84 and not Sure: the caller must say so, and ask.
func Detect(points []orb.Point, near Nearness) Verdict {
	v := Verdict{Datum: WGS84}
	if len(points) > 0 && !InChina(points[0]) {
		v.Sureness, v.Sure = 1, true
		return v
	}
	sample := spaced(points)
	var logLik [3]float64
	for i, d := range hypotheses {
		logLik[i], v.MedianM[i] = likelihood(d, sample, near)
	}
	best, total := 0, 0.0
	for i := range logLik {
		if logLik[i] > logLik[best] {
			best = i
		}
	}
	for i := range logLik {
		total += math.Exp(logLik[i] - logLik[best])
	}
	v.Datum, v.Sureness = hypotheses[best], 1/total
	v.Sure = v.Sureness >= SureFrom
	return v
}

// likelihood returns the log-likelihood of the sample under datum d, and the
// median distance from a road.
func likelihood(d Datum, sample []orb.Point, near Nearness) (logLik, medianM float64) {
	dist := make([]float64, 0, len(sample))
	for _, p := range sample {
		m, found := near(d.ToWGS84(p), SearchRadiusM)
		if !found {
			m = SearchRadiusM
		}
		dist = append(dist, m)
		// On a road: half-normal in the distance. Astray: anywhere in the circle.
		z := m / roadSigmaM
		onRoad := math.Sqrt(2/math.Pi) / roadSigmaM * math.Exp(-0.5*z*z)
		logLik += math.Log((1-strayShare)*onRoad + strayShare/SearchRadiusM)
	}
	return logLik, median(dist)
}

// spaced picks points at least spacingM apart, at most maxSample of them,
// spread over the whole trace.
func spaced(points []orb.Point) []orb.Point {
	var out []orb.Point
	for _, p := range points {
		if len(out) == 0 || roughM(out[len(out)-1], p) >= spacingM {
			out = append(out, p)
		}
	}
	if len(out) <= maxSample {
		return out
	}
	for i := range maxSample {
		out[i] = out[i*len(out)/maxSample]
	}
	return out[:maxSample]
}

// roughM is the distance of two near points in metres on a flat patch.
func roughM(a, b orb.Point) float64 {
	const metresPerDegree = 111195
	dx := (a[0] - b[0]) * math.Cos(a[1]*math.Pi/180)
	return math.Hypot(dx, a[1]-b[1]) * metresPerDegree
}

// median returns the middle of the values, reordering them; NaN when empty.
func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	slices.Sort(values)
	return values[len(values)/2]
}
