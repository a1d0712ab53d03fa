// Package relief tells heights from SRTM elevation tiles and how much a line
// climbs. Heights are metres above the EGM96 geoid. The tiles are those of
// NASA/USGS: N42E001.hgt, 1201 or 3601 rows, plain or zipped.
package relief

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"strings"
	"sync"

	"github.com/paulmach/orb"
)

// ErrNoTiles reports a folder without a single tile.
var ErrNoTiles = errors.New("there is no SRTM tile (N26E107.hgt or alike) in the folder")

// Tiles are the elevation tiles of a folder, read when first needed and kept.
// It is safe for any number of goroutines.
type Tiles struct {
	paths map[corner]string
	mu    sync.Mutex
	read  map[corner]*tile
	err   error
}

// corner is the south-west corner of a tile, in whole degrees.
type corner struct{ lon, lat int }

// Open lists the tiles of a folder and its sub-folders. Heights are read later;
// Err tells whether that went well.
func Open(dir string) (*Tiles, error) {
	t := &Tiles{paths: map[corner]string{}, read: map[corner]*tile{}}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if c, is := cornerOf(entry.Name()); is && !entry.IsDir() {
			t.paths[c] = path
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(t.paths) == 0 {
		return nil, fmt.Errorf("%s: %w", filepath.Base(dir), ErrNoTiles)
	}
	return t, nil
}

// cornerOf reads a tile's name.
func cornerOf(name string) (corner, bool) {
	lower := strings.ToLower(name)
	if !strings.HasSuffix(lower, ".hgt") && !strings.HasSuffix(lower, ".zip") {
		return corner{}, false
	}
	var ns, ew rune
	var lat, lon int
	if n, err := fmt.Sscanf(lower, "%1c%2d%1c%3d", &ns, &lat, &ew, &lon); n != 4 || err != nil {
		return corner{}, false
	}
	if ns == 's' {
		lat = -lat
	} else if ns != 'n' {
		return corner{}, false
	}
	if ew == 'w' {
		lon = -lon
	} else if ew != 'e' {
		return corner{}, false
	}
	return corner{lon, lat}, true
}

// HeightM returns the height at p, between the four heights around it. It
// reports false where there is no tile, the tile cannot be read (see Err) or a
// void was too wide to fill.
func (t *Tiles) HeightM(p orb.Point) (float64, bool) {
	if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
		return 0, false
	}
	c := corner{int(math.Floor(p[0])), int(math.Floor(p[1]))}
	tile := t.tile(c)
	if tile == nil {
		return 0, false
	}
	return tile.at(p[0]-float64(c.lon), p[1]-float64(c.lat))
}

// tile returns a tile, reading it the first time; nil when there is none.
func (t *Tiles) tile(c corner) *tile {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known, read := t.read[c]; read {
		return known
	}
	path, has := t.paths[c]
	if !has {
		return nil
	}
	tile, err := readTile(path)
	if err != nil {
		t.err = errors.Join(t.err, err)
		tile = nil
	}
	t.read[c] = tile
	return tile
}

// Err returns why tiles that were needed could not be read, nil if all could.
func (t *Tiles) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// Voids returns how many heights of the tiles read so far were unknown, and how
// many of those stay so because no known height is near.
func (t *Tiles) Voids() (filled, unknown int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, tile := range t.read {
		if tile != nil {
			filled += tile.voids - tile.unknown
			unknown += tile.unknown
		}
	}
	return filled, unknown
}
