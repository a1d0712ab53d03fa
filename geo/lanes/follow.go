package lanes

import (
	"math"

	"github.com/paulmach/orb"
)

// footing is where a point of a stretch stands beside a line: nearest to point
// at of the line, or nowhere near when at is negative.
type footing struct {
	at    int
	distM float64
}

// follow holds a stretch against a line, point by point. Once on the line, a
// point is sought near the one before, so that the next leg of a hairpin does
// not catch it.
func follow(line []orb.Point, s stretch) []footing {
	out := make([]footing, len(s.points))
	at := -1
	for i, p := range s.points {
		from, to := 0, len(line)-1
		if at >= 0 {
			from, to = max(at-aroundM/stepM, 0), min(at+aroundM/stepM, len(line)-1)
		}
		best := footing{-1, math.Inf(1)}
		for k := from; k <= to; k++ {
			if d := apart(line[k], p); d < best.distM {
				best = footing{k, d}
			}
		}
		best.distM = offLine(line, best.at, p)
		if best.distM > nearM || beyond(line, best.at, p) {
			best.at = -1
		}
		at = best.at
		out[i] = best
	}
	return out
}

// offLine is the distance of p from the pieces beside point k of the line.
func offLine(line []orb.Point, k int, p orb.Point) float64 {
	distM := apart(line[k], p)
	if k > 0 {
		d, _ := nearestOn(line[k-1], line[k], p)
		distM = min(distM, d)
	}
	if k+1 < len(line) {
		d, _ := nearestOn(line[k], line[k+1], p)
		distM = min(distM, d)
	}
	return distM
}

// beyond tells whether p lies past the end of the line rather than beside it.
func beyond(line []orb.Point, k int, p orb.Point) bool {
	last := len(line) - 1
	if k > 0 && k < last || last < 1 {
		return false
	}
	inner := line[1]
	if k == last {
		inner = line[last-1]
	}
	end := line[k]
	along := (p[0]-end[0])*(end[0]-inner[0]) + (p[1]-end[1])*(end[1]-inner[1])
	return along/apart(end, inner) > stepM
}

// runs are the parts of a stretch that follow the line, from and to included;
// gaps up to gapM belong to them, parts shorter than that do not count.
func runs(feet []footing) [][2]int {
	var out [][2]int
	for i, f := range feet {
		if f.at < 0 {
			continue
		}
		if last := len(out) - 1; last >= 0 && float64(i-out[last][1])*stepM <= gapM {
			out[last][1] = i
			continue
		}
		out = append(out, [2]int{i, i})
	}
	long := out[:0]
	for _, r := range out {
		if float64(r[1]-r[0])*stepM >= gapM {
			long = append(long, r)
		}
	}
	return long
}

// rest returns what is left of a stretch when runs are taken out, each part
// with one point of the run beside it, so that it still meets the line.
func rest(s stretch, taken [][2]int) []stretch {
	var out []stretch
	add := func(from, to int) {
		from, to = max(from, 0), min(to, len(s.points)-1)
		if part := (stretch{s.stray, s.points[from : to+1]}); part.lengthM() >= shortestM {
			out = append(out, part)
		}
	}
	from := 0
	for _, r := range taken {
		if r[0] > from {
			add(from, r[0])
		}
		from = r[1]
	}
	if from < len(s.points)-1 {
		add(from, len(s.points)-1)
	}
	return out
}
