package clean

import "math"

// zeroIslandDeg is about 100 m around 0°N 0°E.
const zeroIslandDeg = 0.001

// markZeroIsland marks fixes at 0°N 0°E.
func (s *sheet) markZeroIsland() {
	for _, i := range s.live() {
		p := s.fixes[i].Point
		if math.Abs(p[0]) < zeroIslandDeg && math.Abs(p[1]) < zeroIslandDeg {
			s.mark(i, ZeroIsland)
		}
	}
}
