package reimburse

import (
	"context"
	"fmt"
	"time"

	"github.com/govalues/decimal"
	"github.com/jmoiron/sqlx"

	"licheng/reimburse/energy"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/trips"
)

// tables reads the dated tables of a county as rules.Price takes them.
func (s *store) tables(ctx context.Context, q querier, county trips.County) (rules.Tables, error) {
	var t rules.Tables
	prices, err := s.fuelPrices(ctx, q, county)
	if err != nil {
		return t, err
	}
	if t.FuelPrice, err = energy.NewPrices(prices); err != nil {
		return t, err
	}
	rows, err := s.tollRows(ctx, q, county)
	if err != nil {
		return t, err
	}
	if t.Tolls, err = toll.NewTable(rows); err != nil {
		return t, err
	}
	if t.FreeDays, err = s.freePeriods(ctx, q, county); err != nil {
		return t, err
	}
	t.Calendar, err = s.calendar(ctx, q, county)
	return t, err
}

func (s *store) fuelPrices(ctx context.Context, q querier, county trips.County) ([]energy.Price, error) {
	var rows []struct {
		Zone, Grade, Yuan, Source string
		ValidFrom                 time.Time `db:"valid_from"`
	}
	if err := list(ctx, q, &rows, `SELECT zone, grade, valid_from, yuan, source FROM fuel_prices
		WHERE county = ? ORDER BY zone, grade, valid_from`, county); err != nil {
		return nil, fmt.Errorf("fuel prices: %w", err)
	}
	prices := make([]energy.Price, len(rows))
	for i, r := range rows {
		yuan, err := decimal.Parse(r.Yuan)
		if err != nil {
			return nil, fmt.Errorf("fuel price of zone %s, grade %s: %w", r.Zone, r.Grade, err)
		}
		prices[i] = energy.Price{Zone: r.Zone, Grade: r.Grade, ValidFrom: r.ValidFrom.UTC(), Yuan: yuan, Source: r.Source}
	}
	return prices, nil
}

func (s *store) tollRows(ctx context.Context, q querier, county trips.County) ([]toll.Row, error) {
	var rows []struct {
		Interval  string       `db:"interval_code"`
		Name      string       `db:"name"`
		ValidFrom time.Time    `db:"valid_from"`
		Class1    money.Amount `db:"class1_fen"`
		Class2    money.Amount `db:"class2_fen"`
		Class3    money.Amount `db:"class3_fen"`
		Class4    money.Amount `db:"class4_fen"`
		Over      string       `db:"over_interval"`
	}
	if err := list(ctx, q, &rows, `SELECT interval_code, name, valid_from, class1_fen, class2_fen, class3_fen, class4_fen, over_interval
		FROM toll_rows WHERE county = ? ORDER BY interval_code, valid_from`, county); err != nil {
		return nil, fmt.Errorf("toll rows: %w", err)
	}
	tolls := make([]toll.Row, len(rows))
	for i, r := range rows {
		tolls[i] = toll.Row{
			Interval: r.Interval, Name: r.Name, ValidFrom: r.ValidFrom.UTC(),
			Fen: [4]money.Amount{r.Class1, r.Class2, r.Class3, r.Class4}, Over: r.Over,
		}
	}
	return tolls, nil
}

func (s *store) freePeriods(ctx context.Context, q querier, county trips.County) ([]toll.FreePeriod, error) {
	var rows []struct {
		From  time.Time `db:"free_from"`
		Until time.Time `db:"free_until"`
		Name  string    `db:"name"`
		Seats int       `db:"seats"`
	}
	if err := list(ctx, q, &rows, `SELECT free_from, free_until, name, seats FROM toll_free_periods
		WHERE county = ? ORDER BY free_from`, county); err != nil {
		return nil, fmt.Errorf("toll-free periods: %w", err)
	}
	periods := make([]toll.FreePeriod, len(rows))
	for i, r := range rows {
		periods[i] = toll.FreePeriod{From: r.From.UTC(), Until: r.Until.UTC(), Name: r.Name, Seats: r.Seats}
	}
	return periods, nil
}

// The save methods add a row, or write it anew when the county corrects one
// it imported before: claims keep the figures they were priced with.

func (s *store) saveFuelPrice(ctx context.Context, tx *sqlx.Tx, county trips.County, p energy.Price) error {
	_, err := exec(ctx, tx, `INSERT INTO fuel_prices (county, zone, grade, valid_from, yuan, source) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, zone, grade, valid_from) DO UPDATE SET yuan = excluded.yuan, source = excluded.source`,
		county, p.Zone, p.Grade, p.ValidFrom.UTC(), p.Yuan.String(), p.Source)
	return err
}

func (s *store) saveTollRow(ctx context.Context, tx *sqlx.Tx, county trips.County, r toll.Row) error {
	_, err := exec(ctx, tx, `INSERT INTO toll_rows (county, interval_code, valid_from, name, class1_fen, class2_fen, class3_fen, class4_fen, over_interval)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, interval_code, valid_from) DO UPDATE SET name = excluded.name, class1_fen = excluded.class1_fen,
			class2_fen = excluded.class2_fen, class3_fen = excluded.class3_fen, class4_fen = excluded.class4_fen,
			over_interval = excluded.over_interval`,
		county, r.Interval, r.ValidFrom.UTC(), r.Name, r.Fen[0], r.Fen[1], r.Fen[2], r.Fen[3], r.Over)
	return err
}

func (s *store) saveFreePeriod(ctx context.Context, tx *sqlx.Tx, county trips.County, p toll.FreePeriod) error {
	_, err := exec(ctx, tx, `INSERT INTO toll_free_periods (county, free_from, free_until, name, seats) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (county, free_from) DO UPDATE SET free_until = excluded.free_until, name = excluded.name, seats = excluded.seats`,
		county, p.From.UTC(), p.Until.UTC(), p.Name, p.Seats)
	return err
}

// RuleDocument is an imported rule document, with what pins it.
type RuleDocument struct {
	ID         string     `db:"id"`
	Version    string     `db:"version"`
	From       rules.Date `db:"in_force_from"`
	To         rules.Date `db:"in_force_to"` // empty: open
	Body       string     `db:"body"`        // the YAML as imported
	SHA256     string     `db:"sha256"`      // hex, of Body
	ImportedAt time.Time  `db:"imported_at"`
	ImportedBy string     `db:"imported_by"`
}

const ruleColumns = `id, version, in_force_from, in_force_to, body, sha256, imported_at, imported_by`

// ruleDocuments returns every document, the latest to come in force first and
// of those the latest imported first.
func (s *store) ruleDocuments(ctx context.Context, q querier, county trips.County) ([]RuleDocument, error) {
	documents := []RuleDocument{}
	err := list(ctx, q, &documents, `SELECT `+ruleColumns+` FROM rule_documents WHERE county = ?
		ORDER BY in_force_from DESC, imported_at DESC, id, version DESC`, county)
	return documents, err
}

func (s *store) ruleDocument(ctx context.Context, q querier, county trips.County, id, version string) (RuleDocument, bool, error) {
	var d RuleDocument
	found, err := get(ctx, q, &d, `SELECT `+ruleColumns+` FROM rule_documents
		WHERE county = ? AND id = ? AND version = ?`, county, id, version)
	return d, found, err
}

func (s *store) addRuleDocument(ctx context.Context, tx *sqlx.Tx, county trips.County, d RuleDocument) error {
	_, err := exec(ctx, tx, `INSERT INTO rule_documents (county, `+ruleColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		county, d.ID, d.Version, d.From, d.To, d.Body, d.SHA256, d.ImportedAt, d.ImportedBy)
	if err != nil {
		return fmt.Errorf("add rule document %s %s: %w", d.ID, d.Version, err)
	}
	return nil
}
