package reimburse

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/ledger"
	"licheng/sheet"
	"licheng/trips"
)

// ImportKind says what a table holds.
type ImportKind string

// The tables this room imports.
const (
	ImportPeople     ImportKind = "people"
	ImportVehicles   ImportKind = "vehicles"
	ImportFuelPrices ImportKind = "fuel-prices"
	ImportTolls      ImportKind = "tolls"          // charging intervals, or toll-free days
	ImportRecords    ImportKind = "toll-records"   // passes of an ETC statement
	ImportSlips      ImportKind = "dispatch-slips" // the unit's book of dispatch slips
	ImportHolidays   ImportKind = "holidays"       // days off and weekends worked, by year
	ImportBudgets    ImportKind = "budgets"        // what each unit may spend in a year
	ImportRules      ImportKind = "rules"          // one rule document in YAML
	ImportBankLayout ImportKind = "bank-layout"    // how the bank wants its file, YAML
	ImportApproval   ImportKind = "approval"       // who approves what, YAML
	ImportAccounts   ImportKind = "accounts"       // the unit's account map, YAML
)

// ImportKinds lists every kind.
func ImportKinds() []ImportKind {
	return []ImportKind{ImportPeople, ImportVehicles, ImportFuelPrices, ImportTolls, ImportRecords, ImportSlips, ImportHolidays, ImportBudgets, ImportRules, ImportBankLayout, ImportAccounts, ImportApproval}
}

// ImportReport says what an import found and did. Either every row was taken,
// or none: then Problems names each row that stood in the way.
type ImportReport struct {
	Kind     ImportKind      `json:"kind"`
	File     string          `json:"file"`
	SHA256   string          `json:"sha256"`
	Rows     int             `json:"rows"`
	DryRun   bool            `json:"dry_run"`
	Written  bool            `json:"written"`
	Unknown  []string        `json:"unknown_columns"` // header words that mean nothing here
	Problems []sheet.Problem `json:"problems"`
}

// importMax bounds a file: the tables of a province are far below.
const importMax = sheet.MaxBytes

// table reads the rows of one kind of table and checks each. It returns what
// writes them, to be called within a transaction when no row was refused.
type table struct {
	columns []sheet.Column
	read    func(ctx context.Context, s *Service, county trips.County, t *sheet.Table, refuse refuser) (write func(ctx context.Context, tx *sqlx.Tx) error, err error)
}

// refuser notes a row that cannot be taken; column may be empty.
type refuser func(line int, column string, text lang.Text)

var tables = map[ImportKind]table{
	ImportPeople:     {peopleColumns, readPeople},
	ImportVehicles:   {vehicleTableColumns, readVehicles},
	ImportFuelPrices: {fuelColumns, readFuelPrices},
	ImportTolls:      {tollColumns, readTolls},
	ImportHolidays:   {holidayColumns, readHolidays},
	ImportSlips:      {slipColumns, readSlips},
}

// TemplateColumns returns the columns of the tables this room imports; the other
// kinds are documents in YAML.
func TemplateColumns() map[ImportKind][]sheet.Column {
	columns := map[ImportKind][]sheet.Column{ImportBudgets: budgetColumns, ImportRecords: recordTableColumns}
	for kind, of := range tables {
		columns[kind] = of.columns
	}
	return columns
}

// Import reads a table of the kind for the actor's county: CSV or XLSX, YAML
// for rules. With dryRun it only checks. Rows imported before are written anew
// where their key is the same; claims handed in keep the figures they were
// priced with, and open ones are priced again.
//
// Faults: ErrImportDenied, ErrTable, ErrRules, ErrRulesFinal.
func (s *Service) Import(ctx context.Context, actor trips.Actor, kind ImportKind, name string, r io.Reader, dryRun bool) (ImportReport, error) {
	report := ImportReport{Kind: kind, File: name, DryRun: dryRun, Unknown: []string{}, Problems: []sheet.Problem{}}
	if !actor.Has(trips.Admin) {
		return report, fmt.Errorf("account %s: %w", actor.Login, ErrImportDenied)
	}
	data, err := io.ReadAll(io.LimitReader(r, importMax+1))
	if err != nil {
		return report, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > importMax {
		return report, fmt.Errorf("%s: more than %d MiB: %w", name, importMax>>20, ErrTable)
	}
	sum := sha256.Sum256(data)
	report.SHA256 = hex.EncodeToString(sum[:])
	if kind == ImportRules {
		return s.importRules(ctx, actor, report, data)
	}
	if check, isOffice := officeDocuments[kind]; isOffice {
		return s.importOffice(ctx, actor, report, data, check)
	}
	of, known := tables[kind]
	switch kind {
	case ImportBudgets:
		of, known = budgetTable(actor), true
	case ImportRecords:
		of, known = recordTable(actor.Login, report.SHA256), true
	}
	if !known {
		return report, fmt.Errorf("there is no table of the kind %q: %w", kind, ErrTable)
	}
	return s.importTable(ctx, actor, of, report, data)
}

func (s *Service) importTable(ctx context.Context, actor trips.Actor, of table, report ImportReport, data []byte) (ImportReport, error) {
	t, err := sheet.Read(bytes.NewReader(data), report.File, of.columns)
	if err != nil {
		return report, fmt.Errorf("%w: %w", err, ErrTable)
	}
	report.Rows, report.Problems = len(t.Rows), append(report.Problems, t.Problems...)
	report.Unknown = append(report.Unknown, t.Unknown...)
	refuse := func(line int, column string, text lang.Text) {
		report.Problems = append(report.Problems, sheet.Problem{Line: line, Column: column, Text: text})
	}
	write, err := of.read(ctx, s, actor.County, t, refuse)
	slices.SortStableFunc(report.Problems, func(a, b sheet.Problem) int { return a.Line - b.Line })
	if err != nil || len(report.Problems) > 0 || report.DryRun {
		return report, err
	}
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := s.recordImport(ctx, tx, actor, report); err != nil {
			return err
		}
		if err := write(ctx, tx); err != nil {
			return err
		}
		return s.enqueueOpen(ctx, tx, actor.County)
	})
	report.Written = err == nil
	return report, err
}

// recordImport appends the import to the county's book.
func (s *Service) recordImport(ctx context.Context, tx *sqlx.Tx, actor trips.Actor, report ImportReport) error {
	_, err := s.store.appendEvent(ctx, tx, ledger.Entry{
		County: string(actor.County), At: s.now(), Actor: actor.Login,
		Type: "import." + string(report.Kind), Subject: report.File,
		Payload: map[string]any{"sha256": report.SHA256, "rows": report.Rows},
	})
	return err
}

// enqueueOpen has every open claim of the county priced again.
func (s *Service) enqueueOpen(ctx context.Context, tx *sqlx.Tx, county trips.County) error {
	var open []struct {
		Person trips.PersonID `db:"person_id"`
		Month  string         `db:"month"`
	}
	if err := list(ctx, tx, &open, `SELECT DISTINCT person_id, month FROM claims
		WHERE county = ? AND state IN ('draft', 'returned') ORDER BY person_id, month`, county); err != nil {
		return fmt.Errorf("open claims of %s: %w", county, err)
	}
	for _, o := range open {
		if err := s.enqueueDraft(ctx, tx, county, o.Person, o.Month); err != nil {
			return err
		}
	}
	return nil
}

// errCell says why a cell cannot be read; its text is for people.
type errCell struct{ text lang.Text }

func (e errCell) Error() string { return e.text.EN }

// refuseCell notes err on a cell, with the words of an errCell where it is one.
func refuseCell(refuse refuser, line int, column string, err error) {
	var cell errCell
	if errors.As(err, &cell) {
		refuse(line, column, cell.text)
		return
	}
	refuse(line, column, lang.Say("无法读取："+err.Error(), "cannot be read: "+err.Error()))
}
