package match

import (
	"math"
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
	"licheng/geo/route"
)

// stitcher turns the chosen states into paths and legs.
type stitcher struct {
	m      *Matcher
	w      *work
	result Result
	path   *Path
	leg    *openLeg
	doubt  doubt
}

// openLeg is the leg being driven.
type openLeg struct {
	leg     Leg
	passedM float64 // length of the edges before the last one
}

// anchor ties a place on a leg to a time.
type anchor struct {
	m  float64
	at time.Time
}

// anchor ties where the car is on the open leg to a time.
func (s *stitcher) anchor(at time.Time) {
	s.w.anchors = append(s.w.anchors, anchor{s.leg.posM(), at})
}

// posM is how far into the leg the car is.
func (l *openLeg) posM() float64 { return l.passedM + l.leg.EndOffsetM - l.leg.StartOffsetM }

func (m *Matcher) stitch(w *work, sigmaM float64) Result {
	s := &stitcher{m: m, w: w, doubt: doubt{sigmaM: sigmaM}}
	w.driven, w.edges = w.driven[:0], w.edges[:0]
	for i := range w.layers {
		l := &w.layers[i]
		to := &w.states[w.chosen[i]]
		at := &w.sights[l.sight]
		if l.starts {
			s.endPath()
			if i > 0 {
				s.result.Breaks = append(s.result.Breaks, Break{At: w.sights[w.layers[i-1].sight].until, Reason: l.reason})
			}
			s.path = &Path{Start: at.at, End: at.until}
			s.open(to, at.at)
			w.driven = append(w.driven, driven{first: len(w.edges), last: len(w.edges), path: len(s.result.Paths)})
			continue
		}
		s.step(i, to)
		s.path.End = at.until
	}
	s.endPath()
	s.judge()
	for _, chain := range w.chains {
		s.doubt.varM2 += chain.varM2
	}
	s.doubt.settle(&s.result)
	return s.result
}

// step drives from the chosen state of the layer before to that of layer i.
func (s *stitcher) step(i int, to *state) {
	w := s.w
	from := &w.states[w.chosen[i-1]]
	at, on := w.layers[i-1].sight, w.layers[i].sight
	a, b := &w.sights[at], &w.sights[on]
	st := &w.layers[i].step
	if !from.offRoad() {
		w.targets = append(w.targets[:0], to.position())
		if to.offRoad() {
			w.targets = w.targets[:0]
		}
		s.m.search(w, from, st)
	}
	d := s.m.best(w, from, to, 0, st)
	inferred := st.elapsedS > s.m.params.InferS && st.straightM > s.m.params.InferM
	part := driven{drive: d, straightM: st.straightM, spareM: w.spareM(st, at, on, d.lengthM), inferred: inferred, first: len(w.edges), path: len(s.result.Paths)}
	switch d.how {
	case across:
		s.cross(from, to, a, b)
	case standing:
	case turning:
		s.turn(from, to, a.until)
	case byRoad:
		w.edges = w.search.AppendEdges(w.edges, 0)
		s.drive(w.edges[part.first:], to, a, b, inferred)
	}
	part.last = len(w.edges)
	w.driven = append(w.driven, part)
	s.leg.leg.End = b.until
	s.anchor(b.at)
}

// judge says how sure every part of the way is, now that the whole is known.
func (s *stitcher) judge() {
	w := s.w
	before := 0.0
	for i := range w.driven {
		part := &w.driven[i]
		sure := w.posterior(i)
		if !w.layers[i].starts {
			confidence := s.doubt.add(part, min(before, sure))
			if part.path < len(s.result.Paths) {
				s.result.Paths[part.path].add(part.drive.lengthM, confidence)
			}
		}
		before = sure
	}
}

// add adds a step to the path's stretches; steps of about the same confidence
// are one stretch.
func (p *Path) add(distanceM, confidence float64) {
	const alike = 0.02
	if distanceM <= 0 {
		return
	}
	if n := len(p.Stretches); n > 0 {
		last := &p.Stretches[n-1]
		if math.Abs(last.Confidence-confidence) < alike {
			whole := last.DistanceM + distanceM
			last.Confidence += (confidence - last.Confidence) * distanceM / whole
			last.DistanceM = whole
			return
		}
	}
	p.Stretches = append(p.Stretches, Stretch{distanceM, confidence})
}

// drive follows edges, the first of which is the edge the car is on.
func (s *stitcher) drive(edges []roads.EdgeID, to *state, a, b *sight, inferred bool) {
	if inferred {
		l := s.leg.leg
		s.close(a.until)
		s.leg = &openLeg{leg: Leg{
			Inferred: true, Start: a.until, StartOffsetM: l.EndOffsetM, EndOffsetM: l.EndOffsetM,
			Edges: []roads.EdgeID{edges[0]},
		}}
		w := s.w
		w.anchors = append(w.anchors[:0], anchor{0, a.until})
	}
	l := &s.leg.leg
	if len(edges) == 1 {
		l.EndOffsetM = max(l.EndOffsetM, to.offsetM)
	} else {
		for _, e := range edges[:len(edges)-1] {
			s.leg.passedM += s.m.net.LengthM(e)
		}
		l.Edges = append(l.Edges, edges[1:]...)
		l.EndOffsetM = to.offsetM
	}
	if inferred {
		s.anchor(b.at)
		endM := l.EndOffsetM
		s.close(b.at)
		s.open(to, b.at)
		s.leg.leg.StartOffsetM, s.leg.leg.EndOffsetM = endM, endM
	}
}

// turn turns round on the open road, at the farthest place the car was seen.
func (s *stitcher) turn(from, to *state, at time.Time) {
	lengthM := s.m.net.LengthM(from.edge)
	l := &s.leg.leg
	l.EndOffsetM = max(l.EndOffsetM, lengthM-to.offsetM)
	turnedM := lengthM - l.EndOffsetM
	s.close(at)
	s.open(to, at)
	s.leg.leg.StartOffsetM = turnedM
	s.leg.leg.EndOffsetM = max(turnedM, to.offsetM)
}

// cross goes straight, off the road.
func (s *stitcher) cross(from, to *state, a, b *sight) {
	if !from.offRoad() {
		end := s.endPoint(from)
		s.close(a.until)
		s.leg = &openLeg{leg: Leg{OffRoad: true, Start: a.until, Line: orb.LineString{end}}}
	}
	s.leg.leg.Line = append(s.leg.leg.Line, to.point)
	if !to.offRoad() {
		s.close(b.at)
		s.open(to, b.at)
	}
}

// endPoint is where the open leg on the road ends: at the state, or a little
// further when the car rolled back within the noise.
func (s *stitcher) endPoint(from *state) orb.Point {
	l := &s.leg.leg
	if l.EndOffsetM == from.offsetM {
		return from.point
	}
	line := route.AppendLine(nil, s.m.net, l.Edges[len(l.Edges)-1:], l.EndOffsetM, l.EndOffsetM)
	if len(line) == 0 {
		return from.point
	}
	return line[len(line)-1]
}

// open begins a leg at a state.
func (s *stitcher) open(at *state, when time.Time) {
	l := &openLeg{leg: Leg{Start: when, End: when}}
	s.w.anchors = append(s.w.anchors[:0], anchor{0, when})
	if at.offRoad() {
		l.leg.OffRoad, l.leg.Line = true, orb.LineString{at.point}
	} else {
		l.leg.Edges = []roads.EdgeID{at.edge}
		l.leg.StartOffsetM, l.leg.EndOffsetM = at.offsetM, at.offsetM
	}
	s.leg = l
}

// close ends the open leg and adds it to the path, unless it has no length.
func (s *stitcher) close(when time.Time) {
	open := s.leg
	s.leg = nil
	l := &open.leg
	l.End = when
	if l.OffRoad {
		l.Line = smooth(l.Line, s.doubt.sigmaM)
		l.DistanceM = roads.LineLengthM(l.Line)
	} else {
		l.DistanceM = open.posM()
		l.Line = route.AppendLine(nil, s.m.net, l.Edges, l.StartOffsetM, l.EndOffsetM)
	}
	if l.DistanceM < 0.01 || len(l.Line) < 2 {
		return
	}
	s.path.Legs = append(s.path.Legs, *l)
	if !l.OffRoad {
		s.path.Passages = s.appendPassages(s.path.Passages, open)
	}
}

// endPath ends the open path and adds it to the result, unless nothing was
// driven on it.
func (s *stitcher) endPath() {
	if s.path == nil {
		return
	}
	s.close(s.path.End)
	p := s.path
	s.path = nil
	if len(p.Legs) == 0 {
		return
	}
	points := 0
	for i := range p.Legs {
		points += len(p.Legs[i].Line)
	}
	p.Line = make(orb.LineString, 0, points)
	for i := range p.Legs {
		l := &p.Legs[i]
		p.DistanceM += l.DistanceM
		p.Line = appendJoined(p.Line, l.Line)
		s.tally(l)
	}
	s.result.DistanceM += p.DistanceM
	s.result.Paths = append(s.result.Paths, *p)
}

// tally adds what a leg's edges say to the result.
func (s *stitcher) tally(l *Leg) {
	if l.OffRoad {
		s.result.OffRoadM += l.DistanceM
		return
	}
	for i, e := range l.Edges {
		lengthM := s.m.net.LengthM(e)
		fromM, toM := l.span(i, lengthM)
		share := 0.0
		if lengthM > 0 {
			share = (toM - fromM) / lengthM
		}
		climbM, descentM := s.m.net.Climb(e)
		s.result.ClimbM += share * climbM
		s.result.DescentM += share * descentM
		if s.m.net.Flags(e).Has(roads.Toll) {
			s.result.TolledM += toM - fromM
		}
	}
}

// span returns which part of its i-th edge, lengthM long, a leg drives.
func (l *Leg) span(i int, lengthM float64) (fromM, toM float64) {
	toM = lengthM
	if i == 0 {
		fromM = l.StartOffsetM
	}
	if i == len(l.Edges)-1 {
		toM = l.EndOffsetM
	}
	return fromM, toM
}

// appendJoined appends a line to another; a shared end point stands once.
func appendJoined(dst, line orb.LineString) orb.LineString {
	if len(dst) > 0 && len(line) > 0 && dst[len(dst)-1] == line[0] {
		line = line[1:]
	}
	return append(dst, line...)
}
