package reimburse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"licheng/reimburse/ledger"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/voucher"
	"licheng/trips"
)

// InvoiceID names an invoice in the county; a UUIDv7.
type InvoiceID string

// InvoiceMaxBytes bounds an invoice's file: an OFD or PDF is far below.
const InvoiceMaxBytes = 4 << 20

// Invoice is an invoice handed in with a claim.
type Invoice struct {
	ID       InvoiceID    `db:"id"`
	Claim    ClaimID      `db:"claim_id"`
	Kind     string       `db:"kind"` // toll, toll-topup, parking, lodging, other
	Code     string       `db:"code"` // of the older kinds
	Number   string       `db:"number"`
	Buyer    string       `db:"buyer"`
	Seller   string       `db:"seller"`
	IssuedOn string       `db:"issued_on"` // 2006-01-02
	Amount   money.Amount `db:"amount_fen"`
	FileName string       `db:"file_name"` // as sent; never used as a path
	SHA256   string       `db:"sha256"`
	AddedAt  time.Time    `db:"added_at"`
	AddedBy  string       `db:"added_by"`
	Tax      voucher.Tax  `db:"tax"`     // of a toll invoice; empty: not told
	Summary  string       `db:"summary"` // 汇总单号 of a toll invoice

	Ride     *Ride             `db:"-"` // of a toll invoice, where it says
	Findings []voucher.Finding `db:"-"`
}

// invoiceKinds are the kinds of invoices.
var invoiceKinds = []string{"toll", "toll-topup", "parking", "lodging", "other"}

const invoiceColumns = `id, claim_id, kind, code, number, buyer, seller, issued_on, amount_fen, file_name, sha256, added_at, added_by, tax, summary`

// values is the invoice as the checks take it.
func (i Invoice) values() (voucher.Invoice, error) {
	on, err := time.ParseInLocation(time.DateOnly, i.IssuedOn, rules.Shanghai())
	return voucher.Invoice{
		Number: i.Number, Code: i.Code, Kind: i.Kind, Buyer: i.Buyer, Seller: i.Seller, Date: on, Amount: i.Amount, Tax: i.Tax, Summary: i.Summary,
	}, err
}

// AddInvoice attaches an invoice to a claim that its person may still mend.
// One whose number has a wrong form is refused, and one that any claim of the
// county has: the same number, or the same file. What else is odd about it
// stands with it as findings.
//
// Faults: ErrClaimsDenied, ErrNoClaim, ErrState, ErrInvoice, ErrInvoiceUsed.
func (s *Service) AddInvoice(ctx context.Context, actor trips.Actor, id ClaimID, i Invoice, file []byte) (Invoice, error) {
	row, err := s.ownOpenClaim(ctx, actor, id)
	if err != nil {
		return i, err
	}
	if i, err = s.newInvoice(ctx, actor, row, i, file); err != nil {
		return i, err
	}
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := s.store.lockHead(ctx, tx, string(actor.County)); err != nil {
			return err
		}
		var used []ClaimID
		if err := list(ctx, tx, &used, `SELECT claim_id FROM invoices WHERE county = ? AND (key = ? OR sha256 = ?)`,
			actor.County, invoiceKey(i), i.SHA256); err != nil {
			return fmt.Errorf("look for invoice %s: %w", i.Number, err)
		}
		if len(used) > 0 {
			return fmt.Errorf("invoice %s: %w", i.Number, ErrInvoiceUsed)
		}
		if err := s.store.addInvoice(ctx, tx, actor.County, i, file); err != nil {
			return err
		}
		if i.Ride != nil {
			if err := s.store.addRide(ctx, tx, actor.County, i.ID, *i.Ride); err != nil {
				return err
			}
		}
		return s.recordInvoice(ctx, tx, actor, "invoice.add", i)
	})
	return i, err
}

// ownOpenClaim returns the actor's own claim while it can still be mended.
func (s *Service) ownOpenClaim(ctx context.Context, actor trips.Actor, id ClaimID) (claimRow, error) {
	if err := mayLook(actor); err != nil {
		return claimRow{}, err
	}
	row, err := s.store.claim(ctx, s.store.db, actor.County, id)
	switch {
	case err != nil:
		return row, err
	case !isOwn(actor, row):
		return row, fmt.Errorf("claim %s: %w", id, ErrNoClaim)
	case row.State.Pinned():
		return row, fmt.Errorf("claim %s: %w", id, ErrState)
	}
	return row, nil
}

// newInvoice fills in an invoice and refuses one that cannot be told apart.
func (s *Service) newInvoice(ctx context.Context, actor trips.Actor, row claimRow, i Invoice, file []byte) (Invoice, error) {
	made, err := uuid.NewV7()
	if err != nil {
		return i, fmt.Errorf("make an invoice id: %w", err)
	}
	digest := sha256.Sum256(file)
	i.ID, i.Claim, i.SHA256 = InvoiceID(made.String()), row.ID, hex.EncodeToString(digest[:])
	i.Number, i.Code, i.Summary = strings.TrimSpace(i.Number), strings.TrimSpace(i.Code), strings.TrimSpace(i.Summary)
	i.AddedAt, i.AddedBy = s.now(), actor.Login
	switch {
	case !slices.Contains(invoiceKinds, i.Kind):
		return i, fmt.Errorf("kind %q: %w", i.Kind, ErrInvoice)
	case !slices.Contains([]voucher.Tax{"", voucher.Taxed, voucher.Untaxed}, i.Tax),
		!strings.HasPrefix(i.Kind, "toll") && (i.Tax != "" || i.Summary != ""):
		return i, fmt.Errorf("tax %q, summary %q of an invoice of the kind %q: %w", i.Tax, i.Summary, i.Kind, ErrInvoice)
	case len(file) == 0 || len(file) > InvoiceMaxBytes:
		return i, fmt.Errorf("a file of %d bytes: %w", len(file), ErrInvoice)
	}
	if i.Ride != nil {
		ride, err := i.Ride.checked()
		if err != nil || i.Kind != "toll" {
			return i, fmt.Errorf("ride of invoice %s: %w", i.Number, ErrInvoice)
		}
		i.Ride = &ride
	}
	if i.Findings, err = s.checkInvoice(ctx, row, i); err != nil {
		return i, err
	}
	alone := []Invoice{i}
	if err := s.rideFindings(ctx, s.store.db, row, alone); err != nil {
		return i, err
	}
	i.Findings = alone[0].Findings
	for _, f := range i.Findings {
		if f.Rule == "invoice-number" {
			return i, fmt.Errorf("%s: %w", f.Text, ErrInvoice)
		}
	}
	return i, nil
}

// checkInvoice holds an invoice against its claim: the unit, the month's days
// and today.
func (s *Service) checkInvoice(ctx context.Context, row claimRow, i Invoice) ([]voucher.Finding, error) {
	values, err := i.values()
	if err != nil {
		return nil, fmt.Errorf("day %q: %w", i.IssuedOn, ErrInvoice)
	}
	person, err := s.store.person(ctx, s.store.db, row.County, row.Person)
	if err != nil {
		return nil, err
	}
	first, err := monthStart(row.Month)
	if err != nil {
		return nil, fmt.Errorf("month of claim %s: %w", row.ID, err)
	}
	return voucher.CheckInvoice(values, voucher.Case{
		Unit: person.Unit, From: first, To: first.AddDate(0, 1, -1), Today: s.now(),
	}), nil
}

func invoiceKey(i Invoice) string { return voucher.Invoice{Code: i.Code, Number: i.Number}.Key() }

// recordInvoice seals in the county's book that an invoice came or went.
func (s *Service) recordInvoice(ctx context.Context, tx *sqlx.Tx, actor trips.Actor, what string, i Invoice) error {
	_, err := s.store.appendEvent(ctx, tx, ledger.Entry{
		County: string(actor.County), At: s.now(), Actor: actor.Login, Type: what, Subject: invoiceKey(i),
		Payload: map[string]any{"invoice": i.ID, "claim": i.Claim, "amount_fen": i.Amount, "sha256": i.SHA256},
	})
	return err
}

// RemoveInvoice takes an invoice off the actor's own claim while that can still
// be mended; its number is free again. Faults: as AddInvoice, and ErrNoInvoice.
func (s *Service) RemoveInvoice(ctx context.Context, actor trips.Actor, id ClaimID, invoice InvoiceID) error {
	if _, err := s.ownOpenClaim(ctx, actor, id); err != nil {
		return err
	}
	return s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := s.store.lockHead(ctx, tx, string(actor.County)); err != nil {
			return err
		}
		var i Invoice
		found, err := get(ctx, tx, &i, `SELECT `+invoiceColumns+` FROM invoices WHERE county = ? AND claim_id = ? AND id = ?`, actor.County, id, invoice)
		if err == nil && !found {
			err = ErrNoInvoice
		}
		if err != nil {
			return fmt.Errorf("invoice %s: %w", invoice, err)
		}
		for _, query := range []string{
			`DELETE FROM invoice_rides WHERE county = ? AND invoice_id = ?`, `DELETE FROM invoices WHERE county = ? AND id = ?`,
		} {
			if _, err := exec(ctx, tx, query, actor.County, invoice); err != nil {
				return fmt.Errorf("remove invoice %s: %w", invoice, err)
			}
		}
		return s.recordInvoice(ctx, tx, actor, "invoice.remove", i)
	})
}

// Invoices lists the invoices of a claim with what is odd about each, for its
// claimant, finance and auditors.
func (s *Service) Invoices(ctx context.Context, actor trips.Actor, id ClaimID) ([]Invoice, error) {
	row, err := s.store.claim(ctx, s.store.db, actor.County, id)
	if err == nil {
		err = s.maySee(ctx, s.store.db, actor, row)
	}
	if err != nil {
		return nil, fmt.Errorf("claim %s: %w", id, err)
	}
	return s.invoicesOf(ctx, row)
}

// invoicesOf is Invoices without asking who looks.
func (s *Service) invoicesOf(ctx context.Context, row claimRow) ([]Invoice, error) {
	found := []Invoice{}
	err := list(ctx, s.store.db, &found, `SELECT `+invoiceColumns+` FROM invoices WHERE county = ? AND claim_id = ? ORDER BY issued_on, id`, row.County, row.ID)
	if err != nil {
		return nil, fmt.Errorf("invoices of claim %s: %w", row.ID, err)
	}
	if err := s.store.readRides(ctx, s.store.db, row.County, found); err != nil {
		return nil, err
	}
	for i := range found {
		if found[i].Findings, err = s.checkInvoice(ctx, row, found[i]); err != nil {
			return nil, err
		}
	}
	return found, s.rideFindings(ctx, s.store.db, row, found)
}

// FindInvoices looks for invoices by number, or the end of it, in the whole
// county, for finance and auditors. Faults: ErrAuditDenied, ErrInvoice.
func (s *Service) FindInvoices(ctx context.Context, actor trips.Actor, number string) ([]Invoice, error) {
	if !oversees(actor) {
		return nil, fmt.Errorf("account %s: %w", actor.Login, ErrAuditDenied)
	}
	if number = strings.TrimSpace(number); len(number) < 4 || strings.ContainsAny(number, `%_\`) {
		return nil, fmt.Errorf("%q: %w", number, ErrInvoice)
	}
	found := []Invoice{}
	err := list(ctx, s.store.db, &found, `SELECT `+invoiceColumns+` FROM invoices WHERE county = ? AND number LIKE ? ORDER BY number, id LIMIT 100`,
		actor.County, "%"+number)
	return found, err
}

// InvoiceFile returns an invoice's file as it was handed in, to whoever sees
// its claim. Faults: ErrNoClaim, ErrNoInvoice.
func (s *Service) InvoiceFile(ctx context.Context, actor trips.Actor, id ClaimID, invoice InvoiceID) (Printed, error) {
	all, err := s.Invoices(ctx, actor, id)
	if err != nil {
		return Printed{}, err
	}
	at := slices.IndexFunc(all, func(i Invoice) bool { return i.ID == invoice })
	if at < 0 {
		return Printed{}, fmt.Errorf("invoice %s: %w", invoice, ErrNoInvoice)
	}
	return s.invoiceBytes(ctx, actor.County, all[at])
}

// invoiceBytes returns the file of an invoice, as bytes whatever it says it is: a
// browser must not run it.
func (s *Service) invoiceBytes(ctx context.Context, county trips.County, i Invoice) (Printed, error) {
	var bytes []byte
	if _, err := get(ctx, s.store.db, &bytes, `SELECT file FROM invoices WHERE county = ? AND id = ?`, county, i.ID); err != nil {
		return Printed{}, fmt.Errorf("file of invoice %s: %w", i.ID, err)
	}
	return Printed{Name: i.FileName, Type: "application/octet-stream", Bytes: bytes, SHA256: i.SHA256}, nil
}

func (s *store) addInvoice(ctx context.Context, tx *sqlx.Tx, county trips.County, i Invoice, file []byte) error {
	_, err := exec(ctx, tx, `INSERT INTO invoices (county, key, file, `+invoiceColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		county, invoiceKey(i), file, i.ID, i.Claim, i.Kind, i.Code, i.Number, i.Buyer, i.Seller, i.IssuedOn, i.Amount, i.FileName, i.SHA256, i.AddedAt, i.AddedBy, i.Tax, i.Summary)
	if err != nil {
		return fmt.Errorf("add invoice %s: %w", i.Number, err)
	}
	return nil
}
