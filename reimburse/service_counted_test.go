package reimburse_test

import (
	"strings"
	"testing"
	"time"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// tierRules pay 1 yuan a kilometre up to 100 km of a year that begins on 6
// April, and 0.50 beyond.
const tierRules = `id: tiers
version: "1"
title: {zh: 分段办法, en: tiers}
in_force: {from: 2026-02-01}
county: "529901"
currency: CNY
items:
  - id: km
    clause: 一
    title: {zh: 里程, en: kilometres}
    tiers: {year_from: 04-06, rates: [{steps: [{up_to: 100, rate: 1}, {rate: 0.50}]}]}
`

// April's and August's kilometres count in October, those before 6 April do
// not: 60 + 30 km before, then 20 km, of which 10 lie below 100.
func TestDraftCountsTheYearsKilometres(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportRules, tierRules)
		on := func(day string) func(*trips.Trip) {
			return func(trip *trips.Trip) {
				start, err := time.ParseInLocation("2006-01-02 15:04", day+" 08:00", rules.Shanghai())
				if err != nil {
					t.Fatal(err)
				}
				trip.StartedAt, trip.EndedAt = start, start.Add(time.Hour)
			}
		}
		f.drove("p1", "march", 1, 500, on("2026-03-30"))
		f.drove("p1", "april-5", 1, 500, on("2026-04-05"))
		f.drove("p1", "april-6", 1, 60, on("2026-04-06"))
		f.drove("p1", "august", 1, 30, on("2026-08-15"))
		f.drove("p1", "october", 12, 20)
		if err := f.Draft(t.Context(), county, "p1", "2026-10"); err != nil {
			t.Fatal(err)
		}
		claims, err := f.Claims(t.Context(), cadre("p1"), reimburse.ClaimFilter{})
		if err != nil || len(claims) != 1 {
			t.Fatal(err, len(claims))
		}
		view, err := f.Claim(t.Context(), cadre("p1"), claims[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, l := range view.Lines {
			told = append(told, l.Quantity+" × "+l.Rate)
		}
		if got := strings.Join(told, ", "); got != "10.000 × 1, 10.000 × 0.50" {
			t.Errorf("lines %s", got)
		}
	})
}

func TestImportRefusesForeignMoney(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	text := strings.Replace(tierRules, "CNY", "EUR", 1)
	_, err := f.Import(t.Context(), admin, reimburse.ImportRules, "rules.yaml", strings.NewReader(text), false)
	wantFault(t, err, reimburse.ErrRules)
	if !strings.Contains(err.Error(), "pays in EUR") {
		t.Error(err)
	}
}
