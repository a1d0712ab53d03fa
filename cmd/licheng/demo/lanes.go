package demo

import (
	"cmp"
	"slices"
)

const (
	hamletCount = 55 // farms beyond the villages, with a lane but without a name
	hiddenCount = 9  // village lanes the map file does not have
)

// layLanes leads a lane from every village to the nearest road, the nearest
// village first, so that later lanes join earlier ones.
func (p *planner) layLanes() {
	p.village, p.lanes = make([]int, len(p.villages)), make([]*road, len(p.villages))
	for i := range p.village {
		p.village[i] = -1
	}
	p.laneEach(p.villages, func(i, joint int, corners []vec) {
		if corners == nil {
			p.village[i] = joint // on a road already
			return
		}
		lane := p.finish(joint, corners, &road{class: unclassified, name: "村道"}, 40)
		if lane == nil {
			return
		}
		p.village[i], p.lanes[i] = joint, lane
		laySpurs(p.layout, lane, 2+p.chance.IntN(3), 300, "", p.chance)
	})
}

// layHamlets leads lanes to farms that no list of places names.
func (p *planner) layHamlets(sites []site) {
	var at []vec
	for _, s := range sites {
		_, alone := nearestOf(s.at, append(slices.Clone(p.villages), at...))
		_, seatM := nearestOf(s.at, p.seats)
		_, near := p.layout.nearest(s.at, 700)
		if len(at) < hamletCount && alone > 1300 && seatM < 12000 && !near && p.chance.IntN(3) == 0 {
			at = append(at, s.at)
		}
	}
	p.laneEach(at, func(_, joint int, corners []vec) {
		if corners != nil {
			p.finish(joint, corners, &road{class: unclassified}, 30)
		}
	})
}

// laneEach searches a lane to every place and hands each to lay, the cheapest
// first: with nil corners when the place already lies on a road.
func (p *planner) laneEach(places []vec, lay func(i, joint int, corners []vec)) {
	goals := make([]int32, len(places))
	for i, v := range places {
		goals[i] = p.survey.cellOf(v)
	}
	found := p.survey.search(p.starts(0), goals, nil)
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	cost := func(i int) float64 { return found.cost[p.survey.cellOf(places[i])] }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(cost(a), cost(b)) })
	for _, i := range order {
		if h, near := p.layout.nearest(places[i], 220); near {
			lay(i, p.layout.joinAt(h), nil)
			continue
		}
		corners := p.survey.trace(found, p.survey.cellOf(places[i]))
		reverse(corners)
		lay(i, p.layout.joint(places[i]), corners)
	}
}

// hideLanes marks some village lanes that no other lane hangs on as missing
// from the map, together with the short streets along them.
func (p *planner) hideLanes() {
	hidden := 0
	for i := range p.lanes {
		lane := p.lanes[(i*7)%len(p.lanes)]
		if lane == nil || lane.unmapped || hidden == hiddenCount || lineLen(lane.line) < 1500 || lineLen(lane.line) > 4500 {
			continue
		}
		spurs, leaf := p.hangingOn(lane)
		if !leaf {
			continue
		}
		lane.unmapped = true
		for _, s := range spurs {
			s.unmapped = true
		}
		hidden++
	}
}

// hangingOn returns the short streets that begin on a lane. leaf is false when
// anything else meets it, too, before the road it leads to.
func (p *planner) hangingOn(lane *road) (spurs []*road, leaf bool) {
	on := map[int]bool{lane.from: true}
	for _, m := range lane.meets {
		on[m.joint] = true
	}
	for _, r := range p.layout.roads {
		switch {
		case r == lane || !on[r.from] && !on[r.to]:
		case r.class == residential && on[r.from]:
			spurs = append(spurs, r)
		default:
			return nil, false
		}
	}
	return spurs, true
}

// bridgeRivers puts a bridge wherever a local road crosses a river.
func (p *planner) bridgeRivers() {
	rivers := p.terrain.rivers(9e6)
	cells := map[[2]int][]int{}
	for i, r := range rivers {
		eachBucket(r[0], r[1], 0, func(b [2]int) { cells[b] = append(cells[b], i) })
	}
	for _, r := range p.layout.roads {
		if r.class == motorway || r.class == motorwayLink {
			continue
		}
		gone, total := 0.0, lineLen(r.line)
		for i := 1; i < len(r.line); i++ {
			a, b := r.line[i-1], r.line[i]
			eachBucket(a, b, 0, func(k [2]int) {
				for _, ri := range cells[k] {
					if t, _, ok := crossing(a, b, rivers[ri][0], rivers[ri][1]); ok {
						r.bridge(gone+t*a.to(b), total)
					}
				}
			})
			gone += a.to(b)
		}
		slices.SortFunc(r.spans, func(x, y span) int { return cmp.Compare(x.fromM, y.fromM) })
	}
}

// bridge adds a bridge of 50 m around a place unless it would touch another
// bridge or an end of the road.
func (r *road) bridge(atM, totalM float64) {
	s := span{atM - 25, atM + 25, "bridge"}
	if s.fromM < 10 || s.toM > totalM-10 {
		return
	}
	for _, o := range r.spans {
		if s.fromM < o.toM+5 && o.fromM < s.toM+5 {
			return
		}
	}
	r.spans = append(r.spans, s)
}
