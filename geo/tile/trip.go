package tile

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// TripLayer returns the layer trip of a driven line: one feature of the whole
// path, with the property kind "path", and above it one of the stretches off
// the map, with kind "off_road", where there are any.
func TripLayer(path, offRoad orb.MultiLineString) Layer {
	layer := Layer{Name: "trip"}
	for _, part := range []struct {
		kind  string
		lines orb.MultiLineString
	}{{"path", path}, {"off_road", offRoad}} {
		if len(part.lines) == 0 {
			continue
		}
		f := geojson.NewFeature(part.lines)
		f.Properties = geojson.Properties{"kind": part.kind}
		layer.Features = append(layer.Features, f)
	}
	return layer
}
