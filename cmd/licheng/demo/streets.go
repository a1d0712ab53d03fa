package demo

import (
	"fmt"
	"math/rand/v2"
)

const (
	gridCols = 8 // avenues across the county town
	gridRows = 5 // streets along it
)

// layTown draws the streets of the county town: a bent grid along the valley,
// with one main street and two one-way streets. It returns the joint in the
// middle of the town.
func layTown(l *layout, centre, along vec, r *rand.Rand) int {
	across := along.left()
	var grid [gridRows][gridCols]int
	for row := range grid {
		for col := range grid[row] {
			dx := (float64(col)-float64(gridCols-1)/2)*235 + (r.Float64()-0.5)*50
			dy := (float64(row)-float64(gridRows-1)/2)*175 + (r.Float64()-0.5)*40
			bow := along.left().mul(-dx * dx / 9000)
			grid[row][col] = l.joint(centre.add(along.mul(dx)).add(across.mul(dy)).add(bow))
		}
	}
	for row := range grid {
		street := &road{class: residential, name: fmt.Sprintf("%s街", ordinal(row+1))}
		switch row {
		case gridRows / 2:
			street.class, street.name = primary, "演示大街"
		case 0, gridRows - 1:
			street.class = tertiary
		case 1:
			street.oneway = true
		}
		layThrough(l, street, grid[row][:])
	}
	for col := range gridCols {
		avenue := &road{class: residential, name: fmt.Sprintf("%s路", ordinal(col+1))}
		if col == 0 || col == gridCols/2 || col == gridCols-1 {
			avenue.class = tertiary
		}
		avenue.oneway = col == 2
		var joints []int
		for row := range grid {
			joints = append(joints, grid[row][col])
		}
		layThrough(l, avenue, joints)
	}
	return grid[gridRows/2][gridCols/2]
}

// layThrough lays a road straight from joint to joint.
func layThrough(l *layout, r *road, joints []int) {
	for i, j := range joints {
		r.line = append(r.line, l.joints[j])
		if i > 0 && i+1 < len(joints) {
			r.meets = append(r.meets, meet{i, 0, j})
		}
	}
	r.from, r.to = joints[0], joints[len(joints)-1]
	l.lay(r)
}

// laySpurs draws up to count short streets off a road, within the last reachM
// metres before its start, and leaves out those that would cross something.
func laySpurs(l *layout, of *road, count int, reachM float64, name string, r *rand.Rand) {
	for k := range count {
		atM := reachM * (float64(k) + 0.3 + 0.5*r.Float64()) / float64(count)
		h, heading, ok := along(of, atM)
		if !ok {
			return
		}
		side := heading.left()
		if (k+r.IntN(2))%2 == 0 {
			side = side.mul(-1)
		}
		tip := h.at.add(side.mul(60 + 120*r.Float64())).add(heading.mul(40 * (r.Float64() - 0.5)))
		elbow := lerp(h.at, tip, 0.5).add(heading.mul(24 * (r.Float64() - 0.5)))
		line := []vec{h.at, elbow, tip}
		if _, _, crosses := l.firstCrossing(line, 4); crosses {
			continue
		}
		if _, near := l.nearest(tip, 35); near {
			continue
		}
		h.road = l.indexOf(of)
		from := l.joinAt(h)
		line[0] = l.joints[from]
		l.lay(&road{class: residential, name: name, line: line, from: from, to: l.joint(tip), unmapped: of.unmapped})
	}
}

func (l *layout) indexOf(r *road) int {
	for i, o := range l.roads {
		if o == r {
			return i
		}
	}
	return -1
}

// along finds the place atM metres from the start of a road, and its heading.
func along(r *road, atM float64) (hit, vec, bool) {
	for i := 1; i < len(r.line); i++ {
		a, b := r.line[i-1], r.line[i]
		d := a.to(b)
		if atM <= d && d > 0 {
			return hit{piece: piece{segment: i - 1}, t: atM / d, at: lerp(a, b, atM/d)}, b.sub(a).unit(), true
		}
		atM -= d
	}
	return hit{}, vec{}, false
}

// ordinal is a number as street names write it.
func ordinal(n int) string {
	return []string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}[n]
}
