package demo

import "math"

const (
	hairpinM  = 17.0 // radius a hairpin is drawn with; the bends leave 15 or so
	arcStep   = 11.0 // degrees between the points of an arc
	wiggleM   = 38.0 // strength of the small bends; they push a road about a third of it sideways
	wiggleLen = 330.0
)

// smoother turns the corners a search found into the curves of a mountain road.
type smoother struct {
	east, north *noise // small bends: one smooth push for every point of the plane
}

// curve draws corners as arcs, hairpins at their own radius, adds the small
// bends and drops points that a map maker would not draw. The first and the
// last point stay where they are.
func (s *smoother) curve(corners []vec, radiusM, toleranceM float64) []vec {
	corners = openHairpins(thin(corners, 1))
	line := roundCorners(corners, radiusM)
	line = s.bend(split(line, 25))
	return thin(line, toleranceM)
}

// openHairpins replaces every corner sharper than 100° by two that are two
// hairpin radii apart, so that the legs of a switchback keep their distance.
func openHairpins(line []vec) []vec {
	if len(line) < 3 {
		return line
	}
	out := []vec{line[0]}
	for i := 1; i+1 < len(line); i++ {
		a, b, c := line[i-1], line[i], line[i+1]
		if turnDeg(a, b, c) < 100 {
			out = append(out, b)
			continue
		}
		in, on := b.sub(a).unit(), c.sub(b).unit()
		outward := in.sub(on).unit()
		side := outward.left()
		if in.cross(on) < 0 {
			side = side.mul(-1)
		}
		out = append(out, b.sub(side.mul(hairpinM)), b.add(side.mul(hairpinM)))
	}
	return append(out, line[len(line)-1])
}

// roundCorners replaces every corner by an arc of the radius, or of as much of
// it as half the shorter leg allows.
func roundCorners(line []vec, radiusM float64) []vec {
	if len(line) < 3 {
		return line
	}
	out := []vec{line[0]}
	for i := 1; i+1 < len(line); i++ {
		out = append(out, arc(line[i-1], line[i], line[i+1], radiusM)...)
	}
	return append(out, line[len(line)-1])
}

func arc(a, b, c vec, radiusM float64) []vec {
	turn := turnDeg(a, b, c) * math.Pi / 180
	if turn < 0.02 {
		return []vec{b}
	}
	in, on := b.sub(a).unit(), c.sub(b).unit()
	tangent := math.Min(radiusM*math.Tan(turn/2), 0.499*math.Min(a.to(b), b.to(c)))
	radius := tangent / math.Tan(turn/2)
	side := in.left()
	if in.cross(on) < 0 {
		side = side.mul(-1)
	}
	from := b.sub(in.mul(tangent))
	centre := from.add(side.mul(radius))
	n := int(turn*180/math.Pi/arcStep) + 1
	out := make([]vec, 0, n+1)
	for k := 0; k <= n; k++ {
		sin, cos := math.Sincos(turn * float64(k) / float64(n))
		out = append(out, centre.sub(side.mul(radius*cos)).add(in.mul(radius*sin)))
	}
	return out
}

// split adds points so that none are further apart than stepM.
func split(line []vec, stepM float64) []vec {
	out := line[:1:1]
	for i := 1; i < len(line); i++ {
		n := int(math.Ceil(line[i-1].to(line[i]) / stepM))
		for k := 1; k <= n; k++ {
			out = append(out, lerp(line[i-1], line[i], float64(k)/float64(n)))
		}
	}
	return out
}

// bend pushes the points sideways by a smooth field. Because neighbours are
// pushed alike, lines that did not cross before do not cross after. The push
// fades towards both ends, which stay in place.
func (s *smoother) bend(line []vec) []vec {
	total, gone := lineLen(line), 0.0
	out := make([]vec, len(line))
	for i, p := range line {
		if i > 0 {
			gone += line[i-1].to(p)
		}
		k := wiggleM * clamp(math.Min(gone, total-gone)/150, 0, 1)
		out[i] = p.add(vec{k * s.east.octaves(p, wiggleLen, 2), k * s.north.octaves(p, wiggleLen, 2)})
	}
	return out
}

// thin drops the points that lie within toleranceM of the line through the
// rest (Douglas & Peucker 1973).
func thin(line []vec, toleranceM float64) []vec {
	if len(line) < 3 {
		return line
	}
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	thinBetween(line, 0, len(line)-1, toleranceM, keep)
	var out []vec
	for i, k := range keep {
		if k {
			out = append(out, line[i])
		}
	}
	return out
}

func thinBetween(line []vec, from, to int, toleranceM float64, keep []bool) {
	worst, worstM := -1, toleranceM
	for i := from + 1; i < to; i++ {
		if _, d := project(line[i], line[from], line[to]); d > worstM {
			worst, worstM = i, d
		}
	}
	if worst >= 0 {
		keep[worst] = true
		thinBetween(line, from, worst, toleranceM, keep)
		thinBetween(line, worst, to, toleranceM, keep)
	}
}
