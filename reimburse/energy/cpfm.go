package energy

import "math"

// CPFM holds the parameters of the comprehensive power-based fuel model
// VT-CPFM-1 (Rakha, Ahn, Moran, Saerens, Van den Bulck, 2011).
type CPFM struct {
	MassKG        float64
	DragCoeff     float64 // Cd
	FrontalAreaM2 float64 // Af
	DrivelineEff  float64 // ηd
	RotatingMass  float64 // λ
	RollingCr     float64 // Cr
	RollingC1     float64 // c1, per km/h
	RollingC2     float64 // c2
	Alpha0        float64 // L/s at idle and whenever the engine is dragged
	Alpha1        float64 // L/s per kW
	Alpha2        float64 // L/s per kW²
}

// Air density at sea level (kg/m³) and gravity (m/s²) as the model sets them.
const (
	cpfmAirDensity = 1.2256
	cpfmGravity    = 9.80665
)

// SmallPetrolCar returns the published parameters of a Honda Civic, the light
// car the multipliers of this house are computed with.
func SmallPetrolCar() CPFM {
	return CPFM{
		MassKG: 1453, DragCoeff: 0.30, FrontalAreaM2: 2.32, DrivelineEff: 0.92, RotatingMass: 0.04,
		RollingCr: 1.75, RollingC1: 0.0328, RollingC2: 4.575,
		Alpha0: 4.7738e-4, Alpha1: 5.363e-5, Alpha2: 1.0e-6,
	}
}

// ResistanceN returns what holds the vehicle back, in newtons: air, rolling
// and grade (negative on a descent steep enough to push). Air drag is taken
// at sea level: the 8.5 % of it that thinner air saves per kilometre of height
// are left to the claimant.
func (m CPFM) ResistanceN(speedMPS, grade float64) float64 {
	slope := math.Atan(grade)
	air := 0.5 * cpfmAirDensity * m.DragCoeff * m.FrontalAreaM2 * speedMPS * speedMPS
	rolling := m.MassKG * cpfmGravity * m.RollingCr / 1000 * (m.RollingC1*speedMPS*3.6 + m.RollingC2) * math.Cos(slope)
	return air + rolling + m.MassKG*cpfmGravity*math.Sin(slope)
}

// PowerKW returns the power the engine gives, in kW; negative when the road
// drags the engine.
func (m CPFM) PowerKW(speedMPS, accelerationMPS2, grade float64) float64 {
	force := m.ResistanceN(speedMPS, grade) + (1+m.RotatingMass)*m.MassKG*accelerationMPS2
	return force * speedMPS / (1000 * m.DrivelineEff)
}

// FuelLPS returns the fuel rate in litres per second.
func (m CPFM) FuelLPS(speedMPS, accelerationMPS2, grade float64) float64 {
	p := m.PowerKW(speedMPS, accelerationMPS2, grade)
	if p < 0 {
		return m.Alpha0
	}
	return m.Alpha0 + m.Alpha1*p + m.Alpha2*p*p
}

// LitresPer100KM returns the consumption at a constant speed on a constant
// grade; speedKMH must be above zero.
func (m CPFM) LitresPer100KM(speedKMH, grade float64) float64 {
	v := speedKMH / 3.6
	return m.FuelLPS(v, 0, grade) / v * 100_000
}
