package demo

import "fmt"

// Interval is one charging interval of the expressway in one direction: the
// stretch between two neighbouring interchanges, opened by one gantry.
type Interval struct {
	Ref       string // code on the gantry, e.g. S999-01-A
	Name      string
	FromStop  string // toll stations at its ends, in driving order
	ToStop    string
	LengthM   float64 // between the middles of the interchanges
	TunnelM   float64 // of it, in tunnels
	FeeFen    int     // class 1
	direction int     // 0 along the line, 1 against it
}

// Station is one toll station of the expressway.
type Station struct {
	Ref  string
	Name string
	Seat int // number of the township it serves, -1 for the county town
}

// layExpressway lays both carriageways, the ramps, stations and gantries of an
// expressway. It returns one joint an interchange to which the local roads
// must be led.
func layExpressway(l *layout, e *expressway, names func(seat int) string) (plazas []int, stations []Station, intervals []Interval) {
	right, left := carriageway(l, e, false), carriageway(l, e, true)
	for i, s := range e.stops {
		st := Station{Ref: fmt.Sprintf("%s-S%02d", expresswayRef, i+1), Name: names(s.seat) + "收费站", Seat: s.seat}
		stations = append(stations, st)
		plazas = append(plazas, layInterchange(l, e, s, right, left, st))
	}
	for i := 1; i < len(e.stops); i++ {
		a, b := i-1, i
		for dir, r := range []*road{right, left} {
			iv := Interval{Ref: fmt.Sprintf("%s-%02d-%c", expresswayRef, i, 'A'+rune(dir)), direction: dir}
			iv.FromStop, iv.ToStop = stations[a].Name, stations[b].Name
			if dir == 1 {
				iv.FromStop, iv.ToStop = iv.ToStop, iv.FromStop
			}
			iv.Name = fmt.Sprintf("%s至%s门架", names(e.stops[seatIndex(a, b, dir)].seat), names(e.stops[seatIndex(b, a, dir)].seat))
			iv.LengthM = e.stops[b].atM - e.stops[a].atM
			iv.TunnelM = e.tunnelM(e.stops[a].atM, e.stops[b].atM)
			iv.FeeFen = intervalFee(iv)
			intervals = append(intervals, iv)
			at := e.openAir((e.stops[a].atM + e.stops[b].atM) / 2)
			if dir == 1 {
				at = lineLen(e.line) - at
			}
			r.signs = append(r.signs, sign{at, "toll_gantry", iv.Ref, iv.Name})
		}
	}
	return plazas, stations, intervals
}

func seatIndex(a, b, dir int) int {
	if dir == 0 {
		return a
	}
	return b
}

// intervalFee prices class 1 at 0.50 yuan/km, in tunnels at 0.90, to the fen.
func intervalFee(iv Interval) int {
	open, tunnel := int(iv.LengthM-iv.TunnelM), int(iv.TunnelM)
	return (open*50 + tunnel*90 + 500) / 1000
}

func (e *expressway) tunnelM(fromM, toM float64) float64 {
	sum := 0.0
	for _, s := range e.spans {
		if s.kind == "tunnel" {
			sum += max(0, min(s.toM, toM)-max(s.fromM, fromM))
		}
	}
	return sum
}

// openAir is the place nearest to atM that no tunnel covers.
func (e *expressway) openAir(atM float64) float64 {
	for d := 0.0; ; d += stationM {
		if !e.inTunnel(atM + d) {
			return atM + d
		}
		if !e.inTunnel(atM - d) {
			return atM - d
		}
	}
}

// carriageway lays one direction of the expressway, 11 m to the right of the
// centre line as seen by its drivers.
func carriageway(l *layout, e *expressway, back bool) *road {
	n := len(e.line)
	r := &road{class: motorway, ref: expresswayRef, name: expresswayName, oneway: true}
	for k := range n {
		i := k
		if back {
			i = n - 1 - k
		}
		side := direction(e.line, i).left().mul(-11)
		if back {
			side = side.mul(-1)
		}
		r.line = append(r.line, e.line[i].add(side))
		r.heightM = append(r.heightM, e.heightM[i])
	}
	total := float64(n-1) * stationM
	for _, s := range e.spans {
		if back {
			s.fromM, s.toM = total-s.toM, total-s.fromM
		}
		r.spans = append(r.spans, s)
	}
	if back {
		reverse(r.spans)
	}
	r.from, r.to = l.joint(r.line[0]), l.joint(r.line[n-1])
	return l.lay(r)
}

func reverse[T any](s []T) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}

// layInterchange lays four ramps to a toll plaza beside the line, with one
// booth for those who leave and one for those who enter.
func layInterchange(l *layout, e *expressway, s stop, right, left *road, st Station) int {
	at := func(m float64) (vec, vec) {
		i := int(clamp(m/stationM, 0, float64(len(e.line)-1)))
		return e.line[i], direction(e.line, i)
	}
	middle, ahead := at(s.atM)
	out := ahead.left().mul(s.side) // from the line to the plaza
	hubOut := l.joint(middle.add(out.mul(300)).sub(ahead.mul(9)))
	hubIn := l.joint(middle.add(out.mul(300)).add(ahead.mul(9)))
	plaza := l.joint(middle.add(out.mul(470)))
	ramp := func(on *road, atM float64, hub int, leaving bool) {
		p := atM
		if on == left {
			p = lineLen(e.line) - atM
		}
		j, heading := meetAt(l, on, p)
		a, b := l.joints[j], l.joints[hub]
		r := &road{class: motorwayLink, name: st.Name + "匝道", oneway: true, from: j, to: hub}
		if leaving {
			r.line = bezier(a, a.add(heading.mul(rampM*0.75)), b.sub(out.mul(190)), b)
		} else {
			r.from, r.to = hub, j
			r.line = bezier(b, b.sub(out.mul(190)), a.sub(heading.mul(rampM*0.75)), a)
		}
		if (on == right) == (s.side > 0) { // the far carriageway: over the near one
			r.spans = overpass(r.line, leaving)
		}
		l.lay(r)
	}
	ramp(right, s.atM-rampM, hubIn, true)
	ramp(right, s.atM+rampM, hubOut, false)
	ramp(left, s.atM+rampM, hubIn, true)
	ramp(left, s.atM-rampM, hubOut, false)
	booth := func(from, to int, what string) {
		line := []vec{l.joints[from], lerp(l.joints[from], l.joints[to], 0.5), l.joints[to]}
		l.lay(&road{
			class: motorwayLink, name: st.Name, oneway: true, line: line, from: from, to: to,
			signs: []sign{{line[0].to(line[1]), "toll_booth", st.Ref, st.Name + what}},
		})
	}
	booth(hubIn, plaza, "出口")
	booth(plaza, hubOut, "入口")
	return plaza
}

// overpass is the bridge of a ramp that crosses both carriageways: at its
// start when it leaves the far one, at its end when it leads to it.
func overpass(line []vec, leaving bool) []span {
	total := lineLen(line)
	if leaving {
		return []span{{total * 0.45, total * 0.7, "bridge"}}
	}
	return []span{{total * 0.3, total * 0.55, "bridge"}}
}

// meetAt makes a joint on a road atM metres from its start.
func meetAt(l *layout, r *road, atM float64) (joint int, heading vec) {
	h, heading, _ := along(r, atM)
	j := l.joint(h.at)
	r.meets = append(r.meets, meet{h.segment, h.t, j})
	return j, heading
}

// bezier is the cubic curve from a to d, pulled towards b and c.
func bezier(a, b, c, d vec) []vec {
	const n = 24
	var out []vec
	for i := range n + 1 {
		t := float64(i) / n
		u := 1 - t
		out = append(out, a.mul(u*u*u).add(b.mul(3*u*u*t)).add(c.mul(3*u*t*t)).add(d.mul(t*t*t)))
	}
	return out
}
