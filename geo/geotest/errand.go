package geotest

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
	"licheng/geo/route"
)

// Errand is a made-up drive over a network, with stops on the way: what is to be
// measured, and how much it is.
type Errand struct {
	LengthM float64
	Track   []Fix // where the car was, one a second, without noise
}

// NewErrand makes an errand to one, two or three random places, most of the time
// by the fastest way, half of the time back again. At each the car stands for a
// minute to eleven, and it turns round at the place when that is faster. ok is
// false where the network leads nowhere. The same numbers make the same errand.
func NewErrand(net *roads.Network, r *rand.Rand) (e Errand, ok bool) {
	edges := drivable(net)
	find := route.Fastest
	if r.Float64() < 0.4 {
		find = route.Shortest
	}
	places := make([]route.Position, 2+r.IntN(3))
	back := r.IntN(2) == 0
	for range 40 {
		for i := range places {
			edge := edges[r.IntN(len(edges))]
			places[i] = route.Position{Edge: edge, OffsetM: r.Float64() * net.LengthM(edge)}
		}
		round := places
		if back {
			round = append(round[:len(round):len(round)], places[0])
		}
		if legs := legsOf(net, round, find); legs != nil {
			return drive(net, legs, r), true
		}
	}
	return Errand{}, false
}

func drivable(net *roads.Network) (edges []roads.EdgeID) {
	for e := range roads.EdgeID(2 * net.NumSegments()) {
		if net.Flags(e).Has(roads.Drivable) {
			edges = append(edges, e)
		}
	}
	return edges
}

// legsOf finds the way from place to place; nil when one has none, is shorter than
// 500 m or longer than 40 km, or all are shorter than 2 km.
func legsOf(net *roads.Network, places []route.Position, find func(*roads.Network, route.Position, route.Position) (route.Path, error)) (legs []route.Path) {
	lengthM := 0.0
	for i := 1; i < len(places); i++ {
		leg, err := find(net, places[i-1], places[i])
		if turned := about(net, places[i-1]); net.Flags(turned.Edge).Has(roads.Drivable) {
			if other, otherErr := find(net, turned, places[i]); otherErr == nil && (err != nil || other.DurationS < leg.DurationS) {
				leg, err = other, nil
			}
		}
		if err != nil || leg.LengthM < 500 || leg.LengthM > 40_000 {
			return nil
		}
		legs = append(legs, leg)
		lengthM += leg.LengthM
	}
	if lengthM < 2000 {
		return nil
	}
	return legs
}

// about is the same place in the other direction.
func about(net *roads.Network, at route.Position) route.Position {
	return route.Position{Edge: at.Edge.Reverse(), OffsetM: net.LengthM(at.Edge) - at.OffsetM}
}

// A car in the mountains: how far apart its speed is reckoned, what it does in
// bends, and how it pulls away and brakes.
const (
	paceM        = 5.0
	bendMPSS     = 2.5
	pullAwayMPSS = 1.3
	brakeMPSS    = 1.8
)

// drive drives the legs at 0.7 to 1.2 times the speeds of their roads, slower in
// bends, from a stand to a stand.
func drive(net *roads.Network, legs []route.Path, r *rand.Rand) (e Errand) {
	pace, s := 0.7+0.5*r.Float64(), 0.0
	at := func(p orb.Point, s float64) {
		e.Track = append(e.Track, Fix{At: time.Date(2026, 10, 12, 1, 0, 0, 0, time.UTC).Add(time.Duration(s) * time.Second), Point: p})
	}
	for i, leg := range legs {
		e.LengthM += leg.LengthM
		points, mps := paces(net, leg, pace)
		for k := 1; k < len(points); k++ {
			tookS := paceM / max(1, (mps[k-1]+mps[k])/2)
			for whole := math.Ceil(s); whole < s+tookS; whole++ {
				f := (whole - s) / tookS
				at(orb.Point{points[k-1][0] + f*(points[k][0]-points[k-1][0]), points[k-1][1] + f*(points[k][1]-points[k-1][1])}, whole)
			}
			s += tookS
		}
		if i == len(legs)-1 {
			break
		}
		for untilS := s + 60 + 600*r.Float64(); s < untilS; s++ {
			at(points[len(points)-1], math.Ceil(s))
		}
	}
	return e
}

// paces are points of a leg 5 m apart, and how fast the car is at each, in m/s.
func paces(net *roads.Network, leg route.Path, pace float64) (points []orb.Point, mps []float64) {
	atM := -leg.StartOffsetM
	edge := 0
	walk(leg.Line(net), func(p orb.Point, doneM float64) {
		for edge < len(leg.Edges)-1 && doneM > atM+net.LengthM(leg.Edges[edge]) {
			atM += net.LengthM(leg.Edges[edge])
			edge++
		}
		points = append(points, p)
		mps = append(mps, pace*net.SpeedKMH(leg.Edges[edge])/3.6)
	})
	const span = 3 // points either side of a bend
	for i := span; i < len(points)-span; i++ {
		if turn := turned(points[i-span], points[i], points[i+span]); turn > 0.02 {
			mps[i] = min(mps[i], max(2.5, math.Sqrt(bendMPSS*span*paceM/turn)))
		}
	}
	mps[0], mps[len(mps)-1] = 0, 0
	for i := 1; i < len(mps); i++ {
		mps[i] = min(mps[i], math.Sqrt(mps[i-1]*mps[i-1]+2*pullAwayMPSS*paceM))
	}
	for i := len(mps) - 2; i >= 0; i-- {
		mps[i] = min(mps[i], math.Sqrt(mps[i+1]*mps[i+1]+2*brakeMPSS*paceM))
	}
	return points, mps
}

// walk calls see every 5 m of a line.
func walk(line orb.LineString, see func(p orb.Point, doneM float64)) {
	nextM, passedM := 0.0, 0.0
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		pieceM := roads.DistanceM(a, b)
		for ; nextM < passedM+pieceM; nextM += paceM {
			f := (nextM - passedM) / pieceM
			see(orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}, nextM)
		}
		passedM += pieceM
	}
}

// turned is by how much a line turns at b, in radians.
func turned(a, b, c orb.Point) float64 {
	east := math.Cos(b[1] * math.Pi / 180)
	in := math.Atan2(b[1]-a[1], (b[0]-a[0])*east)
	out := math.Atan2(c[1]-b[1], (c[0]-b[0])*east)
	return math.Abs(math.Remainder(out-in, 2*math.Pi))
}

// Recorded is what a phone writes of an errand, one fix in so many seconds, the
// first and the last always: an error that all fixes have in common, one that
// wanders over 40 s, and 0.7 m of each fix alone; sigmaM is the size of the
// wandering one and a half times over.
func (e Errand) Recorded(r *rand.Rand, sigmaM float64, everyS int) (fixes []Fix) {
	commonEast, commonNorth := sigmaM/2*r.NormFloat64(), sigmaM/2*r.NormFloat64()
	keep := math.Exp(-1.0 / 40)
	size := sigmaM / 1.5
	east, north := size*r.NormFloat64(), size*r.NormFloat64()
	from := r.IntN(everyS)
	for i, f := range e.Track {
		east = keep*east + math.Sqrt(1-keep*keep)*size*r.NormFloat64()
		north = keep*north + math.Sqrt(1-keep*keep)*size*r.NormFloat64()
		if i%everyS != from && i != 0 && i != len(e.Track)-1 {
			continue
		}
		const degreeM = roads.EarthRadiusM * math.Pi / 180
		f.Point[0] += (commonEast + east + 0.7*r.NormFloat64()) / degreeM / math.Cos(f.Point[1]*math.Pi/180)
		f.Point[1] += (commonNorth + north + 0.7*r.NormFloat64()) / degreeM
		fixes = append(fixes, f)
	}
	return fixes
}
