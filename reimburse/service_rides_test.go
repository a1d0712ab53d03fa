package reimburse_test

import (
	"strings"
	"testing"
	"time"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// clockOf is a time of 12 October 2026 in China.
func clockOf(hour, minute int) time.Time {
	return time.Date(2026, 10, 12, hour, minute, 0, 0, rules.Shanghai())
}

// throughStations lets a trip pass two stations as the road file names them.
func throughStations(t *trips.Trip) {
	t.Passages = []trips.Passage{
		{Kind: "booth", Ref: "W", Name: "柏树收费站入口", At: clockOf(8, 5)},
		{Kind: "booth", Ref: "E", Name: "县城收费站出口", At: clockOf(8, 50)},
	}
}

// ride is the invoice of the ride p1 drove.
func ride(number string, change ...func(*reimburse.Invoice)) reimburse.Invoice {
	i := tollInvoice()
	i.Number = number
	i.Ride = &reimburse.Ride{Plate: "云A·00001", Entry: "柏树", Exit: "县城站", EntryAt: clockOf(8, 6), ExitAt: clockOf(8, 49)}
	for _, c := range change {
		c(&i)
	}
	return i
}

// rulesOf lists what is odd about the invoice with the number.
func (f *fixture) rulesOf(id reimburse.ClaimID, number string) string {
	f.t.Helper()
	all, err := f.Invoices(f.t.Context(), clerk, id)
	if err != nil {
		f.t.Fatal(err)
	}
	var found []string
	for _, i := range all {
		if i.Number == number {
			for _, finding := range i.Findings {
				found = append(found, finding.Rule)
			}
		}
	}
	return strings.Join(found, " ")
}

// The toll invoice is held against the drive: plate, both stations and times;
// the same ride is not paid by two invoices, in one claim or in two, and a
// top-up is no ride.
func TestTollInvoicesAgainstTheDrive(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 40, throughStations)
		f.drove("p2", "t2", 13, 10)
		p1, p2 := f.current("p1").ID, f.current("p2").ID
		add := func(person string, claim reimburse.ClaimID, i reimburse.Invoice) {
			t.Helper()
			if _, err := f.AddInvoice(t.Context(), cadre(person), claim, i, []byte(i.Number)); err != nil {
				t.Fatal(err)
			}
		}
		fits, other, again, topUp, elsewhere := "26522000000000000001", "26522000000000000002", "26522000000000000003", "26522000000000000004", "26522000000000000005"
		add("p1", p1, ride(fits))
		add("p1", p1, ride(other, func(i *reimburse.Invoice) {
			i.Ride.Plate, i.Ride.EntryAt, i.Ride.ExitAt = "云A99999", clockOf(15, 0), clockOf(15, 40)
		}))
		add("p1", p1, ride(again))
		add("p1", p1, ride(topUp, func(i *reimburse.Invoice) { i.Kind, i.Ride, i.Amount = "toll-topup", nil, money.Amount(50000) }))
		add("p2", p2, ride(elsewhere))
		f.submitted("p1")
		f.submitted("p2")
		for number, want := range map[string]string{
			fits:  "invoice-ride-used",
			other: "invoice-plate invoice-entry invoice-exit",
			again: "invoice-paid-once invoice-ride-used",
			topUp: "invoice-topup",
		} {
			if got := f.rulesOf(p1, number); got != want {
				t.Errorf("%s: %q, want %q", number, got, want)
			}
		}
		if got := f.rulesOf(p2, elsewhere); got != "invoice-plate invoice-entry invoice-exit invoice-ride-used" {
			t.Errorf("somebody else's ride: %q", got)
		}
	})
}

// A ride is told whole or not at all, and goes with its invoice when that is
// taken off.
func TestRideOfAnInvoice(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.drove("p1", "t1", 12, 40, throughStations)
	id := f.current("p1").ID
	for name, change := range map[string]func(*reimburse.Invoice){
		"no plate":              func(i *reimburse.Invoice) { i.Ride.Plate = " " },
		"no exit":               func(i *reimburse.Invoice) { i.Ride.Exit = "" },
		"no time":               func(i *reimburse.Invoice) { i.Ride.EntryAt = time.Time{} },
		"out before in":         func(i *reimburse.Invoice) { i.Ride.ExitAt = i.Ride.EntryAt },
		"a ride of parking":     func(i *reimburse.Invoice) { i.Kind = "parking" },
		"a ride of a top-up":    func(i *reimburse.Invoice) { i.Kind = "toll-topup" },
		"no entry for the ride": func(i *reimburse.Invoice) { i.Ride.Entry = "" },
	} {
		_, err := f.AddInvoice(t.Context(), cadre("p1"), id, ride("26522000000000000001", change), []byte(name))
		wantFault(t, err, reimburse.ErrInvoice)
	}
	made, err := f.AddInvoice(t.Context(), cadre("p1"), id, ride("26522000000000000001"), []byte("ofd"))
	if err != nil || len(made.Findings) != 0 {
		t.Fatal(made.Findings, err)
	}
	all, err := f.Invoices(t.Context(), cadre("p1"), id)
	if err != nil || len(all) != 1 || all[0].Ride == nil || !all[0].Ride.ExitAt.Equal(clockOf(8, 49)) || len(all[0].Findings) != 0 {
		t.Fatalf("%+v, %v", all, err)
	}
	if err := f.RemoveInvoice(t.Context(), cadre("p1"), id, made.ID); err != nil {
		t.Fatal(err)
	}
	if made, err = f.AddInvoice(t.Context(), cadre("p1"), id, ride("26522000000000000001"), []byte("ofd")); err != nil {
		t.Error(made, err)
	}
}
