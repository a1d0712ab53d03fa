package toll_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"licheng/reimburse/money"
	"licheng/reimburse/toll"
)

// ride is an invoice of 40.00 from W to E on the morning of 2 November.
func rideInvoice() toll.Invoice {
	return toll.Invoice{
		Number: "26520000000000000001", Kind: toll.TripInvoice, Plate: "贵C·12345", Entry: "W", Exit: "E",
		EntryAt: at("2026-11-02 08:05:00"), ExitAt: at("2026-11-02 08:50:00"), Amount: 4000,
	}
}

func rideDrive() toll.Drive {
	return toll.Drive{
		Plate: "贵c12345", Expected: 4000,
		Approaches: []toll.Approach{
			{Station: "W", DistanceM: 40, At: at("2026-11-02 08:04:00")},
			{Station: "E", DistanceM: 25, At: at("2026-11-02 08:52:00")},
		},
	}
}

// passing is a short ride, in at 08:45 and out at 08:50 by the invoice, with a
// track that passes stations at the times written.
func passing(approaches ...string) func(*toll.Invoice, *toll.Drive) {
	return func(i *toll.Invoice, d *toll.Drive) {
		i.EntryAt, i.ExitAt = at("2026-11-02 08:45:00"), at("2026-11-02 08:50:00")
		d.Approaches = nil
		for _, a := range approaches {
			station, clock, _ := strings.Cut(a, " ")
			d.Approaches = append(d.Approaches, toll.Approach{Station: station, At: at("2026-11-02 " + clock + ":00")})
		}
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		name   string
		change func(*toll.Invoice, *toll.Drive)
		want   string // codes of the doubts
	}{
		{"they agree", func(*toll.Invoice, *toll.Drive) {}, ""},
		{"another plate", func(i *toll.Invoice, _ *toll.Drive) { i.Plate = "贵C12346" }, "invoice-plate"},
		{"300 m from the station", func(_ *toll.Invoice, d *toll.Drive) { d.Approaches[0].DistanceM = 300 }, ""},
		{"301 m from the entry", func(_ *toll.Invoice, d *toll.Drive) { d.Approaches[0].DistanceM = 301 }, "invoice-entry"},
		{"10 minutes off", func(i *toll.Invoice, _ *toll.Drive) { i.ExitAt = at("2026-11-02 09:02:00") }, ""},
		{"10 minutes early", func(i *toll.Invoice, _ *toll.Drive) { i.ExitAt = at("2026-11-02 08:42:00") }, ""},
		{"10 minutes and a second off", func(i *toll.Invoice, _ *toll.Drive) { i.ExitAt = at("2026-11-02 09:02:01") }, "invoice-exit"},
		{"the other way round", func(_ *toll.Invoice, d *toll.Drive) {
			d.Approaches[0].At, d.Approaches[1].At = at("2026-11-02 08:14:00"), at("2026-11-02 08:41:00")
			d.Approaches[0].Station, d.Approaches[1].Station = "E", "W"
		}, "invoice-entry invoice-exit"},
		{"in and out within minutes, the wrong way", func(i *toll.Invoice, d *toll.Drive) {
			i.EntryAt, i.ExitAt = at("2026-11-02 08:45:00"), at("2026-11-02 08:50:00")
			d.Approaches[0].At, d.Approaches[1].At = at("2026-11-02 08:49:00"), at("2026-11-02 08:46:00")
		}, "invoice-order"},
		{"a yuan off the table", func(i *toll.Invoice, _ *toll.Drive) { i.Amount = 4100 }, ""},
		{"a yuan below the table", func(i *toll.Invoice, _ *toll.Drive) { i.Amount = 3900 }, ""},
		{"more than a yuan", func(i *toll.Invoice, _ *toll.Drive) { i.Amount = 4101 }, "invoice-amount"},
		{"less by more than a yuan", func(i *toll.Invoice, _ *toll.Drive) { i.Amount = 3899 }, "invoice-amount"},
		{"no table to compare with", func(i *toll.Invoice, d *toll.Drive) { i.Amount, d.Expected = 9999, 0 }, ""},
		{"used before", func(i *toll.Invoice, _ *toll.Drive) { i.Number = "used" }, "invoice-used"},
		{"a top-up", func(i *toll.Invoice, _ *toll.Drive) { i.Kind = toll.TopUp }, "invoice-top-up"},
		{"nothing was seen", func(_ *toll.Invoice, d *toll.Drive) { d.Approaches = nil }, "invoice-entry invoice-exit"},
		{"passed twice, the nearer time counts", func(_ *toll.Invoice, d *toll.Drive) {
			d.Approaches = append(d.Approaches, toll.Approach{Station: "W", DistanceM: 10, At: at("2026-11-02 08:13:00")})
		}, ""},
		{"past the exit before it drove in", passing("E 08:41", "W 08:44", "E 08:51"), ""},
		{"past the entry after it came out", passing("W 08:44", "E 08:51", "W 08:53"), ""},
		{"twice as near to the printed time, the first counts", passing("W 08:41", "E 08:48", "W 08:49"), ""},
		{"in and out at once", passing("W 08:47", "E 08:47"), ""},
		{"past the exit only before it drove in", passing("E 08:41", "W 08:44"), "invoice-order"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			i, d := rideInvoice(), rideDrive()
			test.change(&i, &d)
			var codes []string
			for _, doubt := range toll.Match(i, d, []string{"used"}) {
				codes = append(codes, doubt.Code)
				if doubt.Text.ZH == "" || doubt.Text.EN == "" || strings.Contains(doubt.Text.String(), "%!") {
					t.Errorf("%s is told badly: %s", doubt.Code, doubt.Text)
				}
			}
			if got := strings.Join(codes, " "); got != test.want {
				t.Errorf("doubts %q, want %q", got, test.want)
			}
		})
	}
}

func TestMatchSaysWhatItSaw(t *testing.T) {
	i, d := rideInvoice(), rideDrive()
	i.Amount, d.Approaches[0].DistanceM = 5000, 4000
	doubts := toll.Match(i, d, nil)
	if got := doubts[0].Text.EN; got != "the track does not pass the entry W about 08:05" {
		t.Error(got)
	}
	if got := doubts[1].Text.ZH; got != "发票金额 50.00 元，按收费表应为 40.00 元" {
		t.Error(got)
	}
}

func TestSettle(t *testing.T) {
	trip := func(number, exit string, fen money.Amount) toll.Invoice {
		i := rideInvoice()
		i.Number, i.Amount, i.ExitAt = number, fen, at("2026-11-"+exit)
		return i
	}
	topUp := func(number, paid string, fen money.Amount) toll.Invoice {
		return toll.Invoice{Number: number, Kind: toll.TopUp, Plate: "贵C 12345", ExitAt: at("2026-11-" + paid), Amount: fen}
	}
	other := trip("6", "05 09:00:00", 3000)
	other.Plate = "贵C99999"
	tests := []struct {
		name     string
		topUps   bool
		invoices []toll.Invoice
		want     string
	}{
		{"trips only", false, []toll.Invoice{trip("1", "02 09:00:00", 4000), trip("2", "03 09:00:00", 2500)}, "40.00 25.00"},
		{"a top-up is no trip", false, []toll.Invoice{topUp("9", "01 12:00:00", 10000), trip("1", "02 09:00:00", 4000)}, "0.00 40.00"},
		{"topped up, the trips are paid beyond it", true, []toll.Invoice{
			topUp("9", "01 12:00:00", 5000), trip("1", "02 09:00:00", 4000), trip("2", "03 09:00:00", 2500),
		}, "50.00 0.00 15.00"},
		{"in order of time, not of handing in", true, []toll.Invoice{
			trip("2", "03 09:00:00", 2500), trip("1", "02 09:00:00", 4000), topUp("9", "01 12:00:00", 5000),
		}, "15.00 0.00 50.00"},
		{"a trip before the top-up was not paid from it", true, []toll.Invoice{
			trip("1", "02 09:00:00", 4000), topUp("9", "02 12:00:00", 5000),
		}, "40.00 50.00"},
		{"of the same moment the top-up came first", true, []toll.Invoice{
			trip("1", "02 12:00:00", 4000), topUp("9", "02 12:00:00", 5000),
		}, "0.00 50.00"},
		{"a fen of the top-up is a fen paid before", true, []toll.Invoice{topUp("9", "01 12:00:00", 1), trip("1", "02 09:00:00", 4000)}, "0.01 39.99"},
		{"two top-ups add up", true, []toll.Invoice{
			topUp("8", "01 11:00:00", 5000), topUp("9", "01 12:00:00", 3000), trip("1", "02 09:00:00", 9000),
		}, "50.00 30.00 10.00"},
		{"another car's trips are its own", true, []toll.Invoice{topUp("9", "01 12:00:00", 5000), other}, "50.00 30.00"},
		{"a number twice", false, []toll.Invoice{trip("1", "02 09:00:00", 4000), trip("1", "03 09:00:00", 2500)}, "40.00 0.00"},
		{"a ride under two numbers", false, []toll.Invoice{trip("1", "02 09:00:00", 4000), trip("2", "02 09:00:00", 4000)}, "40.00 0.00"},
		{"no amount", false, []toll.Invoice{trip("1", "02 09:00:00", 0), trip("2", "03 09:00:00", -5)}, "0.00 0.00"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var paid []string
			for k, p := range toll.Settle(test.invoices, test.topUps) {
				paid = append(paid, p.Pay.String())
				if p.Invoice != test.invoices[k] {
					t.Errorf("invoice %d is %+v", k, p.Invoice)
				}
				if p.Invoice.Amount <= 0 && p.Why.EN != "no amount" {
					t.Errorf("nothing of %s is paid: %q", p.Invoice.Amount, p.Why.EN)
				}
				if (p.Pay < p.Invoice.Amount) != (p.Why.ZH != "") && p.Invoice.Amount > 0 {
					t.Errorf("%s of %s paid: %q", p.Pay, p.Invoice.Amount, p.Why.ZH)
				}
			}
			if got := strings.Join(paid, " "); got != test.want {
				t.Errorf("paid %s, want %s", got, test.want)
			}
		})
	}
}

// Whatever is handed in: no invoice pays more than it is of, and a plate never
// gets more than the larger of its top-ups and its trips needs, counted by an
// account that is drawn down ride by ride.
func TestSettleNeverPaysTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var invoices []toll.Invoice
		var toppedUp, driven money.Amount
		for i := range rapid.IntRange(0, 8).Draw(t, "invoices") {
			inv := rideInvoice()
			inv.Number = fmt.Sprint(i)
			inv.ExitAt = at("2026-11-02 09:00:00").Add(time.Duration(rapid.IntRange(0, 10000).Draw(t, "minutes"))*time.Minute + time.Duration(i)*time.Second)
			inv.Amount = money.Amount(rapid.Int64Range(1, 9000).Draw(t, "fen"))
			if rapid.Bool().Draw(t, "top-up") {
				inv.Kind, inv.Entry, inv.Exit = toll.TopUp, "", ""
				toppedUp += inv.Amount
			} else {
				driven += inv.Amount
			}
			invoices = append(invoices, inv)
		}
		for _, topUps := range []bool{false, true} {
			var paid money.Amount
			for _, p := range toll.Settle(invoices, topUps) {
				if p.Pay < 0 || p.Pay > p.Invoice.Amount {
					t.Fatalf("%+v", p)
				}
				paid += p.Pay
			}
			if !topUps && paid != driven {
				t.Fatalf("paid %s for rides of %s", paid, driven)
			}
			if topUps && (paid < max(toppedUp, driven) || paid > toppedUp+driven) {
				t.Fatalf("paid %s for top-ups of %s and rides of %s", paid, toppedUp, driven)
			}
		}
	})
}
