package trips

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
)

// companionWord returns what a colleague said of a statement that names them;
// said is false while they said nothing.
func companionWord(ctx context.Context, q querier, county County, trace TraceID, person PersonID) (rode, said bool, err error) {
	const query = `SELECT rode FROM companion_words WHERE county = ? AND trace_id = ? AND person = ?`
	err = sqlx.GetContext(ctx, q, &rode, q.Rebind(query), county, trace, person)
	if errors.Is(err, sql.ErrNoRows) {
		return false, false, nil
	}
	if err != nil {
		return false, false, fmt.Errorf("word of %s on statement %s: %w", person, trace, err)
	}
	return rode, true, nil
}

// saveCompanionWord writes what a colleague says; the last word counts.
func saveCompanionWord(ctx context.Context, tx *sqlx.Tx, county County, trace TraceID, person PersonID, rode bool, at time.Time) error {
	const upsert = `INSERT INTO companion_words (county, trace_id, person, rode, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (county, trace_id, person) DO UPDATE SET rode = excluded.rode, at = excluded.at`
	if _, err := tx.ExecContext(ctx, tx.Rebind(upsert), county, trace, person, rode, at); err != nil {
		return fmt.Errorf("word of %s on statement %s: %w", person, trace, err)
	}
	return nil
}

// companionTrip returns the place of a trip that a colleague also went to at that
// time; empty when there is none.
func companionTrip(ctx context.Context, q querier, t Trip, person PersonID) (string, error) {
	const query = `SELECT from_place, via, to_place FROM trips
		WHERE county = ? AND person = ? AND started_at >= ? AND started_at <= ? AND ended_at >= ? ORDER BY started_at, id LIMIT ?`
	var rows []struct {
		From string `db:"from_place"`
		Via  string `db:"via"`
		To   string `db:"to_place"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), t.County, person, t.StartedAt.Add(-longestTrip),
		t.EndedAt.Add(companionSlack), t.StartedAt.Add(-companionSlack), candidatesMax); err != nil {
		return "", fmt.Errorf("trips of %s: %w", person, err)
	}
	for _, row := range rows {
		var names []string
		if err := json.Unmarshal([]byte(row.Via), &names); err != nil {
			return "", fmt.Errorf("places of a trip of %s: %w", person, err)
		}
		names = append(names, row.From, row.To)
		for _, place := range append(slices.Clone(t.Via), t.To) {
			if place != "" && place != t.From && slices.Contains(names, place) {
				return place, nil
			}
		}
	}
	return "", nil
}

// proven is a trip told without a trace, by whom and of which month.
type proven struct {
	ID     TripID   `db:"id"`
	Person PersonID `db:"person"`
	Month  string   `db:"month"`
}

// namedAt returns the trips that name a colleague and were under way about some
// of the colleague's own.
func namedAt(ctx context.Context, q querier, county County, companion PersonID, from, to time.Time) (found []proven, err error) {
	const query = `SELECT id, person, month FROM trips
		WHERE county = ? AND companion = ? AND companion <> '' AND started_at >= ? AND started_at <= ? ORDER BY started_at, id`
	err = sqlx.SelectContext(ctx, q, &found, q.Rebind(query), county, companion, from.Add(-longestTrip), to.Add(companionSlack))
	if err != nil {
		return nil, fmt.Errorf("trips that name %s: %w", companion, err)
	}
	return found, nil
}

// tripsNaming returns the newest trips that name a person as their companion.
func tripsNaming(ctx context.Context, q querier, county County, companion PersonID, since time.Time) ([]Trip, error) {
	const query = `SELECT ` + tripFigures + ` FROM trips
		WHERE county = ? AND companion = ? AND companion <> '' AND started_at >= ? ORDER BY started_at DESC, id LIMIT ?`
	var rows []tripRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), county, companion, since, limitMax); err != nil {
		return nil, fmt.Errorf("trips that name %s: %w", companion, err)
	}
	found := make([]Trip, len(rows))
	for i, row := range rows {
		var err error
		if found[i], err = row.trip(); err != nil {
			return nil, err
		}
	}
	return found, nil
}
