package demo

import (
	"math"
	"time"

	"github.com/paulmach/orb"
)

const (
	driveStepM  = 8.0 // spacing of the points a drive is computed at
	sideAccel   = 2.2 // m/s² a driver bears in a bend
	speedUp     = 1.1 // m/s²
	slowDown    = 1.7 // m/s²
	boothKMH    = 18.0
	laneOffsetM = 1.6 // how far right of the road's middle cars drive
)

// moment is the vehicle at one place of a drive.
type moment struct {
	at      vec
	point   orb.Point // the middle of the road, not of the lane
	goneM   float64   // haversine metres since the start
	afterS  float64   // seconds since the start
	speed   float64   // m/s
	heightM float64
	hidden  bool // no satellite is seen: a tunnel
	off     bool // the map does not have this road
}

// drive is one leg, from one place to another without a stop.
type drive struct {
	moments []moment
	passed  []Passing
}

// Passing is a toll booth or gantry driven past.
type Passing struct {
	Kind string // booth or gantry
	Ref  string
	At   time.Time
}

func (d *drive) lengthM() float64   { return d.moments[len(d.moments)-1].goneM }
func (d *drive) durationS() float64 { return d.moments[len(d.moments)-1].afterS }

// driver is how somebody drives.
type driver struct {
	pace float64 // 1 is usual
	mood *mood   // how it goes on this day; nil: as always
}

// drive drives a route from standstill to standstill. Times of the passings
// are counted from startAt.
func (c *County) drive(route []int, who driver, startAt time.Time) *drive {
	d := &drive{}
	var limit []float64
	var signs []int // moments at which a sign stands
	var what []*sign
	for _, e := range route {
		ed := &c.network.edges[e]
		top := classSpeedKMH[ed.road.class] / 3.6 * who.pace
		for k := range ed.nodes {
			nd := &c.network.nodes[ed.nodes[k]]
			if nd.sign != nil && k > 0 {
				signs, what = append(signs, len(d.moments)), append(what, nd.sign)
			}
			d.extend(c, ed, k, &limit, top)
		}
	}
	for i, s := range what {
		if s.kind == "toll_booth" {
			limit[min(signs[i], len(limit)-1)] = boothKMH / 3.6
		}
	}
	d.bends(limit)
	dwell := who.mood.slow(d.moments, limit)
	d.pace(limit)
	d.wait(dwell)
	for i, s := range what {
		at := d.moments[min(signs[i], len(d.moments)-1)].afterS
		kind := "booth"
		if s.kind == "toll_gantry" {
			kind = "gantry"
		}
		d.passed = append(d.passed, Passing{kind, s.ref, startAt.Add(time.Duration(at * float64(time.Second)))})
	}
	return d
}

// extend adds the moments up to and including node k of an edge.
func (d *drive) extend(c *County, e *edge, k int, limit *[]float64, top float64) {
	nd := &c.network.nodes[e.nodes[k]]
	if len(d.moments) == 0 {
		d.moments = append(d.moments, moment{at: nd.at, point: nd.point, off: e.road.unmapped, heightM: c.Terrain.heightAt(nd.at)})
		*limit = append(*limit, top)
	}
	if k == 0 {
		return // the end of the edge before
	}
	before := &c.network.nodes[e.nodes[k-1]]
	last := d.moments[len(d.moments)-1]
	lengthM := distanceM(before.point, nd.point)
	n := max(1, int(math.Ceil(lengthM/driveStepM)))
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n)
		m := moment{at: lerp(before.at, nd.at, t), goneM: last.goneM + t*lengthM, off: e.road.unmapped}
		m.point = orb.Point{before.point[0] + t*(nd.point[0]-before.point[0]), before.point[1] + t*(nd.point[1]-before.point[1])}
		if e.road.class == motorway {
			m.hidden, m.heightM = before.dark, before.heightM+t*(nd.heightM-before.heightM)
		} else {
			m.heightM = c.Terrain.heightAt(m.at)
		}
		d.moments = append(d.moments, m)
		*limit = append(*limit, top)
	}
}

// bends lowers the limits to what a driver bears in bends and on slopes.
func (d *drive) bends(limit []float64) {
	m := d.moments
	n := len(m)
	for i := range m {
		lo, hi := max(i-2, 0), min(i+2, n-1)
		if lo < i && hi > i {
			if r := radiusM(m[lo].at, m[i].at, m[hi].at); r > 0 {
				limit[i] = math.Min(limit[i], math.Sqrt(sideAccel*math.Max(r, 7)))
			}
			run := m[hi].goneM - m[lo].goneM
			grade := (m[hi].heightM - m[lo].heightM) / math.Max(run, 1)
			limit[i] *= 1 - clamp(math.Abs(grade)-0.03, 0, 0.12)*2.5
		}
	}
}

// pace sets speed and time of every moment: within the limit, braking and
// accelerating as a car can.
func (d *drive) pace(limit []float64) {
	m := d.moments
	n := len(m)
	for i := range m {
		m[i].speed = math.Max(limit[i], 2)
	}
	m[0].speed, m[n-1].speed = 0, 0
	for i := 1; i < n; i++ {
		m[i].speed = math.Min(m[i].speed, math.Sqrt(m[i-1].speed*m[i-1].speed+2*speedUp*(m[i].goneM-m[i-1].goneM)))
	}
	for i := n - 2; i >= 0; i-- {
		m[i].speed = math.Min(m[i].speed, math.Sqrt(m[i+1].speed*m[i+1].speed+2*slowDown*(m[i+1].goneM-m[i].goneM)))
	}
	for i := 1; i < n; i++ {
		mean := math.Max((m[i].speed+m[i-1].speed)/2, 0.7)
		m[i].afterS = m[i-1].afterS + (m[i].goneM-m[i-1].goneM)/mean
	}
}

// radiusM is the radius of the circle through three points; 0 when they lie on
// a line.
func radiusM(a, b, c vec) float64 {
	area2 := math.Abs(b.sub(a).cross(c.sub(a)))
	if area2 < 1e-6 {
		return 0
	}
	return a.to(b) * b.to(c) * a.to(c) / (2 * area2)
}

// when returns the vehicle afterS seconds into the drive: between two moments.
func (d *drive) when(afterS float64) moment {
	lo, hi := 0, len(d.moments)-1
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; d.moments[mid].afterS <= afterS {
			lo = mid
		} else {
			hi = mid
		}
	}
	a, b := d.moments[lo], d.moments[hi]
	t := 0.0
	if b.afterS > a.afterS {
		t = clamp((afterS-a.afterS)/(b.afterS-a.afterS), 0, 1)
	}
	out := b
	out.at = lerp(a.at, b.at, t).add(b.at.sub(a.at).unit().left().mul(-laneOffsetM))
	out.point = out.at.lonLat()
	out.goneM = a.goneM + t*(b.goneM-a.goneM)
	out.heightM = a.heightM + t*(b.heightM-a.heightM)
	out.speed = a.speed + t*(b.speed-a.speed)
	return out
}
