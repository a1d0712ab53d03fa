package reimburse

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/money"
	"licheng/trips"
)

// lineRow is a row of claim_lines.
type lineRow struct {
	Claim    ClaimID      `db:"claim_id"`
	No       int          `db:"no"`
	Code     claim.Code   `db:"code"`
	Trip     string       `db:"trip_id"`
	Quantity string       `db:"quantity"`
	Unit     string       `db:"unit"`
	Rate     string       `db:"rate"`
	Amount   money.Amount `db:"amount_fen"`
	Rule     string       `db:"rule"`
	Text     string       `db:"text"`
	Inputs   string       `db:"inputs"`
	On       time.Time    `db:"on_at"`
	Digest   string       `db:"digest"`
}

const lineColumns = `claim_id, no, code, trip_id, quantity, unit, rate, amount_fen, rule, text, inputs, on_at, digest`

// sealedLine is what a line's digest is taken of.
type sealedLine struct {
	No   int        `json:"no"`
	Line claim.Line `json:"line"`
}

// normal returns the line as every database gives it back: UTC, whole
// microseconds, no nil slice.
func normal(l claim.Line) claim.Line {
	l.On = l.On.UTC().Truncate(time.Microsecond)
	if l.Inputs == nil {
		l.Inputs = []claim.Input{}
	}
	return l
}

// markLine seals line number no.
func markLine(no int, l claim.Line) (ledger.LineMark, error) {
	digest, err := ledger.Digest(sealedLine{No: no, Line: normal(l)})
	if err != nil {
		return ledger.LineMark{}, err
	}
	return ledger.LineMark{No: no, Code: string(l.Code), Trip: l.Trip, AmountFen: l.Amount, Digest: digest}, nil
}

// markLines seals lines numbered from 1, and their marks together.
func markLines(lines []claim.Line) ([]ledger.LineMark, string, error) {
	marks := make([]ledger.LineMark, len(lines))
	for i, l := range lines {
		var err error
		if marks[i], err = markLine(i+1, l); err != nil {
			return nil, "", err
		}
	}
	digest, err := ledger.Digest(marks)
	return marks, digest, err
}

// line reads the row back into the line it was.
func (r lineRow) line() (claim.Line, error) {
	l := claim.Line{Code: r.Code, Trip: r.Trip, Quantity: r.Quantity, Unit: r.Unit, Rate: r.Rate, Amount: r.Amount, On: r.On}
	if err := fromJSON(r.Rule, &l.Rule); err != nil {
		return l, err
	}
	if err := fromJSON(r.Text, &l.Text); err != nil {
		return l, err
	}
	if err := fromJSON(r.Inputs, &l.Inputs); err != nil {
		return l, err
	}
	return normal(l), nil
}

func (s *store) lineRows(ctx context.Context, q querier, county trips.County, id ClaimID) ([]lineRow, error) {
	rows := []lineRow{}
	if err := list(ctx, q, &rows, `SELECT `+lineColumns+` FROM claim_lines WHERE county = ? AND claim_id = ? ORDER BY no`, county, id); err != nil {
		return nil, fmt.Errorf("lines of claim %s: %w", id, err)
	}
	return rows, nil
}

// lines returns the lines of a claim in order.
func (s *store) lines(ctx context.Context, q querier, county trips.County, id ClaimID) ([]claim.Line, error) {
	rows, err := s.lineRows(ctx, q, county, id)
	if err != nil {
		return nil, err
	}
	lines := make([]claim.Line, len(rows))
	for i, r := range rows {
		if lines[i], err = r.line(); err != nil {
			return nil, fmt.Errorf("line %d of claim %s: %w", r.No, id, err)
		}
	}
	return lines, nil
}

// saveLines writes the lines of a draft in place of those before.
func (s *store) saveLines(ctx context.Context, tx *sqlx.Tx, county trips.County, id ClaimID, lines []claim.Line, marks []ledger.LineMark) error {
	if _, err := exec(ctx, tx, `DELETE FROM claim_lines WHERE county = ? AND claim_id = ?`, county, id); err != nil {
		return fmt.Errorf("lines of claim %s: %w", id, err)
	}
	for i, l := range lines {
		if err := s.addLine(ctx, tx, county, id, marks[i], normal(l)); err != nil {
			return fmt.Errorf("line %d of claim %s: %w", i+1, id, err)
		}
	}
	return nil
}

func (s *store) addLine(ctx context.Context, tx *sqlx.Tx, county trips.County, id ClaimID, mark ledger.LineMark, l claim.Line) error {
	rule, err := toJSON(l.Rule)
	if err != nil {
		return err
	}
	text, err := toJSON(l.Text)
	if err != nil {
		return err
	}
	inputs, err := toJSON(l.Inputs)
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `INSERT INTO claim_lines (county, `+lineColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		county, id, mark.No, l.Code, l.Trip, l.Quantity, l.Unit, l.Rate, l.Amount, rule, text, inputs, l.On, mark.Digest)
	return err
}

// commentRow is a row of claim_comments.
type commentRow struct {
	Seq     int64     `db:"event_seq"`
	LineNo  int       `db:"line_no"`
	LineKey string    `db:"line_key"`
	At      time.Time `db:"at"`
	Login   string    `db:"login"`
	Text    string    `db:"text"`
}

// lineKey finds a line again after its claim was priced anew: its code, trip
// and rule stay when its number does not.
func lineKey(l claim.Line) string { return string(l.Code) + "|" + l.Trip + "|" + l.Rule.ID }

func (s *store) comments(ctx context.Context, q querier, county trips.County, id ClaimID) ([]commentRow, error) {
	rows := []commentRow{}
	err := list(ctx, q, &rows, `SELECT event_seq, line_no, line_key, at, login, text FROM claim_comments
		WHERE county = ? AND claim_id = ? ORDER BY event_seq, line_no`, county, id)
	return rows, err
}

func (s *store) addComment(ctx context.Context, tx *sqlx.Tx, county trips.County, id ClaimID, c commentRow) error {
	_, err := exec(ctx, tx, `INSERT INTO claim_comments (county, claim_id, event_seq, line_no, line_key, at, login, text)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, county, id, c.Seq, c.LineNo, c.LineKey, c.At, c.Login, c.Text)
	return err
}
