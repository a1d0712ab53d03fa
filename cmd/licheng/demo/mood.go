package demo

import (
	"math"
	"math/rand/v2"
)

// mood is how driving goes on one day: nobody drives the same road twice at
// the same speeds. There is the temper of the day, the ups and downs of every
// few hundred metres, a slow lorry ahead now and then, and waits for cattle,
// roadworks or somebody to let in.
type mood struct {
	temper
	chance *rand.Rand
}

// temper is how much the speeds of a driver vary: logarithms, and metres
// between one delay and the next; 0 for no delays.
type temper struct {
	daySigma, localSigma    float64
	lorryEveryM, waitEveryM float64
}

// The scatter of speeds, after what two drives of one driver over one road
// usually differ by: a tenth, over some hundred metres.
const (
	localM = 450.0
	waitS  = 18.0
)

var (
	usual = temper{daySigma: 0.05, localSigma: 0.11, lorryEveryM: 9000, waitEveryM: 7000}
	// clockwork drives an empty road alike every day, as somebody may who has
	// the speed limiter set and nobody in the way.
	clockwork = temper{daySigma: 0.02, localSigma: 0.03}
)

// slow lowers or raises the limits of a drive and returns how long the car
// waits at each moment, seconds. A nil mood changes nothing.
func (m *mood) slow(moments []moment, limit []float64) []float64 {
	if m == nil {
		return nil
	}
	dwell := make([]float64, len(moments))
	day, local, lorryUntilM := m.daySigma*m.chance.NormFloat64(), m.localSigma*m.chance.NormFloat64(), -1.0
	for i := range moments {
		stepM := 0.0
		if i > 0 {
			stepM = moments[i].goneM - moments[i-1].goneM
		}
		keep := math.Exp(-stepM / localM)
		local = local*keep + m.localSigma*math.Sqrt(1-keep*keep)*m.chance.NormFloat64()
		if m.falls(stepM, m.lorryEveryM) {
			lorryUntilM = moments[i].goneM + 400 + 1600*m.chance.Float64()
		}
		limit[i] *= math.Exp(math.Min(day+local, 0.22)) // nobody drives a quarter faster than usual
		if moments[i].goneM < lorryUntilM {
			limit[i] *= 0.65
		}
		if m.falls(stepM, m.waitEveryM) {
			limit[i], dwell[i] = 0.5, 3+waitS*m.chance.ExpFloat64()
		}
	}
	return dwell
}

// falls reports whether something that comes once in everyM metres comes within
// a step.
func (m *mood) falls(stepM, everyM float64) bool {
	return everyM > 0 && m.chance.Float64() < stepM/everyM
}

// wait adds the waits to the times of a paced drive.
func (d *drive) wait(dwell []float64) {
	sum := 0.0
	for i := range dwell {
		d.moments[i].afterS += sum
		sum += dwell[i]
	}
}
