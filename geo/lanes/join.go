package lanes

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// join ties the ends of a suggestion to the network where it is near.
func (s *Suggestion) join(net *roads.Network) {
	var at orb.Point
	last := len(s.Line) - 1
	if s.From, at = end(net, s.Line[0]); s.From.Joins != Nothing {
		s.Line = extended(s.Line, at, true)
		last = len(s.Line) - 1
	}
	if s.To, at = end(net, s.Line[last]); s.To.Joins != Nothing {
		s.Line = extended(s.Line, at, false)
	}
}

// extended leads a line to a point before its first or after its last.
func extended(line orb.LineString, at orb.Point, front bool) orb.LineString {
	if front {
		if roads.DistanceM(line[0], at) < stepM && len(line) > 2 {
			line = line[1:]
		}
		return append(orb.LineString{at}, line...)
	}
	if n := len(line); roads.DistanceM(line[n-1], at) < stepM && n > 2 {
		line = line[:n-1]
	}
	return append(line, at)
}

// end finds what an end at p joins, and where.
func end(net *roads.Network, p orb.Point) (End, orb.Point) {
	best := roads.Snap{Edge: roads.NoEdge, DistanceM: joinM}
	for _, snap := range net.Near(nil, p, joinM) {
		if edge := net.Edge(snap.Edge); !joinable(edge.Class, edge.Flags) {
			continue
		}
		if snap.DistanceM < best.DistanceM || snap.DistanceM == best.DistanceM && snap.Edge < best.Edge {
			best = snap
		}
	}
	if best.Edge == roads.NoEdge {
		return End{Joins: Nothing}, p
	}
	edge := net.Edge(best.Edge)
	for _, node := range [2]roads.NodeID{edge.From, edge.To} {
		if at := net.NodePoint(node); roads.DistanceM(best.Point, at) <= junctionM {
			return End{Joins: AtNode, Node: net.OSMNode(node), DistanceM: roads.DistanceM(p, at)}, at
		}
	}
	return End{Joins: OnWay, Way: edge.WayID, DistanceM: best.DistanceM}, best.Point
}

// joinable tells whether a lane can join a road: not an expressway, nor in a
// tunnel, on a bridge or on a ferry.
func joinable(c roads.Class, f roads.Flags) bool {
	return c != roads.Motorway && c != roads.FerryClass && f&(roads.Tunnel|roads.Bridge|roads.Ferry) == 0
}

// joinEachOther ties ends that join no road to the suggestion they branch off.
func joinEachOther(all []Suggestion) {
	for i := range all {
		s := &all[i]
		for _, e := range []struct {
			end   *End
			front bool
		}{{&s.From, true}, {&s.To, false}} {
			if e.end.Joins != Nothing {
				continue
			}
			p := s.Line[0]
			if !e.front {
				p = s.Line[len(s.Line)-1]
			}
			at, distM := nearestLane(all, i, p)
			if distM > joinM {
				continue
			}
			s.Line = extended(slices.Clone(s.Line), at, e.front)
			*e.end = End{Joins: OnLane, DistanceM: distM}
			s.LengthM = roads.LineLengthM(s.Line)
		}
	}
}

// nearestLane finds the nearest point of the other suggestions.
func nearestLane(all []Suggestion, except int, p orb.Point) (at orb.Point, distM float64) {
	distM = math.Inf(1)
	l := planeAt(p)
	for i := range all {
		if i == except {
			continue
		}
		line := all[i].Line
		for k := 1; k < len(line); k++ {
			a, b := l.metres(line[k-1]), l.metres(line[k])
			if d, share := nearestOn(a, b, orb.Point{}); d < distM {
				at, distM = l.degrees(between(a, b, share)), d
			}
		}
	}
	return at, distM
}
