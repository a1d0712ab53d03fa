package reimburse

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/money"
	"licheng/trips"
)

// claimRow is a row of claims.
type claimRow struct {
	County          trips.County   `db:"county"`
	ID              ClaimID        `db:"id"`
	Person          trips.PersonID `db:"person_id"`
	Month           string         `db:"month"`
	Sequence        int            `db:"sequence"`
	State           claim.State    `db:"state"`
	Version         int64          `db:"version"`
	RuleDocument    string         `db:"rule_document"`
	RuleVersion     string         `db:"rule_version"`
	RuleHash        string         `db:"rule_hash"`
	RoadsVersions   string         `db:"roads_versions"` // JSON
	MatchVersions   string         `db:"match_versions"` // JSON
	Trips           int            `db:"trips"`
	DistanceM       float64        `db:"distance_m"`
	TotalFen        money.Amount   `db:"total_fen"`
	CutFen          money.Amount   `db:"cut_fen"`
	FindingsSerious int            `db:"findings_serious"`
	FindingsNote    int            `db:"findings_note"`
	LinesDigest     string         `db:"lines_digest"`
	DraftedAt       time.Time      `db:"drafted_at"`
	SubmittedAt     *time.Time     `db:"submitted_at"`
	SubmittedBy     string         `db:"submitted_by"`
	DecidedAt       *time.Time     `db:"decided_at"`
	DecidedBy       string         `db:"decided_by"`
	PaidAt          *time.Time     `db:"paid_at"`
	Reference       string         `db:"payment_reference"`
	Kind            string         `db:"kind"`
	EndorsedBy      string         `db:"endorsed_by"`
	EndorsedPerson  trips.PersonID `db:"endorsed_person"`
	Hands           string         `db:"hands"` // JSON, []matter.Who
}

var claimColumns = strings.Fields(`county id person_id month sequence state version rule_document rule_version rule_hash
	roads_versions match_versions trips distance_m total_fen cut_fen findings_serious findings_note lines_digest
	drafted_at submitted_at submitted_by decided_at decided_by paid_at payment_reference kind
	endorsed_by endorsed_person hands`)

func (s *store) claim(ctx context.Context, q querier, county trips.County, id ClaimID) (claimRow, error) {
	var row claimRow
	found, err := get(ctx, q, &row, `SELECT `+strings.Join(claimColumns, ", ")+` FROM claims WHERE county = ? AND id = ?`, county, id)
	if err == nil && !found {
		err = ErrNoClaim
	}
	if err != nil {
		return row, fmt.Errorf("claim %s: %w", id, err)
	}
	return row, nil
}

// monthClaims returns the claims of one person and month by sequence.
func (s *store) monthClaims(ctx context.Context, q querier, county trips.County, person trips.PersonID, month string) ([]claimRow, error) {
	rows := []claimRow{}
	err := list(ctx, q, &rows, `SELECT `+strings.Join(claimColumns, ", ")+` FROM claims
		WHERE county = ? AND person_id = ? AND month = ? ORDER BY sequence`, county, person, month)
	return rows, err
}

// personMonth is a month of a person.
type personMonth struct {
	Person trips.PersonID `db:"person_id"`
	Month  string         `db:"month"`
}

// monthsHandedIn lists the months from … to with a claim that stands handed in.
func (s *store) monthsHandedIn(ctx context.Context, q querier, county trips.County, from, to string) ([]personMonth, error) {
	months := []personMonth{}
	if err := list(ctx, q, &months, `SELECT DISTINCT person_id, month FROM claims WHERE county = ? AND month >= ? AND month <= ?
		AND state IN ('submitted', 'checked', 'approved', 'paid') ORDER BY month, person_id`, county, from, to); err != nil {
		return nil, fmt.Errorf("months handed in: %w", err)
	}
	return months, nil
}

// handedInBeside sums what a person's claims of the other months of a month's year
// came to, without drafts and what was rejected.
func (s *store) handedInBeside(ctx context.Context, q querier, county trips.County, person trips.PersonID, month string) (money.Amount, error) {
	var total money.Amount
	year := month[:len("2006")]
	_, err := get(ctx, q, &total, `SELECT CAST(COALESCE(SUM(total_fen), 0) AS BIGINT) FROM claims WHERE county = ? AND person_id = ?
		AND month >= ? AND month <= ? AND month <> ? AND state NOT IN ('draft', 'rejected')`, county, person, year+"-01", year+"-12", month)
	return total, err
}

// saveDraft writes a claim that may still change: a draft or a returned one.
// It reports false when the row is no longer at the version before.
func (s *store) saveDraft(ctx context.Context, tx *sqlx.Tx, row claimRow, before int64) (bool, error) {
	if before == 0 {
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(claimColumns)), ", ")
		n, err := exec(ctx, tx, `INSERT INTO claims (`+strings.Join(claimColumns, ", ")+`) VALUES (`+marks+`)`,
			row.County, row.ID, row.Person, row.Month, row.Sequence, row.State, row.Version, row.RuleDocument, row.RuleVersion,
			row.RuleHash, row.RoadsVersions, row.MatchVersions, row.Trips, row.DistanceM, row.TotalFen, row.CutFen,
			row.FindingsSerious, row.FindingsNote, row.LinesDigest, row.DraftedAt, row.SubmittedAt, row.SubmittedBy,
			row.DecidedAt, row.DecidedBy, row.PaidAt, row.Reference, row.Kind, row.EndorsedBy, row.EndorsedPerson, row.Hands)
		return n == 1, err
	}
	n, err := exec(ctx, tx, `UPDATE claims SET version = ?, rule_document = ?, rule_version = ?, rule_hash = ?,
			roads_versions = ?, match_versions = ?, trips = ?, distance_m = ?, total_fen = ?, cut_fen = ?,
			findings_serious = ?, findings_note = ?, lines_digest = ?, drafted_at = ?
		WHERE county = ? AND id = ? AND version = ? AND state IN ('draft', 'returned')`,
		row.Version, row.RuleDocument, row.RuleVersion, row.RuleHash, row.RoadsVersions, row.MatchVersions,
		row.Trips, row.DistanceM, row.TotalFen, row.CutFen, row.FindingsSerious, row.FindingsNote, row.LinesDigest,
		row.DraftedAt, row.County, row.ID, before)
	return n == 1, err
}

// moveClaim writes the state of a claim and what came with it. It reports
// false when the row is no longer in the state and version before.
func (s *store) moveClaim(ctx context.Context, tx *sqlx.Tx, row claimRow, from claim.State, before int64) (bool, error) {
	n, err := exec(ctx, tx, `UPDATE claims SET state = ?, version = ?, submitted_at = ?, submitted_by = ?,
			decided_at = ?, decided_by = ?, paid_at = ?, payment_reference = ?, endorsed_by = ?, endorsed_person = ?, hands = ?
		WHERE county = ? AND id = ? AND state = ? AND version = ?`,
		row.State, row.Version, row.SubmittedAt, row.SubmittedBy, row.DecidedAt, row.DecidedBy, row.PaidAt, row.Reference,
		row.EndorsedBy, row.EndorsedPerson, row.Hands, row.County, row.ID, from, before)
	return n == 1, err
}

// deleteDraft removes a draft that was never handed in and has no trips left.
func (s *store) deleteDraft(ctx context.Context, tx *sqlx.Tx, row claimRow) error {
	for _, query := range []string{
		`DELETE FROM claim_lines WHERE county = ? AND claim_id = ?`,
		`DELETE FROM claim_trips WHERE county = ? AND claim_id = ?`,
		`DELETE FROM toll_record_uses WHERE county = ? AND claim_id = ?`,
		`DELETE FROM invoice_rides WHERE county = ? AND invoice_id IN (SELECT id FROM invoices WHERE claim_id = ?)`,
		`DELETE FROM invoices WHERE county = ? AND claim_id = ?`,
		`DELETE FROM claims WHERE county = ? AND id = ? AND state = 'draft'`,
	} {
		if _, err := exec(ctx, tx, query, row.County, row.ID); err != nil {
			return fmt.Errorf("drop draft %s: %w", row.ID, err)
		}
	}
	return nil
}

// tripOf is a row of claim_trips.
type tripOf struct {
	Trip   string  `db:"trip_id"`
	Claim  ClaimID `db:"claim_id"`
	Digest string  `db:"digest"`
}

func (s *store) claimTrips(ctx context.Context, q querier, county trips.County, id ClaimID) ([]ledger.TripMark, error) {
	var rows []tripOf
	if err := list(ctx, q, &rows, `SELECT trip_id, claim_id, digest FROM claim_trips
		WHERE county = ? AND claim_id = ? ORDER BY trip_id`, county, id); err != nil {
		return nil, fmt.Errorf("trips of claim %s: %w", id, err)
	}
	marks := make([]ledger.TripMark, len(rows))
	for i, r := range rows {
		marks[i] = ledger.TripMark{ID: r.Trip, Digest: r.Digest}
	}
	return marks, nil
}

// saveClaimTrips binds exactly these trips to a draft. A trip that another
// claim holds is refused by the table's key.
func (s *store) saveClaimTrips(ctx context.Context, tx *sqlx.Tx, county trips.County, id ClaimID, marks []ledger.TripMark) error {
	if _, err := exec(ctx, tx, `DELETE FROM claim_trips WHERE county = ? AND claim_id = ?`, county, id); err != nil {
		return fmt.Errorf("trips of claim %s: %w", id, err)
	}
	for _, mark := range marks {
		if _, err := exec(ctx, tx, `INSERT INTO claim_trips (county, trip_id, claim_id, digest) VALUES (?, ?, ?, ?)`,
			county, mark.ID, id, mark.Digest); err != nil {
			return fmt.Errorf("trip %s of claim %s: %w", mark.ID, id, err)
		}
	}
	return nil
}

// claimOfTrip returns the claim a trip is in and the digest it was priced with.
func (s *store) claimOfTrip(ctx context.Context, q querier, county trips.County, id trips.TripID) (row claimRow, digest string, found bool, err error) {
	var at struct {
		Claim  ClaimID `db:"claim_id"`
		Digest string  `db:"digest"`
	}
	found, err = get(ctx, q, &at, `SELECT claim_id, digest FROM claim_trips WHERE county = ? AND trip_id = ?`, county, id)
	if err != nil || !found {
		return row, "", false, err
	}
	row, err = s.claim(ctx, q, county, at.Claim)
	return row, at.Digest, err == nil, err
}
