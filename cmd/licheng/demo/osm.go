package demo

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
)

// tag is one key and value of an OSM object.
type tag struct{ k, v string }

// WriteOSM writes the map file of the county as OSM XML: nodes, ways and turn
// restrictions, ids ascending. Roads that the map does not have are left out.
func (c *County) WriteOSM(w io.Writer) error {
	b := bufio.NewWriterSize(w, 1<<16)
	n := c.network
	used := n.mapped()
	fmt.Fprintf(b, "<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\" generator=\"licheng demo\">\n")
	fmt.Fprintf(b, "<!-- %s / %s: nothing in this file exists -->\n", CountyZH, CountyEN)
	for i := range n.nodes {
		if used[i] {
			writeNode(b, i, &n.nodes[i])
		}
	}
	for i, w := range n.ways {
		if !w.road.unmapped {
			writeWay(b, i, w)
		}
	}
	for i, r := range n.rules {
		if err := n.writeRule(b, i, r); err != nil {
			return err
		}
	}
	fmt.Fprint(b, "</osm>\n")
	return b.Flush()
}

// mapped says which nodes a mapped way uses.
func (n *network) mapped() []bool {
	used := make([]bool, len(n.nodes))
	for _, w := range n.ways {
		if !w.road.unmapped {
			for _, i := range w.nodes {
				used[i] = true
			}
		}
	}
	return used
}

func writeNode(b *bufio.Writer, i int, n *node) {
	fmt.Fprintf(b, `<node id="%d" version="1" lat="%s" lon="%s"`, i+1, degrees(n.point[1]), degrees(n.point[0]))
	if n.sign == nil {
		fmt.Fprint(b, "/>\n")
		return
	}
	key := "barrier"
	if n.sign.kind == "toll_gantry" {
		key = "highway"
	}
	fmt.Fprint(b, ">\n")
	writeTags(b, []tag{{key, n.sign.kind}, {"ref", n.sign.ref}, {"name", n.sign.name}})
	fmt.Fprint(b, "</node>\n")
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 7, 64) }

func writeTags(b *bufio.Writer, tags []tag) {
	for _, t := range tags {
		if t.v != "" {
			fmt.Fprintf(b, "<tag k=%q v=%q/>\n", t.k, t.v)
		}
	}
}

func writeWay(b *bufio.Writer, i int, w way) {
	fmt.Fprintf(b, "<way id=\"%d\" version=\"1\">\n", i+1)
	for _, n := range w.nodes {
		fmt.Fprintf(b, "<nd ref=\"%d\"/>", n+1)
	}
	fmt.Fprint(b, "\n")
	writeTags(b, wayTags(w))
	fmt.Fprint(b, "</way>\n")
}

// wayTags says of a way what a Chinese map says. Expressways carry no toll tag.
func wayTags(w way) []tag {
	r := w.road
	tags := []tag{{"highway", string(r.class)}, {"name", r.name}, {"ref", r.ref}}
	if r.oneway {
		tags = append(tags, tag{"oneway", "yes"})
	}
	switch r.class {
	case motorway:
		tags = append(tags, tag{"lanes", "2"}, tag{"maxspeed", "100"})
	case secondary:
		tags = append(tags, tag{"lanes", "2"})
	case unclassified:
		tags = append(tags, tag{"surface", "concrete"}, tag{"width", "4.5"})
	}
	switch w.kind {
	case "bridge":
		tags = append(tags, tag{"bridge", "yes"}, tag{"layer", "1"})
	case "tunnel":
		tags = append(tags, tag{"tunnel", "yes"}, tag{"layer", "-1"})
	}
	return tags
}

func (n *network) writeRule(b *bufio.Writer, i int, r restriction) error {
	via := n.edges[r.from].to
	from, err := n.wayOf(r.from, via)
	if err != nil {
		return err
	}
	to, err := n.wayOf(r.to, via)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "<relation id=\"%d\" version=\"1\">\n", i+1)
	fmt.Fprintf(b, "<member type=\"way\" ref=\"%d\" role=\"from\"/>\n<member type=\"node\" ref=\"%d\" role=\"via\"/>\n<member type=\"way\" ref=\"%d\" role=\"to\"/>\n", from+1, via+1, to+1)
	writeTags(b, []tag{{"type", "restriction"}, {"restriction", r.kind}})
	fmt.Fprint(b, "</relation>\n")
	return nil
}

// restrictTurns forbids some left turns off the busiest streets of the county
// town, where a real town would have signs.
func (n *network) restrictTurns(count int) {
	for e := range n.edges {
		a := &n.edges[e]
		if a.road.class != primary || len(n.byNode[a.to]) < 4 || count == 0 {
			continue
		}
		for _, f := range n.byNode[a.to] {
			if n.turn(e, f) > math.Pi/4 && n.edges[f].road.class == residential {
				n.forbid(e, f, "no_left_turn")
				count--
				break
			}
		}
	}
}

// turn is the change of heading from one edge into the next, radians, positive
// to the left.
func (n *network) turn(from, to int) float64 {
	a, b := n.edges[from].nodes, n.edges[to].nodes
	u := n.nodes[a[len(a)-1]].at.sub(n.nodes[a[len(a)-2]].at)
	v := n.nodes[b[1]].at.sub(n.nodes[b[0]].at)
	return math.Atan2(u.cross(v), u.dot(v))
}
