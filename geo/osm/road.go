package osm

import "licheng/geo/roads"

// Road reads the tags of a way into the attributes of a road; its id, its nodes
// and its toll are the caller's. It reports false for what is no road, or one
// that motor vehicles may not use.
func Road(t Tags) (roads.Way, bool) {
	c, link, ok := class(t)
	if !ok {
		return roads.Way{}, false
	}
	allowed, private := access(t)
	if !allowed {
		return roads.Way{}, false
	}
	w := roads.Way{
		Class: c, Travel: travel(t), Flags: structure(t),
		Name: t.first("name", "name:zh", "name:en"), Ref: t.Get("ref"),
	}
	w.SpeedKMH, w.SpeedBackKMH = speeds(t)
	set := func(f roads.Flags, on bool) {
		if on {
			w.Flags |= f
		}
	}
	set(roads.Link, link)
	set(roads.Private, private)
	set(roads.Roundabout, roundabout(t))
	set(roads.Ferry, c == roads.FerryClass)
	return w, true
}
