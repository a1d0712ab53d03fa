package reimburse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/trips"
)

// offRules pay 30 for a day with a trip that is not worked.
const offRules = `id: off
version: "1"
title: {zh: 值守办法, en: days off}
in_force: {from: 2026-02-01}
county: "529901"
currency: CNY
items:
  - id: off
    clause: 一
    title: {zh: 值守, en: on days off}
    when: {if: '!workday'}
    per_day: {yuan: 30}
`

const holidaysCSV = "日期,类型,名称,年度\n2026-10-01,休,国庆,\n2026-10-02,休,国庆,\n2026-10-10,班,补班,\n2025-12-31,休,元旦,2026\n"

// 2 October is off by paper, 10 October a Saturday worked, 17 October an
// ordinary Saturday. Without a calendar nothing is guessed.
func TestHolidaysDecideWorkdays(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportRules, offRules)
		for day, id := range map[int]string{2: "off", 10: "worked", 17: "saturday"} {
			f.drove("p1", id, day, 20)
		}
		if err := f.Draft(t.Context(), county, "p1", "2026-10"); err == nil || !strings.Contains(err.Error(), "does not cover this year") {
			t.Fatalf("without a calendar: %v", err)
		}
		f.mustImport(reimburse.ImportHolidays, holidaysCSV)
		if err := f.Draft(t.Context(), county, "p1", "2026-10"); err != nil {
			t.Fatal(err)
		}
		claims, err := f.Claims(t.Context(), cadre("p1"), reimburse.ClaimFilter{})
		if err != nil || len(claims) != 1 || claims[0].TotalFen != 6000 {
			t.Fatalf("%v: %+v, want 60.00", err, claims)
		}
		// A year imported again is that year: the second of October is no longer off.
		f.mustImport(reimburse.ImportHolidays, "day,kind\n2026-10-01,off\n")
		if err := f.Draft(t.Context(), county, "p1", "2026-10"); err != nil {
			t.Fatal(err)
		}
		claims, err = f.Claims(t.Context(), cadre("p1"), reimburse.ClaimFilter{})
		if err != nil || len(claims) != 1 || claims[0].TotalFen != 6000 { // the 10th and the 17th
			t.Fatalf("%v: %+v, want 60.00", err, claims)
		}
	})
}

func TestHolidaysRefused(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	text := "day,kind,name,year\n2026-10-01,maybe,,\n2026-13-01,off,,\n2026-10-08,worked,,\n2026-10-02,off,,\n2026-10-02,off,,\n2026-10-03,off,,20x\n2026-10-04,off,,2030\n"
	report, err := f.Import(t.Context(), admin, reimburse.ImportHolidays, "x.csv", strings.NewReader(text), false)
	var got []string
	for _, p := range report.Problems {
		got = append(got, fmt.Sprintf("%d %s", p.Line, p.Column))
	}
	want := []string{"2 kind", "3 day", "4 day", "6 day", "7 year", "8 day"}
	if diff := cmp.Diff(want, got); err != nil || diff != "" || report.Written {
		t.Errorf("%v %v: %s", report.Written, err, diff)
	}
}

// A tunnel priced by itself comes on top of its interval; one on top of
// another tunnel is refused, and the table stays whole.
func TestTollSurchargesAreImported(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		const header = "interval,name,class1_fen,class2_fen,class3_fen,class4_fen,valid_from,over_interval,free_from,free_to,free_seats\n"
		f.mustImport(reimburse.ImportRules, strings.Replace(offRules, "    when: {if: '!workday'}\n    per_day: {yuan: 30}\n",
			"    toll: {etc: etc_plain, manual: whole_yuan, etc_rate: 1}\n", 1))
		f.mustImport(reimburse.ImportTolls, header+"G1,一段,1000,2000,3000,4000,2026-01-01,,,,\nT1,隧道,600,700,800,900,2026-01-01,G1,,,\n,疫情防控,,,,,,,2026-11-20,2026-11-21,1000\n")
		report, err := f.Import(t.Context(), admin, reimburse.ImportTolls, "x.csv", strings.NewReader(header+"T2,桥,1,1,1,1,2026-01-01,T1,,,\n"), false)
		if err != nil || report.Written || len(report.Problems) != 1 || report.Problems[0].Column != "over_interval" {
			t.Errorf("a surcharge on a surcharge: %v %+v", err, report)
		}
		f.drove("p1", "t1", 12, 20, func(trip *trips.Trip) {
			trip.TolledM = 9000
			trip.Passages = []trips.Passage{{Kind: "gantry", Ref: "G1", At: trip.StartedAt}}
		})
		if err := f.Draft(t.Context(), county, "p1", "2026-10"); err != nil {
			t.Fatal(err)
		}
		claims, err := f.Claims(t.Context(), cadre("p1"), reimburse.ClaimFilter{})
		if err != nil || len(claims) != 1 || claims[0].TotalFen != 1600 {
			t.Fatalf("%v: %+v, want 16.00", err, claims)
		}
	})
}
