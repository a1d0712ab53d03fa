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
	if distanceM <= 0 || rise <= 0 {
		return flat
	}
	grade, up := rise/distanceM, climbM/rise
	return Road{
		Stretches: []Stretch{{Grade: grade, Share: up}, {Grade: -grade, Share: 1 - up}},
		SpeedKMH:  speedKMH, ReferenceKMH: speedKMH, Electric: electric,
	}.Multiplier()
}

// Stretch is a share of a way on one grade (rise over run, negative downhill).
type Stretch struct {
	Grade, Share float64
}

// Road is a way as the models see it. SpeedKMH is driven on it; ReferenceKMH
// is the speed on the flat that the declared consumption is of: of the same
// speed only the grades count, of another the speed counts too.
type Road struct {
	Stretches    []Stretch // shares sum to 1
	SpeedKMH     float64
	ReferenceKMH float64
	Electric     bool
}

// Multiplier returns how much more the way uses than the flat at the reference
// speed: M = Σ share·F(speed, grade) / F(reference, 0), with F of VT-CPFM-1
// for Best and of CIRCLES for the other bound; for electric drives the power
// at the wheels per distance. Each is bounded to MultiplierMin …
// MultiplierMax. A way without stretches or speeds has the multiplier 1.
func (r Road) Multiplier() Multiplier {
	if len(r.Stretches) == 0 || !(r.SpeedKMH > 0) || !(r.ReferenceKMH > 0) {
		return flat
	}
	car := SmallPetrolCar()
	if r.Electric {
		m := r.mean(func(kmh, grade float64) float64 { return car.batteryKW(kmh/3.6, grade) / kmh })
		return Multiplier{Best: m, Low: m, High: m}
	}
	cpfm := r.mean(car.LitresPer100KM)
	circles := r.mean(CirclesLitresPer100KM)
	return Multiplier{Best: cpfm, Low: math.Min(cpfm, circles), High: math.Max(cpfm, circles)}
}

// mean returns the bounded multiplier of one model, which tells the use per
// distance at a speed in km/h and a grade.
func (r Road) mean(use func(kmh, grade float64) float64) float64 {
	var used float64
	for _, s := range r.Stretches {
		used += s.Share * use(r.SpeedKMH, s.Grade)
	}
	return math.Min(MultiplierMax, math.Max(MultiplierMin, used/use(r.ReferenceKMH, 0)))
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
