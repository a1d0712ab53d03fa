package trace

import (
	"math"
	"slices"

	orbgeo "github.com/paulmach/orb/geo"
)

// speedWatch reads a speed column. When neither heading nor cells give the
// unit, the raw numbers are kept until the end and held against the speed
// between the fixes.
type speedWatch struct {
	unit  speedUnit
	given bool // some cell held a number
}

// read returns a cell's speed in m/s; with an unknown unit, the bare number.
func (s *speedWatch) read(cell []byte) float64 {
	v, unit := parseMeasure(cell)
	if math.IsNaN(v) {
		return v
	}
	s.given = true
	u := s.unit
	if unit != "" {
		u = unitOf("", unit)
		if s.unit == unitUnknown {
			s.unit = u
		}
	}
	if u == unitUnknown {
		return v
	}
	return v / perMPS[u]
}

// minSpeedPairs is how many moving pairs of fixes a unit is judged by.
const minSpeedPairs = 5

// settle finds the unit of a column that names none: the median ratio of the
// number given to the speed between the fixes, in m/s. Where that fits neither
// m/s nor km/h the speeds are left out rather than guessed.
func (s *speedWatch) settle(c *collector) {
	if !s.given || s.unit != unitUnknown {
		return
	}
	ratios := speedRatios(c.traces)
	factor := math.NaN()
	if len(ratios) >= minSpeedPairs {
		slices.Sort(ratios)
		switch r := ratios[len(ratios)/2]; {
		case r > 0.6 && r < 1.6:
			factor = 1
		case r > 2.6 && r < 5:
			factor = 1 / 3.6
		}
	}
	for _, t := range c.traces {
		for i := range t.Fixes {
			t.Fixes[i].SpeedMPS *= factor
		}
	}
	if math.IsNaN(factor) {
		c.note("速度一列没有写明单位，也无法从轨迹判断，未采用。", "The speed column names no unit and the track does not tell which it is; the speeds were not used.")
	}
}

// speedRatios returns given over measured speed for pairs of fixes that move.
func speedRatios(traces []Trace) []float64 {
	var out []float64
	for _, t := range traces {
		for i := 1; i < len(t.Fixes) && len(out) < 10_000; i++ {
			a, b := t.Fixes[i-1], t.Fixes[i]
			dt := b.At.Sub(a.At).Seconds()
			if a.At.IsZero() || b.At.IsZero() || dt <= 0 || dt > 120 || math.IsNaN(b.SpeedMPS) || b.SpeedMPS <= 0 {
				continue
			}
			if measured := orbgeo.DistanceHaversine(a.Point, b.Point) / dt; measured > 1.5 {
				out = append(out, b.SpeedMPS/measured)
			}
		}
	}
	return out
}
