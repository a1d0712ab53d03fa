package reimburse

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/matter"
	"licheng/trips"
)

// matterRow is a row of matters.
type matterRow struct {
	County        trips.County   `db:"county"`
	ID            MatterID       `db:"id"`
	Kind          matter.Kind    `db:"kind"`
	State         matter.State   `db:"state"`
	Version       int64          `db:"version"`
	Person        trips.PersonID `db:"person_id"`
	Township      string         `db:"township"`
	Subject       string         `db:"subject"`
	LineNo        int            `db:"line_no"`
	Terms         string         `db:"terms"` // JSON
	FromAt        *time.Time     `db:"from_at"`
	UntilAt       *time.Time     `db:"until_at"`
	DueAt         *time.Time     `db:"due_at"`
	AskedAt       time.Time      `db:"asked_at"`
	AskedBy       string         `db:"asked_by"`
	DecidedAt     *time.Time     `db:"decided_at"`
	DecidedBy     string         `db:"decided_by"`
	DecidedPerson trips.PersonID `db:"decided_person"`
	OnBehalfOf    string         `db:"on_behalf_of"` // JSON, []matter.Who
	Comment       string         `db:"comment"`
	Outcome       string         `db:"outcome"` // JSON; empty: none
	Hands         string         `db:"hands"`   // JSON, []matter.Who: of the first of two approvals

	barred []matter.Who // who must not decide on it beside those who asked
}

const matterColumns = `county, id, kind, state, version, person_id, township, subject, line_no, terms, from_at, until_at, due_at,
	asked_at, asked_by, decided_at, decided_by, decided_person, on_behalf_of, comment, outcome, hands`

func (s *store) matter(ctx context.Context, q querier, county trips.County, kind matter.Kind, id MatterID) (matterRow, error) {
	var row matterRow
	found, err := get(ctx, q, &row, `SELECT `+matterColumns+` FROM matters WHERE county = ? AND kind = ? AND id = ?`, county, kind, id)
	if err == nil && !found {
		err = ErrNoMatter
	}
	if err != nil {
		return row, fmt.Errorf("%s %s: %w", kind, id, err)
	}
	return row, nil
}

// matterFilter narrows a list of matters; empty fields do not.
type matterFilter struct {
	kind     matter.Kind
	state    matter.State
	person   trips.PersonID // who asked, or rides along
	asker    trips.PersonID // who asked
	login    string         // that asked
	township []string       // of who asked
	subject  string
	from, to time.Time // of the time it is about: overlaps it
	limit    int
}

// matters lists matters, the latest asked first.
func (s *store) matters(ctx context.Context, q querier, county trips.County, f matterFilter) ([]matterRow, error) {
	where, args := []string{"county = ?"}, []any{county}
	add := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if f.kind != "" {
		add("kind = ?", f.kind)
	}
	if f.state != "" {
		add("state = ?", f.state)
	}
	if f.asker != "" {
		add("person_id = ?", f.asker)
	}
	if f.login != "" {
		add("asked_by = ?", f.login)
	}
	own := []string{}
	if f.person != "" {
		own = append(own, "person_id = ?", "terms LIKE ?")
		args = append(args, f.person, `%"`+string(f.person)+`"%`)
	}
	for _, t := range f.township {
		own, args = append(own, "township = ?"), append(args, t)
	}
	if len(own) > 0 {
		where = append(where, "("+strings.Join(own, " OR ")+")")
	}
	if f.subject != "" {
		add("subject = ?", f.subject)
	}
	if !f.from.IsZero() {
		add("until_at >= ? AND from_at <= ?", f.from.UTC(), f.to.UTC())
	}
	query := `SELECT ` + matterColumns + ` FROM matters WHERE ` + strings.Join(where, " AND ") + ` ORDER BY asked_at DESC, id DESC`
	if f.limit > 0 {
		query, args = query+` LIMIT ?`, append(args, f.limit)
	}
	rows := []matterRow{}
	if err := list(ctx, q, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("list matters: %w", err)
	}
	return rows, nil
}

func (s *store) addMatter(ctx context.Context, tx *sqlx.Tx, r matterRow) error {
	n, err := exec(ctx, tx, `INSERT INTO matters (`+matterColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		r.County, r.ID, r.Kind, r.State, r.Version, r.Person, r.Township, r.Subject, r.LineNo, r.Terms, r.FromAt, r.UntilAt, r.DueAt,
		r.AskedAt, r.AskedBy, r.DecidedAt, r.DecidedBy, r.DecidedPerson, r.OnBehalfOf, r.Comment, r.Outcome, r.Hands)
	if err == nil && n == 0 {
		err = ErrAskedBefore
	}
	return err
}

// moveMatter writes the state of a matter and what came with it. It reports
// false when the row is no longer at the version before.
func (s *store) moveMatter(ctx context.Context, tx *sqlx.Tx, r matterRow, before int64) (bool, error) {
	n, err := exec(ctx, tx, `UPDATE matters SET state = ?, version = ?, decided_at = ?, decided_by = ?, decided_person = ?,
			on_behalf_of = ?, comment = ?, outcome = ?, hands = ?
		WHERE county = ? AND id = ? AND version = ?`,
		r.State, r.Version, r.DecidedAt, r.DecidedBy, r.DecidedPerson, r.OnBehalfOf, r.Comment, r.Outcome, r.Hands, r.County, r.ID, before)
	return n == 1, err
}

// linkRow is a row of trip_requests.
type linkRow struct {
	County   trips.County   `db:"county"`
	Trip     trips.TripID   `db:"trip_id"`
	Request  MatterID       `db:"request_id"`
	Person   trips.PersonID `db:"person_id"`
	ByHand   bool           `db:"by_hand"`
	LinkedAt time.Time      `db:"linked_at"`
	LinkedBy string         `db:"linked_by"`
}

// links returns what is said of the requests of some trips, by trip.
func (s *store) links(ctx context.Context, q querier, county trips.County, ids []trips.TripID) (map[trips.TripID]linkRow, error) {
	found := make(map[trips.TripID]linkRow, len(ids))
	const batch = 500
	for ; len(ids) > 0; ids = ids[min(len(ids), batch):] {
		query, args, err := sqlx.In(`SELECT county, trip_id, request_id, person_id, by_hand, linked_at, linked_by FROM trip_requests
			WHERE county = ? AND trip_id IN (?)`, county, ids[:min(len(ids), batch)])
		if err != nil {
			return nil, fmt.Errorf("requests of trips: %w", err)
		}
		var rows []linkRow
		if err := list(ctx, q, &rows, query, args...); err != nil {
			return nil, fmt.Errorf("requests of trips: %w", err)
		}
		for _, r := range rows {
			found[r.Trip] = r
		}
	}
	return found, nil
}

// linked returns the trips driven under a request, by id.
func (s *store) linked(ctx context.Context, q querier, county trips.County, request MatterID) ([]linkRow, error) {
	rows := []linkRow{}
	if err := list(ctx, q, &rows, `SELECT county, trip_id, request_id, person_id, by_hand, linked_at, linked_by FROM trip_requests
		WHERE county = ? AND request_id = ? ORDER BY trip_id`, county, request); err != nil {
		return nil, fmt.Errorf("trips of request %s: %w", request, err)
	}
	return rows, nil
}

func (s *store) saveLink(ctx context.Context, tx *sqlx.Tx, r linkRow) error {
	_, err := exec(ctx, tx, `INSERT INTO trip_requests (county, trip_id, request_id, person_id, by_hand, linked_at, linked_by)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, trip_id) DO UPDATE SET request_id = excluded.request_id, by_hand = excluded.by_hand,
			linked_at = excluded.linked_at, linked_by = excluded.linked_by`,
		r.County, r.Trip, r.Request, r.Person, r.ByHand, r.LinkedAt, r.LinkedBy)
	if err != nil {
		return fmt.Errorf("link trip %s to request %s: %w", r.Trip, r.Request, err)
	}
	return nil
}

// deputies returns the county's delegations that stand, whatever their days.
func (s *store) deputies(ctx context.Context, q querier, county trips.County) ([]matter.Deputy, error) {
	rows, err := s.matters(ctx, q, county, matterFilter{kind: matter.Delegation, state: matter.Given})
	if err != nil {
		return nil, err
	}
	given := make([]matter.Deputy, len(rows))
	for i, r := range rows {
		var t DelegationTerms
		if err := fromJSON(r.Terms, &t); err != nil {
			return nil, fmt.Errorf("delegation %s: %w", r.ID, err)
		}
		given[i] = matter.Deputy{
			Of: matter.Who{Login: r.AskedBy, Person: string(r.Person)}, To: t.To, From: r.FromAt.UTC(), Until: r.UntilAt.UTC(),
		}
	}
	return given, nil
}
