package clean

import (
	"math"

	"github.com/paulmach/orb"
)

// zeroIslandDeg is about 100 m around 0°N 0°E.
const zeroIslandDeg = 0.001

// markZeroIsland marks fixes at 0°N 0°E.
func (s *sheet) markZeroIsland() {
	for _, i := range s.live() {
		if atZeroIsland(s.fixes[i].Point) {
			s.mark(i, ZeroIsland)
		}
	}
}

func atZeroIsland(p orb.Point) bool {
	return math.Abs(p[0]) < zeroIslandDeg && math.Abs(p[1]) < zeroIslandDeg
}
