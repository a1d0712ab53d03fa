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

// Roads returns a tile with one layer, roads, with the properties class, toll,
// tunnel, and name and ref where there are any.
func Roads(net *roads.Network, z, x, y int) ([]byte, error) {
	layer, err := RoadsLayer(net, z, x, y)
	if err != nil {
		return nil, err
	}
	return Encode(z, x, y, layer)
}

// RoadsLayer returns the layer alone, to be encoded together with others. Small
// roads appear as one zooms in; the same network and tile give the same layer.
func RoadsLayer(net *roads.Network, z, x, y int) (Layer, error) {
	bound, err := Bound(z, x, y)
	if err != nil {
		return Layer{}, err
	}
	least := leastClass(z)
	var edges []roads.EdgeID
	net.EachSegment(margin(bound), func(e roads.EdgeID) {
		if net.Edge(e).Class <= least {
			edges = append(edges, e)
		}
	})
	slices.Sort(edges)
	return Layer{Name: "roads", Features: features(net, edges)}, nil
}

// margin widens a tile by the buffer that lines are clipped to.
func margin(b orb.Bound) orb.Bound {
	dx, dy := (b.Max[0]-b.Min[0])/64, (b.Max[1]-b.Min[1])/64
	return orb.Bound{
		Min: orb.Point{b.Min[0] - dx, b.Min[1] - dy},
		Max: orb.Point{b.Max[0] + dx, b.Max[1] + dy},
	}
}

// features gathers the edges' lines by look, the least important roads first,
// so that the important ones are drawn over them.
func features(net *roads.Network, edges []roads.EdgeID) []*geojson.Feature {
	lines := map[look]orb.MultiLineString{}
	for _, e := range edges {
		edge := net.Edge(e)
		l := look{edge.Class, net.Name(e), net.Ref(e), edge.Flags.Has(roads.Toll), edge.Flags.Has(roads.Tunnel)}
		lines[l] = append(lines[l], net.AppendLine(nil, e))
	}
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
