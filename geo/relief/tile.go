package relief

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// ErrTile reports a tile that is no SRTM tile: a wrong size or no .hgt inside.
var ErrTile = errors.New("this is not an SRTM tile of 1201 or 3601 rows")

// void is how SRTM writes a height it does not know.
const void = -32768

// tile is one square degree of heights, rows from north to south.
type tile struct {
	side    int // 1201 or 3601; the outer rows repeat the neighbours'
	heights []int16
	voids   int // heights that were unknown and were filled
	unknown int // voids too far from any height to be filled
	used    int // when it was last used, for Tiles
}

// maxTileBytes is the size of the largest tile.
const maxTileBytes = 2 * 3601 * 3601

// readTile reads a plain or zipped tile, whatever its name says it is.
func readTile(path string) (*tile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read from
	data, err := io.ReadAll(io.LimitReader(file, maxTileBytes+1))
	if err != nil {
		return nil, err
	}
	t, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return t, nil
}

// decode reads the bytes of a plain or zipped tile.
func decode(data []byte) (*tile, error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		var err error
		if data, err = unzip(data); err != nil {
			return nil, err
		}
	}
	switch len(data) {
	case 2 * 1201 * 1201:
		return newTile(1201, data), nil
	case 2 * 3601 * 3601:
		return newTile(3601, data), nil
	default:
		return nil, fmt.Errorf("%w (%d bytes)", ErrTile, len(data))
	}
}

// newTile makes a tile of side × side big-endian heights and fills its voids.
func newTile(side int, data []byte) *tile {
	t := &tile{side: side, heights: make([]int16, side*side)}
	for i := range t.heights {
		t.heights[i] = int16(binary.BigEndian.Uint16(data[2*i:]))
	}
	t.fill()
	return t
}

// unzip returns the one .hgt in an archive, at most as large as a tile may be.
func unzip(data []byte) ([]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTile, err)
	}
	for _, f := range archive.File {
		if !strings.EqualFold(filepath.Ext(f.Name), ".hgt") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrTile, err)
		}
		defer r.Close()
		heights, err := io.ReadAll(io.LimitReader(r, maxTileBytes+1))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrTile, err)
		}
		return heights, nil
	}
	return nil, fmt.Errorf("%w: there is no .hgt in the archive", ErrTile)
}

// maxFill is how many rows a void may be from the nearest known height and
// still be filled: some two kilometres at three arc seconds.
const maxFill = 24

// fill gives each void the mean of its filled neighbours, ring by ring inwards.
func (t *tile) fill() {
	var rim []int
	for i, h := range t.heights {
		if h == void {
			t.voids++
			rim = append(rim, i)
		}
	}
	t.unknown = t.voids
	for range maxFill * t.side / 1201 {
		var filled []int
		var values []int16
		var left []int
		for _, i := range rim {
			if h, ok := t.around(i); ok {
				filled, values = append(filled, i), append(values, h)
			} else {
				left = append(left, i)
			}
		}
		if len(filled) == 0 {
			break
		}
		for k, i := range filled {
			t.heights[i] = values[k]
		}
		t.unknown -= len(filled)
		rim = left
	}
}

// around returns the mean of the known heights next to height i.
func (t *tile) around(i int) (int16, bool) {
	row, column := i/t.side, i%t.side
	sum, count := 0, 0
	for r := max(row-1, 0); r <= min(row+1, t.side-1); r++ {
		for c := max(column-1, 0); c <= min(column+1, t.side-1); c++ {
			if h := t.heights[r*t.side+c]; h != void {
				sum, count = sum+int(h), count+1
			}
		}
	}
	if count == 0 {
		return void, false
	}
	return int16(sum / count), true
}

// at returns the height a share of the way from the south-west corner, bilinear.
func (t *tile) at(east, north float64) (float64, bool) {
	last := float64(t.side - 1)
	x, y := east*last, (1-north)*last
	column, row := min(int(x), t.side-2), min(int(y), t.side-2)
	fx, fy := x-float64(column), y-float64(row)
	sum := 0.0
	for k := range 4 {
		h := t.heights[(row+k/2)*t.side+column+k%2]
		if h == void {
			return 0, false
		}
		wx, wy := 1-fx, 1-fy
		if k%2 == 1 {
			wx = fx
		}
		if k/2 == 1 {
			wy = fy
		}
		sum += wx * wy * float64(h)
	}
	return sum, true
}
