package reimburse_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// tollRules is the county's rule of these tests: kilometres, and tolls by table,
// record or invoice. 23.05 → 23 × 0.95 = 21.85.
const tollRules = `
id: county-tolls
version: 2026-2
title: {zh: 公务出行交通费办法, en: transport costs}
in_force: {from: 2026-10-01}
county: "529901"
currency: CNY
items:
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    per_km: {rates: [{yuan_per_km: 0.80}]}
  - id: tolls
    clause: 第七条
    title: {zh: 通行费, en: tolls}
    toll: {etc: etc_drop_half, manual: whole_yuan, etc_rate: 0.95%s}
  - id: by-invoice
    clause: 第八条
    title: {zh: 凭票, en: by voucher}
    voucher: {kinds: [toll, parking]}
`

const tollTableCSV = `interval,name,class1_fen,class2_fen,class3_fen,class4_fen,valid_from
W>E,柏树→县城,2305,4000,5000,6000,2026-01-01
E>W,县城→柏树,2305,4000,5000,6000,2026-01-01
`

// onTolls is a county that pays tolls; policy is what counts of a pass with a
// record, or empty.
func onTolls(t testing.TB, db *licheng.Database, policy string) *fixture {
	t.Helper()
	f := newFixture(t, db)
	if policy != "" {
		policy = ", records: " + policy
	}
	f.mustImport(reimburse.ImportRules, fmt.Sprintf(tollRules, policy))
	f.mustImport(reimburse.ImportTolls, tollTableCSV)
	return f
}

const statementHead = "车牌号码,入口收费站,入口时间,出口收费站,出口时间,应收金额(元),优惠金额(元),实收金额(元)\n"

// etc imports an ETC statement and prices the months of those who drove.
func (f *fixture) etc(rows string) {
	f.t.Helper()
	f.mustImport(reimburse.ImportRecords, statementHead+rows)
	f.redraft()
}

func (f *fixture) redraft() {
	f.t.Helper()
	for _, p := range []trips.PersonID{"p1", "p2", "p4"} {
		if err := f.Draft(f.t.Context(), county, p, "2026-10"); err != nil {
			f.t.Fatal(err)
		}
	}
}

const ofTheRide = "云A·00001,柏树,2026-10-12 08:06:10,县城站,2026-10-12 08:49:30,24.00,1.20,22.80\n"

// The record of the ride counts, the table where the clause says so, or the
// lesser of both; a record of no trip pays nothing.
func TestRecordOfARide(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := onTolls(t, db, "")
		f.drove("p1", "t1", 12, 40, throughStations)
		if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "TOLL t1 21.85"}, lineTexts(f.current("p1"))); diff != "" {
			t.Fatal(diff)
		}
		f.etc(ofTheRide + "云A00001,县城,2026-10-13 17:00:00,柏树,2026-10-13 17:40:00,24.00,1.20,22.80\n")
		view := f.current("p1")
		if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "TOLL t1 22.80"}, lineTexts(view)); diff != "" {
			t.Fatal(diff)
		}
		line := view.Lines[1]
		if !strings.Contains(line.Text.ZH, "柏树→县城站（10月12日 08:49 出站），ETC 记录应收 24.00 − 优惠 1.20 = 实收 22.80") ||
			!strings.Contains(line.Text.EN, "by its ETC record 24.00 − 1.20 discount = 22.80") {
			t.Error(line.Text)
		}
		inputs := map[string]string{}
		for _, in := range line.Inputs {
			inputs[in.Name.EN] = in.Value
		}
		want := map[string]string{
			"kilometres on tolled roads": "0.000", "plate of the ETC record": "云A00001", "entry": "柏树 2026-10-12 08:06:10", "exit": "县城站 2026-10-12 08:49:30",
			"pay": "24.00", "discount": "1.20", "real": "22.80", "by the toll table": "21.85",
		}
		if diff := cmp.Diff(want, inputs); diff != "" {
			t.Error(diff)
		}
		f.submitted("p1")
	})
}

func TestWhatTheClauseSaysOfRecords(t *testing.T) {
	for policy, want := range map[string]string{
		"": "22.80", "record": "22.80", "table": "21.85", "lesser": "21.85",
	} {
		f := onTolls(t, migrated.SQLite(t), policy)
		f.drove("p1", "t1", 12, 40, throughStations)
		f.etc(ofTheRide)
		if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "TOLL t1 " + want}, lineTexts(f.current("p1"))); diff != "" {
			t.Errorf("%s: %s", policy, diff)
		}
	}
}

// Where the table has no row the record pays whatever the clause says, and so it
// does for a drive whose track has a hole where it was tolled.
func TestRecordWhereNothingElseIsKnown(t *testing.T) {
	f := onTolls(t, migrated.SQLite(t), "table")
	f.drove("p1", "t1", 12, 40, func(t *trips.Trip) {
		t.Passages = []trips.Passage{
			{Kind: "booth", Ref: "W", Name: "柏树收费站入口", At: clockOf(8, 5)}, {Kind: "booth", Ref: "N", Name: "北门收费站出口", At: clockOf(8, 50)},
		}
	})
	if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "NO_PRICE t1 0.00"}, lineTexts(f.current("p1"))); diff != "" {
		t.Fatal(diff)
	}
	f.etc("云A00001,柏树,2026-10-12 08:06:10,北门,2026-10-12 08:49:30,24.00,1.20,22.80\n")
	if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "TOLL t1 22.80"}, lineTexts(f.current("p1"))); diff != "" {
		t.Error(diff)
	}
}

// Two sit in one car: the toll goes with the trip of whom the car's record or the
// first file tells, once; the other is told with whom. Two cars behind each other
// have a record each.
func TestTwoInOneCar(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := onTolls(t, db, "")
		shared := func(t *trips.Trip) {
			throughStations(t)
			t.Findings = []trips.Finding{{Rule: trips.SharedRide, Severity: "note"}}
		}
		f.drove("p1", "t1", 12, 40, throughStations)
		f.drove("p4", "t2", 12, 40, shared)
		if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "TOLL t1 21.85"}, lineTexts(f.current("p1"))); diff != "" {
			t.Error(diff)
		}
		second := f.current("p4")
		if diff := cmp.Diff([]string{"MILEAGE t2 32.00", "NOT_PAYABLE t2 0.00"}, lineTexts(second)); diff != "" {
			t.Fatal(diff)
		}
		if text := second.Lines[1].Text; !strings.Contains(text.ZH, "随 张一 10月12日 的行程计算，同一次通行只付一次（两人同车）") || !strings.Contains(text.EN, "goes with the trip of 张一 on 12 Oct") {
			t.Error(text)
		}
		f.etc("云A00004,柏树,2026-10-12 08:06:10,县城,2026-10-12 08:49:30,24.00,1.20,22.80\n")
		if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "NOT_PAYABLE t1 0.00"}, lineTexts(f.current("p1"))); diff != "" {
			t.Errorf("p4's car has the record: %s", diff)
		}
		if diff := cmp.Diff([]string{"MILEAGE t2 32.00", "TOLL t2 22.80"}, lineTexts(f.current("p4"))); diff != "" {
			t.Error(diff)
		}
		f.etc(ofTheRide)
		if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "TOLL t1 22.80"}, lineTexts(f.current("p1"))); diff != "" {
			t.Errorf("two cars, two records: %s", diff)
		}
	})
}

// Whoever handed in first is paid: the claim that came later finds the pass held,
// until that one is returned.
func TestAPassIsHeldByWhoHandedIn(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := onTolls(t, db, "")
		f.drove("p1", "t1", 12, 40, throughStations)
		f.drove("p4", "t2", 12, 40, throughStations, func(t *trips.Trip) {
			t.Vehicle, t.Findings = "v1", []trips.Finding{{Rule: trips.SharedRide, Severity: "note"}}
		})
		none, all := []string{"MILEAGE t2 32.00", "NOT_PAYABLE t2 0.00"}, []string{"MILEAGE t2 32.00", "TOLL t2 21.85"}
		if diff := cmp.Diff(none, lineTexts(f.current("p4"))); diff != "" {
			t.Errorf("the car is p1's: %s", diff)
		}
		first := f.current("p1")
		facts := reimburse.Facts{Trips: []reimburse.TripFacts{{Trip: "t1", Passenger: true}}}
		said, err := f.SayFacts(t.Context(), cadre("p1"), "2026-10", 0, facts)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(all, lineTexts(f.current("p4"))); diff != "" {
			t.Errorf("p1 rode along: %s", diff)
		}
		handed := f.submitted("p4")
		if _, err := f.SayFacts(t.Context(), cadre("p1"), "2026-10", said.Version, reimburse.Facts{}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "NOT_PAYABLE t1 0.00"}, lineTexts(f.current("p1"))); diff != "" {
			t.Errorf("p4's claim holds the pass: %s", diff)
		}
		if first.ID != f.current("p1").ID {
			t.Error("another claim")
		}
		f.must(f.Return(t.Context(), clerk, handed.ID, handed.Version, "看看", nil))
		if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "TOLL t1 21.85"}, lineTexts(f.current("p1"))); diff != "" {
			t.Errorf("p4's claim was returned: %s", diff)
		}
		f.submitted("p1")
		back, err := f.Claim(t.Context(), cadre("p4"), handed.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Submit(t.Context(), cadre("p4"), back.ID, back.Version); err == nil {
			t.Error("handed in again as if nothing had happened")
		} else {
			wantFault(t, err, reimburse.ErrMoved)
		}
	})
}

// Phone and watch wrote the same drive: its toll is counted once.
func TestOneDriveTwice(t *testing.T) {
	f := onTolls(t, migrated.SQLite(t), "")
	f.drove("p1", "t1", 12, 40, throughStations)
	f.drove("p1", "t2", 12, 40, throughStations)
	want := []string{"MILEAGE t1 32.00", "TOLL t1 21.85", "MILEAGE t2 32.00", "NOT_PAYABLE t2 0.00"}
	if diff := cmp.Diff(want, lineTexts(f.current("p1"))); diff != "" {
		t.Error(diff)
	}
	f.etc(ofTheRide)
	want[1] = "TOLL t1 22.80"
	if diff := cmp.Diff(want, lineTexts(f.current("p1"))); diff != "" {
		t.Error(diff)
	}
}

// A record that comes after the month was paid by the table adds or takes back
// the difference, once.
func TestRecordAfterTheMonthWasPaid(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := onTolls(t, db, "")
		f.drove("p1", "t1", 12, 40, throughStations)
		f.paid("p1")
		f.etc(ofTheRide)
		for range 2 {
			found, err := f.Corrections(t.Context(), clerk, "2026-10", "2026-10")
			if err != nil {
				t.Fatal(err)
			}
			if found.Changes == 0 {
				break
			}
			if found.Changes != 95 {
				t.Fatalf("corrections of %s: %+v", found.Changes, found.Items)
			}
			if _, err := f.PostCorrections(t.Context(), clerk, "2026-10", "2026-10", found.Digest, "ETC 记录"); err != nil {
				t.Fatal(err)
			}
		}
		all, err := f.Claims(t.Context(), clerk, reimburse.ClaimFilter{Person: "p1"})
		if err != nil || len(all) != 2 || all[0].TotalFen+all[1].TotalFen != 3200+2280 {
			t.Errorf("%+v, %v", all, err)
		}
		for _, c := range all {
			if c.State != claim.Paid && c.State != claim.Submitted {
				t.Errorf("claim %s is %s", c.ID, c.State)
			}
		}
	})
}

// The vehicle has records that day, of another drive: the table is paid and the
// line says so, without a word of blame.
func TestNoRecordThoughThereAreOthers(t *testing.T) {
	f := onTolls(t, migrated.SQLite(t), "")
	f.drove("p1", "t1", 12, 40, throughStations)
	f.etc("云A00001,南站,2026-10-12 18:00:00,东站,2026-10-12 18:30:00,10.00,0.50,9.50\n")
	view := f.current("p1")
	if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "TOLL t1 21.85"}, lineTexts(view)); diff != "" {
		t.Fatal(diff)
	}
	if text := view.Lines[1].Text; !strings.Contains(text.ZH, "当天有 1 条 ETC 记录，其中没有这次通行") || !strings.Contains(text.EN, "1 ETC records that day and none of this pass") {
		t.Error(text)
	}
}

// A statement is taken whole or not at all; each row that stands in the way is
// named.
func TestStatementsRefused(t *testing.T) {
	f := onTolls(t, migrated.SQLite(t), "")
	f.etc(ofTheRide)
	for name, c := range map[string]struct{ rows, want string }{
		"an unknown plate":         {"云A99999,甲,2026-10-12 08:00:00,乙,2026-10-12 08:30:00,1,0,1\n", "2 plate"},
		"the sums do not agree":    {"云A00001,甲,2026-10-14 08:00:00,乙,2026-10-14 08:30:00,10.00,0.50,9.00\n", "2 real"},
		"out before in":            {"云A00001,甲,2026-10-14 08:30:00,乙,2026-10-14 08:00:00,10.00,0.50,9.50\n", "2 real"},
		"a day alone":              {"云A00001,甲,2026-10-14 08:30:00,乙,2026-10-14,10.00,0.50,9.50\n", "2 exit_at"},
		"a refund":                 {"云A00001,甲,2026-10-14 08:00:00,乙,2026-10-14 08:30:00,,,-9.50\n", "2 real"},
		"a third of a fen":         {"云A00001,甲,2026-10-14 08:00:00,乙,2026-10-14 08:30:00,,,9.503\n", "2 real"},
		"one pass twice":           {"云A00001,甲,2026-10-14 08:00:00,乙,2026-10-14 08:30:00,,,9.50\n云A·00001,甲,2026-10-14 08:00,乙站,2026-10-14 08:30:20,,,9.50\n", "3 exit_at"},
		"on two roads at once":     {"云A00001,甲,2026-10-12 08:20:00,乙,2026-10-12 08:45:00,,,9.50\n", "2 exit_at"},
		"no exit":                  {"云A00001,甲,2026-10-14 08:00:00,,2026-10-14 08:30:00,,,9.50\n", "2 exit"},
		"beyond what a pass costs": {"云A00001,甲,2026-10-14 08:00:00,乙,2026-10-14 08:30:00,,,100000.01\n", "2 real"},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := f.Import(t.Context(), admin, reimburse.ImportRecords, "etc.csv", strings.NewReader(statementHead+c.rows), false)
			var got []string
			for _, p := range report.Problems {
				got = append(got, fmt.Sprintf("%d %s", p.Line, p.Column))
			}
			if err != nil || report.Written || strings.Join(got, " ") != c.want {
				t.Errorf("%q, want %q; %v", strings.Join(got, " "), c.want, err)
			}
		})
	}
}

// Several services export several tables. All tell of the same pass: 22.80 yuan
// out of 县城 at 08:49 on 12 October.
func TestStatementsOfSeveralServices(t *testing.T) {
	for name, text := range map[string]string{
		"trips and invoices":    statementHead + ofTheRide,
		"a bank's list":         "ETC 卡交易明细\n车牌号,交易时间,出口站,交易金额（元）\n云A00001,2026/10/12 8:49:30,县城,¥22.80\n合计,,,22.80\n",
		"by fen":                "号牌号码,入口站,入口时间,出口站,出口时间,应收金额（分）,优惠金额（分）,实收金额（分）,ETC卡号\n云A00001_蓝,贵州柏树站,2026-10-12T08:06:10,贵州县城站,2026-10-12T08:49:30,2400,120,2280,123456\n",
		"a lane system's":       "车牌,入口站名,入口时间,出口站名,出口时间,收费单元,应收,优惠,实收\n云A00001,柏树,20261012080610,县城,20261012084930,G1|G2,1000|1400,50|70,950|1330\n",
		"with a day in Chinese": "车牌,入口站,出口站,出站时间,实收金额\n云A00001,柏树,县城,2026年10月12日 08时49分30秒,22.80\n",
	} {
		t.Run(name, func(t *testing.T) {
			f := onTolls(t, migrated.SQLite(t), "")
			f.drove("p1", "t1", 12, 40, throughStations)
			f.mustImport(reimburse.ImportRecords, text)
			f.redraft()
			view := f.current("p1")
			if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "TOLL t1 22.80"}, lineTexts(view)); diff != "" {
				t.Fatal(diff)
			}
			if at := view.Lines[1].On; !at.Equal(time.Date(2026, 10, 12, 8, 49, 30, 0, rules.Shanghai())) {
				t.Errorf("left at %s", at)
			}
			f.mustImport(reimburse.ImportRecords, text) // once more is the same once
			f.redraft()
			if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "TOLL t1 22.80"}, lineTexts(f.current("p1"))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A cadre hands in the statement of their own car: what is of their trips is kept,
// the rest is told and not kept; somebody else's plate refuses it by name.
func TestOwnStatement(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := onTolls(t, db, "")
		f.drove("p1", "t1", 12, 40, throughStations)
		private := "云A00001,柏树,2026-10-18 09:00:00,海边,2026-10-18 12:00:00,200.00,10.00,190.00\n"
		dry, err := f.ImportOwnStatement(t.Context(), cadre("p1"), "etc.csv", []byte(statementHead+ofTheRide+private), true)
		if err != nil || dry.Written || dry.Kept != 1 || len(dry.LeftOut) != 1 || len(dry.Problems) != 0 {
			t.Fatalf("%+v, %v", dry, err)
		}
		done, err := f.ImportOwnStatement(t.Context(), cadre("p1"), "etc.csv", []byte(statementHead+ofTheRide+private), false)
		if err != nil || !done.Written || done.Kept != 1 || len(done.LeftOut) != 1 || done.LeftOut[0].Line != 3 || !strings.Contains(done.LeftOut[0].Text.ZH, "没有保存") {
			t.Fatalf("%+v, %v", done, err)
		}
		if diff := cmp.Diff([]string{"MILEAGE t1 32.00", "TOLL t1 22.80"}, lineTexts(f.current("p1"))); diff != "" {
			t.Error(diff)
		}
		var rows int
		if err := db.Get(&rows, `SELECT COUNT(*) FROM toll_records`); err != nil || rows != 1 {
			t.Errorf("%d records kept, %v", rows, err)
		}
		other, err := f.ImportOwnStatement(t.Context(), cadre("p4"), "etc.csv", []byte(statementHead+ofTheRide), false)
		if err != nil || other.Written || len(other.Problems) != 1 || other.Problems[0].Column != "plate" || !strings.Contains(other.Problems[0].Text.ZH, "云A·00001 不是您名下登记的车辆") {
			t.Errorf("another's plate: %+v, %v", other, err)
		}
		none, err := f.ImportOwnStatement(t.Context(), cadre("p1"), "etc.csv", []byte(statementHead+private), false)
		if err != nil || none.Written || none.Kept != 0 || len(none.LeftOut) != 1 {
			t.Errorf("nothing of a trip: %+v, %v", none, err)
		}
		for name, c := range map[string]struct {
			actor trips.Actor
			data  string
			want  *licheng.Fault
		}{
			"an account that is nobody's": {clerk, statementHead + ofTheRide, reimburse.ErrClaimsDenied},
			"no table":                    {cadre("p1"), "nothing\nof the kind\n", reimburse.ErrTable},
			"too much":                    {cadre("p1"), strings.Repeat("x", reimburse.StatementMaxBytes+1), reimburse.ErrTable},
		} {
			_, err := f.ImportOwnStatement(t.Context(), c.actor, "etc.csv", []byte(c.data), false)
			if err == nil {
				t.Errorf("%s is taken", name)
			}
			wantFault(t, err, c.want)
		}
		f.trips.forget("p1")
		f.redraft()
		if err := db.Get(&rows, `SELECT COUNT(*) FROM toll_records`); err != nil || rows != 0 {
			t.Errorf("the trip was taken back, and %d records of it are kept, %v", rows, err)
		}
	})
}

// forget takes the trips of a person away.
func (f *fakeTrips) forget(person string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key := range f.read {
		if strings.HasPrefix(key, person+"/") {
			delete(f.read, key)
		}
	}
}

// The office sees the month's records, each with its trip and claim, and those
// nobody handed a trip in for; a cadre sees those of their own car.
func TestTollRecordsOfAMonth(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := onTolls(t, db, "")
		f.drove("p1", "t1", 12, 40, throughStations)
		f.etc(ofTheRide + "云A00001,县城,2026-10-20 17:00:00,柏树,2026-10-20 17:40:00,24.00,1.20,22.80\n云A00004,南站,2026-10-14 08:00:00,东站,2026-10-14 08:30:00,,,9.50\n")
		view := f.submitted("p1")
		told := func(actor trips.Actor, without bool) string {
			t.Helper()
			found, err := f.TollRecords(t.Context(), actor, reimburse.RecordFilter{Month: "2026-10", WithoutTrip: without})
			if err != nil {
				t.Fatal(err)
			}
			var texts []string
			for _, r := range found {
				text := fmt.Sprintf("%s %s %s %s", r.Plate, r.Exit, r.Fee.Real, r.Trip)
				if r.Claim == view.ID && r.Held {
					text += " paid"
				}
				texts = append(texts, strings.TrimSpace(text))
			}
			return strings.Join(texts, "; ")
		}
		for name, c := range map[string]struct {
			actor   trips.Actor
			without bool
			want    string
		}{
			"finance":         {clerk, false, "云A00001 县城站 22.80 t1 paid; 云A00004 东站 9.50; 云A00001 柏树 22.80"},
			"without a trip":  {auditor, true, "云A00004 东站 9.50; 云A00001 柏树 22.80"},
			"of the own car":  {cadre("p4"), false, "云A00004 东站 9.50"},
			"another county":  {stranger, false, ""},
			"of no car's own": {cadre("p7"), false, ""},
		} {
			if got := told(c.actor, c.without); got != c.want {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		}
		_, err := f.TollRecords(t.Context(), clerk, reimburse.RecordFilter{Month: "October"})
		wantFault(t, err, reimburse.ErrMonth)
		_, err = f.TollRecords(t.Context(), trips.Actor{County: county, Login: "x", Roles: []trips.Role{trips.Admin}}, reimburse.RecordFilter{Month: "2026-10"})
		wantFault(t, err, reimburse.ErrClaimsDenied)
	})
}
