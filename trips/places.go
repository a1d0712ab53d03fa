package trips

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng/geo/place"
)

// Station is the kind of a toll station, beside the kinds of geo/place.
const Station place.Kind = "station"

// placeKinds are the kinds of place; the database's CHECK repeats them.
var placeKinds = []place.Kind{place.County, place.Township, place.Village, Station}

// Place is a place of the county with its name and the days it holds.
type Place struct {
	Code      string     `db:"code"` // GB/T 2260 and 10114, or the county's own
	Name      string     `db:"name"`
	Kind      place.Kind `db:"kind"`          // county (县城), township, village, station
	Township  string     `db:"township_code"` // code of the township it lies in; empty for none
	Lon       float64    `db:"lon"`           // WGS-84
	Lat       float64    `db:"lat"`
	ValidFrom string     `db:"valid_from"` // 2026-10-01, included; empty when open
	ValidTo   string     `db:"valid_to"`   // included; 9999-12-31 when open
}

// The open ends of a place's days.
const (
	openFrom = ""
	openTo   = "9999-12-31"
)

// placesMax is the most places one answer holds; a county has some hundreds.
const placesMax = 20_000

const placeColumns = `code, name, kind, township_code, lon, lat, valid_from, valid_to`

// Places returns the places of a county that hold on the day of now, by code.
// They are no secret within the county: every account may ask.
func (s *Service) Places(ctx context.Context, county County) ([]Place, error) {
	const query = `
		SELECT ` + placeColumns + ` FROM places
		WHERE county = ? AND valid_from <= ? AND valid_to >= ?
		ORDER BY code LIMIT ?`
	day := dayOf(s.now())
	var places []Place
	if err := s.db.SelectContext(ctx, &places, s.db.Rebind(query), county, day, day, placesMax); err != nil {
		return nil, fmt.Errorf("select places: %w", err)
	}
	return places, nil
}

// placesIn returns the places within the box that hold on the day.
func placesIn(ctx context.Context, q querier, county County, day string, box orb.Bound) ([]place.Place, error) {
	const query = `
		SELECT ` + placeColumns + ` FROM places
		WHERE county = ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND valid_from <= ? AND valid_to >= ?
		ORDER BY code LIMIT ?`
	var rows []Place
	err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query),
		county, box.Min[1], box.Max[1], box.Min[0], box.Max[0], day, day, placesMax)
	if err != nil {
		return nil, fmt.Errorf("select places in %v: %w", box, err)
	}
	found := make([]place.Place, len(rows))
	for i, r := range rows {
		found[i] = place.Place{ID: r.Code, Name: r.Name, Kind: r.Kind, Point: orb.Point{r.Lon, r.Lat}}
	}
	return found, nil
}

// dayOf writes the day of a moment in Shanghai.
func dayOf(t time.Time) string { return t.In(Shanghai).Format(time.DateOnly) }
