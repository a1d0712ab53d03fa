package reimburse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"licheng/reimburse/rules"
	"licheng/reimburse/voucher"
	"licheng/trips"
)

// Format is how a voucher is written.
type Format string

// The formats.
const (
	PDF  Format = "pdf"
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// ListKind names a list of a month's claims.
type ListKind string

// The lists.
const (
	PublicList ListKind = "public"  // 公示表: decided claims, amounts without routes
	MonthList  ListKind = "month"   // 月度台账: every claim handed in
	FormsOfAll ListKind = "forms"   // the forms of all decided claims, one after the other
	Entries    ListKind = "entries" // accounting entries of decided claims, CSV
)

// Printed is a file to hand on.
type Printed struct {
	Name   string // of the file
	Type   string // media type
	Bytes  []byte
	SHA256 string // hex, of Bytes
}

// ListRequest asks for a list.
type ListRequest struct {
	Kind   ListKind
	Month  string // 2006-01
	Format Format
	Masked bool // of the public list: names as 张*
	Days   int  // of the public list: how many days it hangs out; 0: 7
}

// publicDays is how long a public list hangs out unless asked otherwise.
const publicDays = 7

// ClaimForm prints a claim's 报销单 and the arithmetic behind it, for its
// claimant, finance and auditors; an auditor sees the account masked.
//
// Faults: ErrClaimsDenied, ErrNoClaim, ErrFormat, ErrNoFont.
func (s *Service) ClaimForm(ctx context.Context, actor trips.Actor, id ClaimID, format Format) (Printed, error) {
	if err := mayLook(actor); err != nil {
		return Printed{}, err
	}
	row, err := s.store.claim(ctx, s.store.db, actor.County, id)
	if err != nil {
		return Printed{}, err
	}
	if err := s.maySee(ctx, s.store.db, actor, row); err != nil {
		return Printed{}, fmt.Errorf("claim %s: %w", id, err)
	}
	papers, err := s.claimPapers(ctx, actor, row)
	if err != nil {
		return Printed{}, fmt.Errorf("form of claim %s: %w", id, err)
	}
	return printed("报销单-"+row.Month+"-"+string(row.ID), format, papers...)
}

// claimPapers gathers what the form prints.
func (s *Service) claimPapers(ctx context.Context, actor trips.Actor, row claimRow) ([]voucher.Paper, error) {
	person, err := s.store.person(ctx, s.store.db, row.County, row.Person)
	if err != nil {
		return nil, err
	}
	if !isOwn(actor, row) && !actor.Has(trips.Finance) {
		person.BankAccount = MaskAccount(person.BankAccount)
	}
	c := voucher.Claim{
		ID: string(row.ID), Month: row.Month, Sequence: row.Sequence, Unit: person.Unit, Township: person.TownshipName,
		Class: StaffClassName(person.StaffClass).ZH, Total: row.TotalFen, PrintedAt: s.now(),
		Person: voucher.Payee{ID: string(person.ID), Name: person.Name, Bank: person.BankName, Account: person.BankAccount},
	}
	if c.Lines, err = s.store.lines(ctx, s.store.db, row.County, row.ID); err != nil {
		return nil, err
	}
	if _, err = get(ctx, s.store.db, &c.Papers, `SELECT COUNT(*) FROM invoices WHERE county = ? AND claim_id = ?`, row.County, row.ID); err != nil {
		return nil, fmt.Errorf("count the invoices: %w", err)
	}
	if c.Trips, err = s.formTrips(ctx, row); err != nil {
		return nil, err
	}
	if c.Steps, c.Proof, err = s.steps(ctx, row); err != nil {
		return nil, err
	}
	if c.Document, err = s.documentWords(ctx, row); err != nil {
		return nil, err
	}
	return voucher.ClaimForm(c)
}

// formTrips are the claim's trips in the order they were driven, with the
// vehicle each names.
func (s *Service) formTrips(ctx context.Context, row claimRow) ([]voucher.Trip, error) {
	marks, err := s.store.claimTrips(ctx, s.store.db, row.County, row.ID)
	if err != nil {
		return nil, err
	}
	driven, err := s.trips.MonthTrips(ctx, row.County, row.Person, row.Month)
	if err != nil {
		return nil, fmt.Errorf("trips of %s in %s: %w", row.Person, row.Month, err)
	}
	var found []voucher.Trip
	for _, mark := range marks {
		at := slices.IndexFunc(driven, func(t trips.Trip) bool { return string(t.ID) == mark.ID })
		if at < 0 {
			return nil, fmt.Errorf("trip %s of the claim is not among the month's trips", mark.ID)
		}
		t, err := s.formTrip(ctx, driven[at])
		if err != nil {
			return nil, err
		}
		found = append(found, t)
	}
	slices.SortStableFunc(found, func(a, b voucher.Trip) int { return a.Start.Compare(b.Start) })
	return found, nil
}

func (s *Service) formTrip(ctx context.Context, t trips.Trip) (voucher.Trip, error) {
	made := voucher.Trip{ID: string(t.ID), Start: t.StartedAt, End: t.EndedAt, Purpose: t.Purpose, DistanceM: t.DistanceM}
	for _, place := range append(append([]string{t.From}, t.Via...), t.To) {
		if place != "" && (len(made.Route) == 0 || made.Route[len(made.Route)-1] != place) {
			made.Route = append(made.Route, place)
		}
	}
	if t.Vehicle == "" {
		return made, nil
	}
	v, found, err := s.store.vehicle(ctx, s.store.db, t.County, t.Vehicle)
	if err != nil {
		return made, fmt.Errorf("vehicle %s: %w", t.Vehicle, err)
	}
	if found {
		made.Plate, made.Vehicle = v.Plate, meansOf(v)
	}
	return made, nil
}

// meansOf names the means of travel as a form does.
func meansOf(v Vehicle) string {
	whose := "自驾"
	if v.Unit {
		whose = "公车"
	}
	names := map[rules.VehicleClass]string{
		"car": "轿车", "suv": "越野车", "pickup": "皮卡", "minivan": "面包车", "mpv": "商务车", "bus": "客车", "motorcycle": "摩托车", "bicycle": "自行车",
	}
	return whose + " " + names[v.Class]
}

// steps returns what was done to the claim, and the proof of the last of it.
func (s *Service) steps(ctx context.Context, row claimRow) ([]voucher.Step, voucher.Proof, error) {
	proof := voucher.Proof{Address: s.address, County: string(row.County), Claim: string(row.ID), Digest: row.LinesDigest}
	events, err := s.eventViews(ctx, s.store.db, row)
	if err != nil {
		return nil, proof, err
	}
	var steps []voucher.Step
	for _, e := range events {
		by, err := s.signed(ctx, row.County, e.By, e.OnBehalfOf...)
		if err != nil {
			return nil, proof, err
		}
		steps = append(steps, voucher.Step{Action: e.Action, By: by, At: e.At, Text: strings.TrimSpace(e.Comment + " " + e.Reference)})
		proof.Seq, proof.Hash = e.Seq, e.Hash
	}
	return steps, proof, nil
}

// documentWords names the rule document the claim was priced by.
func (s *Service) documentWords(ctx context.Context, row claimRow) (string, error) {
	if row.RuleDocument == "" {
		return "（没有生效的报销办法）", nil
	}
	d, found, err := s.store.ruleDocument(ctx, s.store.db, row.County, row.RuleDocument, row.RuleVersion)
	if err != nil || !found {
		return row.RuleDocument + " " + row.RuleVersion, err
	}
	doc, err := s.parsed(d)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("《%s》%s 版（%s 起施行）", doc.Title.ZH, d.Version, d.From), nil
}

// List prints a list of the month's claims, for finance and auditors. Entries
// are CSV; the forms of all are PDF; the lists are PDF or XLSX.
//
// Faults: ErrAuditDenied, ErrMonth, ErrFormat, ErrNothingToPrint, ErrNoFont.
func (s *Service) List(ctx context.Context, actor trips.Actor, ask ListRequest) (Printed, error) {
	if !oversees(actor) {
		return Printed{}, fmt.Errorf("account %s: %w", actor.Login, ErrAuditDenied)
	}
	if _, err := time.Parse("2006-01", ask.Month); err != nil {
		return Printed{}, fmt.Errorf("%q: %w", ask.Month, ErrMonth)
	}
	rows, err := s.store.monthRows(ctx, s.store.db, actor.County, ask.Month, ask.Kind != MonthList)
	if err != nil {
		return Printed{}, err
	}
	if len(rows) == 0 {
		return Printed{}, fmt.Errorf("%s: %w", ask.Month, ErrNothingToPrint)
	}
	switch ask.Kind {
	case FormsOfAll:
		return s.forms(ctx, actor, ask, rows)
	case Entries:
		return s.entries(ctx, actor, ask, rows)
	case PublicList, MonthList:
		return s.list(ctx, actor, ask, rows)
	default:
		return Printed{}, fmt.Errorf("%q: %w", ask.Kind, ErrFormat)
	}
}

func (s *Service) forms(ctx context.Context, actor trips.Actor, ask ListRequest, rows []claimRow) (Printed, error) {
	var all []voucher.Paper
	for _, row := range rows {
		papers, err := s.claimPapers(ctx, actor, row)
		if err != nil {
			return Printed{}, fmt.Errorf("form of claim %s: %w", row.ID, err)
		}
		all = append(all, papers...)
	}
	return printed("报销单-"+ask.Month, ask.Format, all...)
}

func (s *Service) list(ctx context.Context, actor trips.Actor, ask ListRequest, rows []claimRow) (Printed, error) {
	l := voucher.List{County: string(actor.County), Month: ask.Month, PrintedAt: s.now(), From: s.now(), Masked: ask.Masked}
	days := ask.Days
	if days <= 0 {
		days = publicDays
	}
	l.To = l.From.AddDate(0, 0, days)
	for _, row := range rows {
		entry, err := s.listEntry(ctx, row)
		if err != nil {
			return Printed{}, fmt.Errorf("claim %s: %w", row.ID, err)
		}
		l.Entries = append(l.Entries, entry)
	}
	name, lay := "台账-", voucher.MonthList
	if ask.Kind == PublicList {
		name, lay = "公示表-", voucher.PublicList
	}
	paper, err := lay(l)
	if err != nil {
		return Printed{}, err
	}
	return printed(name+ask.Month, ask.Format, paper)
}

func (s *Service) listEntry(ctx context.Context, row claimRow) (voucher.Entry, error) {
	person, err := s.store.person(ctx, s.store.db, row.County, row.Person)
	if err != nil {
		return voucher.Entry{}, err
	}
	lines, err := s.store.lines(ctx, s.store.db, row.County, row.ID)
	if err != nil {
		return voucher.Entry{}, err
	}
	sums, err := voucher.SumLines(lines)
	e := voucher.Entry{
		Claim: string(row.ID), Person: person.Name, Class: StaffClassName(person.StaffClass).ZH, Unit: person.Unit, Township: person.TownshipName,
		Month: row.Month, Sequence: row.Sequence, Trips: row.Trips, DistanceM: row.DistanceM, Sums: sums, Total: row.TotalFen, Cut: max(row.CutFen, 0),
		State: row.State.Name().ZH, Reference: row.Reference,
	}
	if err == nil {
		e.DecidedBy, err = s.signed(ctx, row.County, row.DecidedBy)
	}
	for at, from := range map[*time.Time]*time.Time{&e.Submitted: row.SubmittedAt, &e.Decided: row.DecidedAt, &e.Paid: row.PaidAt} {
		if from != nil {
			*at = *from
		}
	}
	return e, err
}

// entries writes the accounting entries of the month: what was approved
// becomes owed, what was paid is owed no more.
func (s *Service) entries(ctx context.Context, actor trips.Actor, ask ListRequest, rows []claimRow) (Printed, error) {
	if ask.Format != CSV {
		return Printed{}, fmt.Errorf("%q: %w", ask.Format, ErrFormat)
	}
	accounts, err := s.accounts(ctx, actor.County)
	if err != nil {
		return Printed{}, err
	}
	var postings []voucher.Posting
	for _, row := range rows {
		person, err := s.store.person(ctx, s.store.db, actor.County, row.Person)
		if err != nil {
			return Printed{}, err
		}
		p := voucher.Posted{Claim: string(row.ID), Person: person.Name, Unit: person.Unit, Month: row.Month, On: *row.DecidedAt}
		if p.Lines, err = s.store.lines(ctx, s.store.db, actor.County, row.ID); err != nil {
			return Printed{}, err
		}
		accrued, err := voucher.Accrual(accounts, p)
		if err != nil {
			return Printed{}, err
		}
		postings = append(postings, accrued...)
		if row.PaidAt == nil {
			continue
		}
		p.On, p.Reference = *row.PaidAt, row.Reference
		paid, err := voucher.Payout(accounts, p)
		if err != nil {
			return Printed{}, err
		}
		postings = append(postings, paid...)
	}
	text, err := voucher.EntriesCSV(postings)
	return file("会计分录-"+ask.Month, CSV, text), err
}

// accounts returns the county's account map, or the usual one.
func (s *Service) accounts(ctx context.Context, county trips.County) (voucher.AccountMap, error) {
	body, found, err := s.store.officeDocument(ctx, s.store.db, county, ImportAccounts)
	if err != nil || !found {
		return voucher.DefaultAccounts(), err
	}
	return voucher.ParseAccounts([]byte(body))
}

// printed writes papers in the format.
func printed(name string, format Format, papers ...voucher.Paper) (Printed, error) {
	write := voucher.PDF
	switch format {
	case PDF:
	case XLSX:
		write = voucher.XLSX
	default:
		return Printed{}, fmt.Errorf("%q: %w", format, ErrFormat)
	}
	bytes, err := write(papers...)
	if errors.Is(err, voucher.ErrNoFont) {
		err = fmt.Errorf("%w: %w", err, ErrNoFont)
	}
	if err != nil {
		return Printed{}, err
	}
	return file(name, format, bytes), nil
}

// mediaTypes are the formats' media types.
var mediaTypes = map[Format]string{
	PDF:  "application/pdf",
	XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	CSV:  "text/csv; charset=utf-8",
}

func file(name string, format Format, bytes []byte) Printed {
	digest := sha256.Sum256(bytes)
	return Printed{Name: name + "." + string(format), Type: mediaTypes[format], Bytes: bytes, SHA256: hex.EncodeToString(digest[:])}
}
