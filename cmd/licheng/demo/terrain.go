package demo

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// The county lies in one cell of whole degrees, so one elevation tile holds it.
const (
	tileLat, tileLon = 27, 108
	coarseM          = 400.0 // spacing of the eroded grid, metres
	lowestM          = 320.0 // where the main river leaves, metres above sea level
	highestM         = 2350.0
)

// Terrain is the height field of the county: rain-carved valleys and ridges.
// Heights are metres above sea level.
type Terrain struct {
	cols, rows int
	corner     vec       // south-west corner of the grid on the plane
	heightM    []float64 // row by row from the south
	drainM2    []float64 // area that drains through each cell
	receiver   []int32   // the cell each one drains into; itself at the outlet
	roughM     []float64 // how high the small folds of the ground are in each cell
	detail     *noise
}

// newTerrain lifts a rough plateau and lets rivers carve it.
func newTerrain(seed uint64) *Terrain {
	sw, ne := onPlane(orb.Point{tileLon, tileLat}), onPlane(orb.Point{tileLon + 1, tileLat + 1})
	margin := 3 * coarseM
	t := &Terrain{corner: sw.sub(vec{margin, margin})}
	t.cols = int((ne.x-sw.x+2*margin)/coarseM) + 2
	t.rows = int((ne.y-sw.y+2*margin)/coarseM) + 2
	r := chance(seed, "terrain")
	uplift := newNoise(r)
	t.detail = newNoise(r)
	t.heightM = make([]float64, t.cols*t.rows)
	rate := make([]float64, len(t.heightM))
	for i := range t.heightM {
		p := t.cellAt(i)
		rate[i] = 1 + 0.9*uplift.octaves(p, 26000, 3)
		t.heightM[i] = 25*r.Float64() + 30*uplift.octaves(p, 7000, 3) + 0.003*(ne.x-p.x)
	}
	erode(t, rate)
	t.stretch()
	for range 2 {
		t.soften()
	}
	t.roughM = make([]float64, len(t.heightM))
	for i := range t.roughM {
		eachNeighbour(i, t.cols, t.rows, func(j int) {
			t.roughM[i] = clamp(math.Abs(t.heightM[i]-t.heightM[j])*0.06, max(t.roughM[i], 1), 12)
		})
	}
	return t
}

func (t *Terrain) cellAt(i int) vec {
	return t.corner.add(vec{float64(i%t.cols) * coarseM, float64(i/t.cols) * coarseM})
}

// stretch scales the eroded heights to the county's range.
func (t *Terrain) stretch() {
	sorted := slices.Clone(t.heightM)
	slices.Sort(sorted)
	lo, hi := sorted[len(sorted)/200], sorted[len(sorted)*995/1000]
	for i, h := range t.heightM {
		t.heightM[i] = lowestM + (highestM-lowestM)*(h-lo)/(hi-lo)
	}
}

// soften lets slopes creep: every cell moves halfway to the mean around it.
func (t *Terrain) soften() {
	old := slices.Clone(t.heightM)
	for i := range old {
		col, row := i%t.cols, i/t.cols
		if col == 0 || row == 0 || col == t.cols-1 || row == t.rows-1 {
			continue
		}
		mean := (old[i-1] + old[i+1] + old[i-t.cols] + old[i+t.cols]) / 4
		t.heightM[i] = old[i] + 0.5*(mean-old[i])
	}
}

// heightAt is the height of the ground at a point of the plane: a smooth
// surface through the eroded grid, with small folds that fade in valley floors.
func (t *Terrain) heightAt(p vec) float64 {
	gx := clamp((p.x-t.corner.x)/coarseM, 1, float64(t.cols)-2.001)
	gy := clamp((p.y-t.corner.y)/coarseM, 1, float64(t.rows)-2.001)
	ix, iy := int(gx), int(gy)
	dx, dy := gx-float64(ix), gy-float64(iy)
	var column [4]float64
	for k := range 4 {
		row := (iy - 1 + k) * t.cols
		column[k] = cubic(t.heightM[row+ix-1], t.heightM[row+ix], t.heightM[row+ix+1], t.heightM[row+ix+2], dx)
	}
	smooth := cubic(column[0], column[1], column[2], column[3], dy)
	rough := func(i int) float64 { return t.roughM[i]*(1-dx) + t.roughM[i+1]*dx }
	fold := t.detail.octaves(p, 800, 2)
	return smooth + fold*(rough(iy*t.cols+ix)*(1-dy)+rough((iy+1)*t.cols+ix)*dy)
}

// cubic is the Catmull-Rom spline through b and c, at fraction t between them.
func cubic(a, b, c, d, t float64) float64 {
	return b + 0.5*t*(c-a+t*(2*a-5*b+4*c-d+t*(3*(b-c)+d-a)))
}

// slopeAt is the steepness of the ground, metres of rise a metre.
func (t *Terrain) slopeAt(p vec) float64 {
	const d = 60.0
	gx := t.heightAt(p.add(vec{d, 0})) - t.heightAt(p.sub(vec{d, 0}))
	gy := t.heightAt(p.add(vec{0, d})) - t.heightAt(p.sub(vec{0, d}))
	return math.Hypot(gx, gy) / (2 * d)
}

// drainAt is the area that drains through the grid cell nearest to p, in m².
func (t *Terrain) drainAt(p vec) float64 { return t.drainM2[t.nearest(p)] }

func (t *Terrain) nearest(p vec) int {
	c := int(clamp(math.Round((p.x-t.corner.x)/coarseM), 0, float64(t.cols-1)))
	r := int(clamp(math.Round((p.y-t.corner.y)/coarseM), 0, float64(t.rows-1)))
	return r*t.cols + c
}

// rivers returns the reaches of the rivers that drain at least areaM2, each a
// segment from a cell of the eroded grid to the next one downstream.
func (t *Terrain) rivers(areaM2 float64) [][2]vec {
	var out [][2]vec
	for i, to := range t.receiver {
		if t.drainM2[i] >= areaM2 && int(to) != i {
			out = append(out, [2]vec{t.cellAt(i), t.cellAt(int(to))})
		}
	}
	return out
}
