package match

import (
	"math"

	"licheng/geo/roads"
)

// layer is the states of one sight in the lattice.
type layer struct {
	sight       int  // index into work.sights
	first, last int  // states[first:last]
	links       int  // the transitions into it begin at work.links[links] …
	linked      int  // … and end before work.links[linked]
	step        step // from the layer before, unless the chain starts here
	starts      bool
	reason      BreakReason // why the chain before ended, when starts
}

// link is a transition: a way from a state to one of the next layer.
type link struct {
	from, to int32   // indexes into work.states
	cost     float32 // nats, what the later state costs included
	lengthM  float32
	weight   float64 // of the way, among those between the two layers; posterior.go
}

// step is what two sights in a row say about the drive between them.
type step struct {
	straightM float64
	eastM     float64 // of straightM
	northM    float64
	elapsedS  float64 // negative without times
	reachM    float64 // how far the car may well have driven
	maxM      float64 // how far it can have driven at most
	slackM    float64 // routes this much longer than the best do not matter
	memory    float64 // how much of the noise of the one is still in the other's, 0 to 1
	sigmaM    float64 // of the noise at the later one
	scaleM    float64 // metres of detour that cost one nat
	farM      float64 // how far to search, turns included
	jitterM   float64 // moving back on an edge by less than this is standing
	bendNats  float64 // what a straight way off the road costs for being straighter than the road
}

func (m *Matcher) stepBetween(w *work, a, b *sight) step {
	p := &m.params
	s := step{
		eastM:  (b.point[0] - a.point[0]) * (a.eastM + b.eastM) / 2,
		northM: (b.point[1] - a.point[1]) * degreeM, elapsedS: -1,
	}
	s.straightM = math.Sqrt(s.eastM*s.eastM + s.northM*s.northM)
	if s.straightM > 10_000 { // too far for the plane
		s.straightM = roads.DistanceM(a.point, b.point)
	}
	noiseM := a.sigmaM + b.sigmaM
	s.jitterM = 2 * noiseM
	if s.straightM < 2*noiseM && a.stop != b.stop {
		s.jitterM += p.StopRadiusM
	}
	s.reachM = s.straightM
	s.maxM = p.DetourFactor*s.straightM + 500
	if elapsedS := b.atS - a.untilS; !math.IsNaN(elapsedS) {
		s.elapsedS = max(elapsedS, 0)
		s.reachM = max(s.straightM, w.cruiseMPS*s.elapsedS)
		s.maxM = min(s.maxM+2*s.reachM, p.MaxSpeedMPS*s.elapsedS+3*noiseM+30)
	}
	s.maxM = min(s.maxM, p.DetourFactor*p.MaxBridgeM)
	s.sigmaM = b.sigmaM
	s.memory = math.Exp(-s.straightM/p.DriftM - (a.stoodS()+b.stoodS())/standForgetsS)
	s.scaleM = p.BetaM + p.BetaShare*max(s.straightM, s.reachM)
	s.slackM = p.BeamNats*s.scaleM/3 + 4*noiseM
	s.farM = s.maxM + p.UTurnNats*s.scaleM
	return s
}

// standForgetsS is how long a standing car's noise is remembered.
const standForgetsS = 120

// build fills the lattice: layer after layer, each reached from the one before
// at least cost. A sight that nothing leads to is passed over as an outlier; if
// that goes on, the chain ends and a new one starts where it failed. Of the
// lattice as it is the first layers stay, as many as sound says.
func (m *Matcher) build(w *work, sound int) {
	first := w.cut(sound)
	reason := BreakReason("")
	skipped := 0
	for i := first; i < len(w.sights); i++ {
		l := layer{sight: i, first: len(w.states)}
		m.appendStates(w, &w.sights[i])
		l.last = len(w.states)
		if len(w.layers) == 0 || reason != "" {
			m.start(w, l, reason)
			reason = ""
			continue
		}
		failed := m.advance(w, &l)
		if failed == "" {
			w.layers = append(w.layers, l)
			skipped = 0
			continue
		}
		w.states = w.states[:l.first]
		skipped++
		if skipped > m.params.MaxSkip || i == len(w.sights)-1 {
			i -= skipped // start again from the first that failed
			skipped = 0
			reason = failed
		}
	}
}

// cut leaves so many layers of the lattice, and returns the sight to go on with.
func (w *work) cut(layers int) int {
	w.layers = w.layers[:layers]
	if layers == 0 {
		w.states, w.links = w.states[:0], w.links[:0]
		return 0
	}
	last := &w.layers[layers-1]
	w.states, w.links = w.states[:last.last], w.links[:last.linked]
	return last.sight + 1
}

// start begins a chain with a layer. To begin off the road, in a yard, costs
// half of what leaving it does; so does ending there.
func (m *Matcher) start(w *work, l layer, reason BreakReason) {
	l.starts, l.reason, l.links, l.linked = true, reason, len(w.links), len(w.links)
	for i := l.first; i < l.last; i++ {
		w.states[i].score = w.states[i].emit + w.states[i].haste
		if w.states[i].offRoad() {
			w.states[i].score += m.params.LeaveNats / 2
		}
	}
	w.layers = append(w.layers, l)
}

// advance reaches the states of layer l from those of the last layer. It
// answers the reason when none can be reached.
func (m *Matcher) advance(w *work, l *layer) BreakReason {
	prev := &w.layers[len(w.layers)-1]
	a, b := &w.sights[prev.sight], &w.sights[l.sight]
	l.step = m.stepBetween(w, a, b)
	s := &l.step
	if s.straightM > s.maxM {
		return TooFast
	}
	if s.straightM > m.params.MaxBridgeM {
		return GapInTime
	}
	l.links = len(w.links)
	for i := l.first; i < l.last; i++ {
		w.states[i].score = math.Inf(1)
	}
	m.aim(w, l, s)
	w.rank(prev)
	best := w.states[w.ranked[0]].score
	beam := w.ranked
	for i, from := range w.ranked {
		if w.states[from].score > best+m.params.BeamNats {
			beam = w.ranked[:i]
			break
		}
	}
	for _, from := range beam {
		if !w.states[from].offRoad() {
			m.reachByRoad(w, from, l, s)
		}
	}
	s.bendNats = m.params.BendShare * m.bend(w, l)
	for _, from := range beam {
		m.reachAcross(w, from, l, s)
	}
	if l.linked = len(w.links); l.linked == l.links {
		return NoRoute
	}
	return ""
}

// rank puts the states of a layer in the order of their scores into w.ranked.
func (w *work) rank(l *layer) {
	w.ranked = w.ranked[:0]
	for i := l.first; i < l.last; i++ {
		score, at := w.states[i].score, len(w.ranked)
		w.ranked = append(w.ranked, int32(i))
		for ; at > 0 && w.states[w.ranked[at-1]].score > score; at-- {
			w.ranked[at] = w.ranked[at-1]
		}
		w.ranked[at] = int32(i)
	}
}

// aim sets the search's targets: the states of a layer on the road.
func (m *Matcher) aim(w *work, l *layer, s *step) {
	w.targets = w.targets[:0]
	centre, radiusM := w.sights[l.sight].point, 0.0
	for i := l.first; i < l.last; i++ {
		if state := &w.states[i]; !state.offRoad() {
			w.targets = append(w.targets, state.position())
			radiusM = max(radiusM, math.Abs(state.strayM))
		}
	}
	m.setTurns(w, s)
	w.search.AimAt(w.targets, centre, radiusM, s.farM)
}

// reachByRoad links a state on the road to those of layer l on the road, as far as
// that may matter. Targets stand in the order of the layer's states.
func (m *Matcher) reachByRoad(w *work, from int32, l *layer, s *step) {
	src := &w.states[from]
	onRoad := l.last - l.first
	if onRoad > 0 && w.states[l.last-1].offRoad() {
		onRoad--
	}
	worth := w.worth(l.first, l.first+onRoad, m.params.BeamNats, m.params.DoubtNats) - src.score
	if worth <= 0 {
		return
	}
	// A nat buys scaleM metres of turns and detour at most.
	w.search.From(src.position(), min(s.farM, s.straightM+worth*s.scaleM), s.slackM)
	for j := range onRoad {
		w.link(from, int32(l.first+j), m.byRoad(w, src, &w.states[l.first+j], j, s))
	}
}

// reachAcross links a state to the one of layer l off the road, or, when it is off
// the road itself, to all of them.
func (m *Matcher) reachAcross(w *work, from int32, l *layer, s *step) {
	src := &w.states[from]
	for i := l.first; i < l.last; i++ {
		if to := &w.states[i]; src.offRoad() || to.offRoad() {
			w.link(from, int32(i), m.params.across(src, to, s))
		}
	}
}

// link adds a way between two states, when there is one.
func (w *work) link(from, to int32, d drive) {
	if math.IsInf(d.cost, 1) {
		return
	}
	w.links = append(w.links, link{from: from, to: to, cost: float32(d.cost), lengthM: float32(d.lengthM)})
	if total := w.states[from].score + d.cost; total < w.states[to].score {
		w.states[to].score, w.states[to].back = total, from
	}
}

// bend is what the best way by road into a layer costs for not being straight, as
// far as there was time to drive it at the car's pace, or at the road's.
func (m *Matcher) bend(w *work, l *layer) float64 {
	var best *link
	leastNats := math.Inf(1)
	for k := l.links; k < len(w.links); k++ {
		way := &w.links[k]
		if nats := w.states[way.from].score + float64(way.cost); nats < leastNats {
			best, leastNats = way, nats
		}
	}
	if best == nil {
		return 0
	}
	s := &l.step
	timeM := max(s.reachM, m.net.SpeedKMH(w.states[best.to].edge)/3.6*s.elapsedS)
	return m.params.transition(max(min(float64(best.lengthM), timeM), s.straightM), s.straightM, timeM)
}

// worth is up to what score one more way to some of the states first to last-1 matters: it
// is not doubtNats worse than the best way there, and the state is followed.
func (w *work) worth(first, last int, beamNats, doubtNats float64) float64 {
	worst, best := math.Inf(-1), math.Inf(1)
	for i := first; i < last; i++ {
		worst, best = max(worst, w.states[i].score), min(best, w.states[i].score)
	}
	return min(worst+doubtNats, best+beamNats)
}

// setTurns makes turning cost as many metres in the search as it costs nats.
func (m *Matcher) setTurns(w *work, s *step) {
	w.search.SetTurns(m.params.UTurnNats*s.scaleM, m.params.TurnNats*s.scaleM)
}

// search finds the ways from a state to w.targets.
func (m *Matcher) search(w *work, from *state, s *step) {
	m.setTurns(w, s)
	w.search.Run(from.position(), w.targets, s.farM, s.slackM)
}

// how says in which way a transition is driven.
type how uint8

const (
	byRoad   how = iota // along the edges of the search
	standing            // a small move back on an edge: the car stands
	turning             // turning round on the open road
	across              // straight, off the road
)

// drive is one way from a state to another.
type drive struct {
	cost    float64 // +Inf: there is none
	how     how
	lengthM float64
}

// best returns the cheapest way from one state to another. For a state on the
// road w.search has run from it, and target is to's place among its targets.
func (m *Matcher) best(w *work, from, to *state, target int, s *step) drive {
	if from.offRoad() || to.offRoad() {
		return m.params.across(from, to, s)
	}
	return m.byRoad(w, from, to, target, s)
}

// byRoad returns the cheapest way by road between two states on it.
func (m *Matcher) byRoad(w *work, from, to *state, target int, s *step) drive {
	d := drive{cost: math.Inf(1)}
	reach, reached := w.search.Reach(target)
	turned := to.edge == from.edge.Reverse()
	if !reached && !turned && to.edge != from.edge {
		return d
	}
	noise := m.params.drift(from, to, s, s.sigmaM) + to.haste
	if reached && reach.LengthM <= s.maxM {
		cost := m.params.transition(reach.LengthM, s.straightM, s.reachM)
		if onwardM := to.offsetM - from.offsetM; to.edge == from.edge && math.Abs(onwardM-reach.LengthM) < 1 {
			cost = m.params.onward(reach.LengthM, s.straightM, s.reachM)
		}
		d = drive{cost + noise + (reach.Cost-reach.LengthM)/s.scaleM, byRoad, reach.LengthM}
	}
	switch {
	case turned:
		lengthM := math.Abs(m.net.LengthM(from.edge) - to.offsetM - from.offsetM)
		cost := m.params.transition(lengthM, s.straightM, s.reachM) + noise + m.params.UTurnNats
		if lengthM <= s.maxM && cost < d.cost {
			d = drive{cost, turning, lengthM}
		}
	case to.edge == from.edge && from.offsetM > to.offsetM && from.offsetM-to.offsetM <= s.jitterM:
		if cost := m.params.transition(0, s.straightM, s.reachM) + noise; cost < d.cost {
			d = drive{cost, standing, 0}
		}
	}
	return d
}

// across returns the straight way between two states of which one at least is
// off the road.
func (p *Params) across(from, to *state, s *step) drive {
	lengthM := from.acrossM(to, s)
	if lengthM > min(p.OffRoadStepM, s.maxM) {
		return drive{cost: math.Inf(1)}
	}
	cost := p.transition(lengthM, s.straightM, s.reachM) + to.emit + to.haste + s.bendNats
	if !from.offRoad() || !to.offRoad() {
		cost += p.LeaveNats
	}
	return drive{cost, across, lengthM}
}
