package reimburse

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/sheet"
	"licheng/trips"
)

// OwnStatement says what came of an ETC statement that a person handed in: the
// passes of their own trips are kept, the others are nobody's business.
type OwnStatement struct {
	ImportReport
	Kept    int             // passes that are of a trip
	LeftOut []sheet.Problem // rows of no trip; nothing of them is kept
}

// StatementMaxBytes bounds a person's own statement: a year of passes is far
// below.
const StatementMaxBytes = 4 << 20

// ImportOwnStatement reads an ETC statement of the actor's own vehicles and keeps
// what is of their trips. Another plate refuses the whole file by name, and so
// does a row that cannot be read; a pass of no trip is left out and told.
//
// Faults: ErrClaimsDenied for an account that is nobody's, ErrTable.
func (s *Service) ImportOwnStatement(ctx context.Context, actor trips.Actor, name string, data []byte, dryRun bool) (OwnStatement, error) {
	sum := sha256.Sum256(data)
	done := OwnStatement{LeftOut: []sheet.Problem{}, ImportReport: ImportReport{
		Kind: ImportRecords, File: name, DryRun: dryRun, SHA256: hex.EncodeToString(sum[:]), Unknown: []string{}, Problems: []sheet.Problem{},
	}}
	switch {
	case actor.Person == "":
		return done, fmt.Errorf("account %s: %w", actor.Login, ErrClaimsDenied)
	case len(data) > StatementMaxBytes:
		return done, fmt.Errorf("%s: more than %d MiB: %w", name, StatementMaxBytes>>20, ErrTable)
	}
	t, err := sheet.Read(bytes.NewReader(data), name, recordTableColumns)
	if err != nil {
		return done, fmt.Errorf("%w: %w", err, ErrTable)
	}
	done.Rows, done.Problems, done.Unknown = len(t.Rows), append(done.Problems, t.Problems...), append(done.Unknown, t.Unknown...)
	vehicles, err := s.store.vehicles(ctx, s.store.db, actor.County, actor.Person)
	if err != nil {
		return done, fmt.Errorf("vehicles of %s: %w", actor.Person, err)
	}
	refuse := func(line int, column string, text lang.Text) {
		done.Problems = append(done.Problems, sheet.Problem{Line: line, Column: column, Text: text})
	}
	notOurs := lang.Say("不是您名下登记的车辆；别人的通行记录不能上传，请删去这些行", "is no vehicle of yours; records of others are not taken, leave their rows out")
	records, err := s.statement(ctx, actor.County, t, vehicles, notOurs, refuse)
	if err != nil || len(done.Problems) > 0 {
		return done, err
	}
	kept, err := s.ofTrips(ctx, actor, records, &done)
	if err != nil || dryRun || len(kept) == 0 {
		return done, err
	}
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := s.recordImport(ctx, tx, actor, done.ImportReport); err != nil {
			return err
		}
		return s.saveStatement(ctx, tx, actor.County, actor.Login, done.SHA256, true, kept, vehicles)
	})
	done.Written = err == nil
	return done, err
}

// ofTrips returns the records that are of trips of the actor's own, and notes the
// others as left out.
func (s *Service) ofTrips(ctx context.Context, actor trips.Actor, records []stated, done *OwnStatement) ([]stated, error) {
	var months []string
	for _, r := range records {
		for _, at := range []time.Time{r.ExitAt.AddDate(0, 0, -1), r.ExitAt} {
			if m := monthOf(at); !slices.Contains(months, m) {
				months = append(months, m)
			}
		}
	}
	if len(months) > recordsMonthsMax {
		return nil, fmt.Errorf("%d months in one statement, at most %d: %w", len(months), recordsMonthsMax, ErrTable)
	}
	found := map[int]bool{}
	for _, m := range months {
		driven, err := s.trips.MonthTrips(ctx, actor.County, actor.Person, m)
		if err != nil {
			return nil, fmt.Errorf("trips of %s in %s: %w", actor.Person, m, err)
		}
		if err := s.fitOwn(ctx, actor, driven, records, found); err != nil {
			return nil, err
		}
	}
	var kept []stated
	for _, r := range records {
		if found[r.line] {
			kept = append(kept, r)
			continue
		}
		done.LeftOut = append(done.LeftOut, sheet.Problem{Line: r.line, Text: lang.Sayf(
			"%[1]s 驶出 %[2]s：不在您已交的任何一次行程的时间和路上，没有保存。若是公务出行，先补交这次行程，再导入一次即可",
			"left %[2]s at %[1]s: of none of the trips you handed in, and not kept. If it was a trip on duty, hand that in first and import once more",
			r.ExitAt.In(rules.Shanghai()).Format("2006-01-02 15:04"), r.Exit)})
	}
	done.Kept = len(kept)
	return kept, nil
}

// recordsMonthsMax bounds the months that one person's statement reaches over.
const recordsMonthsMax = 26

// fitOwn notes by line which records are of a month's trips.
func (s *Service) fitOwn(ctx context.Context, actor trips.Actor, driven []trips.Trip, records []stated, found map[int]bool) error {
	if len(driven) == 0 {
		return nil
	}
	p := &pricing{county: actor.County, person: Person{ID: actor.Person}}
	if err := p.readVehicles(ctx, s.store.db, s.store, driven); err != nil {
		return err
	}
	places, err := s.trips.Places(ctx, actor.County)
	if err != nil {
		return fmt.Errorf("places of %s: %w", actor.County, err)
	}
	all := make([]toll.Record, len(records))
	for i, r := range records {
		all[i] = r.Record
	}
	for _, car := range p.cars(driven) {
		drives := car.timed(stationsOf(places), all)
		for _, r := range records {
			if toll.Fit(r.Record, drives) >= 0 {
				found[r.line] = true
			}
		}
		for i := range car.named(places, all) {
			found[records[i].line] = true
		}
	}
	return nil
}

// RecordFilter narrows a list of toll records.
type RecordFilter struct {
	Month       string // 2006-01, of the exit
	WithoutTrip bool   // those that are of no trip
}

// RecordView is a toll record and what became of it.
type RecordView struct {
	toll.Record
	Person PersonView   // whom the vehicle is registered to
	Trip   trips.TripID // empty: it is of no trip that was handed in
	Claim  ClaimID      // that pays it; empty: none does
	Held   bool         // that claim was handed in
	Own    bool         // the person handed it in
}

// recordsMax is the longest list of records one question gets.
const recordsMax = 2000

// TollRecords lists the records of a month with the trip each is of and the claim
// that pays it: a cadre's own vehicles', for finance and auditors those of the
// county. A record without a trip is evidence of a drive nobody handed in yet.
//
// Faults: ErrClaimsDenied, ErrMonth.
func (s *Service) TollRecords(ctx context.Context, actor trips.Actor, filter RecordFilter) ([]RecordView, error) {
	first, err := time.ParseInLocation("2006-01", filter.Month, rules.Shanghai())
	if err != nil {
		return nil, fmt.Errorf("%q: %w", filter.Month, ErrMonth)
	}
	whose := actor.Person
	switch {
	case oversees(actor):
		whose = ""
	case actor.Person == "":
		return nil, fmt.Errorf("account %s: %w", actor.Login, ErrClaimsDenied)
	}
	vehicles, err := s.store.vehicles(ctx, s.store.db, actor.County, whose)
	if err != nil {
		return nil, fmt.Errorf("vehicles: %w", err)
	}
	owners := map[string]trips.PersonID{}
	for _, v := range vehicles {
		owners[toll.PlateKey(v.Plate)] = v.Person
	}
	people, err := s.store.persons(ctx, s.store.db, actor.County)
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	views := map[trips.PersonID]PersonView{}
	for _, p := range people {
		views[p.ID] = p.view()
	}
	rows, err := s.store.tollRecordsPaid(ctx, s.store.db, actor.County, first.UTC(), first.AddDate(0, 1, 0).UTC())
	if err != nil {
		return nil, err
	}
	found := []RecordView{}
	for _, row := range rows {
		owner, ours := owners[row.Plate]
		if !ours || filter.WithoutTrip && row.Trip != "" || len(found) >= recordsMax {
			continue
		}
		found = append(found, RecordView{Record: row.record(), Person: views[owner], Trip: row.Trip, Claim: row.Claim, Held: row.Held, Own: row.Own})
	}
	return found, nil
}

// stationsOf returns the toll stations among the county's places.
func stationsOf(places []trips.Place) []trips.Place {
	return slices.DeleteFunc(slices.Clone(places), func(p trips.Place) bool { return p.Kind != trips.Station })
}
