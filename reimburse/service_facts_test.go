package reimburse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// awayRule pays kilometres by the vehicle of four, meals, local transport and
// parking, and takes bus passes off the kilometres.
const awayRule = `id: away
version: "1"
title: {zh: 差旅办法, en: travel}
in_force: {from: 2026-09-01}
county: "529901"
currency: CNY
items:
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    per_km: {persons_per_vehicle: 4, rates: [{yuan_per_km: 0.80}]}
  - id: meals
    clause: 第六条
    title: {zh: 伙食, en: meals}
    meals: {yuan_per_day: 100, provided: take_off}
  - id: local
    clause: 第七条
    title: {zh: 市内交通, en: local}
    local_transport: {yuan_per_day: 80, provided: take_off}
  - id: parking
    clause: 第八条
    title: {zh: 停车, en: parking}
    voucher: {kinds: [parking, lodging]}
  - id: passes
    clause: 第九条
    title: {zh: 已领, en: in kind}
    deduct: {kinds: [bus-pass], of: [km]}
`

// awayFixture is a county under awayRule where p1 drove 10 km on 12 October.
func awayFixture(t *testing.T, db *licheng.Database) *fixture {
	t.Helper()
	f := newFixture(t, db)
	f.mustImport(reimburse.ImportRules, awayRule)
	f.drove("p1", "t1", 12, 10)
	return f
}

// said says the facts of p1's October and returns the claim as it is priced then.
func (f *fixture) said(facts reimburse.Facts) reimburse.ClaimView {
	f.t.Helper()
	before, err := f.MonthFacts(f.t.Context(), cadre("p1"), "2026-10")
	if err != nil {
		f.t.Fatal(err)
	}
	after, err := f.SayFacts(f.t.Context(), cadre("p1"), "2026-10", before.Version, facts)
	if err != nil || after.Version != before.Version+1 {
		f.t.Fatalf("version %d → %d, %v", before.Version, after.Version, err)
	}
	var claims []reimburse.ClaimSummary // as SayFacts left it, before anybody looks
	if claims, err = f.Claims(f.t.Context(), cadre("p1"), reimburse.ClaimFilter{Month: "2026-10"}); err != nil {
		f.t.Fatal(err)
	}
	return f.must(f.Claim(f.t.Context(), cadre("p1"), claims[0].ID))
}

// Two days in the province's town beside the trip's day: 3 × 100 and 3 × 80, the
// host's lunch 40 and a half day's drive 40 taken off, 15.00 of parking, and a
// bus pass of 5.00 off the 8.00 for the kilometres.
func TestFactsArePriced(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := awayFixture(t, db)
		if got := strings.Join(lineTexts(f.current("p1")), "\n"); got != "MILEAGE t1 8.00\nMEALS  100.00\nLOCAL_TRANSPORT  80.00" {
			t.Errorf("nothing said: %s", got)
		}
		view := f.said(reimburse.Facts{
			Stays:    []reimburse.StayFacts{{From: "2026-10-20", To: "2026-10-21", Place: " 省城 ", Purpose: "会议"}},
			Meals:    []reimburse.MealFacts{{Day: "2026-10-20", Meal: rules.Lunch}},
			Cars:     []reimburse.CarFacts{{Day: "2026-10-21", Half: rules.Morning}},
			Vouchers: []reimburse.VoucherFacts{{ID: "v1", Kind: rules.Parking, Day: "2026-10-12", Trip: "t1", AmountFen: 1500}},
			Benefits: []reimburse.BenefitFacts{{Kind: "bus-pass", Day: "2026-10-01", AmountFen: 500}},
		})
		want := []string{
			"MILEAGE t1 8.00", "MEALS  300.00", "PROVIDED  -40.00", "LOCAL_TRANSPORT  240.00", "PROVIDED  -40.00",
			"VOUCHER t1 15.00", "IN_KIND  -5.00",
		}
		if diff := cmp.Diff(want, lineTexts(view)); diff != "" || view.TotalFen != 47800 {
			t.Errorf("%s %s", view.TotalFen, diff)
		}
		if again := f.current("p1"); again.Version != view.Version {
			t.Error("a second look prices anew")
		}
	})
}

// Five persons are two vehicles of four: 2 × 8.00. Who rode along drives
// nothing: the driver is paid.
func TestFactsOfATrip(t *testing.T) {
	f := awayFixture(t, migrated.SQLite(t))
	view := f.said(reimburse.Facts{Trips: []reimburse.TripFacts{{Trip: "t1", Persons: 5}}})
	if l := view.Lines[0]; l.Code != claim.Mileage || l.Amount != 1600 {
		t.Errorf("%s %s", l.Code, l.Amount)
	}
	view = f.said(reimburse.Facts{Trips: []reimburse.TripFacts{{Trip: "t1", Passenger: true}, {Trip: "gone", Persons: 3}}})
	for _, l := range view.Lines {
		if l.Code == claim.Mileage || (l.Trip == "t1" && l.Amount != 0) {
			t.Errorf("%s %s %s", l.Code, l.Amount, l.Text)
		}
	}
	view = f.said(reimburse.Facts{Trips: []reimburse.TripFacts{{Trip: "t1", Persons: 1}}})
	if l := view.Lines[0]; l.Code != claim.Mileage || l.Amount != 800 {
		t.Errorf("taken back: %s %s", l.Code, l.Amount)
	}
}

// Facts go with the claim: once it is handed in they stay, what the claim held
// is proved by the book, and a later trip can still be spoken of.
func TestFactsArePinned(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := awayFixture(t, db)
		facts := reimburse.Facts{
			Trips:    []reimburse.TripFacts{{Trip: "t1", Persons: 5}},
			Vouchers: []reimburse.VoucherFacts{{ID: "a", Kind: rules.Parking, Day: "2026-10-12", AmountFen: 1500}, {ID: "b", Kind: rules.Parking, Day: "2026-10-12", AmountFen: 500}},
		}
		f.said(facts)
		view := f.submitted("p1")
		total := view.TotalFen // 16.00 + 100 + 80 + 15.00 + 5.00
		if total != 21600 {
			t.Fatal(total)
		}
		say := func(facts reimburse.Facts) error {
			now, err := f.MonthFacts(t.Context(), cadre("p1"), "2026-10")
			if err != nil || now.Open {
				t.Fatalf("%+v, %v", now, err)
			}
			_, err = f.SayFacts(t.Context(), cadre("p1"), "2026-10", now.Version, facts)
			return err
		}
		more := facts
		more.Vouchers = append(more.Vouchers[:2:2], reimburse.VoucherFacts{ID: "c", Kind: rules.Parking, Day: "2026-10-13", AmountFen: 100})
		wantFault(t, say(more), reimburse.ErrFactsHeld)
		wantFault(t, say(reimburse.Facts{Vouchers: facts.Vouchers}), reimburse.ErrFactsHeld)

		f.drove("p1", "t2", 14, 20)
		supplement := f.current("p1")
		if diff := cmp.Diff([]string{"MILEAGE t2 16.00", "MEALS  100.00", "LOCAL_TRANSPORT  80.00"}, lineTexts(supplement)); diff != "" {
			t.Errorf("the vouchers are in the first claim: %s", diff)
		}
		later := facts
		later.Trips = append(later.Trips[:1:1], reimburse.TripFacts{Trip: "t2", Persons: 6})
		if err := say(later); err != nil {
			t.Fatal(err)
		}
		if l := f.current("p1").Lines[0]; l.Amount != 3200 {
			t.Errorf("t2 with six: %s", l.Amount)
		}
		view = f.must(f.Approve(t.Context(), clerk, view.ID, view.Version, ""))
		if view.TotalFen != total {
			t.Errorf("%s → %s", total, view.TotalFen)
		}
		f.verified()
		f.exec(`UPDATE month_facts SET body = REPLACE(body, '1500', '9500')`)
		report, err := f.VerifyLedger(t.Context(), county)
		if err != nil || report.OK || !strings.Contains(report.Problem, "what p1 said of 2026-10 is not what was handed in") {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

// A month without a trip is handed in when it has days away.
func TestMonthOfAStayAlone(t *testing.T) {
	f := awayFixture(t, migrated.SQLite(t))
	me := cadre("p2")
	empty, err := f.Current(t.Context(), me, "2026-09")
	if err != nil || len(empty.Allowed) != 0 {
		t.Fatalf("%+v, %v", empty.Allowed, err)
	}
	if _, err := f.SayFacts(t.Context(), me, "2026-09", 0, reimburse.Facts{Stays: []reimburse.StayFacts{{From: "2026-09-08", To: "2026-09-09", Place: "省城"}}}); err != nil {
		t.Fatal(err)
	}
	view := f.must(f.Current(t.Context(), me, "2026-09"))
	if view.TotalFen != 36000 || cmp.Diff([]claim.Action{claim.Submit}, view.Allowed) != "" {
		t.Errorf("%s, %v", view.TotalFen, view.Allowed)
	}
	if view, err = f.Submit(t.Context(), me, view.ID, view.Version); err != nil || view.State != claim.Submitted {
		t.Errorf("%s, %v", view.State, err)
	}
	f.verified()
}

func TestFactsRefused(t *testing.T) {
	f := awayFixture(t, migrated.SQLite(t))
	voucher := func(change func(*reimburse.VoucherFacts)) reimburse.Facts {
		v := reimburse.VoucherFacts{ID: "v", Kind: rules.Parking, Day: "2026-10-12", AmountFen: 100}
		change(&v)
		return reimburse.Facts{Vouchers: []reimburse.VoucherFacts{v}}
	}
	many := reimburse.Facts{}
	for i := range 201 {
		many.Trips = append(many.Trips, reimburse.TripFacts{Trip: trips.TripID(fmt.Sprint(i)), Persons: 2})
	}
	for name, facts := range map[string]reimburse.Facts{
		"too many":                  many,
		"a stay without a place":    {Stays: []reimburse.StayFacts{{From: "2026-10-20", To: "2026-10-21", Place: " "}}},
		"a stay that ends before":   {Stays: []reimburse.StayFacts{{From: "2026-10-20", To: "2026-10-19", Place: "省城"}}},
		"a place like a novel":      {Stays: []reimburse.StayFacts{{From: "2026-10-20", To: "2026-10-21", Place: strings.Repeat("城", 201)}}},
		"a meal of another month":   {Meals: []reimburse.MealFacts{{Day: "2026-09-30", Meal: rules.Lunch}}},
		"a meal nobody knows":       {Meals: []reimburse.MealFacts{{Day: "2026-10-12", Meal: "tea"}}},
		"a meal twice":              {Meals: []reimburse.MealFacts{{Day: "2026-10-12", Meal: rules.Lunch}, {Day: "2026-10-12", Meal: rules.Lunch, TariffFen: 5}}},
		"a voucher of nothing":      voucher(func(v *reimburse.VoucherFacts) { v.AmountFen = 0 }),
		"a voucher without an id":   voucher(func(v *reimburse.VoucherFacts) { v.ID = "" }),
		"a voucher of gifts":        voucher(func(v *reimburse.VoucherFacts) { v.Kind = "gifts" }),
		"a voucher of another year": voucher(func(v *reimburse.VoucherFacts) { v.Day = "2025-10-12" }),
		"a hundred and one persons": {Trips: []reimburse.TripFacts{{Trip: "t1", Persons: 101}}},
		"fewer than nobody":         {Trips: []reimburse.TripFacts{{Trip: "t1", Persons: -1}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.SayFacts(t.Context(), cadre("p1"), "2026-10", 0, facts)
			wantFault(t, err, reimburse.ErrFacts)
		})
	}
	if v, err := f.MonthFacts(t.Context(), cadre("p1"), "2026-10"); err != nil || v.Version != 0 || !v.Open {
		t.Errorf("after all refusals: %+v, %v", v, err)
	}
	_, err := f.SayFacts(t.Context(), cadre("p1"), "2026-10", 3, reimburse.Facts{})
	wantFault(t, err, reimburse.ErrMoved)
	_, err = f.SayFacts(t.Context(), cadre("p1"), "October", 0, reimburse.Facts{})
	wantFault(t, err, reimburse.ErrMonth)
	_, err = f.MonthFacts(t.Context(), clerk, "2026-10")
	wantFault(t, err, reimburse.ErrClaimsDenied)
}

// What was said is seen by who sees the claim, and what the rule asks for with it.
func TestClaimFacts(t *testing.T) {
	f := awayFixture(t, migrated.SQLite(t))
	f.said(reimburse.Facts{Trips: []reimburse.TripFacts{{Trip: "t1", Persons: 5}}})
	draft := f.current("p1")
	_, err := f.ClaimFacts(t.Context(), clerk, draft.ID)
	wantFault(t, err, reimburse.ErrNoClaim)
	view := f.submitted("p1")
	got, err := f.ClaimFacts(t.Context(), clerk, view.ID)
	if err != nil || got.SaidBy != "login-p1" || len(got.Facts.Trips) != 1 || got.Open || !got.Asks.Persons || !got.Asks.Stays || !cmp.Equal(got.Asks.Benefits, []string{"bus-pass"}) {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = f.ClaimFacts(t.Context(), cadre("p2"), view.ID)
	wantFault(t, err, reimburse.ErrNoClaim)
}
