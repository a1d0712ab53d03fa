package reimburse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/ledger"
	"licheng/reimburse/rules"
	"licheng/trips"
)

func TestImportReads(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		people, err := f.People(t.Context(), clerk)
		if err != nil || len(people) != 7 {
			t.Fatal(err, len(people))
		}
		want := reimburse.Person{
			ID: "p1", Name: "张一", StaffClass: rules.Institution, Township: "529901101", TownshipName: "青石镇",
			Unit: "青石镇政府", BankAccount: "************1234",
		}
		if diff := cmp.Diff(want, people[0]); diff != "" {
			t.Error(diff)
		}
		if people[2].StaffClass != rules.CivilServant || people[2].AllowanceFrom != "2026-01-01" {
			t.Errorf("p3 = %+v", people[2])
		}
		own, err := f.People(t.Context(), cadre("p2"))
		if err != nil || len(own) != 1 || own[0].ID != "p2" {
			t.Errorf("a cadre sees %+v, %v", own, err)
		}
		vehicles, err := f.Vehicles(t.Context(), cadre("p2"))
		wantVehicle := []reimburse.Vehicle{{ID: "v2", Person: "p2", Plate: "云A00002", Class: rules.SUV, Energy: rules.Diesel, Declared: "8.0", Seats: 7}}
		if diff := cmp.Diff(wantVehicle, vehicles); err != nil || diff != "" {
			t.Error(err, diff)
		}
		for id, want := range map[trips.VehicleID]bool{"v2": true, "v1": false, "none": false} {
			if may, err := f.MayDrive(t.Context(), county, "p2", id); err != nil || may != want {
				t.Errorf("p2 may drive %s: %v, %v; want %v", id, may, err, want)
			}
		}
	})
}

func TestImportRefusals(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	tests := []struct {
		name string
		kind reimburse.ImportKind
		text string
		want []string // line column
	}{
		{
			"people", reimburse.ImportPeople, "id,name,staff_class,township,allowance_from,allowance_to\n" +
				"q1,甲,事业编,1,,\n,乙,事业编,1,,\nq1,丙,事业编,1,,\nq4,丁,宇航员,1,,\nq5,戊,公务员,1,2026-13-01,\nq6,己,公务员,1,2026-02-01,2026-01-01\n",
			[]string{"3 id", "4 id", "5 staff_class", "6 allowance_from", "7 allowance_to"},
		},
		{
			"vehicles", reimburse.ImportVehicles, "id,person_id,plate,class,energy,declared_consumption,seats,etc\n" +
				"w1,nobody,A,car,petrol,8,5,\nw2,p1,云A00002,car,petrol,8,5,\nw3,p1,B,spaceship,coal,0,0,maybe\n",
			[]string{"2 person_id", "3 plate", "4 class", "4 energy", "4 declared_consumption", "4 seats", "4 etc"},
		},
		{
			"fuel prices", reimburse.ImportFuelPrices, "zone,grade,valid_from,yuan_per_unit\n1,92,2026-01-01,7.8\n1,92#,2026-01-01 00:00,7.9\n1,95,soon,0\n",
			[]string{"3 valid_from", "4 valid_from", "4 yuan_per_unit"},
		},
		{
			"tolls", reimburse.ImportTolls, "interval,name,class1_fen,class2_fen,class3_fen,class4_fen,valid_from,free_from,free_to\n" +
				"G1,a,100,200,300,400,2026-01-01,,\nG1,a,100,200,300,400,2026-01-01,,\nG2,a,1.5,200,-1,400,2026-01-01,,\n,国庆,,,,,,2026-10-07,2026-10-01\n",
			[]string{"3 interval", "4 class1_fen", "4 class3_fen", "5 free_to"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := f.events()
			report, err := f.Import(t.Context(), admin, tt.kind, "x.csv", strings.NewReader(tt.text), false)
			var got []string
			for _, p := range report.Problems {
				got = append(got, fmt.Sprintf("%d %s", p.Line, p.Column))
				if p.Text.ZH == "" || p.Text.EN == "" {
					t.Errorf("line %d is refused without a word", p.Line)
				}
			}
			if diff := cmp.Diff(tt.want, got); err != nil || diff != "" || report.Written || f.events() != before {
				t.Errorf("written %v, %v: %s", report.Written, err, diff)
			}
		})
	}
	people, err := f.People(t.Context(), admin)
	if err != nil || len(people) != 7 {
		t.Errorf("%d people after refused imports, %v", len(people), err)
	}
}

func (f *fixture) events() int64 {
	f.t.Helper()
	report, err := f.VerifyLedger(f.t.Context(), county)
	if err != nil || !report.OK {
		f.t.Fatal(err, report)
	}
	return report.Events
}

func TestImportDryRunAndFaults(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	before := f.events()
	report, err := f.Import(t.Context(), admin, reimburse.ImportPeople, "x.csv",
		strings.NewReader("id,name,staff_class,township,nickname\nq1,甲,事业编,1,小甲\n"), true)
	if err != nil || report.Written || report.Rows != 1 || !cmp.Equal(report.Unknown, []string{"nickname"}) || f.events() != before {
		t.Errorf("dry run = %+v, %v", report, err)
	}
	document := mustRead(t, "testdata/rules.yaml")
	tests := []struct {
		name  string
		actor trips.Actor
		kind  reimburse.ImportKind
		text  string
		want  *licheng.Fault
	}{
		{"by a clerk", clerk, reimburse.ImportPeople, peopleCSV, reimburse.ErrImportDenied},
		{"unknown kind", admin, "cats", peopleCSV, reimburse.ErrTable},
		{"no header", admin, reimburse.ImportPeople, "a,b\n1,2\n", reimburse.ErrTable},
		{"broken rules", admin, reimburse.ImportRules, "id: [", reimburse.ErrRules},
		{"rules of another county", admin, reimburse.ImportRules, strings.Replace(document, "529901", "529902", 1), reimburse.ErrRules},
		{"another text under the same version", admin, reimburse.ImportRules, strings.Replace(document, "0.80", "0.90", 1), reimburse.ErrRulesFinal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := f.Import(t.Context(), tt.actor, tt.kind, "x", strings.NewReader(tt.text), false)
			wantFault(t, err, tt.want)
		})
	}
	t.Run("the same rules again are no error and no event", func(t *testing.T) {
		report, err := f.Import(t.Context(), admin, reimburse.ImportRules, "x", strings.NewReader(document), false)
		if err != nil || report.Written || f.events() != before {
			t.Errorf("report = %+v, %v", report, err)
		}
	})
}

// TestTollsArePaid: interval G1 costs 12.30; ETC drops the fraction below half
// a yuan and takes 5 % off: 12.00 × 0.95 = 11.40. On the toll-free 1 October
// it costs nothing. The rule of this test pays tolls only.
func TestTollsArePaid(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportTolls, "收费单元,名称,一类,二类,三类,四类,生效时间,免费首日,免费末日\n"+
			"G1,东段,1230,1850,2460,3690,2026-01-01,,\n,国庆节,,,,,,2026-10-01,2026-10-07\n")
		document, _, _ := strings.Cut(mustRead(t, "testdata/rules.yaml"), "items:")
		f.mustImport(reimburse.ImportRules, strings.NewReplacer("2026-1\n", "2026-2\n", "from: 2026-01-01", "from: 2026-02-01").Replace(document)+
			"items:\n  - id: tolls\n    clause: 第七条\n    title: {zh: 过路费, en: tolls}\n    toll: {etc: etc_drop_half, manual: whole_yuan, etc_rate: 0.95}\n")
		tolled := func(trip *trips.Trip) {
			trip.Passages = []trips.Passage{{Kind: "gantry", Ref: "G1", At: trip.StartedAt.AddDate(0, 0, 0)}}
		}
		f.drove("p1", "free", 1, 20, tolled)
		f.drove("p1", "paid", 12, 20, tolled)
		view := f.current("p1")
		var paid []string
		for _, l := range view.Lines {
			if l.Code == "TOLL" {
				paid = append(paid, fmt.Sprintf("%s %s", l.Trip, l.Amount))
			}
		}
		if diff := cmp.Diff([]string{"free 0.00", "paid 11.40"}, paid); diff != "" || view.TotalFen != 1140 {
			t.Error(view.TotalFen, diff, lineTexts(view))
		}
	})
}

// TestVehicleCodesAreHeldAgainstTheVehicle: JT/T 489-2019 makes a car of 5
// seats class 1 and one of 10 class 2; a bus of 40 from 6 m on is class 4.
func TestVehicleCodesAreHeldAgainstTheVehicle(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	for row, want := range map[string]string{
		"轿车,5,,0x01":      "",
		"轿车,5,,1":         "",
		"商务车,10,,0x01":    "toll_code",
		"客车,10,5900,0x02": "",
		"客车,40,6000,0x04": "",
		"客车,39,6000,0x04": "toll_code",
		"客车,40,,0x04":     "", // without its length there is nothing to hold the code against
		"皮卡,5,,0x0B":      "",
		"轿车,5,,0x0B":      "toll_code",
		"轿车,5,,0x05":      "toll_code",
		"轿车,5,,一类":        "toll_code",
		"轿车,5,,0x101":     "toll_code",
	} {
		report, err := f.Import(t.Context(), admin, reimburse.ImportVehicles, "x.csv", strings.NewReader(
			"编号,人员编号,车牌,燃料,百公里油耗,车型,座位数,车长,收费车型\nv9,p1,云A99999,汽油,7,"+strings.Replace(row, "商务车", "mpv", 1)+"\n"), true)
		var got []string
		for _, p := range report.Problems {
			got = append(got, p.Column)
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %v refused, %v; want %q", row, got, err, want)
		}
	}
}

// TestTheNetworksOwnFeeTable: columns by vehicle code, in fen, in force from the
// day in the version. The ETC car of class 1 pays 1230 fen less 5 %: 11.69.
func TestTheNetworksOwnFeeTable(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	report, err := f.Import(t.Context(), admin, reimburse.ImportTolls, "T_FlagFee.csv", strings.NewReader(
		"IntervalID,FlagID,Fee1,Fee2,Fee3,Fee4,Fee11,Fee21,Version\nG1,3C0B01,1230,1850,2460,3690,1500,1600,5320260301001\n"), false)
	if err != nil || !report.Written || !cmp.Equal(report.Unknown, []string{"FlagID", "Fee11", "Fee21"}) {
		t.Fatalf("%+v, %v", report, err)
	}
	document, _, _ := strings.Cut(mustRead(t, "testdata/rules.yaml"), "items:")
	f.mustImport(reimburse.ImportRules, strings.NewReplacer("2026-1\n", "2026-2\n", "from: 2026-01-01", "from: 2026-02-01").Replace(document)+
		"items:\n  - id: tolls\n    clause: 第七条\n    title: {zh: 过路费, en: tolls}\n    toll: {etc: etc_plain, manual: whole_yuan, etc_rate: 0.95}\n")
	f.drove("p1", "t1", 12, 20, func(trip *trips.Trip) {
		trip.Passages = []trips.Passage{{Kind: "gantry", Ref: "G1", At: trip.StartedAt}}
	})
	if view := f.current("p1"); view.TotalFen != 1169 {
		t.Error(view.TotalFen, lineTexts(view))
	}
	report, err = f.Import(t.Context(), admin, reimburse.ImportTolls, "T_FlagFee.csv", strings.NewReader(
		"IntervalID,Fee1,Fee2,Fee3,Fee4,Version\nG1,1,2,3,4,53\nG2,1,2,3,4,\n"), false)
	if err != nil || report.Written || len(report.Problems) < 2 || report.Problems[0].Column != "version" || report.Problems[1].Column != "valid_from" {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestImportRepricesOpenClaims: a new table has the open claims priced again,
// and leaves a trace in the book.
func TestImportRepricesOpenClaims(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.drove("p1", "t1", 12, 10)
	f.drove("p2", "t2", 12, 10)
	f.current("p1")
	f.submitted("p2")
	f.queue.jobs = nil
	f.mustImport(reimburse.ImportFuelPrices, fuelCSV)
	if len(f.queue.jobs) != 1 || f.queue.jobs[0].ID != "p1/2026-10" {
		t.Errorf("jobs = %+v, want p1's open month only", f.queue.jobs)
	}
	var out strings.Builder
	if _, err := f.ExportLedger(t.Context(), county, &out); err != nil || !strings.Contains(out.String(), `"type":"import.fuel-prices"`) {
		t.Error(err, "the import left no event")
	}
	if _, err := ledger.ReadBundle(strings.NewReader(out.String())); err != nil {
		t.Error(err)
	}
}

func TestMaskAccount(t *testing.T) {
	for in, want := range map[string]string{"": "", "1234": "1234", "6222020000001234": "************1234", "账号一二三四五": "***二三四五"} {
		if got := reimburse.MaskAccount(in); got != want {
			t.Errorf("MaskAccount(%q) = %q, want %q", in, got, want)
		}
	}
}
