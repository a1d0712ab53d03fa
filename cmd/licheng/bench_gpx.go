package main

import (
	"math"
	"strconv"
	"time"

	"licheng/trips/trace"
)

// appendGPX writes sequences of fixes as the plainest GPX file and returns the
// extended slice. Sequences are tracks; positions keep all their digits.
func appendGPX(dst []byte, sequences [][]trace.Fix) []byte {
	dst = append(dst, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+
		`<gpx version="1.1" creator="licheng bench" xmlns="http://www.topografix.com/GPX/1/1">`+"\n"...)
	for _, fixes := range sequences {
		dst = append(dst, "<trk><trkseg>\n"...)
		for _, f := range fixes {
			dst = append(dst, `<trkpt lat="`...)
			dst = strconv.AppendFloat(dst, f.Point[1], 'f', -1, 64)
			dst = append(dst, `" lon="`...)
			dst = strconv.AppendFloat(dst, f.Point[0], 'f', -1, 64)
			dst = append(dst, `">`...)
			if !math.IsNaN(f.ElevationM) {
				dst = append(dst, "<ele>"...)
				dst = strconv.AppendFloat(dst, f.ElevationM, 'f', -1, 64)
				dst = append(dst, "</ele>"...)
			}
			if !f.At.IsZero() {
				dst = append(dst, "<time>"...)
				dst = f.At.AppendFormat(dst, time.RFC3339Nano)
				dst = append(dst, "</time>"...)
			}
			dst = append(dst, "</trkpt>\n"...)
		}
		dst = append(dst, "</trkseg></trk>\n"...)
	}
	return append(dst, "</gpx>\n"...)
}
