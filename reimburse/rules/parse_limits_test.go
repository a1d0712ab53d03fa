package rules_test

import (
	"strings"
	"testing"

	"licheng/reimburse/rules"
)

func TestParseAtTheBounds(t *testing.T) {
	for old, edges := range map[string][]string{
		"real_world: 1.25":    {"real_world: 3", "real_world: 0.5001"},
		"charging_loss: 1.12": {"charging_loss: 1"},
		"speed_kmh: 40":       {"speed_kmh: 120", "speed_kmh: 40, reference_kmh: 10", "speed_kmh: 40, reference_kmh: 120"},
		"up_to: 100,":         {"up_to: 99.999,"},
		"{up_to: 100, rate: 1}, {up_to: 200, rate: 2}": {"{up_to: 1000000, rate: 1}"},
	} {
		for _, edge := range edges {
			if _, err := rules.Parse([]byte(strings.Replace(good, old, edge, 1)), "edge.yaml"); err != nil {
				t.Errorf("%s: %v", edge, err)
			}
		}
	}
	for old, new := range map[string]string{
		"yuan_per_km: 0.80":   `yuan_per_km: "1000000"`,
		"real_world: 1.25":    "real_world: 0.5",
		"charging_loss: 1.12": "charging_loss: 1.5",
		"speed_kmh: 40":       "speed_kmh: 10",
		"etc_rate: 0.95":      "etc_rate: 1",
		"to: 2026-12-31":      "to: 2026-01-01",
		", to: 2026-12-31":    "",
		"[[[108, 27]":         "[[[-180, 90]",
		"per_km: {rates":      "per_km: {persons_per_vehicle: 100, rates",
		"of: [km, tolls]":     "of: []",
		"per: month":          "per: trip",
	} {
		if _, err := rules.Parse([]byte(strings.Replace(good, old, new, 1)), "edge.yaml"); err != nil {
			t.Errorf("%s: %v", new, err)
		}
	}
	nested := strings.Replace(good, "fares:\n", "  - id: all\n    clause: 十一\n    title: {zh: 上限, en: cap}\n    cap: {per: month, yuan: [{yuan: 9}]}\n"+
		"  - id: trip-km\n    clause: 十三\n    title: {zh: 上限, en: cap}\n    cap: {per: trip, yuan: [{yuan: 9}], of: [km]}\n"+
		"  - id: days\n    clause: 十二\n    title: {zh: 上限, en: cap}\n    cap: {per: trip, yuan: [{yuan: 9}], of: [day]}\nfares:\n", 1)
	if _, err := rules.Parse([]byte(nested), "nested.yaml"); err != nil {
		t.Errorf("caps that hold each other or share nothing: %v", err)
	}
}

// A document has at most a mebibyte, and a condition 1000 bytes.
func TestParseAtItsLongest(t *testing.T) {
	const most = 1 << 20
	for length, refused := range map[int]bool{most: false, most + 1: true} {
		text := good + "#" + strings.Repeat("x", length-len(good)-1)
		if _, err := rules.Parse([]byte(text), "long.yaml"); (err != nil) != refused {
			t.Errorf("%d bytes: %v, want it refused: %v", length, err, refused)
		}
	}
	for length, refused := range map[int]bool{1000: false, 1001: true} {
		condition := "to == '" + strings.Repeat("x", length-len("to == ''")) + "'"
		text := strings.Replace(good, "{if: persons > 1 && !unit_car}", `{if: "`+condition+`"}`, 1)
		if _, err := rules.Parse([]byte(text), "long.yaml"); (err != nil) != refused {
			t.Errorf("a condition of %d bytes: %v, want it refused: %v", length, err, refused)
		}
	}
}

// Nesting is told on its line, and a file without a document as empty.
func TestWhereTheTextEnds(t *testing.T) {
	deep := strings.Repeat("[", 33)
	for text, want := range map[string]string{
		"": "x.yaml: line 1: the document is empty", "# nothing\n": "x.yaml: line 1: the document is empty",
		deep: "x.yaml: line 1: nested deeper", "id: test\ntitle:\n" + deep: "x.yaml: line 3: nested deeper",
	} {
		if _, err := rules.Parse([]byte(text), "x.yaml"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// A corner that is no place is told once a ring.
func TestParseTellsARingOnce(t *testing.T) {
	text := strings.Replace(good, "[[[108, 27], [108.1, 27]", "[[[27, 108], [27, 108.1]", 1)
	if _, err := rules.Parse([]byte(text), "ring.yaml"); err == nil || strings.Count(err.Error(), "corner [") != 1 {
		t.Errorf("%v, want one corner named", err)
	}
}

// Dashes are no nesting unless they begin an entry of a list.
func TestDashesAreNoNesting(t *testing.T) {
	for _, text := range []string{
		strings.Replace(good, `version: "1"`, `version: "`+strings.Repeat("1-", 40)+`1"`, 1),
		good + "# " + strings.Repeat("-", 40) + "\n#-",
	} {
		if _, err := rules.Parse([]byte(text), "dashes.yaml"); err != nil {
			t.Error(err)
		}
	}
}

// One level more than the limit is refused before the YAML library sees it.
func TestParseLimitsNesting(t *testing.T) {
	deep := func(n int) string { return "id: " + strings.Repeat("[", n) + "\n" + strings.Repeat("]", n) + "\n" }
	for text, refused := range map[string]bool{
		deep(32): false, deep(33): true, strings.Repeat("- ", 32): false, strings.Repeat("- ", 33): true,
		strings.Repeat("[", 33) + strings.Repeat("]", 33): true, strings.Repeat("[]\n", 40): false,
		strings.Repeat("- \n", 40): false, strings.Repeat("[", 20) + "\n" + strings.Repeat("{", 13): true, strings.Repeat("? ", 33): true,
	} {
		_, err := rules.Parse([]byte(text), "x.yaml")
		if got := strings.Contains(err.Error(), "nested deeper than 32 levels"); got != refused {
			t.Errorf("%q: %v", text, err)
		}
	}
}
