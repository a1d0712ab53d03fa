package tile

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"licheng/geo/roads"
)

// The zooms at which only important roads show are drawn from chains: whole
// roads of one look, simplified once, instead of a province's segments each time.
const (
	chainZoom     = 10     // the first zoom that is drawn from segments
	chainSlackDeg = 0.8e-4 // half a unit of a tile at the zoom before
)

// chain is a run of segments that are drawn alike.
type chain struct {
	look  look
	line  orb.LineString
	bound orb.Bound
}

// chains joins the important roads of a network into runs. The same network
// gives the same chains, the least important roads first.
func chains(net *roads.Network) []chain {
	byLook := map[look][]roads.EdgeID{}
	for s := range net.NumSegments() {
		e := roads.EdgeID(2 * s)
		if net.Edge(e).Class <= leastClass(chainZoom-1) {
			l := lookOf(net, e)
			byLook[l] = append(byLook[l], e)
		}
	}
	looks := make([]look, 0, len(byLook))
	for l := range byLook {
		looks = append(looks, l)
	}
	slices.SortFunc(looks, func(a, b look) int { return b.compare(a) })
	var all []chain
	for _, l := range looks {
		for _, line := range runs(net, byLook[l]) {
			line = simplify.DouglasPeucker(chainSlackDeg).LineString(line)
			all = append(all, chain{l, line, line.Bound()})
		}
	}
	return all
}

// runs joins edges that meet end to end, no others of theirs there, to lines.
func runs(net *roads.Network, edges []roads.EdgeID) []orb.LineString {
	at := map[roads.NodeID][]roads.EdgeID{} // the edges that leave a node, either way
	for _, e := range edges {
		at[net.From(e)] = append(at[net.From(e)], e)
		at[net.To(e)] = append(at[net.To(e)], e.Reverse())
	}
	used := map[uint32]bool{}
	// onward appends what follows edge e as long as there is just one way on.
	onward := func(line orb.LineString, e roads.EdgeID) orb.LineString {
		for {
			out := at[net.To(e)]
			if len(out) != 2 {
				return line
			}
			next := out[0]
			if next.Segment() == e.Segment() {
				next = out[1]
			}
			if used[next.Segment()] {
				return line
			}
			used[next.Segment()] = true
			line = net.AppendLine(line[:len(line)-1], next)
			e = next
		}
	}
	slices.Sort(edges)
	var lines []orb.LineString
	for _, e := range edges {
		if used[e.Segment()] {
			continue
		}
		used[e.Segment()] = true
		line := onward(net.AppendLine(nil, e.Reverse()), e.Reverse())
		slices.Reverse(line)
		lines = append(lines, onward(line, e))
	}
	return lines
}
