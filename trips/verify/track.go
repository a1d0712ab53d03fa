package verify

import (
	"math"

	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

// degreeM is the length of a degree of latitude on the sphere, metres.
const degreeM = 111194.93

// track is a trace on a plane, metres east and north of an origin, with the
// way gone up to each fix.
type track struct {
	at    [][2]float64
	atS   []float64 // seconds since an epoch; NaN without a time
	gone  []float64 // metres
	ahead []segment // that begins at each fix; of the last, none
}

// segment is the way from one fix to the next: its direction, of length 1, and
// how long it is.
type segment struct {
	dir     [2]float64
	lengthM float64
}

// trackOf lays fixes on the plane that touches the earth at origin.
func trackOf(fixes []trace.Fix, origin orb.Point) track {
	n := len(fixes)
	t := track{make([][2]float64, n), make([]float64, n), make([]float64, n), make([]segment, n)}
	eastM := degreeM * math.Cos(origin[1]*math.Pi/180)
	for i, f := range fixes {
		t.at[i] = [2]float64{(f.Point[0] - origin[0]) * eastM, (f.Point[1] - origin[1]) * degreeM}
		t.atS[i] = math.NaN()
		if !f.At.IsZero() {
			t.atS[i] = float64(f.At.UnixMilli()) / 1000
		}
		if i > 0 {
			dx, dy := t.at[i][0]-t.at[i-1][0], t.at[i][1]-t.at[i-1][1]
			lengthM := math.Sqrt(dx*dx + dy*dy)
			if lengthM > 0 {
				dx, dy = dx/lengthM, dy/lengthM
			}
			t.ahead[i-1] = segment{[2]float64{dx, dy}, lengthM}
			t.gone[i] = t.gone[i-1] + lengthM
		}
	}
	return t
}

// apartM is how far apart two fixes of the track are on the mean, metres.
func (t *track) apartM() float64 {
	n := len(t.gone)
	return t.gone[n-1] / float64(max(1, n-1))
}

// foot is the nearest point of a track to a fix of another.
type foot struct {
	offM  float64 // to the left of the track's direction, negative to the right
	goneM float64 // along the track
	atS   float64 // when the track was there; NaN without times
	dir   [2]float64
	seg   int32   // number of the segment
	scale float32 // how much longer noise takes there than at a usual speed; 0 where it tells no time; known of the pairs of a chain
}

// foot returns the nearest point of segment i to p.
func (t *track) foot(i int, p [2]float64) foot {
	a, h := t.at[i], t.ahead[i]
	if h.lengthM == 0 {
		return foot{offM: math.Hypot(p[0]-a[0], p[1]-a[1]), goneM: t.gone[i], atS: t.atS[i], seg: int32(i)}
	}
	along := (p[0]-a[0])*h.dir[0] + (p[1]-a[1])*h.dir[1]
	off := (p[1]-a[1])*h.dir[0] - (p[0]-a[0])*h.dir[1]
	if along < 0 || along > h.lengthM { // beyond an end
		over := max(-along, along-h.lengthM)
		off = math.Copysign(math.Hypot(off, over), off)
		along = min(max(along, 0), h.lengthM)
	}
	took := t.atS[i+1] - t.atS[i]
	return foot{offM: off, goneM: t.gone[i] + along, atS: t.atS[i] + along/h.lengthM*took, dir: h.dir, seg: int32(i)}
}

// isNear reports whether p is at most nearM from segment i.
func (t *track) isNear(i int, p [2]float64) bool {
	a, h := t.at[i], t.ahead[i]
	x, y := p[0]-a[0], p[1]-a[1]
	along := x*h.dir[0] + y*h.dir[1]
	over := max(0, -along, along-h.lengthM)
	off := y*h.dir[0] - x*h.dir[1]
	if h.lengthM == 0 {
		off, over = x, y
	}
	return off*off+over*over <= nearM*nearM
}

// grid finds the segments of a track near a point.
type grid struct {
	of    *track
	cells map[[2]int32][]int32
}

// gridM is the width of a cell. A place within nearM of a segment is in a cell
// the segment is filed under or beside one: filed are places at most gridM/3
// apart, so that of a corner that is cut off gridM/6 may be missed.
const gridM = 75.0

// gridOf files the segments of a track by the cells they pass. Segments longer
// than 3 km are no road anybody could compare.
func gridOf(t *track) grid {
	g := grid{t, map[[2]int32][]int32{}}
	for i := 0; i+1 < len(t.at); i++ {
		a, b := t.at[i], t.at[i+1]
		if t.ahead[i].lengthM > 3000 {
			continue
		}
		steps := int(t.ahead[i].lengthM/(gridM/3)) + 1
		last := [2]int32{math.MinInt32}
		for k := range steps + 1 {
			share := float64(k) / float64(steps)
			c := cellOf([2]float64{a[0] + share*(b[0]-a[0]), a[1] + share*(b[1]-a[1])})
			if c != last {
				g.cells[c] = append(g.cells[c], int32(i))
				last = c
			}
		}
	}
	return g
}

func cellOf(p [2]float64) [2]int32 {
	return [2]int32{int32(math.Floor(p[0] / gridM)), int32(math.Floor(p[1] / gridM))}
}
