package lanes

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"licheng/geo/osm"
)

// ErrLayer reports a local layer that cannot be used. What is wrong, and in
// which line or feature, stands before it.
var ErrLayer = errors.New("a local layer is a GeoJSON FeatureCollection of lines, each with a highway property")

// Layer is a county's own roads.
type Layer struct {
	Name  string // of the file, without folders
	Roads []Road
}

// Road is one line of a layer.
type Road struct {
	Line orb.LineString
	Tags osm.Tags // its properties that are text
}

// IsLayer tells by the first bytes of a file whether it can be a layer rather
// than a map: GeoJSON begins with a brace.
func IsLayer(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n\ufeff"), []byte("{"))
}

// ReadLayer reads a local layer: LineString and MultiLineString features whose
// properties are OpenStreetMap tags (highway, oneway, access, name …). Other
// properties may stand there and say nothing. It fails with ErrLayer.
func ReadLayer(data []byte, name string) (Layer, error) {
	out := Layer{Name: name}
	collection, err := geojson.UnmarshalFeatureCollection(bytes.TrimPrefix(data, []byte("\ufeff")))
	if err != nil {
		return Layer{}, fmt.Errorf("%s%s: %w (%w)", name, lineOf(data, err), ErrLayer, err)
	}
	if len(collection.Features) == 0 {
		return Layer{}, fmt.Errorf("%s: there is no feature in it: %w", name, ErrLayer)
	}
	for i, f := range collection.Features {
		refuse := func(format string, args ...any) (Layer, error) {
			return Layer{}, fmt.Errorf("%s: feature %d: %s: %w", name, i+1, fmt.Sprintf(format, args...), ErrLayer)
		}
		if f == nil || f.Geometry == nil {
			return refuse("it has no line")
		}
		var lines orb.MultiLineString
		switch g := f.Geometry.(type) {
		case orb.LineString:
			lines = orb.MultiLineString{g}
		case orb.MultiLineString:
			lines = g
		default:
			return refuse("a %s is no road", g.GeoJSONType())
		}
		tags := tagsOf(f.Properties)
		if _, usable := osm.Road(tags); !usable {
			return refuse("highway=%s is no road for motor vehicles", tags.Get("highway"))
		}
		for _, line := range lines {
			if line = cleaned(line); len(line) < 2 {
				return refuse("the line has fewer than two positions on earth")
			}
			out.Roads = append(out.Roads, Road{line, tags})
		}
	}
	return out, nil
}

// tagsOf keeps the properties that are text.
func tagsOf(p geojson.Properties) osm.Tags {
	var tags osm.Tags
	for key, value := range p {
		if text, is := value.(string); is {
			tags = append(tags, osm.Tag{Key: key, Value: text})
		}
	}
	return tags
}

// cleaned returns the line without repeated positions; nil when one of them is
// not on earth.
func cleaned(line orb.LineString) orb.LineString {
	var out orb.LineString
	for _, p := range line {
		if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
			return nil
		}
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	return out
}

// lineOf names the line of a syntax error; empty for other errors.
func lineOf(data []byte, err error) string {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return ""
	}
	return fmt.Sprintf(": line %d", 1+bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n")))
}
