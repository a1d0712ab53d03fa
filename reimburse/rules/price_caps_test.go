package rules_test

import (
	"testing"

	"licheng/reimburse/money"
	"licheng/reimburse/rules"
)

// CN-11: yearly cap 650 × 12 = 7,800, claims so far 7,790, new 54.60.
func TestYearlyCap(t *testing.T) {
	doc := example(t, "per-km-county.yaml")
	m := october(drive("t1", 36.4))
	for paid, want := range map[money.Amount][]string{
		779000: {"MILEAGE 36.400 km 1.50 54.60", "OVER_YEARLY_CAP 1 year -44.60 -44.60"},
		774540: {"MILEAGE 36.400 km 1.50 54.60"}, // to the fen
		774541: {"MILEAGE 36.400 km 1.50 54.60", "OVER_YEARLY_CAP 1 year -0.01 -0.01"},
		780000: {"MILEAGE 36.400 km 1.50 54.60", "OVER_YEARLY_CAP 1 year -54.60 -54.60"},
		999999: {"MILEAGE 36.400 km 1.50 54.60", "OVER_YEARLY_CAP 1 year -54.60 -54.60"},
	} {
		m.PaidThisYear = paid
		lines := price(t, doc, rules.Tables{}, m)
		wantStory(t, lines, want...)
	}
}

func TestMonthlyCap(t *testing.T) {
	const caps = itemKM + `
  - id: cap
    clause: 第九条
    title: {zh: 上限, en: cap}
    cap:
      per: month
      yuan:
        - {staff_classes: [village_team], yuan: 10}
        - {staff_classes: [institution], yuan: 20}
`
	doc := document(t, caps)
	wantStory(t, price(t, doc, rules.Tables{}, october(drive("t1", 25))), "MILEAGE 25.000 km 0.80 20.00")
	wantStory(t, price(t, doc, rules.Tables{}, october(drive("t1", 20), drive("t2", 5.013))),
		"MILEAGE 20.000 km 0.80 16.00", "MILEAGE 5.013 km 0.80 4.01", "OVER_MONTHLY_CAP 1 month -0.01 -0.01")
	temporary := october(drive("t1", 100))
	temporary.Person.StaffClass = rules.Temporary
	wantStory(t, price(t, doc, rules.Tables{}, temporary), "MILEAGE 100.000 km 0.80 80.00")
}

func TestCapsHoldEachOther(t *testing.T) {
	doc := document(t, itemKM+`
  - id: wear
    clause: 第六条
    title: {zh: 损耗, en: wear}
    per_km: {rates: [{yuan_per_km: 0.20}]}
  - id: all
    clause: 第十条
    title: {zh: 月上限, en: month}
    cap: {per: month, yuan: [{yuan: 25}]}
  - id: trip-km
    clause: 第九条
    title: {zh: 次上限, en: trip}
    cap: {per: trip, yuan: [{yuan: 10}], of: [km]}
`)
	wantStory(t, price(t, doc, rules.Tables{}, october(drive("t1", 20), drive("t2", 40))),
		"MILEAGE 20.000 km 0.80 16.00", "MILEAGE 20.000 km 0.20 4.00",
		"MILEAGE 40.000 km 0.80 32.00", "MILEAGE 40.000 km 0.20 8.00",
		"OVER_TRIP_CAP 1 trip -6.00 -6.00", "OVER_TRIP_CAP 1 trip -22.00 -22.00",
		"OVER_MONTHLY_CAP 1 month -7.00 -7.00") // 60 − 28 = 32
}

func TestTripCapIsNotMetToTheFen(t *testing.T) {
	doc := document(t, itemKM+`
  - id: trip-cap
    clause: 第九条
    title: {zh: 次上限, en: trip}
    when: {staff_classes: [institution]}
    cap: {per: trip, yuan: [{yuan: 8}]}
`)
	wantStory(t, price(t, doc, rules.Tables{}, october(drive("t1", 10))), "MILEAGE 10.000 km 0.80 8.00")
	other := october(drive("t1", 100))
	other.Person.StaffClass = rules.Temporary
	wantStory(t, price(t, doc, rules.Tables{}, other), "MILEAGE 100.000 km 0.80 80.00")
}
