package trips

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"licheng/geo/datum"
	"licheng/lang"
	"licheng/sheet"
)

// closureRow is one row of a table of closures, or one feature.
type closureRow struct {
	line int
	get  func(key string) string
	day  func(key string) (moment, error) // the cell as a day, as sheet.Row.Date
	geom orb.Geometry                     // of a feature; nil in a table
}

// moment is a time as it was written: a day, or a time of the day.
type moment struct {
	at    time.Time // zero when nothing was written
	isDay bool
}

// The limits of a closure.
const (
	closureWithinM    = 50.0
	closureWithinMost = 2000.0
	closureLeastM     = 5.0
	closurePoints     = 2000
	closureWordsMax   = 80
)

func (r closureRow) problem(column string, text lang.Text) sheet.Problem {
	return sheet.Problem{Line: r.line, Column: column, Text: text}
}

// closure reads one row and names everything that is wrong with it.
func (r closureRow) closure() (c Closure, wrong []sheet.Problem) {
	c = Closure{
		ID: plainText(r.get("id"), closureWordsMax), Name: plainText(r.get("name"), closureWordsMax),
		Reason: plainText(r.get("reason"), closureWordsMax), WithinM: closureWithinM,
	}
	if c.ID == "" {
		wrong = append(wrong, r.problem("id", lang.Say("缺少编号", "The id is missing.")))
	}
	if c.Name == "" {
		wrong = append(wrong, r.problem("name", lang.Say("缺少路段名称", "The name of the road is missing.")))
	}
	if text := r.get("within_m"); text != "" {
		m, err := strconv.ParseFloat(text, 64)
		if err != nil || !(m >= closureLeastM && m <= closureWithinMost) {
			wrong = append(wrong, r.problem("within_m", lang.Sayf("范围“%s”不对：请写 %.0f 至 %.0f 之间的米数",
				"The distance %q is no number of metres from %.0f to %.0f.", text, closureLeastM, closureWithinMost)))
		}
		c.WithinM = m
	}
	var bad []sheet.Problem
	c.From, c.Until, bad = r.times()
	wrong = append(wrong, bad...)
	line, where := r.where()
	if where != nil {
		wrong = append(wrong, *where)
	}
	c.Line = line
	return c, wrong
}

// times reads when a closure began and ended. A last day is closed to its end.
func (r closureRow) times() (from, until time.Time, wrong []sheet.Problem) {
	var at [2]moment
	for i, column := range []string{"from", "to"} {
		var err error
		if at[i], err = r.moment(column); err != nil {
			wrong = append(wrong, r.problem(column, lang.Sayf("时间“%s”读不懂：请写成 2026-10-01 或 2026-10-01 08:30",
				"The time %q cannot be read: write it like 2026-10-01 or 2026-10-01 08:30.", r.get(column))))
		}
	}
	if len(wrong) > 0 {
		return from, until, wrong
	}
	from, until = at[0].at, at[1].at
	switch {
	case from.IsZero():
		wrong = append(wrong, r.problem("from", lang.Say("缺少开始时间", "The time it began is missing.")))
	case until.IsZero():
		until = closedForever
	case at[1].isDay:
		until = until.AddDate(0, 0, 1).Add(-time.Second)
	}
	if len(wrong) == 0 && until.Before(from) {
		wrong = append(wrong, r.problem("to", lang.Say("结束时间早于开始时间", "It ended before it began.")))
	}
	return from, until, wrong
}

// momentLayouts are the ways a time of a day is written, local time of China
// unless a zone is given.
var momentLayouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-1-2 15:04", "2006-1-2 15:04:05", "2006/1/2 15:04", "2006/1/2 15:04:05",
	"2006年1月2日 15:04", "2006年1月2日15时04分",
}

func (r closureRow) moment(column string) (moment, error) {
	for _, layout := range momentLayouts {
		if at, err := time.ParseInLocation(layout, r.get(column), Shanghai); err == nil {
			return moment{at, false}, nil
		}
	}
	return r.day(column)
}

// where reads the line or the place, in WGS-84.
func (r closureRow) where() (orb.LineString, *sheet.Problem) {
	fail := func(column string, text lang.Text) (orb.LineString, *sheet.Problem) {
		bad := r.problem(column, text)
		return nil, &bad
	}
	d, err := datum.Parse(strings.ToLower(strings.ReplaceAll(r.get("datum"), "-", "")))
	if err != nil {
		return fail("datum", lang.Sayf("坐标系“%s”不认识：请写 wgs84、gcj02 或 bd09",
			"The datum %q is unknown: write wgs84, gcj02 or bd09.", r.get("datum")))
	}
	line, ok := r.points()
	if !ok || len(line) == 0 || len(line) > closurePoints {
		return fail("line", lang.Sayf("缺少位置：请在“线”里写“经度 纬度; 经度 纬度”（至多 %d 点），或写经度和纬度；GeoJSON 用 LineString 或 Point",
			"Where it was is missing: write \"lon lat; lon lat\" in line (%d points at most), or lon and lat; in GeoJSON a LineString or a Point.", closurePoints))
	}
	out := make(orb.LineString, len(line))
	for i, p := range line {
		switch {
		case math.Abs(p[1]) > 90 && math.Abs(p[0]) <= 90:
			return fail("line", lang.Say("经度和纬度写反了", "Longitude and latitude are swapped."))
		case !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) || p == (orb.Point{}): // also NaN
			return fail("line", lang.Say("坐标超出范围", "The position is out of range."))
		}
		out[i] = d.ToWGS84(p)
	}
	return out, nil
}

// numbers finds the figures of a line, whatever stands between them: pairs of
// lon and lat, or WKT.
var numbers = regexp.MustCompile(`[-+]?[0-9]+(?:\.[0-9]+)?`)

// points are the positions as written.
func (r closureRow) points() (orb.LineString, bool) {
	switch g := r.geom.(type) {
	case orb.LineString:
		return g, true
	case orb.Point:
		return orb.LineString{g}, true
	case nil:
	default:
		return nil, false
	}
	text := r.get("line")
	if text == "" {
		text = r.get("lon") + " " + r.get("lat")
	}
	found := numbers.FindAllString(text, 2*closurePoints+2)
	if len(found)%2 == 1 {
		return nil, false
	}
	var line orb.LineString
	for i := 0; i < len(found); i += 2 {
		lon, lonErr := strconv.ParseFloat(found[i], 64)
		lat, latErr := strconv.ParseFloat(found[i+1], 64)
		if lonErr != nil || latErr != nil {
			return nil, false
		}
		line = append(line, orb.Point{lon, lat})
	}
	return line, true
}

// featureRows are the features of a GeoJSON collection as rows, numbered from 1.
func featureRows(data []byte) ([]closureRow, error) {
	all, err := geojson.UnmarshalFeatureCollection(data)
	if err != nil {
		return nil, fmt.Errorf("%w: geojson: %w", sheet.ErrFormat, err)
	}
	if len(all.Features) > sheet.MaxRows {
		return nil, sheet.ErrTooLarge
	}
	rows := make([]closureRow, len(all.Features))
	for i, f := range all.Features {
		get := func(key string) string { return property(f, key) }
		rows[i] = closureRow{line: i + 1, get: get, geom: f.Geometry, day: func(key string) (moment, error) {
			if get(key) == "" {
				return moment{}, nil
			}
			day, err := time.ParseInLocation(time.DateOnly, get(key), Shanghai)
			return moment{day, true}, err
		}}
		if f.Geometry == nil {
			rows[i].geom = orb.MultiPoint{} // no line to be read from properties
		}
	}
	return rows, nil
}

// property is one property of a feature as text; the id may be the feature's.
func property(f *geojson.Feature, key string) string {
	v, ok := f.Properties[key]
	if !ok && key == "id" {
		v = f.ID
	}
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case json.Number:
		return v.String()
	}
	return ""
}
