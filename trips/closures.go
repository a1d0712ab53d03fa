package trips

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/trips/verify"
)

// Closure is a stretch of road, or a place on one, that was closed for a time.
type Closure struct {
	ID      string         // the county's own; an import with it again replaces the closure
	Name    string         // of the stretch, as people call it
	Reason  string         // may be empty
	From    time.Time      // included
	Until   time.Time      // included; closedForever when its end is not known
	Line    orb.LineString // WGS-84; one point for a place
	WithinM float64        // how far from the line a road still is the closed one
}

// closedForever ends a closure whose end is not known yet.
var closedForever = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)

// The closures one trip is held against.
const (
	closuresMost   = 200
	closuresAround = 10_000.0 // metres about a trip
)

// inUTC is the closure as it is read back.
func (c Closure) inUTC() Closure {
	c.From, c.Until = c.From.UTC(), c.Until.UTC()
	return c
}

// upsertClosures stores the closures of a county.
func upsertClosures(ctx context.Context, tx *sqlx.Tx, county County, closures []Closure) error {
	const upsert = `
		INSERT INTO closures (county, id, name, reason, starts_at, ends_at, within_m, line, west, south, east, north)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, id) DO UPDATE SET
			name = excluded.name, reason = excluded.reason, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
			within_m = excluded.within_m, line = excluded.line,
			west = excluded.west, south = excluded.south, east = excluded.east, north = excluded.north,
			version = closures.version + 1`
	for _, c := range closures {
		box := c.Line.Bound()
		_, err := tx.ExecContext(ctx, tx.Rebind(upsert), county, c.ID, c.Name, c.Reason, c.From.UTC(), c.Until.UTC(), c.WithinM,
			wkt.MarshalString(c.Line), box.Min[0], box.Min[1], box.Max[0], box.Max[1])
		if err != nil {
			return fmt.Errorf("store closure %s: %w", c.ID, err)
		}
	}
	return nil
}

// closureStored is a row of closures.
type closureStored struct {
	ID      string    `db:"id"`
	Name    string    `db:"name"`
	Reason  string    `db:"reason"`
	From    time.Time `db:"starts_at"`
	Until   time.Time `db:"ends_at"`
	WithinM float64   `db:"within_m"`
	Line    string    `db:"line"`
}

const closureColumns = `id, name, reason, starts_at, ends_at, within_m, line`

// closuresNear returns the closures about a box that held at some moment
// between two, those that began last first.
func closuresNear(ctx context.Context, q querier, county County, from, until time.Time, box orb.Bound) ([]Closure, error) {
	const query = `
		SELECT ` + closureColumns + ` FROM closures
		WHERE county = ? AND ends_at >= ? AND starts_at <= ? AND west <= ? AND east >= ? AND south <= ? AND north >= ?
		ORDER BY starts_at DESC, id LIMIT ?`
	return listClosures(ctx, q, query,
		county, from.UTC(), until.UTC(), box.Max[0], box.Min[0], box.Max[1], box.Min[1], closuresMost)
}

func listClosures(ctx context.Context, q querier, query string, args ...any) ([]Closure, error) {
	var rows []closureStored
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), args...); err != nil {
		return nil, fmt.Errorf("select closures: %w", err)
	}
	found := make([]Closure, len(rows))
	for i, r := range rows {
		line, err := wkt.UnmarshalLineString(r.Line)
		if err != nil {
			return nil, fmt.Errorf("line of closure %s: %w", r.ID, err)
		}
		found[i] = Closure{ID: r.ID, Name: r.Name, Reason: r.Reason, From: r.From.UTC(), Until: r.Until.UTC(), WithinM: r.WithinM, Line: line}
	}
	return found, nil
}

// noteClosures adds what the closures of its days say of a drive.
func (s *Service) noteClosures(ctx context.Context, d *Drive) error {
	var lines []orb.LineString
	for _, path := range d.Result.Paths {
		lines = append(lines, path.Line)
	}
	found, err := s.closureFindings(ctx, *d, lines)
	d.Trip.Findings = append(d.Trip.Findings, found...)
	return err
}

// closureFindings is what the closures of its days say of a drive along lines.
func (s *Service) closureFindings(ctx context.Context, d Drive, lines []orb.LineString) ([]Finding, error) {
	t := d.Trip
	if t.StartedAt.IsZero() {
		return nil, nil
	}
	closures, err := closuresNear(ctx, s.db, t.County, t.StartedAt, t.EndedAt, orbgeo.BoundPad(d.box(), closuresAround))
	if err != nil || len(closures) == 0 {
		return nil, err
	}
	held := make([]verify.Closure, len(closures))
	for i, c := range closures {
		held[i] = c.toVerify()
	}
	return verify.RoadClosed(d.recorded(), lines, held), nil
}
