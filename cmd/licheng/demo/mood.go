package demo

import (
	"math"
	"math/rand/v2"
)

// mood is how driving goes on one day: nobody drives the same road twice at
// the same speeds. There is the temper of the day, the ups and downs of every
// few hundred metres, a slow lorry ahead now and then, and waits for cattle,
// roadworks or somebody to let in.
type mood struct{ chance *rand.Rand }

// The scatter of speeds, after what two drives of one driver over one road
// usually differ by: a tenth, over some hundred metres.
const (
	daySigma    = 0.05
	localSigma  = 0.11
	localM      = 450.0
	lorryEveryM = 9000.0
	waitEveryM  = 7000.0
	waitS       = 18.0
)

// slow lowers or raises the limits of a drive and returns how long the car
// waits at each moment, seconds. A nil mood changes nothing.
func (m *mood) slow(moments []moment, limit []float64) []float64 {
	if m == nil {
		return nil
	}
	dwell := make([]float64, len(moments))
	day, local, lorryUntilM := daySigma*m.chance.NormFloat64(), localSigma*m.chance.NormFloat64(), -1.0
	for i := range moments {
		stepM := 0.0
		if i > 0 {
			stepM = moments[i].goneM - moments[i-1].goneM
		}
		keep := math.Exp(-stepM / localM)
		local = local*keep + localSigma*math.Sqrt(1-keep*keep)*m.chance.NormFloat64()
		if m.chance.Float64() < stepM/lorryEveryM {
			lorryUntilM = moments[i].goneM + 400 + 1600*m.chance.Float64()
		}
		limit[i] *= math.Exp(math.Min(day+local, 0.22)) // nobody drives a quarter faster than usual
		if moments[i].goneM < lorryUntilM {
			limit[i] *= 0.65
		}
		if m.chance.Float64() < stepM/waitEveryM {
			limit[i], dwell[i] = 0.5, 3+waitS*m.chance.ExpFloat64()
		}
	}
	return dwell
}

// wait adds the waits to the times of a paced drive.
func (d *drive) wait(dwell []float64) {
	sum := 0.0
	for i := range dwell {
		d.moments[i].afterS += sum
		sum += dwell[i]
	}
}
