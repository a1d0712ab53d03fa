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

// maxHeights is how many heights are kept in memory, two bytes each: eight
// tiles of one arc second, or seventy of three. Those used longest ago are
// dropped first and read again when needed.
const maxHeights = 8 * 3601 * 3601

// Tiles are the elevation tiles of a folder, read when first needed. It is safe
// for any number of goroutines.
type Tiles struct {
	paths map[corner]string
	room  int // how many heights may be kept

	mu      sync.Mutex
	kept    map[corner]*tile
	heights int // in kept
	clock   int // counts uses
	bad     map[corner]bool
	voids   map[corner]voidCount
	asked   int   // samples of lines
	blank   int   // of which no height was known
	last    *tile // the tile used last, which is nearly always the next one
	lastAt  corner
	err     error
}

// voidCount tells what became of a tile's unknown heights.
type voidCount struct{ filled, unknown int }

// corner is the south-west corner of a tile, in whole degrees.
type corner struct{ lon, lat int }

// Open lists the tiles of a folder and its sub-folders. Heights are read later;
// Err tells whether that went well.
func Open(dir string) (*Tiles, error) {
	t := &Tiles{
		paths: map[corner]string{}, room: maxHeights, kept: map[corner]*tile{}, bad: map[corner]bool{}, voids: map[corner]voidCount{},
	}
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

// tile returns a tile, reading it if it is not in memory; nil when there is none.
func (t *Tiles) tile(c corner) *tile {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last != nil && t.lastAt == c {
		return t.last
	}
	known := t.kept[c]
	if known == nil {
		known = t.load(c)
	}
	if known == nil {
		return nil
	}
	t.clock++
	known.used = t.clock
	t.last, t.lastAt = known, c
	return known
}

// load reads a tile and makes room for it.
func (t *Tiles) load(c corner) *tile {
	path, has := t.paths[c]
	if !has || t.bad[c] {
		return nil
	}
	read, err := readTile(path)
	if err != nil {
		t.err, t.bad[c] = errors.Join(t.err, err), true
		return nil
	}
	t.voids[c] = voidCount{read.voids - read.unknown, read.unknown}
	for len(t.kept) > 0 && t.heights+len(read.heights) > t.room {
		t.drop()
	}
	t.kept[c] = read
	t.heights += len(read.heights)
	return read
}

// drop lets go of the tile used longest ago.
func (t *Tiles) drop() {
	var oldest corner
	used := math.MaxInt
	for c, tile := range t.kept {
		if tile.used < used {
			oldest, used = c, tile.used
		}
	}
	t.heights -= len(t.kept[oldest].heights)
	delete(t.kept, oldest)
}

// Err returns why tiles that were needed could not be read, nil if all could.
func (t *Tiles) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// Voids returns how many heights of the tiles read so far were unknown and
// could be filled from their neighbours, and how many stay unknown because no
// known height is near.
func (t *Tiles) Voids() (filled, unknown int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, v := range t.voids {
		filled += v.filled
		unknown += v.unknown
	}
	return filled, unknown
}

// Notes says in words what the tiles could not tell, for the information kept
// with a network built on them.
func (t *Tiles) Notes() []string {
	filled, unknown := t.Voids()
	t.mu.Lock()
	defer t.mu.Unlock()
	var notes []string
	if filled+unknown > 0 {
		notes = append(notes, fmt.Sprintf(
			"the elevation tiles have %d voids: %d filled from their neighbours, %d too wide to fill", filled+unknown, filled, unknown))
	}
	if t.blank > 0 {
		notes = append(notes, fmt.Sprintf(
			"%.1f %% of the road has no elevation and counts as level", 100*float64(t.blank)/float64(t.asked)))
	}
	return notes
}
