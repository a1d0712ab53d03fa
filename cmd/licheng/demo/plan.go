package demo

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// planner lays the county's roads in the order a county builds them: streets,
// roads to the townships, links between them, the expressway, village lanes.
type planner struct {
	terrain *Terrain
	survey  *survey
	smooth  *smoother
	layout  *layout
	chance  *rand.Rand

	town      vec
	townJoint int
	seats     []vec // townships
	seatJoint []int
	seatRoad  []*road // the road that ends at each seat
	villages  []vec
	seatOf    []int // township of each village; len(seats) is the county town
	village   []int // joint of each village, -1 when no lane could be led there
	lanes     []*road
	townM     map[*road]float64 // metres to the county town from a road's end

	express   *expressway
	plazas    []int
	stations  []Station
	intervals []Interval
}

func newPlanner(seed uint64, t *Terrain) *planner {
	r := chance(seed, "roads")
	p := &planner{terrain: t, survey: newSurvey(t), layout: newLayout(), chance: r, townM: map[*road]float64{}}
	p.smooth = &smoother{newNoise(r), newNoise(r)}
	sites := findSites(t, r)
	p.town = chooseTown(sites)
	p.seats = chooseTownships(sites, p.town)
	p.layStreets()
	p.layTrunks()
	p.layLinks()
	p.layMotorway()
	apart := func(v vec) bool {
		_, near := p.layout.nearest(v, 900)
		return !near || r.IntN(6) == 0
	}
	seats := append(slices.Clone(p.seats), p.town)
	p.villages, p.seatOf = chooseVillages(sites, seats, apart, r)
	p.layLanes()
	p.layHamlets(sites)
	p.hideLanes()
	p.bridgeRivers()
	return p
}

func (p *planner) layStreets() {
	cell, above := p.terrain.nearest(p.town), p.town
	for range 3 { // down the river
		above, cell = p.terrain.cellAt(cell), int(p.terrain.receiver[cell])
	}
	dir := p.terrain.cellAt(cell).sub(above).unit()
	if dir.len() == 0 {
		dir = vec{1, 0}
	}
	p.townJoint = layTown(p.layout, p.town, dir, p.chance)
}

// starts are the survey cells the laid roads use, each with what it costs to
// go on from there: share of the metres to the county town, 0 for nothing.
func (p *planner) starts(share float64) []start {
	var out []start
	for _, r := range p.layout.roads {
		if r.class == motorway || r.class == motorwayLink || r.class == residential && r.meets == nil {
			continue
		}
		rest := lineLen(r.line)
		for i, v := range r.line {
			if i > 0 {
				rest -= r.line[i-1].to(v)
			}
			out = append(out, start{p.survey.cellOf(v), share * (p.townM[r] + rest)})
		}
	}
	return out
}

// lead finds a line from a joint to the roads already laid and lays it.
func (p *planner) lead(from int, r *road, share, radiusM float64) *road {
	l := p.layout
	goal := p.survey.cellOf(l.joints[from])
	found := p.survey.search(p.starts(share), []int32{goal}, nil)
	corners := p.survey.trace(found, goal)
	reverse(corners)
	return p.finish(from, corners, r, radiusM)
}

// finish turns the corners of a found line into a laid road that ends where it
// first meets another. It returns nil when it meets none.
func (p *planner) finish(from int, corners []vec, r *road, radiusM float64) *road {
	l := p.layout
	corners[0] = l.joints[from]
	if len(corners) > 2 && corners[0].to(corners[1]) < 70 {
		corners = slices.Delete(corners, 1, 2)
	}
	gone := 0.0
	for i := 1; i < len(corners); i++ {
		gone += corners[i-1].to(corners[i])
		if _, near := l.nearest(corners[i], 75); near && gone > 250 {
			corners = corners[:i+1]
			break
		}
	}
	line, to, ok := l.joined(p.smooth.curve(corners, radiusM, 0.7), 30)
	if !ok || to == from || len(line) < 2 {
		return nil
	}
	r.line, r.from, r.to = line, from, to
	h, _ := l.nearest(l.joints[to], 5)
	on := l.roads[h.road]
	p.townM[r] = p.townM[on] + lineLen(on.line[h.segment+1:])
	return l.lay(r)
}

func (p *planner) layTrunks() {
	order := make([]int, len(p.seats))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(p.seats[a].to(p.town), p.seats[b].to(p.town))
	})
	p.seatJoint, p.seatRoad = make([]int, len(p.seats)), make([]*road, len(p.seats))
	for k, i := range order {
		r := &road{class: secondary, ref: fmt.Sprintf("S3%02d", k+1), name: "演示省道"}
		if k%2 == 1 {
			r.class, r.ref, r.name = tertiary, fmt.Sprintf("X9%02d", k+1), townshipNames[i][:len("青石")]+"县道"
		}
		p.seatJoint[i] = p.layout.joint(p.seats[i])
		p.seatRoad[i] = p.lead(p.seatJoint[i], r, 0.5, 90)
		if p.seatRoad[i] != nil {
			first := len(p.layout.roads)
			laySpurs(p.layout, p.seatRoad[i], 6, 520, townshipNames[i]+"街", p.chance)
			for _, spur := range p.layout.roads[first:] {
				p.townM[spur] = p.townM[p.seatRoad[i]] + lineLen(p.seatRoad[i].line)
			}
		}
	}
}

// layLinks joins neighbouring townships that are far apart by road, cutting
// the line wherever it meets a road on its way.
func (p *planner) layLinks() {
	type pair struct {
		a, b int
		far  float64
	}
	var pairs []pair
	for a := range p.seats {
		for b := range a {
			pairs = append(pairs, pair{a, b, p.seats[a].to(p.seats[b])})
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int { return cmp.Compare(x.far, y.far) })
	links := 0
	for _, pr := range pairs {
		if links == 6 || pr.far > 30000 {
			continue
		}
		n := buildNetwork(p.layout)
		around, ok := n.route(n.joints[p.seatJoint[pr.a]], n.joints[p.seatJoint[pr.b]], taste{})
		if ok && n.routeM(around) > 1.45*pr.far && p.layLink(pr.a, pr.b) {
			links++
		}
	}
}

func (p *planner) layLink(a, b int) bool {
	repel := p.repel(260, 4)
	goal := p.survey.cellOf(p.seats[b])
	found := p.survey.search([]start{{p.survey.cellOf(p.seats[a]), 0}}, []int32{goal}, repel)
	rest := p.survey.trace(found, goal)
	from, laid := p.seatJoint[a], false
	rest[0] = p.layout.joints[from]
	curve := p.smooth.curve(rest, 70, 0.8)
	for len(curve) > 2 {
		seg, h, ok := p.layout.firstCrossing(curve, 60)
		if !ok {
			break
		}
		to := p.layout.joinAt(h)
		part := append(slices.Clone(curve[:seg+1]), p.layout.joints[to])
		if lineLen(part) > 250 && to != from {
			r := &road{class: tertiary, ref: fmt.Sprintf("Y9%d%d", a+1, b+1), name: "乡际公路", line: part, from: from, to: to}
			on := p.layout.roads[h.road]
			p.townM[r] = p.townM[on] + lineLen(on.line[h.segment+1:])
			p.layout.lay(r)
			laid = true
		}
		from = to
		curve = append([]vec{p.layout.joints[to]}, curve[seg+1:]...)
	}
	return laid
}

// repel makes cells within withinM metres of a laid road dearer.
func (p *planner) repel(withinM, factor float64) []float32 {
	out := make([]float32, len(p.survey.heightM))
	for i := range out {
		out[i] = 1
	}
	reach := int(math.Ceil(withinM / surveyM))
	for _, r := range p.layout.roads {
		for _, v := range r.line {
			c := int(p.survey.cellOf(v))
			col, row := c%p.survey.cols, c/p.survey.cols
			for dr := -reach; dr <= reach; dr++ {
				for dc := -reach; dc <= reach; dc++ {
					if x, y := col+dc, row+dr; x >= 0 && y >= 0 && x < p.survey.cols && y < p.survey.rows {
						out[y*p.survey.cols+x] = float32(factor)
					}
				}
			}
		}
	}
	return out
}

func (p *planner) layMotorway() {
	p.express = planExpressway(p.terrain, p.town, p.seats)
	name := func(seat int) string {
		if seat < 0 {
			return "县城"
		}
		return townshipNames[seat][:len("青石")]
	}
	p.plazas, p.stations, p.intervals = layExpressway(p.layout, p.express, name)
	for i, j := range p.plazas {
		p.lead(j, &road{class: secondary, name: p.stations[i].Name + "连接线"}, 0, 60)
	}
}
