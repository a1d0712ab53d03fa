package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"licheng/geo/roads"
	"licheng/geo/tile"
	"licheng/trips"
)

// placesHold is how long the map may go on showing places as they were before
// an import.
const placesHold = 30 * time.Second

// villageZoom is the zoom from which villages are drawn; towns always are.
const villageZoom = 10

// drawing makes the tiles of the map: roads of the road file, places of a county.
type drawing struct {
	network *roads.Network
	painter *tile.Painter
	trips   *trips.Service

	mu     sync.Mutex
	places map[trips.County]placesSheet
}

// placesSheet is what is drawn of a county's places.
type placesSheet struct {
	features []*geojson.Feature
	version  string
	readAt   time.Time
}

func newDrawing(network *roads.Network, book *trips.Service) *drawing {
	return &drawing{network: network, painter: tile.NewPainter(network), trips: book, places: map[trips.County]placesSheet{}}
}

// TileVersion names the road file and the places drawn.
func (d *drawing) TileVersion(ctx context.Context, county trips.County) (string, error) {
	sheet, err := d.sheet(ctx, county)
	return d.network.Version() + "-" + sheet.version, err
}

// Tile draws one tile with the layers roads and places.
func (d *drawing) Tile(ctx context.Context, county trips.County, z, x, y uint32) ([]byte, error) {
	lines, err := d.painter.RoadsLayer(int(z), int(x), int(y))
	if err != nil {
		return nil, err
	}
	sheet, err := d.sheet(ctx, county)
	if err != nil {
		return nil, err
	}
	points := tile.Layer{Name: "places"}
	for _, f := range sheet.features {
		if z >= villageZoom || f.Properties["kind"] != "village" {
			points.Features = append(points.Features, f)
		}
	}
	return tile.Encode(int(z), int(x), int(y), lines, points)
}

// TripTile draws where a trip went.
func (d *drawing) TripTile(ctx context.Context, actor trips.Actor, id trips.TripID, z, x, y uint32) ([]byte, error) {
	trip, err := d.trips.Trip(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return tile.Encode(int(z), int(x), int(y), tile.TripLayer(trip.Path, trip.OffRoad))
}

// sheet returns the county's places, read again after placesHold.
func (d *drawing) sheet(ctx context.Context, county trips.County) (placesSheet, error) {
	d.mu.Lock()
	sheet, found := d.places[county]
	d.mu.Unlock()
	now := time.Now()
	if found && now.Sub(sheet.readAt) < placesHold {
		return sheet, nil
	}
	places, err := d.trips.Places(ctx, county)
	if err != nil {
		return placesSheet{}, fmt.Errorf("places of the map: %w", err)
	}
	sheet = placesSheet{readAt: now}
	digest := sha256.New()
	for _, p := range places {
		f := geojson.NewFeature(orb.Point{p.Lon, p.Lat})
		f.Properties = geojson.Properties{"name": p.Name, "kind": string(p.Kind)}
		sheet.features = append(sheet.features, f)
		fmt.Fprintln(digest, p.Name, p.Kind, p.Lon, p.Lat)
	}
	sheet.version = hex.EncodeToString(digest.Sum(nil)[:6])
	d.mu.Lock()
	d.places[county] = sheet
	d.mu.Unlock()
	return sheet, nil
}
