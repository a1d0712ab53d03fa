package osm

import "licheng/geo/roads"

// tollNode tells whether a node is a booth or a gantry.
func tollNode(id int64, t Tags) (roads.TollNode, bool) {
	n := roads.TollNode{ID: id, Ref: t.Get("ref"), Name: t.first("name", "name:zh", "name:en")}
	switch {
	case t.Get("barrier") == "toll_booth":
		n.Kind = roads.Booth
	case t.Get("highway") == "toll_gantry":
		n.Kind = roads.Gantry
	default:
		return n, false
	}
	return n, true
}
