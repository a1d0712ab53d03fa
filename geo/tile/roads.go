package tile

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"licheng/geo/roads"
)

// leastClass returns the least important class shown at a zoom. A county in
// the mountains has few roads, and its lanes are what the trips are about: they
// show early.
func leastClass(z int) roads.Class {
	switch {
	case z < 6:
		return roads.Motorway
	case z < 8:
		return roads.Trunk
	case z < 9:
		return roads.Secondary
	case z < 10:
		return roads.Tertiary
	case z < 12:
		return roads.LivingStreet
	default:
		return roads.FerryClass
	}
}

// look is what the map draws alike: one feature for each.
type look struct {
	class        roads.Class
	name, ref    string
	toll, tunnel bool
}

func (a look) compare(b look) int {
	number := func(on bool) int {
		if on {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.name, b.name), cmp.Compare(a.ref, b.ref),
		cmp.Compare(number(a.toll), number(b.toll)), cmp.Compare(number(a.tunnel), number(b.tunnel)))
}

// Painter draws the roads of one network. It does not change after NewPainter
// and may be used by many goroutines at once.
type Painter struct {
	net    *roads.Network
	chains []chain
}

// NewPainter prepares the drawing of a network: it goes through all of its
// roads once and keeps the lines of the important ones.
func NewPainter(net *roads.Network) *Painter {
	return &Painter{net: net, chains: chains(net)}
}

// Roads returns a tile with one layer, roads, with the properties class, toll,
// tunnel, and name and ref where there are any.
func (p *Painter) Roads(z, x, y int) ([]byte, error) {
	layer, err := p.RoadsLayer(z, x, y)
	if err != nil {
		return nil, err
	}
	return Encode(z, x, y, layer)
}

// RoadsLayer returns the layer alone, to be encoded together with others. Small
// roads appear as one zooms in; the same network and tile give the same layer.
func (p *Painter) RoadsLayer(z, x, y int) (Layer, error) {
	bound, err := Bound(z, x, y)
	if err != nil {
		return Layer{}, err
	}
	bound, least := margin(bound), leastClass(z)
	lines := map[look]orb.MultiLineString{}
	if z < chainZoom {
		for i := range p.chains {
			if c := &p.chains[i]; c.look.class <= least && c.bound.Intersects(bound) {
				lines[c.look] = append(lines[c.look], c.line)
			}
		}
		return Layer{Name: "roads", Features: features(lines)}, nil
	}
	var edges []roads.EdgeID
	p.net.EachSegment(bound, func(e roads.EdgeID) {
		if p.net.Edge(e).Class <= least {
			edges = append(edges, e)
		}
	})
	slices.Sort(edges)
	for _, e := range edges {
		l := lookOf(p.net, e)
		lines[l] = append(lines[l], p.net.AppendLine(nil, e))
	}
	return Layer{Name: "roads", Features: features(lines)}, nil
}

// lookOf returns how a segment is drawn.
func lookOf(net *roads.Network, e roads.EdgeID) look {
	edge := net.Edge(e)
	return look{edge.Class, net.Name(e), net.Ref(e), edge.Flags.Has(roads.Toll), edge.Flags.Has(roads.Tunnel)}
}

// margin widens a tile by the buffer that lines are clipped to.
func margin(b orb.Bound) orb.Bound {
	dx, dy := (b.Max[0]-b.Min[0])/64, (b.Max[1]-b.Min[1])/64
	return orb.Bound{
		Min: orb.Point{b.Min[0] - dx, b.Min[1] - dy},
		Max: orb.Point{b.Max[0] + dx, b.Max[1] + dy},
	}
}

// features makes one feature of the lines of each look, the least important
// roads first, so that the important ones are drawn over them.
func features(lines map[look]orb.MultiLineString) []*geojson.Feature {
	looks := make([]look, 0, len(lines))
	for l := range lines {
		looks = append(looks, l)
	}
	slices.SortFunc(looks, func(a, b look) int { return b.compare(a) })
	var all []*geojson.Feature
	for _, l := range looks {
		f := geojson.NewFeature(lines[l])
		f.Properties = geojson.Properties{"class": l.class.String(), "toll": l.toll, "tunnel": l.tunnel}
		if l.name != "" {
			f.Properties["name"] = l.name
		}
		if l.ref != "" {
			f.Properties["ref"] = l.ref
		}
		all = append(all, f)
	}
	return all
}
