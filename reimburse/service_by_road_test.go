package reimburse_test

import (
	"strings"
	"testing"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/trips"
)

const byRoadRule = `id: by-road
version: "1"
title: {zh: 道路里程办法, en: by road}
in_force: {from: 2026-09-01}
county: "529901"
currency: CNY
items:
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    per_km: {distance: usual_road, longer_way: {with_reason: true}, rates: [{yuan_per_km: 0.80}]}
`

// 92 km driven where the usual road over the stop is 80 km: 64.00, and 73.60
// once the person says why. A trip round a closed road is paid as driven.
func TestWayByRoadIsPriced(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportRules, byRoadRule)
		byRoad := func(closed string) func(*trips.Trip) {
			return func(t *trips.Trip) {
				t.ByRoad = &trips.ByRoad{ShortestM: 78_000, UsualM: 80_000, Stops: 1, Closed: closed}
			}
		}
		f.drove("p1", "t1", 12, 92, byRoad(""))
		view := f.said(reimburse.Facts{})
		if len(view.Lines) != 2 || view.Lines[0].Amount != 6400 || view.Lines[1].Code != claim.LongerWay || view.Lines[1].Quantity != "12.000" {
			t.Fatalf("%+v", view.Lines)
		}
		asked, err := f.MonthFacts(t.Context(), cadre("p1"), "2026-10")
		if err != nil || !asked.Asks.Longer {
			t.Errorf("the reason is not asked for: %+v, %v", asked.Asks, err)
		}
		view = f.said(reimburse.Facts{Trips: []reimburse.TripFacts{{Trip: "t1", LongerBecause: "  绕开  塌方 "}}})
		if len(view.Lines) != 1 || view.Lines[0].Amount != 7360 || !strings.Contains(view.Lines[0].Text.ZH, "原因：绕开 塌方") {
			t.Errorf("%+v", view.Lines)
		}
		f.drove("p1", "t2", 13, 92, byRoad("坪上桥（塌方）"))
		view = f.said(reimburse.Facts{})
		if last := view.Lines[len(view.Lines)-1]; len(view.Lines) != 3 || last.Amount != 7360 || !strings.Contains(last.Text.ZH, "“坪上桥（塌方）”封闭") {
			t.Errorf("%+v", view.Lines)
		}
		before, err := f.MonthFacts(t.Context(), cadre("p1"), "2026-10")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.SayFacts(t.Context(), cadre("p1"), "2026-10", before.Version,
			reimburse.Facts{Trips: []reimburse.TripFacts{{Trip: "t1", LongerBecause: strings.Repeat("长", 201)}}}); err == nil {
			t.Error("201 characters of a reason are taken")
		}
	})
}
