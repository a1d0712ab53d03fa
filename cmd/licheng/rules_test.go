package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rulesFolder holds the worked examples.
var rulesFolder = filepath.Join("..", "..", "rules")

// say runs licheng as a user types it.
func say(t *testing.T, args ...string) (out, errOut string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return o.String(), e.String(), code
}

// The acceptance scenario, from the reportage of 2019: costs of 2,328.64 to
// 2,464.64 yuan, of which an allowance of 500 to 750 covers 20.3 % to 32.2 %.
func TestQuoteOfTheAcceptanceScenario(t *testing.T) {
	in := func(name string) string { return filepath.Join(rulesFolder, "acceptance", name) }
	for _, test := range []struct {
		month, tolls, total string
		percent             [2]string
	}{
		{"month.yaml", "tolls-low.csv", "2328.64", [2]string{"21.5", "32.2"}},
		{"month.yaml", "tolls-high.csv", "2464.64", [2]string{"20.3", "30.4"}},
		{"month-old-road.yaml", "tolls-low.csv", "1648.64", [2]string{"30.3", "45.5"}},
	} {
		args := []string{
			"quote", "--rules", in("township-costs.yaml"), "--month", in(test.month), "--tolls", in(test.tolls),
			"--fuel-prices", in("fuel-prices.csv"), "--allowance", "500", "--allowance", "750",
		}
		out, errOut, code := say(t, args...)
		if code != 0 {
			t.Fatalf("%d: %s", code, errOut)
		}
		for _, want := range []string{"合计 total " + test.total + " 元", "500.00 占合计 covers " + test.percent[0] + " %", "750.00 占合计 covers " + test.percent[1] + " %"} {
			if !strings.Contains(out, want) {
				t.Errorf("%s %s does not say %q:\n%s", test.month, test.tolls, want, out)
			}
		}
		asJSON, _, _ := say(t, append(args, "--json")...)
		var q struct {
			Total   int64 `json:"total_fen"`
			Covered []struct{ Percent string }
		}
		if err := json.Unmarshal([]byte(asJSON), &q); err != nil || len(q.Covered) != 2 || q.Covered[0].Percent != test.percent[0] {
			t.Errorf("as JSON: %v %+v", err, q)
		}
	}
}

func TestQuoteMonthRefuses(t *testing.T) {
	month := filepath.Join(t.TempDir(), "month.yaml")
	write := func(text string) {
		if err := os.WriteFile(month, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	rule := filepath.Join(rulesFolder, "per-km-county.yaml")
	good := "month: 2026-10\nperson: {id: p, staff_class: institution}\ntrips:\n  - {id: t1, started_at: 2026-10-12T08:00:00+08:00, km: 10}\n"
	for name, test := range map[string]struct {
		text string
		args []string
		want string
	}{
		"no kilometres":   {strings.Replace(good, ", km: 10", "", 1), nil, `month.yaml: line 4: trip "t1" has no km`},
		"no start":        {strings.Replace(good, "started_at: 2026-10-12T08:00:00+08:00, ", "", 1), nil, `line 4: trip "t1" has no started_at`},
		"another month":   {strings.Replace(good, "month: 2026-10", "month: 2026-09", 1), nil, "trip t1 began in 2026-10, not in 2026-09"},
		"an unknown word": {good + "weather: fine\n", nil, `line 5: unknown field "weather"`},
		"a bad allowance": {good, []string{"--allowance", "lots"}, `--allowance "lots"`},
		"roads as well":   {good, []string{"--roads", "x"}, "leave --roads, --person and --vehicle out"},
		"a trace as well": {good, []string{"trace.gpx"}, "trace.gpx"},
		"no calendar":     {good, []string{"--holidays", rule}, "per-km-county.yaml"},
	} {
		write(test.text)
		_, errOut, code := say(t, append([]string{"quote", "--rules", rule, "--month", month}, test.args...)...)
		if code != 2 || !strings.Contains(errOut, test.want) || strings.Count(errOut, "\n") != 1 {
			t.Errorf("%s: %d %q, want it to say %q", name, code, errOut, test.want)
		}
	}
	if _, errOut, code := say(t, "quote", "--month", month); code != 2 || !strings.Contains(errOut, "needs --rules") {
		t.Errorf("without rules: %d %s", code, errOut)
	}
}

func TestRulesCheck(t *testing.T) {
	out, errOut, code := say(t, "rules", "check", filepath.Join(rulesFolder, "demo-county.yaml"), filepath.Join(rulesFolder, "band-town.yaml"))
	for _, want := range []string{
		"demo-county-transport 2026-1, 2026-01-01 – 2026-12-31, 7 条 clauses: usable",
		"no clause pays: civil_servant, institution, temporary, village_cadre; bus petrol, diesel",
		"band-town 2026-1",
	} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%d %s\n%s\nlacks %q", code, errOut, out, want)
		}
	}
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("id: Bad\nversion: 1\ncolour: red\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errOut, code = say(t, "rules", "check", bad); code != 2 || !strings.Contains(errOut, `bad.yaml: line 3: unknown field "colour"`) {
		t.Errorf("%d %s", code, errOut)
	}
}

// 45p → 55p: 136 km are 84.506 miles, 38.03 → 46.48; nobody on a motorcycle.
func TestRulesDiff(t *testing.T) {
	before, after := filepath.Join(rulesFolder, "hmrc-amap-2026-1.yaml"), filepath.Join(rulesFolder, "hmrc-amap-2026-2.yaml")
	out, errOut, code := say(t, "rules", "diff", before, after)
	for _, want := range []string{
		"hmrc-amap 2026-1 → hmrc-amap 2026-2\n",
		"tiers.rates[0].steps[0].rate: 0.45 → 0.55\n", "新增条款 new clause\n", "2026-04-06 起",
		"136 km       38.03 →      46.48       760.60 →     929.60: 所有人员 everybody; car, suv, pickup, minivan, mpv\n",
	} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%d %s\n%s\nlacks %q", code, errOut, out, want)
		}
	}
	back, _, _ := say(t, "rules", "diff", after, before)
	if !strings.Contains(back, "删除条款 clause dropped") {
		t.Error(back)
	}
	same, _, _ := say(t, "rules", "diff", before, before)
	if !strings.Contains(same, "no difference") || !strings.Contains(same, "usual trips come to the same") {
		t.Error(same)
	}
	if _, errOut, code := say(t, "rules", "diff", before, after, "--fuel-prices", before); code != 2 {
		t.Errorf("a rule for a price table: %d %s", code, errOut)
	}
}

func TestRulesExplainAQuote(t *testing.T) {
	in := func(name string) string { return filepath.Join(rulesFolder, "acceptance", name) }
	quote, _, code := say(t, "quote", "--json", "--rules", in("township-costs.yaml"), "--month", in("month.yaml"),
		"--tolls", in("tolls-low.csv"), "--fuel-prices", in("fuel-prices.csv"))
	if code != 0 {
		t.Fatal(code)
	}
	file := filepath.Join(t.TempDir(), "quote.json")
	if err := os.WriteFile(file, []byte(quote), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errOut, code := say(t, "rules", "explain", file)
	for _, want := range []string{
		"108.800 L × 7.80 = 848.64, nothing to round",
		"by 报道一 (item fuel) of township-costs version 2019-1, in force from 2019-01-01 on",
		"declared consumption: 8 L/100 km (from vehicle car)",
	} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%d %s lacks %q\n%.2000s", code, errOut, want, out)
		}
	}
	for text, want := range map[string]string{"[": "not JSON", "{}": "no lines in it"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, errOut, code := say(t, "rules", "explain", file); code != 2 || !strings.Contains(errOut, want) {
			t.Errorf("%q: %d %s", text, code, errOut)
		}
	}
	if _, errOut, code := say(t, "rules", "explain", "nowhere.json"); code != 2 || !strings.Contains(errOut, "not the id of a claim") {
		t.Errorf("%d %s", code, errOut)
	}
}
