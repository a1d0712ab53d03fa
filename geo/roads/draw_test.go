package roads

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// town is a small drawn network around (107, 26), 0.001 degree between letters:
//
//	1---2---3      way 10: 1 2 3, primary
//	    |   |      way 11: 2 5, one-way south
//	4---5---6      way 12: 3 6, one-way north (travel backward)
//	               way 13: 4 5 6, residential with a bend 50 on the way from 4
func town() Input {
	at := func(id int64, x, y float64) Node {
		return Node{ID: id, Point: orb.Point{107 + x/1000, 26 - y/1000}}
	}
	return Input{
		Nodes: []Node{
			at(1, 0, 0), at(2, 1, 0), at(3, 2, 0), at(4, 0, 1), at(5, 1, 1), at(6, 2, 1), at(50, 0.5, 1.2),
		},
		Ways: []Way{
			{ID: 10, Nodes: []int64{1, 2, 3}, Class: Primary, Name: "环城路", Ref: "G210", SpeedKMH: 60},
			{ID: 11, Nodes: []int64{2, 5}, Class: Secondary, Travel: ForwardOnly},
			{ID: 12, Nodes: []int64{3, 6}, Class: Secondary, Travel: BackwardOnly},
			{ID: 13, Nodes: []int64{4, 50, 5, 6}, Class: Residential, Name: "河边路"},
		},
	}
}

func mustBuild(t testing.TB, in Input) *Network {
	t.Helper()
	n, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// edgeBetween returns the edge from one OSM node to another.
func edgeBetween(t testing.TB, n *Network, from, to int64) EdgeID {
	t.Helper()
	for e := EdgeID(0); int(e) < 2*n.NumSegments(); e++ {
		if n.OSMNode(n.From(e)) == from && n.OSMNode(n.To(e)) == to {
			return e
		}
	}
	t.Fatalf("no edge from %d to %d", from, to)
	return NoEdge
}

// scribble draws random winding roads, some of them one-way.
func scribble(seed uint64, ways, points int) Input {
	r := rand.New(rand.NewPCG(seed, 1))
	var in Input
	id := int64(1)
	for w := range ways {
		way := Way{ID: int64(w + 1), Class: Class(r.IntN(int(FerryClass))), Travel: Travel(r.IntN(3))}
		p := orb.Point{107 + r.Float64()*0.2, 26 + r.Float64()*0.2}
		heading := r.Float64() * 2 * math.Pi
		for range 2 + r.IntN(points) {
			in.Nodes = append(in.Nodes, Node{ID: id, Point: p})
			way.Nodes = append(way.Nodes, id)
			id++
			heading += (r.Float64() - 0.5) * 2
			step := r.Float64() * r.Float64() * 0.005
			p = orb.Point{p[0] + step*math.Cos(heading), p[1] + step*math.Sin(heading)}
		}
		if w > 0 && r.IntN(2) == 0 {
			way.Nodes[r.IntN(len(way.Nodes))] = 1 + r.Int64N(id-1)
		}
		in.Ways = append(in.Ways, way)
	}
	return in
}
