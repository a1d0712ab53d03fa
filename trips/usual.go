package trips

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
)

// Usual routes are learnt from trips with a trace: what the county drove between
// the same places, in this order or back.
const (
	usualDrivesMin  = 3   // fewer tell nothing
	usualDrivesMax  = 500 // more tell nothing new
	usualConfidence = 0.7 // of the match, at least
	usualMonths     = 12  // roads change
)

// UsualRoute is a way between places that was driven often enough to be known.
type UsualRoute struct {
	From, To string
	Via      []string
	Drives   int     // with a trace, of the last twelve months
	MedianM  float64 // of their lengths
	LowM     float64 // a tenth of them are shorter …
	HighM    float64 // … and a tenth longer
}

// usualRoute learns the way over places, by their names in order; ok is false
// where too few drives are known. Trips with a serious finding teach nothing.
func usualRoute(ctx context.Context, q querier, county County, names []string, before time.Time) (r UsualRoute, ok bool, err error) {
	r = UsualRoute{From: names[0], To: names[len(names)-1], Via: slices.Clone(names[1 : len(names)-1])}
	back := slices.Clone(r.Via)
	slices.Reverse(back)
	there, err := toJSON(append([]string{}, r.Via...))
	if err != nil {
		return r, false, err
	}
	home, err := toJSON(append([]string{}, back...))
	if err != nil {
		return r, false, err
	}
	const query = `
		SELECT distance_m FROM trips
		WHERE county = ? AND (from_place = ? AND to_place = ? AND via = ? OR from_place = ? AND to_place = ? AND via = ?)
			AND evidence = 'trace' AND confidence >= ? AND month >= ? AND started_at < ?
			AND NOT EXISTS (SELECT 1 FROM trip_findings f
				WHERE f.county = trips.county AND f.trip_id = trips.id AND f.severity = 'serious')
		ORDER BY started_at DESC LIMIT ?`
	var lengths []float64
	err = sqlx.SelectContext(ctx, q, &lengths, q.Rebind(query), county, r.From, r.To, there, r.To, r.From, home,
		usualConfidence, before.In(Shanghai).AddDate(0, -usualMonths, 0).Format("2006-01"), before.UTC(), usualDrivesMax)
	if err != nil {
		return r, false, fmt.Errorf("select drives from %s to %s: %w", r.From, r.To, err)
	}
	return r, r.learn(lengths), nil
}

// learn takes median and tenths of the lengths driven; false when they are too few.
func (r *UsualRoute) learn(lengths []float64) bool {
	n := len(lengths)
	if r.Drives = n; n < usualDrivesMin {
		return false
	}
	slices.Sort(lengths)
	r.LowM, r.HighM = lengths[n/10], lengths[n-1-n/10]
	r.MedianM = (lengths[(n-1)/2] + lengths[n/2]) / 2
	return true
}

// UsualRoutes returns the routes the actor drove with a trace in the last twelve
// months and often enough to be known, the most driven first.
//
// Faults: ErrNotOwn for an account that is nobody's.
func (s *Service) UsualRoutes(ctx context.Context, actor Actor) ([]UsualRoute, error) {
	if actor.Person == "" {
		return nil, fmt.Errorf("account %s: %w", actor.Login, ErrNotOwn)
	}
	const query = `
		SELECT from_place, via, to_place, distance_m FROM trips
		WHERE county = ? AND person = ? AND evidence = 'trace' AND confidence >= ? AND month >= ?
			AND from_place <> '' AND to_place <> ''`
	var rows []struct {
		From   string  `db:"from_place"`
		Via    string  `db:"via"`
		To     string  `db:"to_place"`
		Length float64 `db:"distance_m"`
	}
	since := s.now().In(Shanghai).AddDate(0, -usualMonths, 0).Format("2006-01")
	if err := s.db.SelectContext(ctx, &rows, s.db.Rebind(query), actor.County, actor.Person, usualConfidence, since); err != nil {
		return nil, fmt.Errorf("select usual routes: %w", err)
	}
	lengths := map[[3]string][]float64{}
	for _, row := range rows {
		way := [3]string{row.From, row.Via, row.To}
		lengths[way] = append(lengths[way], row.Length)
	}
	routes := []UsualRoute{}
	for way, driven := range lengths {
		r := UsualRoute{From: way[0], To: way[2]}
		if err := json.Unmarshal([]byte(way[1]), &r.Via); err != nil {
			return nil, fmt.Errorf("places between %s and %s: %w", r.From, r.To, err)
		}
		if (r.From != r.To || len(r.Via) > 0) && r.learn(driven) {
			routes = append(routes, r)
		}
	}
	slices.SortFunc(routes, func(a, b UsualRoute) int {
		if a.Drives != b.Drives {
			return b.Drives - a.Drives
		}
		return strings.Compare(a.name(), b.name())
	})
	return routes, nil
}

// name writes the places in order.
func (r UsualRoute) name() string {
	return strings.Join(slices.Concat([]string{r.From}, r.Via, []string{r.To}), "—")
}
