package demo

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// hgtSize is the side of an SRTM3 tile: 1201 samples three arc seconds apart,
// the edges shared with the neighbours.
const hgtSize = 1201

// HGT returns the county's elevation as an SRTM3 tile: its customary file name
// and 1201 × 1201 big-endian int16 metres, rows from north to south.
func (t *Terrain) HGT() (name string, data []byte) {
	data = make([]byte, 0, hgtSize*hgtSize*2)
	for row := range hgtSize {
		lat := tileLat + 1 - float64(row)/(hgtSize-1)
		for col := range hgtSize {
			lon := tileLon + float64(col)/(hgtSize-1)
			h := int16(math.Round(t.heightAt(onPlane(orb.Point{lon, lat}))))
			data = binary.BigEndian.AppendUint16(data, uint16(h))
		}
	}
	return fmt.Sprintf("N%02dE%03d.hgt", tileLat, tileLon), data
}
