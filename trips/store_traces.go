package trips

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/trips/trace"
)

// traceRow is a row of traces.
type traceRow struct {
	County     County         `db:"county"`
	ID         TraceID        `db:"id"`
	Person     PersonID       `db:"person"`
	Vehicle    VehicleID      `db:"vehicle"`
	Purpose    string         `db:"purpose"`
	FileName   string         `db:"file_name"`
	SHA256     string         `db:"sha256"`
	KeptSHA256 sql.NullString `db:"kept_sha256"`
	SentReport sql.NullString `db:"sent_report"`
	Edits      sql.NullString `db:"edits"`
	Bytes      int64          `db:"bytes"`
	BlobKey    string         `db:"blob_key"`
	Datum      string         `db:"datum"`
	State      TraceState     `db:"state"`
	Report     sql.NullString `db:"report"`
	Refusal    sql.NullString `db:"refusal"`
	Problem    sql.NullString `db:"problem"`
	ReceivedAt time.Time      `db:"received_at"`
	ReadAt     sql.NullTime   `db:"read_at"`
	Kind       UploadKind     `db:"kind"`
	PurgedAt   sql.NullTime   `db:"purged_at"`
	PurgedBy   string         `db:"purged_by"`
	PurgedWhy  string         `db:"purged_why"`
	MergedInto TraceID        `db:"merged_into"`
}

// upload turns the row into what callers see.
func (r traceRow) upload() (Upload, error) {
	u := Upload{
		ID: r.ID, County: r.County, Person: r.Person, Vehicle: r.Vehicle, Purpose: r.Purpose,
		FileName: r.FileName, SHA256: r.SHA256, KeptSHA256: r.SHA256, Bytes: r.Bytes, Datum: r.Datum, State: r.State,
		Edited: r.Edits.Valid, MergedInto: r.MergedInto, ReceivedAt: r.ReceivedAt.UTC(), Kind: r.Kind,
	}
	if r.KeptSHA256.Valid {
		u.KeptSHA256 = r.KeptSHA256.String
	}
	if r.ReadAt.Valid {
		u.ReadAt = r.ReadAt.Time.UTC()
	}
	var err error
	if u.Report, err = fromJSON[trace.Report](r.Report); err != nil {
		return Upload{}, fmt.Errorf("trace %s: report: %w", r.ID, err)
	}
	if u.Refusal, err = fromJSON[lang.Text](r.Refusal); err != nil {
		return Upload{}, fmt.Errorf("trace %s: refusal: %w", r.ID, err)
	}
	if u.Problem, err = fromJSON[lang.Text](r.Problem); err != nil {
		return Upload{}, fmt.Errorf("trace %s: problem: %w", r.ID, err)
	}
	if u.Purged, err = r.purged(); err != nil {
		return Upload{}, err
	}
	return u, nil
}

// fromJSON reads a nullable JSON column; nil for NULL.
func fromJSON[T any](column sql.NullString) (*T, error) {
	if !column.Valid {
		return nil, nil
	}
	v := new(T)
	return v, json.Unmarshal([]byte(column.String), v)
}

// toJSON writes a JSON column.
func toJSON(v any) (string, error) {
	data, err := json.Marshal(v)
	return string(data), err
}

// querier is a database or a transaction of it.
type querier interface {
	sqlx.ExtContext
	Rebind(query string) string
}

const traceColumns = `county, id, person, vehicle, purpose, file_name, sha256, kept_sha256, sent_report, edits, bytes, blob_key,
	datum, state, report, refusal, problem, received_at, read_at, kind, purged_at, purged_by, purged_why, merged_into`

// insertTrace adds the row of an upload; created is false when the person
// handed the same file in before. sent is what the file held that u was cut
// out of; nil when it is stored as it was.
func insertTrace(ctx context.Context, tx *sqlx.Tx, u Upload, key string, sent *trace.Report) (created bool, err error) {
	var report sql.NullString
	if sent != nil {
		report.Valid = true
		if report.String, err = toJSON(sent); err != nil {
			return false, fmt.Errorf("insert trace: %w", err)
		}
	}
	keptSHA256 := sql.NullString{String: u.KeptSHA256, Valid: u.KeptSHA256 != u.SHA256}
	const insert = `
		INSERT INTO traces (county, id, person, vehicle, purpose, file_name, sha256, kept_sha256, sent_report, bytes,
			blob_key, datum, state, received_at, kind)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, person, sha256) DO NOTHING`
	result, err := tx.ExecContext(ctx, tx.Rebind(insert),
		u.County, u.ID, u.Person, u.Vehicle, u.Purpose, u.FileName, u.SHA256, keptSHA256, report, u.Bytes,
		key, u.Datum, u.State, u.ReceivedAt, cmp.Or(u.Kind, KindTrace))
	if err != nil {
		return false, fmt.Errorf("insert trace: %w", err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// traceByID returns the row with that id, or ErrNoTrace.
func traceByID(ctx context.Context, q querier, county County, id TraceID) (traceRow, error) {
	const query = `SELECT ` + traceColumns + ` FROM traces WHERE county = ? AND id = ? AND withdrawn_at IS NULL`
	return oneTrace(ctx, q, query, county, id)
}

// uploadBySHA256 returns the person's upload of the bytes with that hash, or
// ErrNoTrace.
func (s *Service) uploadBySHA256(ctx context.Context, q querier, county County, person PersonID, sha256Hex string) (Upload, error) {
	const query = `SELECT ` + traceColumns + ` FROM traces WHERE county = ? AND person = ? AND sha256 = ? AND withdrawn_at IS NULL`
	row, err := oneTrace(ctx, q, query, county, person, sha256Hex)
	if err != nil {
		return Upload{}, err
	}
	return row.upload()
}

func oneTrace(ctx context.Context, q querier, query string, args ...any) (traceRow, error) {
	var row traceRow
	err := sqlx.GetContext(ctx, q, &row, q.Rebind(query), args...)
	if errors.Is(err, sql.ErrNoRows) {
		return traceRow{}, ErrNoTrace
	}
	if err != nil {
		return traceRow{}, fmt.Errorf("select trace: %w", err)
	}
	return row, nil
}

// listTraces returns the newest rows of a county, of one person when given.
func listTraces(ctx context.Context, q querier, county County, f UploadFilter) ([]traceRow, error) {
	query := `SELECT ` + traceColumns + ` FROM traces WHERE county = ? AND withdrawn_at IS NULL`
	args := []any{county}
	if f.Person != "" {
		query, args = query+` AND person = ?`, append(args, f.Person)
	}
	if f.State != "" {
		query, args = query+` AND state = ?`, append(args, f.State)
	}
	query, args = query+` ORDER BY received_at DESC, id DESC LIMIT ?`, append(args, f.Limit)
	var rows []traceRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), args...); err != nil {
		return nil, fmt.Errorf("select traces: %w", err)
	}
	return rows, nil
}

// outcome is what became of reading a trace.
type outcome struct {
	state   TraceState // TraceRead or TraceRefused
	report  trace.Report
	refusal *lang.Text // of a refused one
}

// closeTrace moves a received trace to its outcome. It reports false when
// another worker was faster, or other bytes were put under the trace or other
// things said of it since row was read, and nothing is to be done.
func closeTrace(ctx context.Context, tx *sqlx.Tx, row traceRow, out outcome, at time.Time) (bool, error) {
	county, id := row.County, row.ID
	report, err := toJSON(out.report)
	if err != nil {
		return false, fmt.Errorf("trace %s: %w", id, err)
	}
	var refusal sql.NullString
	if out.refusal != nil {
		refusal.Valid = true
		if refusal.String, err = toJSON(out.refusal); err != nil {
			return false, fmt.Errorf("trace %s: %w", id, err)
		}
	}
	const update = `
		UPDATE traces SET state = ?, report = ?, refusal = ?, problem = NULL, read_at = ?
		WHERE county = ? AND id = ? AND state = 'received' AND blob_key = ? AND merged_into = ? AND COALESCE(edits, '') = ? AND datum = ?`
	result, err := tx.ExecContext(ctx, tx.Rebind(update), out.state, report, refusal, at,
		county, id, row.BlobKey, row.MergedInto, row.Edits.String, row.Datum)
	if err != nil {
		return false, fmt.Errorf("update trace %s: %w", id, err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// noteProblem records why a trace is still unread and what to do about it.
func noteProblem(ctx context.Context, q querier, county County, id TraceID, problem lang.Text) error {
	text, err := toJSON(problem)
	if err != nil {
		return err
	}
	const update = `UPDATE traces SET problem = ? WHERE county = ? AND (id = ? OR merged_into = ?) AND state = 'received'`
	if _, err := q.ExecContext(ctx, q.Rebind(update), text, county, id, id); err != nil {
		return fmt.Errorf("note problem of trace %s: %w", id, err)
	}
	return nil
}

// reopenTrace makes a trace that was read or refused, and those merged into it,
// wait for reading again.
func reopenTrace(ctx context.Context, tx *sqlx.Tx, county County, id TraceID) error {
	const update = `
		UPDATE traces SET state = 'received', refusal = NULL, problem = NULL, read_at = NULL
		WHERE county = ? AND (id = ? AND merged_into = '' OR merged_into = ?)`
	_, err := tx.ExecContext(ctx, tx.Rebind(update), county, id, id)
	return err
}
