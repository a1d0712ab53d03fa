package energy

import "math"

// Coefficients of the CIRCLES v3.1 simplified energy model of a compact sedan
// of 1543 kg (BSD-3); fuel in g/s, grade as an angle in radians.
const (
	circlesC0, circlesC1, circlesC3            = .15918, .013463, 3.1889e-5
	circlesP0, circlesP1, circlesP2            = .047828, .086975, 6.825e-8
	circlesQ0, circlesQ1                       = .0025557, .019099
	circlesZ0, circlesZ1, circlesZ2            = .13285, .77984, .0019733
	circlesVC, circlesBeta0                    = 5.04, .0972
	circlesA0, circlesA1                       = -.26981, -.0023996
	circlesA2, circlesA3, circlesA4            = -9.0623, -.00029215, -.011899
	circlesIdleGPS, circlesIdleV, circlesIdleA = .0972, .1, .01
	circlesPetrolGPerL                         = 745
)

// CirclesGPS returns the fuel rate in grams per second of the CIRCLES compact
// sedan at speedMPS (m/s), accelerationMPS2 (m/s²) and grade (rise over run).
// It cuts the fuel on descents, where VT-CPFM-1 idles: the two bound the truth.
func CirclesGPS(speedMPS, accelerationMPS2, grade float64) float64 {
	v, a, g := speedMPS, accelerationMPS2, math.Atan(grade)
	if v < circlesIdleV && math.Abs(a) < circlesIdleA {
		return circlesIdleGPS
	}
	if v > circlesVC && a <= circlesA0+circlesA1*v+circlesA2*g+circlesA3*v*v+circlesA4*v*g {
		return 0 // fuel cut: the road drives the engine
	}
	p := circlesP0 + circlesP1*v + circlesP2*v*v
	q := circlesQ0 + circlesQ1*v
	up := math.Max(a, -p/(2*q))
	fuel := circlesC0 + circlesC1*v + circlesC3*v*v*v + p*a + q*up*up +
		(circlesZ0+circlesZ1*v+circlesZ2*v*v)*g
	floor := 0.0
	if v <= circlesVC {
		floor = circlesBeta0
	}
	return math.Max(fuel, floor)
}

// CirclesLitresPer100KM returns the consumption at a constant speed on a
// constant grade; speedKMH must be above zero.
func CirclesLitresPer100KM(speedKMH, grade float64) float64 {
	v := speedKMH / 3.6
	return CirclesGPS(v, 0, grade) / circlesPetrolGPerL / v * 100_000
}
