package demo

import (
	"math"
	"slices"
)

// class is the highway tag of a road.
type class string

// The classes the county uses.
const (
	motorway     class = "motorway"
	motorwayLink class = "motorway_link"
	primary      class = "primary"
	secondary    class = "secondary"
	tertiary     class = "tertiary"
	unclassified class = "unclassified"
	residential  class = "residential"
)

// road is one laid line before it is cut into ways. Its ends are joints; more
// joints sit on it where other roads meet it.
type road struct {
	class    class
	name     string
	ref      string
	line     []vec
	from, to int // joints at its ends
	meets    []meet
	unmapped bool   // it exists, but the map file does not have it
	oneway   bool   // in the direction of line
	spans    []span // bridges and tunnels, in order, not overlapping
	signs    []sign // booths and gantries
	heightM  []float64
}

// meet is a joint on the way: on which segment of the line and how far along.
type meet struct {
	segment int
	t       float64
	joint   int
}

// span is a stretch of road that stands on a bridge or runs in a tunnel.
type span struct {
	fromM, toM float64
	kind       string // bridge or tunnel
}

// sign is a toll booth or gantry on a road.
type sign struct {
	atM       float64
	kind      string // toll_booth or toll_gantry
	ref, name string
}

// layout is the county's roads while they are being laid.
type layout struct {
	roads   []*road
	joints  []vec
	buckets map[[2]int][]piece // segments of the roads that others may join, by 250 m square
}

// piece is one segment of one road.
type piece struct{ road, segment int }

const bucketM = 250.0

func newLayout() *layout { return &layout{buckets: map[[2]int][]piece{}} }

func (l *layout) joint(p vec) int {
	l.joints = append(l.joints, p)
	return len(l.joints) - 1
}

// lay adds a road between two joints. line must begin and end at them.
func (l *layout) lay(r *road) *road {
	n := len(l.roads)
	l.roads = append(l.roads, r)
	if r.class == motorway || r.class == motorwayLink {
		return r // nothing joins an expressway by chance
	}
	for i := 1; i < len(r.line); i++ {
		eachBucket(r.line[i-1], r.line[i], 0, func(b [2]int) {
			l.buckets[b] = append(l.buckets[b], piece{n, i - 1})
		})
	}
	return r
}

func eachBucket(a, b vec, marginM float64, fn func([2]int)) {
	x0, x1 := int(math.Floor((math.Min(a.x, b.x)-marginM)/bucketM)), int(math.Floor((math.Max(a.x, b.x)+marginM)/bucketM))
	y0, y1 := int(math.Floor((math.Min(a.y, b.y)-marginM)/bucketM)), int(math.Floor((math.Max(a.y, b.y)+marginM)/bucketM))
	for x := x0; x <= x1; x++ {
		for y := y0; y <= y1; y++ {
			fn([2]int{x, y})
		}
	}
}

// hit is a place on a laid road.
type hit struct {
	piece
	t     float64
	at    vec
	distM float64
}

// nearest finds the place on a laid road nearest to p, within maxM.
func (l *layout) nearest(p vec, maxM float64) (hit, bool) {
	best := hit{distM: maxM}
	found := false
	eachBucket(p, p, maxM, func(b [2]int) {
		for _, pc := range l.buckets[b] {
			line := l.roads[pc.road].line
			a, c := line[pc.segment], line[pc.segment+1]
			t, d := project(p, a, c)
			if d < best.distM {
				best, found = hit{pc, t, lerp(a, c, t), d}, true
			}
		}
	})
	return best, found
}

// firstCrossing finds where line first meets a laid road, looking only beyond
// skipM metres from its start. It returns the segment of line, too.
func (l *layout) firstCrossing(line []vec, skipM float64) (segment int, h hit, ok bool) {
	gone := 0.0
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		stepM, first := a.to(b), math.Inf(1)
		eachBucket(a, b, 0, func(k [2]int) {
			for _, pc := range l.buckets[k] {
				other := l.roads[pc.road].line
				t, u, meets := crossing(a, b, other[pc.segment], other[pc.segment+1])
				if meets && t < first && gone+t*stepM > skipM {
					first, h, ok = t, hit{pc, u, lerp(a, b, t), 0}, true
				}
			}
		})
		if ok {
			return i - 1, h, true
		}
		gone += stepM
	}
	return 0, hit{}, false
}

// joinAt makes a joint on a laid road, or takes the one that is already within
// 12 m of the place.
func (l *layout) joinAt(h hit) int {
	r := l.roads[h.road]
	if l.joints[r.from].to(h.at) < 12 {
		return r.from
	}
	if l.joints[r.to].to(h.at) < 12 {
		return r.to
	}
	for _, m := range r.meets {
		if l.joints[m.joint].to(h.at) < 12 {
			return m.joint
		}
	}
	j := l.joint(h.at)
	r.meets = append(r.meets, meet{h.segment, h.t, j})
	return j
}

// joined cuts line at the first laid road it meets after skipM metres, or leads
// it to the nearest one within 200 m of its end, and returns the joint there.
func (l *layout) joined(line []vec, skipM float64) ([]vec, int, bool) {
	if seg, h, ok := l.firstCrossing(line, skipM); ok {
		j := l.joinAt(h)
		return append(slices.Clone(line[:seg+1]), l.joints[j]), j, true
	}
	h, ok := l.nearest(line[len(line)-1], 200)
	if !ok {
		return line, -1, false
	}
	j := l.joinAt(h)
	if l.joints[j].to(line[len(line)-1]) < 1 {
		line = line[:len(line)-1]
	}
	return append(slices.Clone(line), l.joints[j]), j, true
}
