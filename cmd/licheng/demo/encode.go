package demo

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// encode writes a recording the way track apps do.
func encode(format, name string, rec recording) []byte {
	switch format {
	case "csv":
		return encodeCSV(rec)
	case "kml":
		return encodeKML(name, rec)
	case "geojson":
		return encodeGeoJSON(name, rec)
	default:
		return encodeGPX(name, rec)
	}
}

func six(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) }

// pieces are the runs of fixes between which the recorder was off.
func (rec recording) pieces() [][]Fix {
	var out [][]Fix
	from := 0
	for _, g := range append(append([]int{}, rec.gaps...), len(rec.fixes)) {
		if g > from {
			out = append(out, rec.fixes[from:g])
			from = g
		}
	}
	return out
}

func encodeGPX(name string, rec recording) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"licheng demo\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n<trk><name>%s</name>\n", name)
	for _, piece := range rec.pieces() {
		b.WriteString("<trkseg>\n")
		for _, f := range piece {
			fmt.Fprintf(&b, "<trkpt lat=\"%s\" lon=\"%s\"><ele>%.1f</ele><time>%s</time></trkpt>\n",
				six(f.Point[1]), six(f.Point[0]), f.ElevationM, f.At.UTC().Format(time.RFC3339))
		}
		b.WriteString("</trkseg>\n")
	}
	b.WriteString("</trk></gpx>\n")
	return b.Bytes()
}

// encodeCSV writes the table of a vehicle tracker: GB18030, Beijing time, km/h.
func encodeCSV(rec recording) []byte {
	var b bytes.Buffer
	b.WriteString("序号,定位时间,经度,纬度,速度(km/h),海拔(米)\r\n")
	for i, f := range rec.fixes {
		fmt.Fprintf(&b, "%d,%s,%s,%s,%.1f,%.0f\r\n", i+1, f.At.In(beijing).Format("2006-01-02 15:04:05"),
			six(f.Point[0]), six(f.Point[1]), f.SpeedMPS*3.6, f.ElevationM)
	}
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes(b.Bytes())
	if err != nil { // GB18030 holds every character there is
		panic("demo: " + err.Error())
	}
	return out
}

func encodeKML(name string, rec recording) []byte {
	var b bytes.Buffer
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\" xmlns:gx=\"http://www.google.com/kml/ext/2.2\">\n")
	fmt.Fprintf(&b, "<Document><name>%s</name><Placemark><name>%s</name><gx:MultiTrack>\n", name, name)
	for _, piece := range rec.pieces() {
		b.WriteString("<gx:Track>\n")
		for _, f := range piece {
			fmt.Fprintf(&b, "<when>%s</when>\n", f.At.UTC().Format(time.RFC3339))
		}
		for _, f := range piece {
			fmt.Fprintf(&b, "<gx:coord>%s %s %.1f</gx:coord>\n", six(f.Point[0]), six(f.Point[1]), f.ElevationM)
		}
		b.WriteString("</gx:Track>\n")
	}
	b.WriteString("</gx:MultiTrack></Placemark></Document></kml>\n")
	return b.Bytes()
}

func encodeGeoJSON(name string, rec recording) []byte {
	var times, coords bytes.Buffer
	for i, piece := range rec.pieces() {
		comma := ""
		if i > 0 {
			comma = ","
		}
		times.WriteString(comma + "[")
		coords.WriteString(comma + "[")
		for k, f := range piece {
			if k > 0 {
				times.WriteString(",")
				coords.WriteString(",\n")
			}
			fmt.Fprintf(&times, "%q", f.At.UTC().Format(time.RFC3339))
			fmt.Fprintf(&coords, "[%s,%s,%.1f]", six(f.Point[0]), six(f.Point[1]), f.ElevationM)
		}
		times.WriteString("]")
		coords.WriteString("]")
	}
	return fmt.Appendf(nil, "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":%q,\"coordTimes\":[%s]},\n\"geometry\":{\"type\":\"MultiLineString\",\"coordinates\":[%s]}}]}\n",
		name, times.String(), coords.String())
}
