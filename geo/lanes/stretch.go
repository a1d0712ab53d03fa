package lanes

import (
	"slices"

	"github.com/paulmach/orb"
)

// stretch is a part of a stray on the plane, a point every stepM.
type stretch struct {
	stray  *Stray
	points []orb.Point
}

func (s stretch) lengthM() float64 { return float64(len(s.points)-1) * stepM }

// stretches lays the strays on the plane and cuts them where the car turned
// round: there and back are two drives along one road.
func stretches(l plane, strays []Stray) []stretch {
	var out []stretch
	for i := range strays {
		var line []orb.Point
		for _, p := range strays[i].Line {
			line = append(line, l.metres(p))
		}
		points := evenly(line)
		from := 0
		for _, turn := range append(turnings(points), len(points)-1) {
			out = append(out, stretch{&strays[i], points[from : turn+1]})
			from = turn
		}
	}
	return slices.DeleteFunc(out, func(s stretch) bool { return s.lengthM() < shortestM })
}

// turnings returns where a line turns round onto itself: where the points
// thirty to eighty metres before mirror those after. The two legs of a hairpin
// lie too far apart for that.
func turnings(points []orb.Point) []int {
	const nearest, farthest = 3, 8
	var turns []int
	bestM := mirrorM
	for k := nearest; k < len(points)-nearest; k++ {
		sum, n := 0.0, 0
		for j := nearest; j <= farthest && k-j >= 0 && k+j < len(points); j++ {
			sum += apart(points[k-j], points[k+j])
			n++
		}
		meanM := sum / float64(n)
		if meanM > mirrorM {
			bestM = mirrorM
			continue
		}
		switch last := len(turns) - 1; {
		case last < 0 || k-turns[last] > farthest:
			turns, bestM = append(turns, k), meanM
		case meanM < bestM:
			turns[last], bestM = k, meanM
		}
	}
	return turns
}
