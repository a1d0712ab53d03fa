package match

import "math"

// doubt collects why the distance is not known exactly. Each source of error
// widens the interval on its own; docs/matching.md gives the figures it was
// set by.
type doubt struct {
	sigmaM   float64
	roadM    float64 // driven on roads, fixes all along
	varM2    float64 // variance of the length over all ways the lattice knows
	inferM   float64 // bridged without fixes
	directM  float64 // straight lines under the bridged stretches
	offRoadM float64
	unseenM  float64 // what the car had time to drive beside the path between fixes …
	unseenM2 float64 // … and the sum of its squares, step by step
	sumSure  float64 // metres weighted with sureness
	sumM     float64
}

// driven is how the path came to a layer from the one before.
type driven struct {
	drive       drive
	straightM   float64
	spareM      float64 // how much farther the car may well have driven unseen
	inferred    bool
	first, last int // its edges are work.edges[first:last]
	path        int // index into the result's paths
}

// The shares that widen the interval.
const (
	laneShare    = 0.005 // lanes and map geometry against the driven line
	unseenShare  = 0.02  // of the steps with time for it hide a detour
	unseenFromS  = 5     // what is between fixes nearer than this is seen
	unseenPart   = 0.5   // a hidden detour is as long as this share of the way taken
	unseenMostM  = 50    // and so many metres
	choiceShare  = 0.02  // of a step over several junctions: another way was as good
	choiceEdges  = 3     // so many edges have
	spreads      = 2.5   // standard deviations of the length over the lattice's ways
	inferHigh    = 0.15  // a bridged stretch may have been this much longer
	offRoadShare = 0.08  // smoothing and noise where there is no map
)

// Factors on the sureness of metres that no fix or no map confirms.
const (
	inferredSure = 0.7
	offRoadSure  = 0.6
)

// add notes one step, and returns how sure its metres are.
func (d *doubt) add(p *driven, sure float64) float64 {
	dr := p.drive
	weight := sure
	switch {
	case dr.how == across:
		d.offRoadM += dr.lengthM
		weight *= offRoadSure
	case p.inferred:
		d.inferM += dr.lengthM
		d.directM += min(p.straightM, dr.lengthM)
		weight *= inferredSure
	default:
		d.roadM += dr.lengthM
		if p.last-p.first >= choiceEdges {
			d.varM2 += choiceShare * choiceShare * dr.lengthM * dr.lengthM
		}
	}
	if !p.inferred {
		d.unseenM += p.spareM
		d.unseenM2 += p.spareM * p.spareM
	}
	d.sumSure += weight * dr.lengthM
	d.sumM += dr.lengthM
	return weight
}

// settle fills in interval and confidence.
func (d *doubt) settle(r *Result) {
	if r.DistanceM <= 0 {
		r.Confidence = 0
		r.DistanceLowM, r.DistanceHighM = 0, 2*d.sigmaM
		return
	}
	endsM := 2 * d.sigmaM * math.Sqrt2
	commonM := endsM + laneShare*d.roadM + spreads*math.Sqrt(d.varM2) + offRoadShare*d.offRoadM
	r.DistanceLowM = max(r.DistanceM-commonM-min(d.inferM-d.directM, inferHigh*d.inferM), 0)
	unseenM := unseenShare*d.unseenM + spreads*math.Sqrt(unseenShare*d.unseenM2)
	r.DistanceHighM = r.DistanceM + commonM + inferHigh*d.inferM + unseenM
	if d.sumM > 0 {
		r.Confidence = min(max(d.sumSure/d.sumM, 0), 1)
	}
}

// spareM is how much farther than the way taken the car may have driven in a
// step without anyone noticing: a spur and back, a way round a block. There was
// time for that only while no fix told where it was.
func (w *work) spareM(s *step, from, to int, lengthM float64) float64 {
	if s.elapsedS <= 0 {
		return 0
	}
	blindS := 0.0
	for i := from + 1; i <= to; i++ {
		blindS += w.sights[i].blindS
	}
	blindS = min(blindS, s.elapsedS)
	lengthM *= blindS / s.elapsedS
	return min(max(w.cruiseMPS*(blindS-unseenFromS)-lengthM, 0), unseenPart*lengthM+unseenMostM)
}
