package verify

import (
	"math"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/trips/trace"
)

// shift is a way the positions of a copy may have been moved as a whole.
type shift struct {
	name string                    // "" for not at all
	move func(orb.Point) orb.Point // back; nil for not at all
}

// shifts are the ways between the three datums in use in China, one of them
// read as another: gcj02 means that positions of GCJ-02 were read as WGS-84.
var shifts = [...]shift{
	{},
	{"gcj02", datum.GCJ02.ToWGS84},
	{"bd09", datum.BD09.ToWGS84},
	{"not-gcj02", datum.GCJ02.FromWGS84},
	{"not-bd09", datum.BD09.FromWGS84},
}

// shifted returns the fixes with their points moved, to 2 cm: the way between
// two datums bends over tens of kilometres and costs more to work out than all
// else of a search.
func shifted(fixes []trace.Fix, move func(orb.Point) orb.Point) []trace.Fix {
	out := make([]trace.Fix, len(fixes))
	patches := map[[2]int32]*patch{}
	for i, f := range fixes {
		at := [2]int32{int32(math.Floor(f.Point[0] / patchDeg)), int32(math.Floor(f.Point[1] / patchDeg))}
		p := patches[at]
		if p == nil {
			p = patchAt(at, move)
			patches[at] = p
		}
		out[i] = f
		if p.torn {
			out[i].Point = move(f.Point)
		} else {
			out[i].Point = p.moved(f.Point)
		}
	}
	return out
}

// patchDeg is the width of a patch, degrees: some 500 m.
const patchDeg = 0.005

// patch is a piece of the earth over which a shift is taken from nine places of
// it.
type patch struct {
	corner orb.Point       // south-west
	by     [3][3]orb.Point // the shift at every half of the width, [east][north]
	torn   bool            // one of them is not moved: there the shift begins
}

// patchAt is the patch so many patches east and north of 0, 0.
func patchAt(at [2]int32, move func(orb.Point) orb.Point) *patch {
	p := &patch{corner: orb.Point{float64(at[0]) * patchDeg, float64(at[1]) * patchDeg}}
	for east := range p.by {
		for north := range p.by[east] {
			c := orb.Point{p.corner[0] + float64(east)*patchDeg/2, p.corner[1] + float64(north)*patchDeg/2}
			to := move(c)
			p.by[east][north] = orb.Point{to[0] - c[0], to[1] - c[1]}
			p.torn = p.torn || to == c
		}
	}
	return p
}

// moved moves a point by the parabolas through the nine places.
func (p *patch) moved(at orb.Point) orb.Point {
	x, y := parabola((at[0]-p.corner[0])/patchDeg), parabola((at[1]-p.corner[1])/patchDeg)
	for axis := range 2 {
		by := 0.0
		for east := range p.by {
			for north := range p.by[east] {
				by += x[east] * y[north] * p.by[east][north][axis]
			}
		}
		at[axis] += by
	}
	return at
}

// parabola is what each of the values at 0, 1/2 and 1 counts for at t (Lagrange).
func parabola(t float64) [3]float64 {
	return [3]float64{(2*t - 1) * (t - 1), 4 * t * (1 - t), t * (2*t - 1)}
}
