package server

import (
	"container/list"
	"context"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"licheng"
	"licheng/lang"
	"licheng/trips"
	"licheng/web/api"
	"licheng/web/auth"
)

// tileCacheBytes is how much of made tiles is kept.
const tileCacheBytes = 64 * mB

// zoomMax is the deepest zoom asked for; the map draws beyond it from these.
const zoomMax = 16

// tileType is the media type of Mapbox vector tiles.
const tileType = "application/vnd.mapbox-vector-tile"

// ErrNoTile answers an address that is no tile.
var ErrNoTile = &licheng.Fault{
	Kind: licheng.NotFound, Slug: "tile-not-found",
	Title: lang.Say("没有这张地图瓦片。", "There is no such map tile."),
}

// Tiles draws the map.
type Tiles interface {
	// TileVersion names what tiles are drawn from: it changes when the road
	// file or the county's places do.
	TileVersion(ctx context.Context, county trips.County) (string, error)
	// Tile draws one tile with the layers roads and places.
	Tile(ctx context.Context, county trips.County, z, x, y uint32) ([]byte, error)
	// TripTile draws one tile with the layer trip, for an actor who may see it.
	TripTile(ctx context.Context, actor trips.Actor, id trips.TripID, z, x, y uint32) ([]byte, error)
}

// tile serves GET /tiles/{z}/{x}/{y}.mvt.
func (s *Server) tile(c *gin.Context) {
	z, x, y, ok := tileAddress(c.Param("z"), c.Param("x"), c.Param("y"))
	if !ok {
		api.Fail(c.Writer, c.Request, ErrNoTile)
		return
	}
	if s.options.Tiles == nil {
		api.Fail(c.Writer, c.Request, api.ErrNoRoads)
		return
	}
	county := auth.ActorOf(c.Request.Context()).County
	version, err := s.options.Tiles.TileVersion(c.Request.Context(), county)
	if err != nil {
		api.Fail(c.Writer, c.Request, err)
		return
	}
	key := tileKey{county: county, version: version, z: z, x: x, y: y}
	content, cached := s.tiles.get(key)
	if !cached {
		if content, err = s.options.Tiles.Tile(c.Request.Context(), county, z, x, y); err != nil {
			api.Fail(c.Writer, c.Request, err)
			return
		}
		s.tiles.put(key, content)
	}
	writeTile(c, version, content)
}

// tileAddress reads the three parts of a tile's address; the last ends in .mvt.
func tileAddress(zText, xText, yText string) (z, x, y uint32, ok bool) {
	yText, isTile := strings.CutSuffix(yText, ".mvt")
	numbers := [3]uint32{}
	for i, text := range []string{zText, xText, yText} {
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			return 0, 0, 0, false
		}
		numbers[i] = uint32(n)
	}
	z, x, y = numbers[0], numbers[1], numbers[2]
	return z, x, y, isTile && z <= zoomMax && x < 1<<z && y < 1<<z
}

type tileKey struct {
	county  trips.County
	version string
	z, x, y uint32
}

// tileCache keeps the tiles asked for last, up to a number of bytes.
type tileCache struct {
	bytesMax int

	mu    sync.Mutex
	bytes int
	order *list.List // of tileEntry, the last asked for in front
	tiles map[tileKey]*list.Element
}

type tileEntry struct {
	key     tileKey
	content []byte
}

func newTileCache(bytesMax int) *tileCache {
	return &tileCache{bytesMax: bytesMax, order: list.New(), tiles: map[tileKey]*list.Element{}}
}

func (t *tileCache) get(key tileKey) ([]byte, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	element, found := t.tiles[key]
	if !found {
		return nil, false
	}
	t.order.MoveToFront(element)
	return element.Value.(tileEntry).content, true
}

func (t *tileCache) put(key tileKey, content []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, found := t.tiles[key]; found {
		return // drawn twice at once; both are the same
	}
	t.tiles[key] = t.order.PushFront(tileEntry{key: key, content: content})
	t.bytes += len(content) + tileOverhead
	for t.bytes > t.bytesMax && t.order.Len() > 1 {
		oldest := t.order.Remove(t.order.Back()).(tileEntry)
		delete(t.tiles, oldest.key)
		t.bytes -= len(oldest.content) + tileOverhead
	}
}

// tileOverhead is about what an entry takes beside its content, so that empty
// tiles count too.
const tileOverhead = 256
