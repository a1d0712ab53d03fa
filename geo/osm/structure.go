package osm

import "licheng/geo/roads"

// structure returns the flags of what carries or covers the road.
func structure(t Tags) roads.Flags {
	var f roads.Flags
	if v := t.Get("tunnel"); v != "" && v != "no" && v != "culvert" {
		f |= roads.Tunnel
	}
	if v := t.Get("bridge"); v != "" && v != "no" {
		f |= roads.Bridge
	}
	return f
}
