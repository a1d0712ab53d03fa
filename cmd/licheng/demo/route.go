package demo

import "math"

// taste says which way a driver chooses.
type taste struct {
	expressway bool         // willing to pay the toll; others stay off it
	tollFactor float64      // how much dearer a metre of expressway feels than its time
	closed     map[int]bool // edges that cannot be driven
}

// classSpeedKMH is what people drive on a straight and level stretch.
var classSpeedKMH = map[class]float64{
	motorway: 95, motorwayLink: 45, primary: 45, secondary: 58, tertiary: 50, unclassified: 36, residential: 28,
}

// driveCost is the cost of an edge in seconds as a driver feels it.
func (t taste) driveCost(e *edge) float64 {
	s := e.lengthM / (classSpeedKMH[e.road.class] / 3.6)
	if e.road.class == motorway {
		if !t.expressway {
			return math.Inf(1)
		}
		return s * t.tollFactor
	}
	return s
}

// route finds the way from one node to another as edges in driving order, by
// Dijkstra over edges, so that forbidden turns are kept. It reports false when
// there is none.
func (n *network) route(from, to int, t taste) ([]int, bool) {
	cost := make([]float64, len(n.edges))
	came := make([]int, len(n.edges))
	for i := range cost {
		cost[i], came[i] = math.Inf(1), -1
	}
	q := &queue{}
	for _, e := range n.byNode[from] {
		if c := t.driveCost(&n.edges[e]); c < cost[e] {
			cost[e] = c
			q.push(queued{c, int32(e)})
		}
	}
	for len(*q) > 0 {
		top := q.pop()
		e := int(top.cell)
		if top.key > cost[e] {
			continue
		}
		if n.edges[e].to == to {
			return unroll(came, e), true
		}
		for _, next := range n.byNode[n.edges[e].to] {
			if t.closed[next] || n.banned[[2]int{e, next}] || next == n.edges[e].twin {
				continue
			}
			if c := cost[e] + t.driveCost(&n.edges[next]); c < cost[next] {
				cost[next], came[next] = c, e
				q.push(queued{c, int32(next)})
			}
		}
	}
	return nil, false
}

func unroll(came []int, e int) []int {
	var out []int
	for ; e >= 0; e = came[e] {
		out = append(out, e)
	}
	reverse(out)
	return out
}

// routeM is the length of a route in metres.
func (n *network) routeM(route []int) float64 {
	sum := 0.0
	for _, e := range route {
		sum += n.edges[e].lengthM
	}
	return sum
}
