// Package tile makes Mapbox vector tiles of roads and of whatever else is to be
// shown on the map: places, traces, trips. Tiles are made from values alone;
// the web caches them.
package tile

import (
	"errors"
	"fmt"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/simplify"
)

// MaxZoom is the deepest zoom tiles are made for; maps enlarge beyond it.
const MaxZoom = 18

// ErrNoTile reports a zoom, column or row that does not exist.
var ErrNoTile = errors.New("there is no such tile")

// simplifyUnits is how far, in 4096ths of a tile, a line may be moved to save points.
const simplifyUnits = 1.0

// Layer is a named set of features in degrees, lon and lat.
type Layer struct {
	Name     string
	Features []*geojson.Feature
}

// Bound returns the box of a tile in degrees.
func Bound(z, x, y int) (orb.Bound, error) {
	t, err := at(z, x, y)
	if err != nil {
		return orb.Bound{}, err
	}
	return t.Bound(), nil
}

func at(z, x, y int) (maptile.Tile, error) {
	if z < 0 || z > MaxZoom || x < 0 || y < 0 || x >= 1<<z || y >= 1<<z {
		return maptile.Tile{}, fmt.Errorf("tile %d/%d/%d: %w", z, x, y, ErrNoTile)
	}
	return maptile.New(uint32(x), uint32(y), maptile.Zoom(z)), nil
}

// Encode returns the tile with the layers' features clipped to it, not
// compressed. The features are not changed: projecting and clipping work on
// copies, since orb does both in place. Layers without anything in the tile are
// left out, and an empty tile has no bytes.
func Encode(z, x, y int, layers ...Layer) ([]byte, error) {
	t, err := at(z, x, y)
	if err != nil {
		return nil, err
	}
	var out mvt.Layers
	for _, l := range layers {
		layer := &mvt.Layer{Name: l.Name, Version: 2, Extent: mvt.DefaultExtent}
		for _, f := range l.Features {
			if f == nil || f.Geometry == nil {
				continue
			}
			layer.Features = append(layer.Features, &geojson.Feature{
				ID: f.ID, Type: f.Type, Geometry: orb.Clone(f.Geometry), Properties: f.Properties,
			})
		}
		out = append(out, layer)
	}
	out.ProjectToTile(t)
	out.Clip(mvt.MapboxGLDefaultExtentBound)
	out.Simplify(simplify.DouglasPeucker(simplifyUnits))
	out.RemoveEmpty(1, 1)
	return mvt.Marshal(kept(out))
}

// kept drops layers that came out empty.
func kept(layers mvt.Layers) mvt.Layers {
	var full mvt.Layers
	for _, l := range layers {
		if len(l.Features) > 0 {
			full = append(full, l)
		}
	}
	return full
}
