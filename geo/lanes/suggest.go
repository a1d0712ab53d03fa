package lanes

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"licheng/geo/roads"
)

// Suggest finds the roads that at least minTrips of the strays drove along.
// Those most trips drove come first. The same strays in any order give the
// same suggestions.
func Suggest(net *roads.Network, strays []Stray, minTrips int) []Suggestion {
	if len(strays) == 0 {
		return nil
	}
	strays = slices.Clone(strays)
	slices.SortFunc(strays, func(a, b Stray) int {
		return cmp.Or(cmp.Compare(a.Trip, b.Trip), cmp.Compare(a.Trace, b.Trace), slices.CompareFunc(a.Line, b.Line, comparePoints))
	})
	l := planeAt(strays[0].Line[0])
	pool := stretches(l, strays)
	var found []Suggestion
	for len(pool) > 0 {
		seed := 0
		for i := range pool {
			if len(pool[i].points) > len(pool[seed].points) {
				seed = i
			}
		}
		c := gather(pool[seed].points, pool)
		for _, part := range c.supported(max(minTrips, leastTrips)) {
			found = append(found, finish(net, l, part))
		}
		seedAt := &pool[seed].points[0]
		pool = slices.DeleteFunc(c.left, func(s stretch) bool { // a seed the line has moved away from
			return &s.points[0] == seedAt && len(s.points) == len(pool[seed].points)
		})
	}
	found = withoutShadows(found)
	joinEachOther(found)
	slices.SortStableFunc(found, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Trips, a.Trips), cmp.Compare(b.LengthM, a.LengthM), comparePoints(a.Line[0], b.Line[0]))
	})
	return found
}

// withoutShadows leaves out suggestions that lie beside another all their
// length: corners that sparse fixes cut, the other side of a yard.
func withoutShadows(all []Suggestion) []Suggestion {
	var out []Suggestion
	for i, s := range all {
		shadow := true
		for _, p := range s.Line {
			_, distM := nearestLane(all[:i], -1, p) // those before are longer
			shadow = shadow && distM <= shadowM
		}
		if !shadow {
			out = append(out, s)
		}
	}
	return out
}

func comparePoints(a, b orb.Point) int {
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
}

// course is a line with the drives along it.
type course struct {
	line []orb.Point // every stepM
	feet []foot      // of all points that follow it
	left []stretch   // of all stretches, what does not
}

// foot is a point that follows the line, beside point at of it.
type foot struct {
	at    int
	point orb.Point
	distM float64
	stray *Stray
}

// gather starts from a seed line, collects what follows it and moves it to the
// middle of that, three times over.
func gather(seed []orb.Point, pool []stretch) course {
	c := course{line: seed}
	for range 3 {
		c.collect(pool)
		c.line = evenly(c.middle())
	}
	c.line = evenly(even(c.line))
	c.collect(pool)
	return c
}

// collect finds what follows the line.
func (c *course) collect(pool []stretch) {
	c.feet, c.left = nil, nil
	bound := orb.MultiPoint(c.line).Bound().Pad(nearM)
	for _, s := range pool {
		if !bound.Intersects(orb.MultiPoint(s.points).Bound()) {
			c.left = append(c.left, s)
			continue
		}
		feet := follow(c.line, s)
		along := runs(feet)
		for _, r := range along {
			for i := r[0]; i <= r[1]; i++ {
				if feet[i].at >= 0 {
					c.feet = append(c.feet, foot{feet[i].at, s.points[i], feet[i].distM, s.stray})
				}
			}
		}
		if along == nil {
			c.left = append(c.left, s)
		} else {
			c.left = append(c.left, rest(s, along)...)
		}
	}
}

// middle returns the line moved to the mean of the trips beside each of its
// points, each trip counted once.
func (c *course) middle() []orb.Point {
	type sum struct {
		x, y float64
		n    float64
	}
	byTrip := make([]map[string]*sum, len(c.line))
	for _, f := range c.feet {
		for k := max(f.at-1, 0); k <= min(f.at+1, len(c.line)-1); k++ {
			if byTrip[k] == nil {
				byTrip[k] = map[string]*sum{}
			}
			s := byTrip[k][f.stray.Trip]
			if s == nil {
				s = &sum{}
				byTrip[k][f.stray.Trip] = s
			}
			// The point beside point k, as far from the line as f is from its own.
			s.x += f.point[0] + c.line[k][0] - c.line[f.at][0]
			s.y += f.point[1] + c.line[k][1] - c.line[f.at][1]
			s.n++
		}
	}
	out := make([]orb.Point, len(c.line))
	for k, trips := range byTrip {
		out[k] = c.line[k]
		if len(trips) == 0 {
			continue
		}
		var mean orb.Point
		for _, trip := range slices.Sorted(maps.Keys(trips)) {
			s := trips[trip]
			mean[0] += s.x / s.n / float64(len(trips))
			mean[1] += s.y / s.n / float64(len(trips))
		}
		out[k] = mean
	}
	return out
}

// even takes the zigzag out of a line; its ends stay.
func even(line []orb.Point) []orb.Point {
	smooth := slices.Clone(line)
	for i := 1; i < len(line)-1; i++ {
		smooth[i] = orb.Point{
			(line[i-1][0] + 2*line[i][0] + line[i+1][0]) / 4,
			(line[i-1][1] + 2*line[i][1] + line[i+1][1]) / 4,
		}
	}
	return smooth
}

// part is a stretch of a course that enough trips drove.
type part struct {
	line []orb.Point
	feet []foot
}

// supported cuts the course down to where at least minTrips trips drove.
func (c *course) supported(minTrips int) []part {
	trips := make([]map[string]bool, len(c.line))
	for _, f := range c.feet {
		for k := max(f.at-1, 0); k <= min(f.at+1, len(c.line)-1); k++ {
			if trips[k] == nil {
				trips[k] = map[string]bool{}
			}
			trips[k][f.stray.Trip] = true
		}
	}
	feet := make([]footing, len(c.line))
	for k := range feet {
		feet[k].at = k
		if len(trips[k]) < minTrips {
			feet[k].at = -1
		}
	}
	var out []part
	for _, r := range runs(feet) {
		if float64(r[1]-r[0])*stepM < shortestM {
			continue
		}
		p := part{line: c.line[r[0] : r[1]+1]}
		for _, f := range c.feet {
			if f.at >= r[0] && f.at <= r[1] {
				p.feet = append(p.feet, f)
			}
		}
		out = append(out, p)
	}
	return out
}

// finish makes a suggestion of a part.
func finish(net *roads.Network, l plane, p part) Suggestion {
	var s Suggestion
	trips, traces, square := map[string]bool{}, map[string]bool{}, 0.0
	for _, f := range p.feet {
		trips[f.stray.Trip], traces[f.stray.Trace] = true, true
		square += f.distM * f.distM
		if day := f.stray.Day; day != "" {
			if s.FirstDay == "" || day < s.FirstDay {
				s.FirstDay = day
			}
			s.LastDay = max(s.LastDay, day)
		}
	}
	s.Trips, s.Traces = len(trips), len(traces)
	s.SpreadM = math.Sqrt(square / float64(len(p.feet)))
	line := simplify.DouglasPeucker(simplifyM).LineString(orb.LineString(slices.Clone(p.line)))
	for _, q := range line {
		s.Line = append(s.Line, l.degrees(q))
	}
	s.join(net)
	s.LengthM = roads.LineLengthM(s.Line)
	return s
}
