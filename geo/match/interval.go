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
	sumSure  float64 // metres weighted with sureness
	sumM     float64
}

// The shares that widen the interval, two standard deviations each.
const (
	laneShare    = 0.004 // lanes and map geometry against the driven line
	spreads      = 2.0   // standard deviations of the length over the lattice's ways
	inferHigh    = 0.15  // a bridged stretch may have been this much longer
	offRoadShare = 0.08  // smoothing and noise where there is no map
)

// Factors on the sureness of metres that no fix or no map confirms.
const (
	inferredSure = 0.7
	offRoadSure  = 0.6
)

// add notes one step.
func (d *doubt) add(dr drive, s *step, sure float64, inferred bool) {
	weight := sure
	switch {
	case dr.how == across:
		d.offRoadM += dr.lengthM
		weight *= offRoadSure
	case inferred:
		d.inferM += dr.lengthM
		d.directM += min(s.straightM, dr.lengthM)
		weight *= inferredSure
	default:
		d.roadM += dr.lengthM
	}
	d.sumSure += weight * dr.lengthM
	d.sumM += dr.lengthM
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
	r.DistanceHighM = r.DistanceM + commonM + inferHigh*d.inferM
	if d.sumM > 0 {
		r.Confidence = min(max(d.sumSure/d.sumM, 0), 1)
	}
}
