package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng/reimburse/claim"
	"licheng/reimburse/rules"
)

// told is a change in one line.
func told(changes []rules.Change) []string {
	var all []string
	for _, c := range changes {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s: %s → %s", c.Item, c.Path, c.From, c.To)))
	}
	return all
}

func TestDiff(t *testing.T) {
	before := document(t, itemKM+itemToll)
	changed := strings.NewReplacer("yuan_per_km: 0.80", "yuan_per_km: 0.90", "etc_rate: 0.95", "etc_rate: 0.95, per_interval: false").Replace(itemKM + itemToll)
	tests := []struct {
		name  string
		after string
		want  []string
	}{
		{"the same", itemKM + itemToll, nil},
		{"a rate", changed, []string{"km per_km.rates[0].yuan_per_km: 0.80 → 0.90"}},
		{"written otherwise is another figure", strings.Replace(itemKM+itemToll, "0.80", "0.8", 1), []string{"km per_km.rates[0].yuan_per_km: 0.80 → 0.8"}},
		{"a rate more", strings.Replace(itemKM+itemToll, "rates: [{", "rates: [{vehicles: [suv], yuan_per_km: 1}, {", 1), []string{
			"km per_km.rates[0].vehicles:  → [suv]", "km per_km.rates[0].yuan_per_km: 0.80 → 1", "km per_km.rates[1].yuan_per_km:  → 0.80",
		}},
		{"a condition", strings.Replace(itemKM+itemToll, "    per_km", "    when: {if: persons > 1}\n    per_km", 1), []string{"km when.if:  → persons > 1"}},
		{"a clause dropped", itemKM, []string{"tolls : removed →"}},
		{"a clause more", itemKM + itemToll + fmt.Sprintf(itemEnergy, "climb: true"), []string{"fuel :  → added"}},
		{"two clauses more", itemKM + itemToll + fmt.Sprintf(itemEnergy, "climb: true") + strings.Replace(itemKM, "id: km", "id: more", 1), []string{"fuel :  → added", "more :  → added"}},
		{"people", strings.Replace(itemKM+itemToll, "    per_km", "    when: {staff_classes: [temporary]}\n    per_km", 1), []string{"km when.staff_classes:  → [temporary]"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, told(rules.Diff(before, document(t, test.after)))); diff != "" {
				t.Error(diff)
			}
		})
	}
	head := document(t, itemKM+itemToll)
	head.Version = "2"
	changes := rules.Diff(before, head)
	if got := told(changes); !cmp.Equal(got, []string{"version: 1 → 2"}) {
		t.Errorf("the head: %q", got)
	}
	narrowed := document(t, strings.Replace(itemKM, "    per_km", "    when: {staff_classes: [temporary, village_cadre], energies: [electric], if: persons > 1}\n    per_km", 1))
	if who := rules.Diff(document(t, itemToll), narrowed)[0].Who; who.EN != "[temporary village_cadre], energies [electric], if persons > 1" || who.ZH != "临聘、村干部，能源 [electric]，条件 persons > 1" {
		t.Errorf("who: %s", who)
	}
}

func TestTry(t *testing.T) {
	doc := document(t, itemKM+strings.Replace(itemKM, "id: km", "id: again", 1)+fmt.Sprintf(itemEnergy, "climb: false"))
	s := rules.Sample{Staff: rules.Institution, Vehicle: rules.Car, Energy: rules.Petrol, KM: 20}
	got, err := s.Try(doc, rules.Tables{}, "2026-10-31")
	if err != nil || got.Trip != 3200 || got.Month != 64000 || !cmp.Equal(got.Paid, []string{"km", "again"}) || !cmp.Equal(got.Codes, []claim.Code{"MILEAGE", "NO_PRICE"}) {
		t.Errorf("%+v, %v", got, err)
	}
	unknown, err := s.Try(document(t, fmt.Sprintf(itemIf, "workday")), rules.Tables{}, "2026-10-12")
	if err != nil || unknown.Error == "" {
		t.Errorf("without a calendar: %+v, %v", unknown, err)
	}
	if _, err := s.Try(doc, rules.Tables{}, "soon"); err == nil {
		t.Error("tried on no day")
	}
}

func TestExplain(t *testing.T) {
	tables := tollTables(t, tollRow("A", 1234))
	doc := document(t, strings.Replace(itemKM, "0.80", "0.833", 1)+itemToll)
	doc.InForce.To = "2026-12-31"
	lines := price(t, doc, tables, october(tolled("A")))
	for i, want := range [][]string{
		{
			"40.000 km × 0.833 = 33.32, nothing to round",
			"by 第五条 (item km) of test version 1, in force from 2026-01-01 to 2026-12-31",
			"distance driven (39.600–40.800): 40.000 km (from trip t1)",
		},
		{
			"11.40, summed by the clause from the figures below, each rounded half up to a hundredth",
			"interval A: 12.34 yuan (from tolls A)",
		},
	} {
		var en []string
		for _, step := range rules.Explain(lines[i]) {
			en = append(en, step.EN)
			if step.ZH == "" || strings.Contains(step.ZH+step.EN, "%!") {
				t.Errorf("told badly: %s", step)
			}
		}
		for _, sentence := range want {
			if !strings.Contains(strings.Join(en, "\n"), sentence) {
				t.Errorf("%q\nlacks %q", en, sentence)
			}
		}
	}
	even := claim.Line{Quantity: "37.4", Unit: "km", Rate: "0.65", Amount: 2431, Rule: claim.Rule{InForce: "2026-01-01"}}
	if got := rules.Explain(even)[1].EN; got != "37.4 km × 0.65 = 24.31, nothing to round" { // 24.310 to the fen
		t.Error(got)
	}
	odd := claim.Line{Quantity: "37.4", Unit: "km", Rate: "0.655", Amount: 2450, Rule: claim.Rule{InForce: "2026-01-01"}}
	if got := rules.Explain(odd)[1]; got.EN != "37.4 km × 0.655 = 24.497, rounded half up to 24.50" || got.ZH != "37.4 km × 0.655 = 24.497，四舍五入到分 24.50" {
		t.Error(got)
	}
}
