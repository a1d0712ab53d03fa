// Package place knows villages, townships and coverage areas: which place is
// near a point, and how many metres of a line lie inside an area. Points are
// lon, lat in WGS-84 degrees, lengths metres.
package place

import (
	"math"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/tidwall/rtree"

	"licheng/geo/roads"
)

// Kind says what a place is.
type Kind string

// The kinds of place, from the smallest.
const (
	Village  Kind = "village"  // 村, 社区
	Township Kind = "township" // 乡, 镇, 街道: its seat
	County   Kind = "county"   // 县城: the county's seat
)

// Place is a named point.
type Place struct {
	ID    string
	Name  string
	Kind  Kind
	Point orb.Point
}

// Near is a place with its distance from the point asked about.
type Near struct {
	Place
	DistanceM float64
}

// Index finds the places near a point. It does not change after NewIndex and
// may be read by many goroutines at once.
type Index struct {
	tree   rtree.RTreeG[int]
	places []Place
}

// NewIndex makes an index of the places. Places whose position is no number
// are left out. The slice is copied.
func NewIndex(places []Place) *Index {
	x := &Index{places: make([]Place, 0, len(places))}
	for _, p := range places {
		if math.IsNaN(p.Point[0]+p.Point[1]) || math.IsInf(p.Point[0]+p.Point[1], 0) {
			continue
		}
		x.tree.Insert(p.Point, p.Point, len(x.places))
		x.places = append(x.places, p)
	}
	return x
}

// Len returns how many places the index holds.
func (x *Index) Len() int { return len(x.places) }

// Nearest returns the place nearest to p within radiusM that is of one of the
// kinds; without kinds any will do. It reports false when there is none.
func (x *Index) Nearest(p orb.Point, radiusM float64, kinds ...Kind) (Near, bool) {
	best := Near{DistanceM: math.Inf(1)}
	box := orbgeo.NewBoundAroundPoint(p, radiusM)
	x.tree.Search(box.Min, box.Max, func(_, _ [2]float64, i int) bool {
		candidate := x.places[i]
		if !ofKind(candidate.Kind, kinds) {
			return true
		}
		d := roads.DistanceM(p, candidate.Point)
		if d <= radiusM && (d < best.DistanceM || d == best.DistanceM && candidate.ID < best.ID) {
			best = Near{Place: candidate, DistanceM: d}
		}
		return true
	})
	return best, !math.IsInf(best.DistanceM, 1)
}

func ofKind(k Kind, kinds []Kind) bool {
	for _, want := range kinds {
		if k == want {
			return true
		}
	}
	return len(kinds) == 0
}
