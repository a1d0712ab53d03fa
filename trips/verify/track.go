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
	at   [][2]float64
	atS  []float64 // seconds since an epoch; NaN without a time
	gone []float64 // metres
}

// trackOf lays fixes on the plane that touches the earth at origin.
func trackOf(fixes []trace.Fix, origin orb.Point) track {
	t := track{make([][2]float64, len(fixes)), make([]float64, len(fixes)), make([]float64, len(fixes))}
	eastM := degreeM * math.Cos(origin[1]*math.Pi/180)
	for i, f := range fixes {
		t.at[i] = [2]float64{(f.Point[0] - origin[0]) * eastM, (f.Point[1] - origin[1]) * degreeM}
		t.atS[i] = math.NaN()
		if !f.At.IsZero() {
			t.atS[i] = float64(f.At.UnixMilli()) / 1000
		}
		if i > 0 {
			t.gone[i] = t.gone[i-1] + math.Hypot(t.at[i][0]-t.at[i-1][0], t.at[i][1]-t.at[i-1][1])
		}
	}
	return t
}

// foot is the nearest point of a track to a fix of another.
type foot struct {
	offM  float64 // to the left of the track's direction, negative to the right
	goneM float64 // along the track
	atS   float64 // when the track was there; NaN without times
	dir   [2]float64
	mps   float64 // how fast it was; NaN without times
}

// foot returns the nearest point of segment i to p.
func (t *track) foot(i int, p [2]float64) foot {
	a, b := t.at[i], t.at[i+1]
	dx, dy := b[0]-a[0], b[1]-a[1]
	length := math.Hypot(dx, dy)
	if length == 0 {
		return foot{offM: math.Hypot(p[0]-a[0], p[1]-a[1]), goneM: t.gone[i], atS: t.atS[i], mps: 0}
	}
	dx, dy = dx/length, dy/length
	along := (p[0]-a[0])*dx + (p[1]-a[1])*dy
	off := (p[1]-a[1])*dx - (p[0]-a[0])*dy
	if along < 0 || along > length { // beyond an end
		over := max(-along, along-length)
		off = math.Copysign(math.Hypot(off, over), off)
		along = min(max(along, 0), length)
	}
	took := t.atS[i+1] - t.atS[i]
	return foot{off, t.gone[i] + along, t.atS[i] + along/length*took, [2]float64{dx, dy}, length / took}
}

// grid finds the segments of a track near a point.
type grid struct {
	of    *track
	cells map[[2]int32][]int32
}

const gridM = 100.0

// gridOf files the segments of a track by the cells they pass. Segments longer
// than 3 km are no road anybody could compare.
func gridOf(t *track) grid {
	g := grid{t, map[[2]int32][]int32{}}
	for i := 0; i+1 < len(t.at); i++ {
		a, b := t.at[i], t.at[i+1]
		length := math.Hypot(b[0]-a[0], b[1]-a[1])
		if length > 3000 {
			continue
		}
		steps := int(length/(gridM/2)) + 1
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
