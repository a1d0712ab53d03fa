package energy

import "math"

// gravity is the acceleration of the VSP formula, m/s².
const gravity = 9.81

// VSP returns the vehicle specific power in kW per tonne of a light car at
// speedMPS (m/s), accelerationMPS2 (m/s²) and grade (rise over run, 0.05 is
// 5 %), after Jiménez-Palacios (1999):
//
//	VSP = v·(1.1·a + 9.81·sin(atan(grade)) + 0.132) + 0.000302·v³
func VSP(speedMPS, accelerationMPS2, grade float64) float64 {
	v := speedMPS
	return v*(1.1*accelerationMPS2+gravity*math.Sin(math.Atan(grade))+0.132) + 0.000302*v*v*v
}
