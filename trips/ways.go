package trips

import (
	"errors"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
	georoute "licheng/geo/route"
)

// Ways finds the way by road between two places.
type Ways interface {
	// Way returns the usual way from one point to another; false when no road
	// leads there.
	Way(from, to orb.Point) (Way, bool, error)
}

// Way is a way by road that nobody recorded: the fastest without a toll, since
// nothing shows that one was paid, or over tolled roads where there is no other.
type Way struct {
	Line      orb.LineString
	LengthM   float64
	LowM      float64 // the shortest way
	HighM     float64 // the longer of the fastest ways, and a little for turning in
	UsualM    float64 // the longest of the shortest, the fastest and the fastest without a toll
	DurationS float64
	ClimbM    float64
	DescentM  float64
	All       []orb.LineString // every way the lengths are of
}

// OnRoads makes an open road file the Ways of a Service.
func OnRoads(n *roads.Network) Ways { return network{n} }

// doorM is how far from a road a village may be: its point on the map is its
// committee's house or the middle of its fields.
const doorM = 3000.0

// turningShare is what looking for a parking place and turning in adds.
const turningShare = 0.03

// Way implements Ways.
func (n network) Way(from, to orb.Point) (Way, bool, error) {
	both, ends, err := georoute.FindBetween(n.Network, georoute.FastestPolicy, from, to, doorM)
	if none := (georoute.NoRoadError{}); errors.Is(err, georoute.ErrNoRoute) || errors.As(err, &none) {
		return Way{}, false, nil
	} else if err != nil {
		return Way{}, false, err
	}
	shortest, err := ends.Find(n.Network, georoute.ShortestPolicy)
	if err != nil {
		return Way{}, false, err
	}
	taken := both.AnyRoad
	if both.TollFree != nil {
		taken = *both.TollFree
	}
	w := Way{
		Line: taken.Line(n.Network), LengthM: taken.LengthM, DurationS: taken.DurationS,
		LowM:  min(shortest.AnyRoad.LengthM, taken.LengthM),
		HighM: max(taken.LengthM, both.AnyRoad.LengthM) * (1 + turningShare),
	}
	w.UsualM = max(taken.LengthM, both.AnyRoad.LengthM, shortest.AnyRoad.LengthM)
	w.All = []orb.LineString{w.Line, shortest.AnyRoad.Line(n.Network), both.AnyRoad.Line(n.Network)}
	w.ClimbM, w.DescentM = taken.Climb(n.Network)
	return w, true, nil
}
