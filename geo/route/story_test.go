package route_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"licheng/geo/geotest"
	"licheng/geo/roads"
	"licheng/geo/route"
)

// Each story in testdata draws one behaviour. A line of its want section says
// how one drives from the beginning of one edge to the end of another:
//
//	shortest AB DE path ABCDE length 500m
//	fastest AB DE none
func TestStories(t *testing.T) {
	geotest.Stories(t, func(t *testing.T, story geotest.Story) {
		net := story.Network(t)
		if r := net.Info().Restrictions; r.Unused > 0 {
			t.Errorf("%d restrictions join nothing", r.Unused)
		}
		for _, line := range story.Want {
			if got := drive(t, net, line); got != line {
				t.Errorf("%s\nwant %s\n got %s", story.Title, line, got)
			}
		}
	})
}

// drive drives as a line of a want section says, and returns the line with what
// came of it.
func drive(t *testing.T, net *roads.Network, line string) string {
	t.Helper()
	fields := strings.Fields(line)
	find := map[string]func(*roads.Network, route.Position, route.Position) (route.Path, error){
		"shortest": route.Shortest, "fastest": route.Fastest,
	}[fields[0]]
	if find == nil || len(fields) < 3 {
		t.Fatalf("%q: no such wish", line)
	}
	to := edgeOf(t, net, fields[2])
	path, err := find(net, route.Position{Edge: edgeOf(t, net, fields[1])}, route.Position{Edge: to, OffsetM: net.LengthM(to)})
	told := strings.Join(fields[:3], " ")
	if err != nil {
		return told + " none"
	}
	// Drawings are in tens of metres, give or take the earth's curve.
	return fmt.Sprintf("%s path %s length %.0fm", told, letters(net, path.Edges), 10*math.Round(path.LengthM/10))
}

// draw parses a drawing and returns its network and a finder of edges by their
// letters.
func draw(t *testing.T, drawing string) (*roads.Network, func(letters string) roads.EdgeID) {
	t.Helper()
	s, err := geotest.Parse([]byte(drawing))
	if err != nil {
		t.Fatal(err)
	}
	net := s.Network(t)
	return net, func(letters string) roads.EdgeID {
		t.Helper()
		return edgeOf(t, net, letters)
	}
}

// edgeOf returns the edge from one letter to another.
func edgeOf(t *testing.T, net *roads.Network, letters string) roads.EdgeID {
	t.Helper()
	for v := range net.NumNodes() {
		for _, e := range net.Out(roads.NodeID(v)) {
			if net.OSMNode(net.From(e)) == int64(letters[0]) && net.OSMNode(net.To(e)) == int64(letters[1]) {
				return e
			}
		}
	}
	t.Fatalf("no edge %s", letters)
	return roads.NoEdge
}

// letters spells edges by the letters of their junctions.
func letters(net *roads.Network, edges []roads.EdgeID) string {
	var out []byte
	for i, e := range edges {
		if i == 0 {
			out = append(out, byte(net.OSMNode(net.From(e))))
		}
		out = append(out, byte(net.OSMNode(net.To(e))))
	}
	return string(out)
}
