package demo

import (
	"cmp"
	"math"
	"slices"
)

const (
	expresswayRef  = "S999"
	expresswayName = "演示高速"
	steepest       = 0.035 // of the expressway
	stationM       = 25.0  // spacing of its stations
	tunnelDepthM   = 22.0  // deeper than this under the ground it is a tunnel
	bridgeHeightM  = 10.0  // higher than this above it, a bridge
	runOutM        = 2600.0
	rampM          = 430.0 // from an interchange's middle to where its ramps leave
)

// expressway is the centre line of the motorway with its profile.
type expressway struct {
	line    []vec     // stations, every stationM metres
	heightM []float64 // of the carriageway at each station
	spans   []span    // tunnels and bridges, metres along line
	stops   []stop    // interchanges, in order
}

// stop is an interchange: which place it serves, where, and on which side.
type stop struct {
	seat int // number of the township, or -1 for the county town
	atM  float64
	side float64 // +1: the place lies left of the line
}

// planExpressway tries the ways through three townships and the county town,
// best first, until one needs two tunnels of more than 2 km.
func planExpressway(t *Terrain, town vec, seats []vec) *expressway {
	var best *expressway
	bestLong := -1
	for _, route := range expresswayRoutes(town, seats) {
		e := alignExpressway(t, town, seats, route)
		long := 0
		for _, s := range e.spans {
			if s.kind == "tunnel" && s.toM-s.fromM > 2050 && s.toM-s.fromM < 6000 {
				long++
			}
		}
		if long > bestLong {
			best, bestLong = e, long
		}
		if long >= 2 {
			break
		}
	}
	return best
}

// expresswayRoutes lists the sequences of places worth an expressway, the
// straightest and longest first; -1 stands for the county town.
func expresswayRoutes(town vec, seats []vec) [][]int {
	type scored struct {
		route []int
		merit float64
	}
	var all []scored
	at := func(i int) vec {
		if i < 0 {
			return town
		}
		return seats[i]
	}
	for a := range seats {
		for b := range seats {
			for c := range seats {
				if a == b || b == c || a == c {
					continue
				}
				route := []int{a, b, -1, c}
				bend := turnDeg(at(a), at(b), town) + turnDeg(at(b), town, at(c))
				legs := []float64{at(a).to(at(b)), at(b).to(town), town.to(at(c))}
				merit := (legs[0]+legs[1]+legs[2])/1000 - bend/1.5
				if slices.Min(legs) < 7500 || slices.Max(legs) > 27000 {
					merit -= 100
				}
				all = append(all, scored{route, merit})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y scored) int { return cmp.Compare(y.merit, x.merit) })
	var out [][]int
	for _, s := range all[:min(len(all), 40)] {
		out = append(out, s.route)
	}
	return out
}

// alignExpressway draws the line past the places and digs its tunnels.
func alignExpressway(t *Terrain, town vec, seats []vec, route []int) *expressway {
	var centre []vec
	for _, i := range route {
		if i < 0 {
			centre = append(centre, town)
		} else {
			centre = append(centre, seats[i])
		}
	}
	var past []vec
	var sides []float64
	for i, p := range centre {
		along := direction(centre, i)
		passM := 1000.0
		if route[i] < 0 {
			passM = 1500
		}
		side := 1.0
		if t.heightAt(p.add(along.left().mul(passM))) < t.heightAt(p.sub(along.left().mul(passM))) {
			side = -1 // pass where the ground is lower; the place is then on the other side
		}
		past = append(past, p.sub(along.left().mul(side*passM)))
		sides = append(sides, side)
	}
	first, last := past[0], past[len(past)-1]
	corners := append([]vec{first.sub(direction(past, 0).mul(runOutM))}, past...)
	corners = append(corners, last.add(direction(past, len(past)-1).mul(runOutM)))
	e := &expressway{line: stations(roundCorners(wander(t, corners), 1600))}
	for i, p := range past {
		k, _ := nearestOf(p, e.line)
		e.stops = append(e.stops, stop{route[i], float64(k) * stationM, sides[i]})
	}
	e.profile(t)
	e.dig(t)
	return e
}

func direction(line []vec, i int) vec {
	return line[min(i+1, len(line)-1)].sub(line[max(i-1, 0)]).unit()
}

// wander adds three corners between every two, each moved sideways to where
// the ground is lowest within reach.
func wander(t *Terrain, corners []vec) []vec {
	out := corners[:1:1]
	for i := 1; i < len(corners); i++ {
		a, b := corners[i-1], corners[i]
		side := b.sub(a).unit().left()
		for _, f := range []float64{0.27, 0.5, 0.73} {
			if a.to(b) < 6000 {
				continue
			}
			best, bestCost := lerp(a, b, f), math.Inf(1)
			for off := -2250.0; off <= 2250; off += 250 {
				p := lerp(a, b, f).add(side.mul(off))
				if cost := t.heightAt(p) + math.Abs(off)*0.08; cost < bestCost {
					best, bestCost = p, cost
				}
			}
			out = append(out, best)
		}
		out = append(out, b)
	}
	return out
}

// stations walks a line in equal steps.
func stations(line []vec) []vec {
	out := line[:1:1]
	left := stationM
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		for a.to(b) >= left {
			a = a.add(b.sub(a).unit().mul(left))
			out = append(out, a)
			left = stationM
		}
		left -= a.to(b)
	}
	return out
}

// profile sets the height of every station between the two steepest lines the
// grade allows: one never above the ground, one never below it.
func (e *expressway) profile(t *Terrain) {
	n := len(e.line)
	under, over := make([]float64, n), make([]float64, n)
	for i, p := range e.line {
		under[i] = t.heightAt(p)
		over[i] = under[i]
	}
	step := steepest * stationM
	for i := 1; i < n; i++ {
		under[i], over[i] = math.Min(under[i], under[i-1]+step), math.Max(over[i], over[i-1]-step)
	}
	for i := n - 2; i >= 0; i-- {
		under[i], over[i] = math.Min(under[i], under[i+1]+step), math.Max(over[i], over[i+1]-step)
	}
	e.heightM = make([]float64, n)
	for i := range e.heightM {
		e.heightM[i] = 0.75*under[i] + 0.25*over[i]
	}
}

// dig finds where the profile is deep under the ground or high above it. Close
// to an interchange there is neither.
func (e *expressway) dig(t *Terrain) {
	kind := make([]string, len(e.line))
	for i, p := range e.line {
		depth := t.heightAt(p) - e.heightM[i]
		switch {
		case e.nearStop(float64(i)*stationM, rampM+120):
		case depth > tunnelDepthM:
			kind[i] = "tunnel"
		case depth < -bridgeHeightM:
			kind[i] = "bridge"
		}
	}
	for i := 0; i < len(kind); {
		j := i
		for j < len(kind) && kind[j] == kind[i] {
			j++
		}
		long := float64(j-i) * stationM
		last := len(e.spans) - 1
		switch {
		case kind[i] == "tunnel" && last >= 0 && e.spans[last].kind == "tunnel" && float64(i)*stationM-e.spans[last].toM < 120:
			e.spans[last].toM = float64(j) * stationM
		case kind[i] == "tunnel" && long >= 250, kind[i] == "bridge" && long >= 75:
			e.spans = append(e.spans, span{float64(i) * stationM, float64(j) * stationM, kind[i]})
		}
		i = j
	}
	if n := len(e.spans); n > 0 { // the line ends on open ground
		e.spans[n-1].toM = math.Min(e.spans[n-1].toM, float64(len(e.line)-3)*stationM)
	}
}

func (e *expressway) nearStop(atM, withinM float64) bool {
	for _, s := range e.stops {
		if math.Abs(s.atM-atM) < withinM {
			return true
		}
	}
	return false
}

func (e *expressway) inTunnel(atM float64) bool {
	for _, s := range e.spans {
		if s.kind == "tunnel" && atM > s.fromM-50 && atM < s.toM+50 {
			return true
		}
	}
	return false
}
