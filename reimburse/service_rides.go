package reimburse

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/toll"
	"licheng/reimburse/voucher"
	"licheng/trips"
)

// Ride is what a toll invoice says of the ride it is for.
type Ride struct {
	Plate   string    `db:"plate"`
	Entry   string    `db:"entry"` // station
	Exit    string    `db:"exit_station"`
	EntryAt time.Time `db:"entry_at"`
	ExitAt  time.Time `db:"exit_at"`
}

// checked returns the ride with trimmed texts and UTC times; one that is not
// told whole, or ends before it begins, is ErrInvoice.
func (r Ride) checked() (Ride, error) {
	r.Plate, r.Entry, r.Exit = strings.TrimSpace(r.Plate), strings.TrimSpace(r.Entry), strings.TrimSpace(r.Exit)
	r.EntryAt, r.ExitAt = r.EntryAt.UTC().Truncate(time.Second), r.ExitAt.UTC().Truncate(time.Second)
	if r.Plate == "" || r.Entry == "" || r.Exit == "" || r.EntryAt.IsZero() || !r.ExitAt.After(r.EntryAt) {
		return r, fmt.Errorf("a ride needs plate, both stations and their times in order: %w", ErrInvoice)
	}
	return r, nil
}

// tollInvoice is the invoice as it is compared with drives.
func (i Invoice) tollInvoice() toll.Invoice {
	t := toll.Invoice{Number: i.Number, Kind: toll.TripInvoice, Amount: i.Amount}
	if i.Kind == "toll-topup" {
		t.Kind = toll.TopUp
	}
	if i.Ride != nil {
		t.Plate, t.Entry, t.Exit, t.EntryAt, t.ExitAt = i.Ride.Plate, toll.Station(i.Ride.Entry), toll.Station(i.Ride.Exit), i.Ride.EntryAt, i.Ride.ExitAt
	}
	return t
}

// rideFindings holds the toll invoices of a claim against the month's drives
// and against each other: an invoice belongs to the drive it disagrees with
// least, a ride has one invoice in the county, a top-up is no ride. None of it
// decides anything.
func (s *Service) rideFindings(ctx context.Context, q querier, row claimRow, invoices []Invoice) error {
	var tolls []toll.Invoice
	var at []int
	for i := range invoices {
		if invoices[i].Kind == "toll-topup" || (invoices[i].Kind == "toll" && invoices[i].Ride != nil) {
			tolls, at = append(tolls, invoices[i].tollInvoice()), append(at, i)
		}
	}
	if len(tolls) == 0 {
		return nil
	}
	drives, err := s.drives(ctx, q, row)
	if err != nil {
		return err
	}
	for k, settled := range toll.Settle(tolls, false) {
		i := &invoices[at[k]]
		if i.Ride == nil {
			continue // of a top-up its own check says that it is no ride
		}
		for _, d := range leastDoubts(tolls[k], drives) {
			i.Findings = append(i.Findings, voucher.Finding{Rule: d.Code, Text: d.Text})
		}
		if settled.Pay < i.Amount {
			i.Findings = append(i.Findings, voucher.Finding{Rule: "invoice-paid-once", Serious: true, Text: settled.Why})
		}
		used, err := s.store.rideUsed(ctx, q, row.County, *i)
		if err != nil {
			return err
		}
		if used != "" {
			i.Findings = append(i.Findings, voucher.Finding{Rule: "invoice-ride-used", Serious: true, Text: lang.Sayf(
				"同一次通行已凭另一张发票 %[1]s 登记在别的报销单。", "Another claim has invoice %[1]s for the same ride.", used)})
		}
	}
	return nil
}

// leastDoubts returns the doubts about the drive the invoice fits best; without
// any drive, those about none.
func leastDoubts(i toll.Invoice, drives []toll.Drive) []toll.Doubt {
	if len(drives) == 0 {
		drives = []toll.Drive{{Plate: i.Plate}}
	}
	best := toll.Match(i, drives[0], nil)
	for _, d := range drives[1:] {
		if doubts := toll.Match(i, d, nil); len(doubts) < len(best) {
			best = doubts
		}
	}
	return best
}

// drives returns the drives of a claim's month with the stations they passed,
// and what the claim's table made of their tolls.
func (s *Service) drives(ctx context.Context, q querier, row claimRow) ([]toll.Drive, error) {
	driven, err := s.trips.MonthTrips(ctx, row.County, row.Person, row.Month)
	if err != nil {
		return nil, fmt.Errorf("trips of %s in %s: %w", row.Person, row.Month, err)
	}
	lines, err := s.store.lines(ctx, q, row.County, row.ID)
	if err != nil {
		return nil, err
	}
	expected := map[string]money.Amount{}
	for _, l := range lines {
		if l.Code == claim.TollCode {
			expected[l.Trip] += l.Amount
		}
	}
	drives := make([]toll.Drive, 0, len(driven))
	for _, t := range driven {
		d := toll.Drive{Expected: expected[string(t.ID)]}
		if v, found, err := s.store.vehicle(ctx, q, row.County, t.Vehicle); err != nil {
			return nil, err
		} else if found {
			d.Plate = v.Plate
		}
		for _, p := range t.Passages {
			if toll.Kind(p.Kind) == toll.Booth {
				d.Approaches = append(d.Approaches, toll.Approach{Station: toll.Station(p.Name), At: p.At.UTC()})
			}
		}
		drives = append(drives, d)
	}
	return drives, nil
}

func (s *store) addRide(ctx context.Context, tx *sqlx.Tx, county trips.County, id InvoiceID, r Ride) error {
	if _, err := exec(ctx, tx, `INSERT INTO invoice_rides (county, invoice_id, plate, entry, exit_station, entry_at, exit_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		county, id, r.Plate, r.Entry, r.Exit, r.EntryAt, r.ExitAt); err != nil {
		return fmt.Errorf("ride of invoice %s: %w", id, err)
	}
	return nil
}

// readRides fills in the rides of invoices.
func (s *store) readRides(ctx context.Context, q querier, county trips.County, invoices []Invoice) error {
	for i := range invoices {
		if invoices[i].Kind != "toll" {
			continue
		}
		var r Ride
		found, err := get(ctx, q, &r, `SELECT plate, entry, exit_station, entry_at, exit_at FROM invoice_rides WHERE county = ? AND invoice_id = ?`, county, invoices[i].ID)
		if err != nil {
			return fmt.Errorf("ride of invoice %s: %w", invoices[i].ID, err)
		}
		if found {
			r.EntryAt, r.ExitAt = r.EntryAt.UTC(), r.ExitAt.UTC()
			invoices[i].Ride = &r
		}
	}
	return nil
}

// rideUsed returns the number of another claim's invoice of the same ride.
func (s *store) rideUsed(ctx context.Context, q querier, county trips.County, i Invoice) (string, error) {
	if i.Ride == nil {
		return "", nil
	}
	var number string
	if _, err := get(ctx, q, &number, `SELECT i.number FROM invoice_rides r JOIN invoices i ON i.county = r.county AND i.id = r.invoice_id
		WHERE r.county = ? AND r.plate = ? AND r.exit_at = ? AND r.entry = ? AND r.exit_station = ? AND i.claim_id <> ? ORDER BY i.number LIMIT 1`,
		county, i.Ride.Plate, i.Ride.ExitAt, i.Ride.Entry, i.Ride.Exit, i.Claim); err != nil {
		return "", fmt.Errorf("look for the ride of invoice %s: %w", i.Number, err)
	}
	return number, nil
}
