package rules_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"licheng/reimburse/rules"
)

// Somebody is asked for what the county's rule uses, and for nothing else.
func TestAsks(t *testing.T) {
	for items, want := range map[string]rules.Asks{
		itemKM: {Passenger: true},
		`
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    per_km: {persons_per_vehicle: 4, rates: [{yuan_per_km: 0.80}]}
`: {Passenger: true, Persons: true},
		`
  - id: bands
    clause: 第六条
    title: {zh: 包干, en: bands}
    per_trip: {bands: [{up_to_km: 5, yuan: 12}]}
`: {Passenger: true},
		`
  - id: bands
    clause: 第六条
    title: {zh: 包干, en: bands}
    per_trip: {persons_per_vehicle: 3, bands: [{up_to_km: 5, yuan: 12}]}
`: {Passenger: true, Persons: true},
		`
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    tiers: {passenger: 0.05, rates: [{steps: [{rate: 0.80}]}]}
`: {Passenger: true, Persons: true},
		`
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    when: {if: persons > 1}
    per_km: {rates: [{yuan_per_km: 0.80}]}
`: {Passenger: true, Persons: true},
		`
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    tiers: {rates: [{if: persons > 2, steps: [{rate: 0.80}]}]}
`: {Passenger: true, Persons: true},
		`
  - id: meals
    clause: 第十三条
    title: {zh: 伙食, en: meals}
    meals: {yuan_per_day: 100, provided: pay_host, lodging_proof: required}
  - id: parking
    clause: 第九条
    title: {zh: 停车, en: parking}
    voucher: {kinds: [toll, parking]}
`: {Stays: true, Meals: true, Vouchers: []rules.ExpenseKind{rules.Lodging, rules.Parking, rules.TollVoucher}},
		`
  - id: local
    clause: 第十四条
    title: {zh: 市内交通, en: local}
    local_transport: {yuan_per_day: 80, provided: take_off}
  - id: subsidy
    clause: 第十六条
    title: {zh: 已领, en: in kind}
    deduct: {kinds: [transport, bus-pass]}
`: {Stays: true, Cars: true, Benefits: []string{"bus-pass", "transport"}},
	} {
		if diff := cmp.Diff(want, document(t, items).Asks(), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", items, diff)
		}
	}
}
