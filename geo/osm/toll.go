package osm

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// boothReachM is how far a booth or gantry may stand from a motorway and still
// belong to it: plazas are wide, and their booths often stand on lanes of
// their own.
const boothReachM = 300

// tollTag returns what the tags say of toll for a car: 1 yes, -1 no, 0 nothing.
func tollTag(t Tags) int8 {
	switch t.first("toll:motorcar", "toll:motor_vehicle", "toll") {
	case "":
		return 0
	case "no":
		return -1
	default:
		return 1
	}
}

// tolls decides which ways are tolled.
//
// A toll tag always wins. Without one, motorways and their ramps in mainland
// China are tolled when the connected piece of motorway they belong to has a
// booth or a gantry on it or within boothReachM of it, because Chinese
// expressways seldom carry the tag. If the map shows no booth and no gantry in
// mainland China at all, it can tell nothing, and all its motorways there are
// taken as tolled, which nearly all are.
func (m *importer) tolls() {
	ruled, points := m.ruledMotorways(), m.chineseTollPoints()
	pieces := connect(m.in.Ways, ruled)
	reached := m.reachedPieces(pieces, ruled, points)
	byRule, freeKM := 0, 0.0
	for _, i := range ruled {
		if len(points) == 0 || reached[pieces.root(i)] {
			m.in.Ways[i].Flags |= roads.Toll
			m.in.Ways[i].TollByRule = true
			byRule++
		} else {
			freeKM += m.lengthM(i) / 1000
		}
	}
	for i, tag := range m.tollTags {
		if tag > 0 {
			m.in.Ways[i].Flags |= roads.Toll
		}
	}
	m.in.TollRule = tollRuleSentence(len(ruled), len(points), byRule)
	if freeKM > 0 {
		m.in.Notes = append(m.in.Notes, fmt.Sprintf(
			"%.1f km of untagged motorway in China join no booth or gantry on this map and count as free", freeKM))
	}
}

func tollRuleSentence(ruled, points, byRule int) string {
	switch {
	case ruled == 0:
		return "by tags alone"
	case points == 0:
		return "by tags; in China also motorways and their ramps without a toll tag, all of them, " +
			"since the map shows no booth or gantry there"
	case byRule == 0:
		return "by tags; no motorway in China is joined to a booth or gantry"
	default:
		return "by tags; in China also motorways and their ramps without a toll tag that are joined to a booth or gantry"
	}
}

// ruledMotorways returns the ways the rule is for: untagged motorways of China.
func (m *importer) ruledMotorways() []int {
	var ruled []int
	for i := range m.in.Ways {
		if m.in.Ways[i].Class != roads.Motorway || m.tollTags[i] != 0 {
			continue
		}
		if p, known := m.firstPoint(i); known && InMainlandChina(p) {
			ruled = append(ruled, i)
		}
	}
	return ruled
}

// firstPoint returns the first point of a way that the map holds.
func (m *importer) firstPoint(way int) (orb.Point, bool) {
	for _, id := range m.in.Ways[way].Nodes {
		if p, known := m.point(id); known {
			return p, true
		}
	}
	return orb.Point{}, false
}

func (m *importer) chineseTollPoints() map[int64]orb.Point {
	points := map[int64]orb.Point{}
	for _, t := range m.in.TollNodes {
		p, known := m.point(t.ID)
		if !known {
			p = t.Point // beside the roads
		}
		if InMainlandChina(p) {
			points[t.ID] = p
		}
	}
	return points
}

func (m *importer) point(id int64) (orb.Point, bool) {
	i, known := m.place(id)
	if !known {
		return orb.Point{}, false
	}
	return m.in.Nodes[i].Point, true
}

func (m *importer) lengthM(way int) float64 {
	var line orb.LineString
	for _, id := range m.in.Ways[way].Nodes {
		if p, known := m.point(id); known {
			line = append(line, p)
		}
	}
	return roads.LineLengthM(line)
}

// pieces are sets of ways that share nodes, as a forest.
type pieces map[int]int

func (p pieces) root(i int) int {
	for p[i] != i {
		p[i] = p[p[i]]
		i = p[i]
	}
	return i
}

func connect(ways []roads.Way, members []int) pieces {
	p, owner := pieces{}, map[int64]int{}
	for _, i := range members {
		p[i] = i
		for _, node := range ways[i].Nodes {
			if other, shared := owner[node]; shared {
				p[p.root(i)] = p.root(other)
			} else {
				owner[node] = i
			}
		}
	}
	return p
}

// reachedPieces returns the roots of the pieces near a toll point.
func (m *importer) reachedPieces(p pieces, members []int, points map[int64]orb.Point) map[int]bool {
	type cell struct{ x, y int }
	const cellDegrees = 0.01
	cellOf := func(q orb.Point) cell {
		return cell{int(math.Floor(q[0] / cellDegrees)), int(math.Floor(q[1] / cellDegrees))}
	}
	grid := map[cell][]orb.Point{}
	for _, q := range points {
		grid[cellOf(q)] = append(grid[cellOf(q)], q)
	}
	near := func(q orb.Point) bool {
		c := cellOf(q)
		for k := range 9 {
			for _, booth := range grid[cell{c.x + k%3 - 1, c.y + k/3 - 1}] {
				if roads.DistanceM(q, booth) <= boothReachM {
					return true
				}
			}
		}
		return false
	}
	reached := map[int]bool{}
	for _, i := range members {
		for _, id := range m.in.Ways[i].Nodes {
			if reached[p.root(i)] {
				break
			}
			if q, known := m.point(id); known && near(q) {
				reached[p.root(i)] = true
			}
		}
	}
	return reached
}
