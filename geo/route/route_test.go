package route_test

import (
	"errors"
	"math"
	"testing"

	"licheng/geo/roads"
	"licheng/geo/route"
)

// A square with a slow short side and a fast way round:
//
//	A---B      A–B is 300 m at 20 km/h,
//	|   |      A–C–D–B is 100 + 300 + 100 m at 100 km/h.
//	C---D      E hangs at B, a dead end.
const square = `A square with a slow short side.
-- map grid=10m --
A-----------------------------B---------E
|                             |
|                             |
|                             |
|                             |
|                             |
|                             |
|                             |
|                             |
|                             |
C-----------------------------D
-- ways --
AB maxspeed=20
AC maxspeed=100
CD maxspeed=100 oneway=yes
DB maxspeed=100
BE maxspeed=50
-- turns --
no AB B BE
`

func TestShortestAndFastest(t *testing.T) {
	net, edge := draw(t, square)
	tests := []struct {
		name     string
		find     func(*roads.Network, route.Position, route.Position) (route.Path, error)
		from, to route.Position
		want     string
		lengthM  float64
	}{
		{"shortest takes the slow side", route.Shortest, route.Position{Edge: edge("CA"), OffsetM: 50}, route.Position{Edge: edge("BD"), OffsetM: 50}, "CABD", 400},
		{"fastest goes round", route.Fastest, route.Position{Edge: edge("AC"), OffsetM: 0}, route.Position{Edge: edge("DB"), OffsetM: 100}, "ACDB", 500},
		{"along one edge", route.Shortest, route.Position{Edge: edge("AB"), OffsetM: 20}, route.Position{Edge: edge("AB"), OffsetM: 120}, "AB", 100},
		// Behind on the same edge: round the block, since turning round at B costs 200 m.
		{"back on the same edge", route.Shortest, route.Position{Edge: edge("CD"), OffsetM: 200}, route.Position{Edge: edge("CD"), OffsetM: 100}, "CDBACD", 800 - 100},
		// A–B–E is forbidden, B–D–B–E is not: whoever comes from B can only turn
		// round at D, which is free then.
		{"round a forbidden turn", route.Shortest, route.Position{Edge: edge("CA"), OffsetM: 0}, route.Position{Edge: edge("BE"), OffsetM: 100}, "CABDBE", 700},
		{"a dead end is turned round in for nothing", route.Shortest, route.Position{Edge: edge("BE"), OffsetM: 50}, route.Position{Edge: edge("EB"), OffsetM: 50}, "BEB", 100},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path, err := tt.find(net, tt.from, tt.to)
			if err != nil {
				t.Fatal(err)
			}
			if got := letters(net, path.Edges); got != tt.want {
				t.Errorf("path %s, want %s", got, tt.want)
			}
			if math.Abs(path.LengthM-tt.lengthM) > 1 {
				t.Errorf("length %.1f m, want %.0f", path.LengthM, tt.lengthM)
			}
			if drawn := roads.LineLengthM(path.Line(net)); math.Abs(drawn-path.LengthM) > 0.5 {
				t.Errorf("the line is %.1f m, the path says %.1f", drawn, path.LengthM)
			}
		})
	}
}

func TestFastestTime(t *testing.T) {
	net, edge := draw(t, square)
	path, err := route.Fastest(net, route.Position{Edge: edge("AC")}, route.Position{Edge: edge("DB"), OffsetM: 100})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(path.DurationS-18) > 0.1 { // 500 m at 100 km/h
		t.Errorf("%.2f s, want 18", path.DurationS)
	}
}

func TestNoRoute(t *testing.T) {
	net, _ := draw(t, "Two roads that do not meet.\n-- map grid=10m --\nA--B  C--D\n-- ways --\nAB\nCD\n")
	from, to := net.Out(0)[0], net.Out(roads.NodeID(net.NumNodes() - 1))[0]
	if from.Segment() == to.Segment() {
		t.Fatal("the drawing gave one road")
	}
	if _, err := route.Shortest(net, route.Position{Edge: from}, route.Position{Edge: to}); !errors.Is(err, route.ErrNoRoute) {
		t.Errorf("got %v, want ErrNoRoute", err)
	}
}

// Cutting a line keeps the cut points on it, and joins edges at one point.
func TestAppendLine(t *testing.T) {
	net, edge := draw(t, square)
	tests := []struct {
		name         string
		edges        []roads.EdgeID
		startM, endM float64
		points       int
		lengthM      float64
	}{
		{"whole edges", []roads.EdgeID{edge("CA"), edge("AB")}, 0, 300, 3, 400},
		{"cut at both ends", []roads.EdgeID{edge("CA"), edge("AB")}, 60, 30, 3, 70},
		{"within one edge", []roads.EdgeID{edge("AB")}, 100, 250, 2, 150},
		{"no length", []roads.EdgeID{edge("AB")}, 100, 100, 1, 0},
		{"beyond the end by rounding", []roads.EdgeID{edge("AB")}, 299, 300.01, 2, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			line := route.AppendLine(nil, net, tt.edges, tt.startM, tt.endM)
			if len(line) != tt.points {
				t.Errorf("%d points %v, want %d", len(line), line, tt.points)
			}
			if got := roads.LineLengthM(line); math.Abs(got-tt.lengthM) > 0.7 {
				t.Errorf("length %.2f m, want %.0f", got, tt.lengthM)
			}
		})
	}
}
