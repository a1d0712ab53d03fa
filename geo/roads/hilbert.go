package roads

// hilbert returns the place of (x, y) along the Hilbert curve of order 16, so
// that what lies close on the map lies close in the file. x and y are 0 to 65535.
func hilbert(x, y uint32) uint32 {
	var d uint32
	for s := uint32(1 << 15); s > 0; s >>= 1 {
		var rx, ry uint32
		if x&s > 0 {
			rx = 1
		}
		if y&s > 0 {
			ry = 1
		}
		d += s * s * ((3 * rx) ^ ry)
		if ry == 0 {
			if rx == 1 {
				x, y = 65535-x, 65535-y
			}
			x, y = y, x
		}
	}
	return d
}

// curve places points of a box on the Hilbert curve.
type curve struct {
	min           point
	width, height float64
}

func newCurve(b box) curve {
	return curve{
		min:    point{b.MinLon, b.MinLat},
		width:  max(float64(b.MaxLon)-float64(b.MinLon), 1),
		height: max(float64(b.MaxLat)-float64(b.MinLat), 1),
	}
}

func (c curve) at(lon, lat int32) uint32 {
	x := (float64(lon) - float64(c.min.Lon)) / c.width * 65535
	y := (float64(lat) - float64(c.min.Lat)) / c.height * 65535
	return hilbert(uint32(x), uint32(y))
}
