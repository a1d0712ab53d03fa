package reimburse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/audit"
)

// marksRules pays by what the county attests: pay for a hard post by years in
// townships, kilometres of bicycles and of big engines, meals, and the usual
// fuel of a car nobody declared.
const marksRules = `
  - id: hardship
    clause: 第三条
    title: {zh: 乡镇工作补贴, en: township work allowance}
    when: {if: 'in_township && township_years >= 10 && "艰苦" in marks'}
    per_month: {always: true, hardship: true, yuan: [{yuan: 260}]}
  - id: bicycle
    clause: 第四条
    title: {zh: 自行车, en: bicycles}
    when: {vehicle_classes: [bicycle]}
    per_km: {rates: [{yuan_per_km: 0.20}]}
  - id: big
    clause: 第五条
    title: {zh: 大排量, en: big engines}
    when: {if: engine_cc > 2000}
    per_km: {rates: [{yuan_per_km: 0.50}]}
  - id: meals
    clause: 第六条
    title: {zh: 伙食补助, en: meals}
    when: {vehicle_classes: [bicycle]}
    meals: {yuan_per_day: 35, provided: pay_host}
  - id: fuel
    clause: 第七条
    title: {zh: 燃油, en: fuel}
    when: {vehicle_classes: [suv]}
    energy: {zone: "529900", undeclared: low}
`

// TestWhatTheCountyAttests: p1 came to a township in October 2016 and rides a
// bicycle 10 km: 260.00 for the post, 2.00 for the way and 35.00 for the meals,
// of which the 2.00 alone are money for transport. p2's car of 2,400 cm³ is
// paid 50 km × 0.50; of its fuel nothing is registered: 50/100 × 7.0 × 7.80.
func TestWhatTheCountyAttests(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportPeople, "编号,姓名,人员类别,乡镇代码,乡镇,标记,乡镇工作起,乡镇工作止\n"+
			"p1,张一,事业编,529901102,白水乡,副科、艰苦,2016-10-31,\n")
		f.mustImport(reimburse.ImportVehicles, "编号,人员编号,车牌,车型,燃料,百公里油耗,座位数,排量\n"+
			"v1,p1,自1,自行车,无,,1,\nv2,p2,云A00002,越野车,汽油,,7,2400\n")
		f.mustImport(reimburse.ImportFuelPrices, "价区,标号,生效时间,单价\n529900,92,2026-01-01,7.80\n")
		document, _, _ := strings.Cut(mustRead(t, "testdata/rules.yaml"), "items:")
		f.mustImport(reimburse.ImportRules, strings.NewReplacer("2026-1\n", "2026-2\n", "from: 2026-01-01", "from: 2026-02-01").Replace(document)+"items:"+marksRules)
		f.drove("p1", "t1", 12, 10)
		f.drove("p2", "t2", 12, 50)
		for person, want := range map[string][]string{
			"p1": {"MILEAGE 2.00", "HARDSHIP 260.00", "MEALS 35.00"},
			"p2": {"MILEAGE 25.00", "ENERGY 27.30"},
		} {
			view, got := f.current(person), []string{}
			for _, l := range view.Lines {
				got = append(got, fmt.Sprintf("%s %s", l.Code, l.Amount))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(person, diff, lineTexts(view))
			}
		}
		f.paid("p1")
		for _, person := range []string{"p3", "p4", "p5"} { // so that the cell is about five
			f.drove(person, "t-"+person, 12, 10)
			f.current(person)
		}
		report, err := f.Adequacy(t.Context(), auditor, "2026-10-01", "2026-10-31", audit.ByMonth)
		if err != nil || report.Total.ReceivedFen != 200 {
			t.Errorf("received %s, %v; want 2.00: meals and pay for a hard post are no transport money", report.Total.ReceivedFen, err)
		}
	})
}

func TestServiceInTownshipsThatEndsBeforeItBegins(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	report, err := f.Import(t.Context(), admin, reimburse.ImportPeople, "x.csv", strings.NewReader(
		"编号,姓名,人员类别,乡镇代码,乡镇工作起,乡镇工作止\np9,甲,事业编,529901102,2026-03-01,2026-02-01\n"), false)
	if err != nil || report.Written || len(report.Problems) != 1 || report.Problems[0].Column != "township_to" {
		t.Errorf("%+v, %v; want township_to refused", report, err)
	}
}
