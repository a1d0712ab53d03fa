package osm

import (
	"strings"

	"licheng/geo/roads"
)

var classes = map[string]roads.Class{
	"motorway": roads.Motorway, "trunk": roads.Trunk, "primary": roads.Primary,
	"secondary": roads.Secondary, "tertiary": roads.Tertiary, "unclassified": roads.Unclassified,
	"road": roads.Unclassified, "residential": roads.Residential, "living_street": roads.LivingStreet,
	"service": roads.Service, "track": roads.Track,
}

// pathClasses are ways not made for motor vehicles, which some of them may
// drive all the same when a tag says so.
var pathClasses = map[string]roads.Class{
	"pedestrian": roads.Service, "path": roads.Track, "footway": roads.Service,
	"cycleway": roads.Service, "bridleway": roads.Track, "busway": roads.Service,
}

// class returns what kind of road a way is. It reports false for ways that
// are no road at all: rivers, houses, roads still being built, squares drawn
// as areas.
func class(t Tags) (c roads.Class, link, ok bool) {
	if t.Get("area") == "yes" || t.Get("impassable") == "yes" {
		return 0, false, false
	}
	highway := t.Get("highway")
	base, link := strings.CutSuffix(highway, "_link")
	if c, ok = classes[base]; ok {
		return c, link, true
	}
	if c, ok = pathClasses[highway]; ok && invited(t) {
		return c, false, true
	}
	if r := t.Get("route"); highway == "" && (r == "ferry" || r == "shuttle_train") {
		return roads.FerryClass, false, true
	}
	return 0, false, false
}
