package datum

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Nearness tells how far the nearest road is from a WGS-84 point, in metres.
// It reports false when there is none within radiusM.
type Nearness func(p orb.Point, radiusM float64) (distanceM float64, found bool)

// Verdict is what Detect found.
type Verdict struct {
	Datum    Datum   // the likeliest
	Sureness float64 // probability that Datum is right, 0 to 1
	Sure     bool    // nobody needs to be asked: Doubt is None
	Doubt    Doubt   // why not
	Rival    Datum   // of Alike: the second likeliest
	Asked    int     // positions that were held against the roads
	OnRoad   [3]int  // of them, on a road when taken as WGS-84, GCJ-02 and BD-09
}

// The constants of the detection.
const (
	SureFrom = 0.98 // sureness from which nobody needs to be asked

	spacingM    = 100.0 // fixes closer than this are not independent witnesses
	leastSample = 5     // fewer witnesses cannot tell a shift from a coincidence
	maxSample   = 60    // enough witnesses for any trace
	reachM      = 60.0  // roads further away say nothing
	onRoadM     = 25.0  // nearer than this a position counts as on the road
	flatM       = 10.0  // so far a receiver or a map may be off over kilometres: no evidence
	astrayShare = 0.3   // so many positions, less one or two, may lie off the roads ...
	longRun     = 12
	roadSigmaM  = 10.0  // what comes on top: noise and half a road's width
	strayShare  = 0.15  // share of fixes that are on no mapped road
	strayM      = 250.0 // the strays' distances from roads spread over so much
	temper      = 2.0   // witnesses err alike: so many count as one
	offMapShare = 0.05  // share of traces that are driven where the map has no road
)

// hypotheses are the datums a trace may be in.
var hypotheses = [3]Datum{WGS84, GCJ02, BD09}

// Detect decides which datum the points of a trace are in by the likelihood of
// each hypothesis against the roads. A trace that lies outside China is WGS-84
// for certain.
//
// Three things can mislead it, and each lowers the sureness or is a doubt. The
// roads may fit two datums: a road straight along the shift, a grid of streets
// as wide as the shift. The trace may fit roads by chance: how easily is seen
// by moving it to sixteen places that no datum would, and asking the roads
// there. And it may have been driven off the map: then no datum puts most of it
// on a road.
func Detect(points []orb.Point, near Nearness) Verdict {
	sample, inChina := witnesses(points)
	v := Verdict{Datum: WGS84, Asked: len(sample)}
	if len(sample) > 0 && !inChina {
		v.Sureness, v.Sure = 1, true
		return v
	}
	var fits [3]fit
	rank := []int{0, 1, 2}
	for i, d := range hypotheses {
		fits[i] = hold(inWGS84(d, sample), near)
		v.OnRoad[i] = fits[i].onRoad
	}
	slices.SortStableFunc(rank, func(a, b int) int { return cmp.Compare(fits[b].logLik, fits[a].logLik) })
	best := fits[rank[0]]
	var total float64
	for _, f := range fits {
		total += math.Exp((f.logLik - best.logLik) / temper)
	}
	v.Datum, v.Rival = hypotheses[rank[0]], hypotheses[rank[1]]
	v.Sureness = (1 - coincidence(inWGS84(v.Datum, sample), best.logLik, near)) / total
	v.settle(best, 1/total)
	return v
}

// settle decides whether to ask, and why. alone is the probability of the
// best datum among the three.
func (v *Verdict) settle(best fit, alone float64) {
	astray, allowed := float64(v.Asked-best.onRoad), astrayShare*float64(v.Asked)-1.5
	switch {
	case v.Asked < leastSample:
		v.Doubt = TooFew
	case best.onRoad < leastSample || astray > allowed && best.run < longRun:
		v.Doubt = NoRoads
	case alone < SureFrom:
		v.Doubt = Alike
	case v.Sureness < SureFrom:
		v.Doubt = Chance
	}
	if v.Doubt == TooFew || v.Doubt == NoRoads { // the likelihoods rest on coincidences
		v.Sureness = min(v.Sureness, 0.5)
	}
	v.Sure = v.Doubt == None
	if v.Doubt != Alike {
		v.Rival = ""
	}
}

// fit is how well positions fit the roads.
type fit struct {
	logLik float64
	onRoad int // positions on a road
	run    int // the longest run of them
}

// hold holds WGS-84 positions against the roads.
func hold(sample []orb.Point, near Nearness) fit {
	// A plateau with half a normal curve at its end, of area one.
	peak := 1 / (flatM + roadSigmaM*math.Sqrt(math.Pi/2))
	var f fit
	run := 0
	for _, p := range sample {
		m, found := near(p, reachM)
		density := strayShare / strayM
		if found {
			z := max(m-flatM, 0) / roadSigmaM
			density += (1 - strayShare) * peak * math.Exp(-0.5*z*z)
		}
		f.logLik += math.Log(density)
		if !found || m > onRoadM {
			run = 0
			continue
		}
		f.onRoad++
		run++
		f.run = max(f.run, run)
	}
	return f
}

// coincidence returns how probable it is that the positions fit the roads as
// well as logLik says although they were driven off the map: the share of such
// traces times the share of moved copies that fit as well (Laplace's rule).
func coincidence(sample []orb.Point, logLik float64, near Nearness) float64 {
	const decoys = 16
	alike := 0
	moved := make([]orb.Point, len(sample))
	for k := range decoys {
		// Two rings of about the size of the two shifts, in sixteen directions.
		distanceM, angle := 420.0, 2*math.Pi*float64(k)/decoys
		if k%2 == 1 {
			distanceM = 850
		}
		north := distanceM * math.Cos(angle) / metresPerDegree
		east := distanceM * math.Sin(angle) / metresPerDegree
		for i, p := range sample {
			moved[i] = orb.Point{p[0] + east/math.Cos(p[1]*math.Pi/180), p[1] + north}
		}
		if hold(moved, near).logLik >= logLik-temper {
			alike++
		}
	}
	return offMapShare * (float64(alike) + 0.5) / (decoys + 1)
}

// inWGS84 converts positions in datum d.
func inWGS84(d Datum, sample []orb.Point) []orb.Point {
	out := make([]orb.Point, len(sample))
	for i, p := range sample {
		out[i] = d.ToWGS84(p)
	}
	return out
}

// witnesses picks points at least spacingM apart, at most maxSample of them,
// spread over the whole trace, and tells whether any lies in China. Points that
// are no positions, and the 0, 0 of a receiver that knows none, say nothing.
func witnesses(points []orb.Point) (sample []orb.Point, inChina bool) {
	for _, p := range points {
		if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) < 90) || p == (orb.Point{}) {
			continue
		}
		if len(sample) == 0 || roughM(sample[len(sample)-1], p) >= spacingM {
			sample = append(sample, p)
			inChina = inChina || InChina(p)
		}
	}
	if len(sample) <= maxSample {
		return sample, inChina
	}
	for i := range maxSample {
		sample[i] = sample[i*len(sample)/maxSample]
	}
	return sample[:maxSample], inChina
}

const metresPerDegree = 111195

// roughM is the distance of two near points in metres on a flat patch.
func roughM(a, b orb.Point) float64 {
	dx := (a[0] - b[0]) * math.Cos(a[1]*math.Pi/180)
	return math.Hypot(dx, a[1]-b[1]) * metresPerDegree
}
