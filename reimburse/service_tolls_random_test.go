package reimburse_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// TestNoSequencePaysAPassTwice runs random sequences of drives alone and together,
// statements that come early, late, twice or corrected, invoices, claims handed
// in, returned, rejected, paid and corrected. Whatever happens, a pass of a car is
// never paid above what one record, the table or one invoice says: each is of 20
// to 30 yuan, so that two of them would show. Two in one car who name two cars are
// not both paid by the table.
func TestNoSequencePaysAPassTwice(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := onTolls(t, db, "")
		for _, a := range deciders {
			f.logins[a.Login] = a
		}
		month := time.Date(2026, 10, 1, 0, 0, 0, 0, rules.Shanghai())
		rapid.Check(t, func(rt *rapid.T) {
			month = month.AddDate(0, 1, 0)
			f.now = month.AddDate(0, 2, 0)
			r := &roads{months: &months{fixture: f, rt: rt, month: month}, recorded: map[int]bool{}, invoiced: map[int]bool{}}
			rt.Repeat(map[string]func(*rapid.T){
				"drive": r.travel, "record": r.record, "invoice": r.invoice, "invoice as often": r.invoice, "ride along": r.rideAlong, "ride along as often": r.rideAlong,
				"submit": r.decide(claim.Submit), "submit as often": r.decide(claim.Submit), "return": r.decide(claim.Return),
				"approve": r.decide(claim.Approve), "reject": r.decide(claim.Reject), "pay": r.decide(claim.Pay), "correct": r.corrections,
				"": r.once,
			})
		})
		report, err := f.VerifyLedger(t.Context(), county)
		if err != nil || !report.OK {
			t.Fatalf("ledger: %v %s", err, report.Problem)
		}
	})
}

// roads is a month of two people who use tolled roads; their trips tell by their
// ids the pass they are of and the car they name: MONTH-PASS-CAR-PHONE.
type roads struct {
	*months
	passes   []string     // owner of the car, p1 or p2
	recorded map[int]bool // passes that a statement told of
	invoiced map[int]bool // passes somebody handed an invoice in for
}

// at is when a pass begins: two a day, so that records of others are there that day.
func (r *roads) at(pass int) time.Time {
	return r.month.AddDate(0, 0, pass/2).Add(time.Duration(8+6*(pass%2)) * time.Hour)
}

// exit is the station a pass leaves at; the table has no row for every third.
func exitOf(pass int) string { return []string{"E", "E", "N"}[pass%3] }

// travel adds a pass of a car, told by the phones of those in it.
func (r *roads) travel(rt *rapid.T) {
	if len(r.passes) >= 3 { // so that what happens meets
		rt.Skip("the month is full")
	}
	pass, owner := len(r.passes), rapid.SampledFrom([]string{"p1", "p2"}).Draw(rt, "owner")
	r.passes = append(r.passes, owner)
	colleague := map[string]string{"p1": "p2", "p2": "p1"}[owner]
	tell := func(person, car, phone string) {
		late := time.Duration(rapid.IntRange(-20, 20).Draw(rt, "late")) * time.Second
		r.drove(person, fmt.Sprintf("%s-%02d-%s-%s", r.name(), pass, car, phone), 1, 40, func(t *trips.Trip) {
			start := r.at(pass)
			t.Vehicle, t.StartedAt, t.EndedAt, t.Month = trips.VehicleID(car), start, start.Add(time.Hour), r.name()
			t.Passages = []trips.Passage{
				{Kind: "booth", Ref: "W", Name: "柏树收费站入口", At: start.Add(5*time.Minute + late)},
				{Kind: "booth", Ref: exitOf(pass), Name: exitOf(pass) + "门收费站出口", At: start.Add(50*time.Minute + late)},
			}
			if person != owner {
				t.Findings = []trips.Finding{{Rule: trips.SharedRide, Severity: "note"}}
			}
		})
	}
	who := rapid.SampledFrom([]string{"owner", "owner", "phone and watch", "both, one car", "both, two cars", "the colleague alone"}).Draw(rt, "who")
	if who != "the colleague alone" {
		tell(owner, "v"+owner[1:], "phone")
	}
	switch who {
	case "phone and watch":
		tell(owner, "v"+owner[1:], "watch")
	case "both, one car", "the colleague alone":
		tell(colleague, "v"+owner[1:], "other")
	case "both, two cars":
		tell(colleague, "v"+colleague[1:], "other")
	}
	r.price(rt)
}

func (r *roads) price(rt *rapid.T) {
	for _, p := range []trips.PersonID{"p1", "p2"} {
		if err := r.Draft(r.t.Context(), county, p, r.name()); err != nil {
			rt.Fatal(err)
		}
	}
}

// record imports a record of a pass of the car, by one service or the other; a
// second one may say another sum.
func (r *roads) record(rt *rapid.T) {
	if len(r.passes) == 0 {
		rt.Skip("nobody drove")
	}
	pass := rapid.IntRange(0, len(r.passes)-1).Draw(rt, "pass")
	fen := money.Amount(rapid.IntRange(2000, 3000).Draw(rt, "fen"))
	out := r.at(pass).Add(50*time.Minute + 10*time.Second)
	in := out.Add(-45 * time.Minute).Format(time.DateTime)
	text := statementHead + fmt.Sprintf("云A0000%s,柏树,%s,%s门站,%s,,,%s\n", r.passes[pass][1:], in, exitOf(pass), out.Format(time.DateTime), fen)
	if rapid.Bool().Draw(rt, "by the minute") {
		text = fmt.Sprintf("车牌,出口站,交易时间,交易金额\n云A·0000%s,%s门,%s,%s\n", r.passes[pass][1:], exitOf(pass), out.Format("2006-01-02 15:04"), fen)
	}
	report, err := r.Import(r.t.Context(), admin, reimburse.ImportRecords, "etc.csv", strings.NewReader(text), false)
	if err != nil || !report.Written {
		rt.Fatalf("%v %+v", err, report.Problems)
	}
	r.recorded[pass] = true
	r.price(rt)
}

// own returns the person's trips of the month, by id.
func (r *roads) own(person string) []string {
	driven, _ := r.fixture.trips.MonthTrips(r.t.Context(), county, trips.PersonID(person), r.name())
	ids := []string{}
	for _, t := range driven {
		ids = append(ids, string(t.ID))
	}
	slices.Sort(ids)
	return ids
}

// said changes what a person says of the month.
func (r *roads) said(rt *rapid.T, change func(person string, facts *reimburse.Facts) bool) {
	person := rapid.SampledFrom([]string{"p1", "p2"}).Draw(rt, "person")
	view, err := r.MonthFacts(r.t.Context(), cadre(person), r.name())
	if err != nil {
		rt.Fatal(err)
	}
	if !change(person, &view.Facts) {
		rt.Skip("nothing to say")
	}
	_, err = r.SayFacts(r.t.Context(), cadre(person), r.name(), view.Version, view.Facts)
	r.mayFail(rt, err)
}

func (r *roads) invoice(rt *rapid.T) {
	r.said(rt, func(person string, facts *reimburse.Facts) bool {
		named := rapid.SampledFrom(append(r.own(person), "")).Draw(rt, "trip")
		facts.Vouchers = append(facts.Vouchers, reimburse.VoucherFacts{
			ID: fmt.Sprint(len(facts.Vouchers)), Kind: rules.TollVoucher, Day: rules.DateOf(r.at(rapid.IntRange(0, 40).Draw(rt, "day"))),
			Trip: trips.TripID(named), AmountFen: money.Amount(rapid.IntRange(2000, 3000).Draw(rt, "fen")),
		})
		if named != "" {
			r.invoiced[passOf(named)] = true
		}
		return true
	})
}

func (r *roads) rideAlong(rt *rapid.T) {
	r.said(rt, func(person string, facts *reimburse.Facts) bool {
		own := r.own(person)
		if len(own) == 0 {
			return false
		}
		id := trips.TripID(rapid.SampledFrom(own).Draw(rt, "trip"))
		at := slices.IndexFunc(facts.Trips, func(t reimburse.TripFacts) bool { return t.Trip == id })
		if at >= 0 {
			facts.Trips = slices.Delete(facts.Trips, at, at+1)
		} else {
			facts.Trips = append(facts.Trips, reimburse.TripFacts{Trip: id, Passenger: true})
		}
		return true
	})
}

// corrections changes what counts of a record, or nothing, and posts what the
// months now come to.
func (r *roads) corrections(rt *rapid.T) {
	found, err := r.Corrections(r.t.Context(), clerk, r.name(), r.name())
	if err != nil {
		rt.Fatal(err)
	}
	_, err = r.PostCorrections(r.t.Context(), clerk, r.name(), r.name(), found.Digest, "ETC 记录")
	r.mayFail(rt, err)
}

// passOf reads the pass out of the id of a trip.
func passOf(trip string) int {
	var pass int
	_, _ = fmt.Sscanf(trip[len("2026-10-"):], "%02d", &pass)
	return pass
}

// once adds up, from the claims that stand, what each pass of each car was paid.
func (r *roads) once(rt *rapid.T) {
	byCar, byPass := map[string]money.Amount{}, map[int]money.Amount{}
	for _, c := range r.claims(rt) {
		if c.State == claim.Draft || c.State == claim.Returned || c.State == claim.Rejected {
			continue
		}
		view, err := r.Claim(r.t.Context(), clerk, c.ID)
		if err != nil {
			rt.Fatal(err)
		}
		for _, l := range view.Lines {
			switch {
			case l.Code != claim.TollCode && l.Code != claim.Voucher:
			case l.Trip == "":
				rt.Fatalf("an invoice of no trip is paid: %s", l.Text.EN)
			default:
				byCar[l.Trip[:len("2026-10-00-v1")]] += l.Amount
				byPass[passOf(l.Trip)] += l.Amount
			}
		}
	}
	for pass, fen := range byCar {
		if fen > 3000 {
			rt.Fatalf("%s is paid %s", pass, fen)
		}
	}
	for pass, fen := range byPass {
		if fen > 3000 && !r.recorded[pass] && !r.invoiced[pass] {
			rt.Fatalf("pass %d is paid %s by the table alone", pass, fen)
		}
	}
}
