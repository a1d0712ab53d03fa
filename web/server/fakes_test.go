package server

import (
	"context"

	"licheng/trips"
)

// noTiles draws nothing.
type noTiles struct{}

func (noTiles) TileVersion(context.Context, trips.County) (string, error) { return "v1", nil }

func (noTiles) Tile(context.Context, trips.County, uint32, uint32, uint32) ([]byte, error) {
	return nil, nil
}
