package rules_test

import (
	"fmt"
	"testing"

	"github.com/govalues/decimal"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
)

// The reform's central sums a month, and what its plans allow elsewhere: 130 %
// of them, 150 % in border, ethnic and other remote areas.
func TestCeilingsOfTheAllowance(t *testing.T) {
	for _, test := range []struct{ rank, central, at130, at150 string }{
		{"司局级", "1300", "1690.00", "1950.00"},
		{"处级", "800", "1040.00", "1200.00"},
		{"科级及以下", "500", "650.00", "750.00"},
	} {
		for factor, want := range map[string]string{"1.3": test.at130, "1.5": test.at150} {
			got, err := money.Times(decimal.MustParse(test.central), decimal.MustParse(factor))
			if err != nil || got.String() != want {
				t.Errorf("%s: %s × %s = %s, %v; want %s", test.rank, test.central, factor, got, err, want)
			}
		}
	}
}

const itemByRank = `
  - id: allowance
    clause: 第四条
    title: {zh: 补贴, en: allowance}
    allowance:
      monthly: [%s]
      area: town
      outside: whole_trip
`

// Provinces and cities write their sums by rank, which the county attests as a
// mark: Guizhou and Hubei in four steps, Xi'an in eight.
func TestAllowanceByRank(t *testing.T) {
	tables := map[string][]struct {
		rank string
		yuan money.Amount
	}{
		"贵州":  {{"厅级", 195000}, {"处级", 120000}, {"科级", 75000}, {"科员及以下", 50000}},
		"湖北":  {{"厅级", 169000}, {"处级", 104000}, {"科级", 65000}, {"科员及以下", 45000}},
		"另一省": {{"厅级", 169000}, {"处级", 104000}, {"科级", 65000}, {"科员及以下", 55000}},
		"西安": {
			{"副市级", 169000},
			{"正局级", 150000},
			{"副局级", 135000},
			{"正处级", 104000},
			{"副处级", 95000},
			{"正科级", 65000},
			{"副科级", 60000},
			{"科员及以下", 55000},
		},
	}
	for where, steps := range tables {
		written := ""
		for _, s := range steps {
			written += fmt.Sprintf("{staff_classes: [civil_servant], marks: [%s], yuan: %s}, ", s.rank, s.yuan)
		}
		doc := document(t, fmt.Sprintf(itemByRank, written)+itemKM)
		for _, s := range steps {
			person := rules.Person{StaffClass: rules.CivilServant, AllowanceFrom: "2026-01-01", Marks: []string{"驾龄十年", s.rank}}
			if got, err := doc.AllowanceOn(person, "2026-10-12"); err != nil || got != s.yuan {
				t.Errorf("%s, %s: %s, %v; want %s", where, s.rank, got, err, s.yuan)
			}
			person.StaffClass = rules.Institution
			if got, err := doc.AllowanceOn(person, "2026-10-12"); err != nil || got != 0 {
				t.Errorf("%s, %s of 事业编: %s, %v; want none", where, s.rank, got, err)
			}
		}
		nobody := rules.Person{StaffClass: rules.CivilServant, AllowanceFrom: "2026-01-01"}
		if got, err := doc.AllowanceOn(nobody, "2026-10-12"); err != nil || got != 0 {
			t.Errorf("%s, no rank attested: %s, %v; want none", where, got, err)
		}
	}
}

// The college of 2020 and the forestry bureau of 2019 pay nobody more in a year
// or month than a civil servant of the same rank draws. By hand: 7,800 a year
// less 7,790 paid leaves 10.00 of 54.60; a head of division has 12,480.
func TestCapByRank(t *testing.T) {
	doc := document(t, `
  - id: km
    clause: 第三条
    title: {zh: 里程, en: mileage}
    per_km: {persons_per_vehicle: 4, rates: [{yuan_per_km: 1.50}]}
  - id: year
    clause: 第五条
    title: {zh: 年度上限, en: yearly cap}
    cap: {per: year, yuan: [{marks: [处级], yuan: 12480}, {marks: [科级, 科员], yuan: 7800}]}
`)
	for rank, want := range map[string]money.Amount{"处级": 5460, "科级": 1000, "科员": 1000, "": 5460} {
		m := october(drive("t1", 36.4))
		m.PaidThisYear = 779000
		if rank != "" {
			m.Person.Marks = []string{rank}
		}
		lines := price(t, doc, rules.Tables{}, m)
		if got := total(t, lines); got != want {
			t.Errorf("%q: %s, want %s", rank, got, want)
		}
		if want == 1000 && byCode(lines)[claim.OverYearlyCap] != -4460 {
			t.Errorf("%q: the shortfall is %s, want -44.60", rank, byCode(lines)[claim.OverYearlyCap])
		}
	}
}
