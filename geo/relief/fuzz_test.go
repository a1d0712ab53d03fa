package relief

import (
	"errors"
	"math"
	"testing"
)

// Whatever the bytes, plain or zipped, they are a tile or refused as none.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte("PK\x03\x04rest"))
	f.Add(zipOf(f, "N26E107.hgt", []byte{0, 1, 0, 2}))
	f.Add(zipOf(f, "readme.txt", []byte("hello")))
	f.Add(zipOf(f, "N26E107.HGT", make([]byte, 2*1201*1201)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if tile, err := decode(data); err != nil && !errors.Is(err, ErrTile) || err == nil && tile.side != 1201 && tile.side != 3601 {
			t.Fatalf("%+v, %v", tile, err)
		}
	})
}

// Whatever the heights of a small tile: those that are known stay, filled ones
// lie between them, and every height asked for lies between them too.
func FuzzHeights(f *testing.F) {
	f.Add([]byte{0, 1, 0, 2, 0, 3, 0, 4}, 0.5, 0.5)
	f.Add([]byte{0x80, 0, 0, 2, 0x80, 0, 0x80, 0, 0x7f, 0xff, 0x80, 1, 0, 0, 0x80, 0, 0x80, 0}, 0.99, 0.01)
	f.Fuzz(func(t *testing.T, data []byte, east, north float64) {
		side := int(math.Sqrt(float64(len(data) / 2)))
		if side < 2 || side > 300 || !(east >= 0 && east <= 1 && north >= 0 && north <= 1) {
			t.Skip()
		}
		tile := newTile(side, data)
		least, most := math.Inf(1), math.Inf(-1)
		for i := range tile.heights {
			h := int16(uint16(data[2*i])<<8 | uint16(data[2*i+1]))
			if h == void {
				continue
			}
			least, most = min(least, float64(h)), max(most, float64(h))
			if tile.heights[i] != h {
				t.Fatalf("height %d was %d and is %d", i, h, tile.heights[i])
			}
		}
		for i, h := range tile.heights {
			if h != void && (float64(h) < least || float64(h) > most) {
				t.Fatalf("height %d is filled with %d, of %v to %v", i, h, least, most)
			}
		}
		if h, ok := tile.at(east, north); ok && !(h >= least-1e-6 && h <= most+1e-6) {
			t.Fatalf("at %v %v: %v, of %v to %v", east, north, h, least, most)
		}
	})
}
