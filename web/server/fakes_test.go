package server

import (
	"context"
	"fmt"

	"licheng/trips"
)

// writtenTiles writes its address into every tile but 0/0.
type writtenTiles struct{}

func (writtenTiles) TileVersion(context.Context, trips.County) (string, error) { return "v1", nil }

func (writtenTiles) Tile(_ context.Context, _ trips.County, z, x, y uint32) ([]byte, error) {
	if x == 0 && y == 0 {
		return nil, nil
	}
	return fmt.Appendf(nil, "%d/%d/%d", z, x, y), nil
}

func (writtenTiles) TripTile(_ context.Context, actor trips.Actor, id trips.TripID, z, x, y uint32) ([]byte, error) {
	switch {
	case id != "t1":
		return nil, trips.ErrNoTrip
	case x == 0 && y == 0:
		return nil, nil
	default:
		return fmt.Appendf(nil, "%s of %s: %d/%d/%d", id, actor.County, z, x, y), nil
	}
}
