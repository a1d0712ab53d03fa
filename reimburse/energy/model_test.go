package energy_test

import (
	"fmt"
	"math"
	"testing"

	"licheng/reimburse/energy"
)

// Unit vectors computed by hand from the published formulas.
func TestModelsUnitVectors(t *testing.T) {
	tests := []struct{ v, a, grade, vsp, cpfmLPS, circlesGPS float64 }{
		{0, 0, 0, 0, 4.773800e-04, 0.097200},
		{10, 0, 0, 1.6220, 5.900041e-04, 0.325699},
		{10, 0, 0.05, 6.5209, 1.095782e-03, 0.731790},
		{10, 0, -0.05, -3.2769, 4.773800e-04, 0},
		{20, 0, 0, 5.0560, 9.337278e-04, 0.683552},
		{15, 0.5, 0.03, 15.6618, 2.282799e-03, 1.585368},
		{8, -0.5, -0.06, -7.8897, 4.773800e-04, 0},
	}
	car := energy.SmallPetrolCar()
	for _, test := range tests {
		t.Run(fmt.Sprintf("v=%v a=%v grade=%v", test.v, test.a, test.grade), func(t *testing.T) {
			near(t, "VSP kW/t", energy.VSP(test.v, test.a, test.grade), test.vsp, 5e-5)
			near(t, "VT-CPFM L/s", car.FuelLPS(test.v, test.a, test.grade), test.cpfmLPS, 5e-10)
			near(t, "CIRCLES g/s", energy.CirclesGPS(test.v, test.a, test.grade), test.circlesGPS, 5e-7)
		})
	}
}

// Constant speeds on even grades, L/100 km, from the published formulas.
func TestModelsAtConstantSpeed(t *testing.T) {
	grades := []float64{-.06, -.04, -.02, 0, .02, .04, .06, .08}
	tests := []struct {
		kmh           float64
		cpfm, circles []float64
	}{
		{30, []float64{5.73, 5.73, 5.73, 6.74, 8.57, 10.56, 12.71, 15.00}, []float64{0, 0, 2.49, 4.67, 6.85, 9.03, 11.20, 13.37}},
		{40, []float64{4.30, 4.30, 4.30, 5.51, 7.43, 9.55, 11.89, 14.42}, []float64{0, 0, 2.07, 4.26, 6.44, 8.63, 10.80, 12.98}},
		{60, []float64{2.86, 2.86, 2.86, 4.66, 6.80, 9.25, 12.01, 15.08}, []float64{0, 0, 2.08, 4.28, 6.48, 8.68, 10.88, 13.07}},
		{80, []float64{2.15, 2.15, 2.79, 4.82, 7.28, 10.16, 13.45, 17.16}, []float64{0, .43, 2.66, 4.88, 7.11, 9.33, 11.56, 13.77}},
	}
	car := energy.SmallPetrolCar()
	for _, test := range tests {
		for i, grade := range grades {
			at := fmt.Sprintf("%v km/h at %+.0f %%", test.kmh, grade*100)
			near(t, "VT-CPFM "+at, car.LitresPer100KM(test.kmh, grade), test.cpfm[i], .0051)
			near(t, "CIRCLES "+at, energy.CirclesLitresPer100KM(test.kmh, grade), test.circles[i], .0051)
		}
	}
}

func TestCirclesAtLowSpeed(t *testing.T) {
	near(t, "creeping down a ramp burns the floor", energy.CirclesGPS(3, -1, -.1), .0972, 0)
	near(t, "just moving is idling", energy.CirclesGPS(.09, .009, .2), .0972, 0)
}

// Where CIRCLES changes from one branch to the next. By hand at 10 m/s and an
// angle of −0.1: the fuel is cut up to a = −0.26981 − 0.023996 + 0.90623 −
// 0.029215 + 0.011899 = 0.595108; beyond it 0.325699 + 0.917585·a + 0.193546·a²
// − 0.812858. At an angle of 0.3 it is cut up to −3.0774, and braking beyond
// −0.917585 / 0.387091 = −2.37046 saves no more: 0.325699 − 2.752754 + 1.087549
// + 2.438574.
func TestCirclesBetweenItsBranches(t *testing.T) {
	for _, test := range []struct {
		what        string
		v, a, angle float64
		want        float64
	}{
		{"up to the cut", 10, .5951, -.1, 0},
		{"beyond the cut", 10, .5952, -.1, .127552},
		{"braking uphill", 10, -3, .3, 1.099068},
		{"fast enough for a cut", 5.05, -1, 0, 0},
		{"not fast enough", 5.04, -1, 0, .0972},
		{"no more idling by speed", .1, 0, 0, .160526},
		{"no more idling by acceleration", .05, .01, 0, .160375},
		{"idling", .099, .0099, 0, .0972},
	} {
		near(t, test.what, energy.CirclesGPS(test.v, test.a, math.Tan(test.angle)), test.want, 5e-6)
	}
}

// Round trips against the flat: up and down the same grade.
func TestClimbMultiplierOfRoundTrips(t *testing.T) {
	tests := []struct {
		grade         float64
		cpfm, circles [3]float64 // at 30, 40, 60 km/h
	}{
		{.02, [3]float64{1.06, 1.06, 1.04}, [3]float64{1.00, 1.00, 1.00}},
		{.04, [3]float64{1.21, 1.26, 1.30}, [3]float64{0.97, 1.01, 1.01}},
		{.06, [3]float64{1.37, 1.47, 1.60}, [3]float64{1.20, 1.27, 1.27}},
		{.08, [3]float64{1.54, 1.70, 1.92}, [3]float64{1.43, 1.52, 1.53}},
	}
	for _, test := range tests {
		for i, kmh := range []float64{30, 40, 60} {
			const km = 10_000.0
			m := energy.ClimbMultiplier(km, km/2*test.grade, km/2*test.grade, kmh, false)
			at := fmt.Sprintf("±%.0f %% at %v km/h", test.grade*100, kmh)
			near(t, at+" best", m.Best, test.cpfm[i], .0051)
			near(t, at+" high", m.High, math.Max(test.cpfm[i], test.circles[i]), .0051)
			near(t, at+" low", m.Low, math.Min(test.cpfm[i], test.circles[i]), .0051)
		}
	}
}

// A mixed road: 40 % flat, 30 % on ±3, 20 % on ±6, 10 % on ±9,
// up and down equally.
func TestMultiplierOfAMixedRoad(t *testing.T) {
	mixed := []energy.Stretch{
		{Grade: 0, Share: .4},
		{Grade: .03, Share: .15},
		{Grade: -.03, Share: .15},
		{Grade: .06, Share: .1},
		{Grade: -.06, Share: .1},
		{Grade: .09, Share: .05},
		{Grade: -.09, Share: .05},
	}
	for kmh, want := range map[float64][2]float64{30: {1.18, 1.09}, 40: {1.22, 1.12}, 60: {1.28, 1.12}} {
		m := energy.Road{Stretches: mixed, SpeedKMH: kmh, ReferenceKMH: kmh}.Multiplier()
		at := fmt.Sprintf("at %v km/h", kmh)
		near(t, at+" best", m.Best, want[0], .0051)
		near(t, at+" low", m.Low, want[1], .0051)
		near(t, at+" high", m.High, want[0], .0051)
	}
}

// Slower than the declared consumption is of: by the table of constant speeds
// 6.74 at 30 against 4.66 at 60 km/h is 1.446, by CIRCLES 4.67 against 4.28.
func TestMultiplierOfTheSpeed(t *testing.T) {
	level := []energy.Stretch{{Share: 1}}
	m := energy.Road{Stretches: level, SpeedKMH: 30, ReferenceKMH: 60}.Multiplier()
	near(t, "best", m.Best, 1.446, .003)
	near(t, "low", m.Low, 1.091, .003)
	// Faster uses less here, but not less than 0.95 is paid.
	near(t, "faster", energy.Road{Stretches: level, SpeedKMH: 60, ReferenceKMH: 30}.Multiplier().Best, .95, 0)
	// Electric: air 0.4265 v² and rolling: 199.5 N at 40, at 80 km/h 210.6 + 179.6.
	near(t, "electric", energy.Road{Stretches: level, SpeedKMH: 80, ReferenceKMH: 40, Electric: true}.Multiplier().Best, 390.2/199.5, .003)
	for name, road := range map[string]energy.Road{
		"no stretch": {SpeedKMH: 30, ReferenceKMH: 60}, "no speed": {Stretches: level, ReferenceKMH: 60}, "no reference": {Stretches: level, SpeedKMH: 30},
		"no number": {Stretches: level, SpeedKMH: math.NaN(), ReferenceKMH: 60},
	} {
		if m := road.Multiplier(); m.Best != 1 || m.Low != 1 || m.High != 1 {
			t.Errorf("%s: %+v, want 1", name, m)
		}
	}
}

func TestClimbMultiplierIsBounded(t *testing.T) {
	tests := []struct {
		name                       string
		distanceM, climbM, descent float64
		electric                   bool
		want                       float64
	}{
		{"a wall is paid as two", 10_000, 1500, 0, false, 2},
		{"a long descent is not paid less than 0.95", 10_000, 0, 600, false, .95},
		{"electric, up a wall", 10_000, 1500, 0, true, 2},
		{"electric, downhill", 10_000, 0, 600, true, .95},
		{"no heights known", 10_000, 0, 0, false, 1},
		{"no distance", 0, 100, 100, false, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			near(t, "M", energy.ClimbMultiplier(test.distanceM, test.climbM, test.descent, 40, test.electric).Best, test.want, 0)
		})
	}
	if m := energy.ClimbMultiplier(1000, 10, 10, 0, false); m.Best != 1 || m.Low != 1 || m.High != 1 {
		t.Errorf("without a speed: %+v, want 1", m)
	}
}

// By hand, 40 km/h on ±6 %: air 52.66 N, rolling 146.60 N up and down (cos of
// 3.4° is 0.9982) and 146.86 N on the flat, grade ±853.4 N. Up 1052.7 N, down
// −654.1 N of which 60 % come back: (1052.7 − 392.5) / 2 / 199.5 = 1.655.
func TestClimbMultiplierElectricBringsBack(t *testing.T) {
	m := energy.ClimbMultiplier(10_000, 300, 300, 40, true)
	near(t, "M", m.Best, 1.655, .002)
	if m.Low != m.Best || m.High != m.Best {
		t.Errorf("bounds %v to %v, want the one model's %v", m.Low, m.High, m.Best)
	}
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
