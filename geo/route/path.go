package route

import (
	"slices"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// Path is a way through the network: edges in driving order, the first driven
// from StartOffsetM on and the last up to EndOffsetM.
type Path struct {
	Edges        []roads.EdgeID
	StartOffsetM float64
	EndOffsetM   float64
	LengthM      float64
	DurationS    float64 // at the edges' plausible speeds
}

// Line returns the driven line, lon, lat.
func (p Path) Line(net *roads.Network) orb.LineString {
	return AppendLine(nil, net, p.Edges, p.StartOffsetM, p.EndOffsetM)
}

// Climb returns how many metres the path goes up and down; of its first and last
// edge as much as it drives of them.
func (p Path) Climb(net *roads.Network) (climbM, descentM float64) {
	for i, e := range p.Edges {
		edge := net.Edge(e)
		if edge.LengthM <= 0 {
			continue
		}
		fromM, toM := p.span(i, edge.LengthM)
		climbM += edge.ClimbM * (toM - fromM) / edge.LengthM
		descentM += edge.DescentM * (toM - fromM) / edge.LengthM
	}
	return climbM, descentM
}

func (p Path) durationS(net *roads.Network) float64 {
	var total float64
	for i, e := range p.Edges {
		edge := net.Edge(e)
		fromM, toM := p.span(i, edge.LengthM)
		total += secondsOf(toM-fromM, edge.SpeedKMH)
	}
	return total
}

// AppendLine appends the line along edges, cut at startM metres into the first
// and endM metres into the last, and returns the extended slice. Where one
// edge begins at the end of the one before, the shared point stands once.
func AppendLine(dst orb.LineString, net *roads.Network, edges []roads.EdgeID, startM, endM float64) orb.LineString {
	points := 1
	for _, e := range edges {
		points += net.NumPoints(e) - 1
	}
	dst = slices.Grow(dst, points)
	var whole orb.LineString
	for i, e := range edges {
		whole = net.AppendLine(whole[:0], e)
		lengthM := net.LengthM(e)
		fromM, toM := 0.0, lengthM
		if i == 0 {
			fromM = startM
		}
		if i == len(edges)-1 {
			toM = endM
		}
		dst = appendPart(dst, whole, lengthM, fromM, toM)
	}
	return dst
}

// appendPart appends the part of a line of lengthM metres from fromM to toM.
// It leaves out a first point that dst already ends with.
func appendPart(dst, line orb.LineString, lengthM, fromM, toM float64) orb.LineString {
	push := func(p orb.Point) {
		if len(dst) == 0 || dst[len(dst)-1] != p {
			dst = append(dst, p)
		}
	}
	if fromM <= 0 && toM >= lengthM {
		for _, p := range line {
			push(p)
		}
		return dst
	}
	fromM, toM = max(fromM, 0), min(toM, lengthM)
	posM := 0.0
	started := false
	for i := 1; i < len(line); i++ {
		stepM := roads.DistanceM(line[i-1], line[i])
		nextM := posM + stepM
		if !started && nextM >= fromM {
			push(along(line[i-1], line[i], fromM-posM, stepM))
			started = true
		}
		if started && nextM >= toM {
			push(along(line[i-1], line[i], toM-posM, stepM))
			return dst
		}
		if started {
			push(line[i])
		}
		posM = nextM
	}
	if len(line) > 0 { // toM lies in the rounding beyond the last point
		push(line[len(line)-1])
	}
	return dst
}

// along returns the point m metres from a towards b, which are stepM apart.
func along(a, b orb.Point, m, stepM float64) orb.Point {
	if stepM == 0 || m <= 0 {
		return a
	}
	if m >= stepM {
		return b
	}
	t := m / stepM
	return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
}
