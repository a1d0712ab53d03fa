package energy

import "math"

// The bounds of the climb multiplier: a model error must neither halve nor
// treble what a drive is worth.
const (
	MultiplierMin = 0.95
	MultiplierMax = 2.00
)

// DefaultSpeedKMH is the constant speed of the climb model where the rule
// names none: usual on a mountain road.
const DefaultSpeedKMH = 40

// regenerated is the share of the power of a descent that an electric drive
// brings back into the battery, motor and battery losses included.
const regenerated = 0.6

// Multiplier is how much more a drive with climbs uses than the same
// kilometres on the flat: Best is what is paid, Low and High are what the
// published models give for the same drive.
type Multiplier struct {
	Best, Low, High float64
}

// flat is the multiplier of a drive without known climbs.
var flat = Multiplier{Best: 1, Low: 1, High: 1}

// ClimbMultiplier returns what the climbs cost, for a drive of distanceM with
// climbM gained and descentM lost (metres), at the constant speedKMH.
//
// The drive is taken as one even ascent and one even descent of the same
// grade g = (climb + descent) / distance, the ascent being the share
// u = climb / (climb + descent) of the way:
//
//	M = (u·F(+g) + (1−u)·F(−g)) / F(0)
//
// with F the consumption of the model: VT-CPFM-1 for Best, CIRCLES for the
// other bound; for electric drives the power at the wheels with 60 % of a
// descent brought back, CIRCLES not being made for them. Each is bounded to
// MultiplierMin … MultiplierMax. An even grade is the mildest that reaches
// the same height, so uneven roads are paid slightly less than they use.
// Without climb and descent, or without distance, M is 1.
func ClimbMultiplier(distanceM, climbM, descentM, speedKMH float64, electric bool) Multiplier {
	rise := climbM + descentM
	if distanceM <= 0 || rise <= 0 || speedKMH <= 0 {
		return flat
	}
	grade, up := rise/distanceM, climbM/rise
	car := SmallPetrolCar()
	mean := func(use func(grade float64) float64) float64 {
		m := (up*use(grade) + (1-up)*use(-grade)) / use(0)
		return math.Min(MultiplierMax, math.Max(MultiplierMin, m))
	}
	if electric {
		m := mean(func(g float64) float64 { return car.batteryKW(speedKMH/3.6, g) })
		return Multiplier{Best: m, Low: m, High: m}
	}
	cpfm := mean(func(g float64) float64 { return car.LitresPer100KM(speedKMH, g) })
	circles := mean(func(g float64) float64 { return CirclesLitresPer100KM(speedKMH, g) })
	return Multiplier{Best: cpfm, Low: math.Min(cpfm, circles), High: math.Max(cpfm, circles)}
}

// batteryKW returns what an electric drive takes out of its battery, negative
// where it charges.
func (m CPFM) batteryKW(speedMPS, grade float64) float64 {
	p := m.PowerKW(speedMPS, 0, grade)
	if p < 0 {
		return p * regenerated
	}
	return p
}
