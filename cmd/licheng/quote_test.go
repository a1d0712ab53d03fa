package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// quoteRoad is a tolled road due east along 27° N, ten kilometres long, with
// one gantry in its middle. One hundredth of a degree is 991.9 m there.
const quoteRoad = `<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" lat="27" lon="108.00"/>
  <node id="2" lat="27" lon="108.05"><tag k="highway" v="toll_gantry"/><tag k="ref" v="G1"/></node>
  <node id="3" lat="27" lon="108.10"/>
  <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
    <tag k="highway" v="motorway"/><tag k="oneway" v="yes"/><tag k="toll" v="yes"/></way>
</osm>
`

const quoteRule = `id: quote
version: "1"
title: {zh: 办法, en: rule}
in_force: {from: 2026-01-01}
county: "990100"
currency: CNY
areas:
  - id: west
    name: {zh: 西片, en: the west}
    rings: [[[107.9, 26.9], [108.05, 26.9], [108.05, 27.1], [107.9, 27.1]]]
items:
  - id: allowance
    clause: 第一条
    title: {zh: 补贴, en: allowance}
    allowance: {monthly: [{staff_classes: [civil_servant], yuan: 650}], area: west, outside: metres_outside}
  - id: km
    clause: 第二条
    title: {zh: 里程, en: mileage}
    when: {staff_classes: [civil_servant, institution]}
    per_km: {persons_per_vehicle: 4, rates: [{yuan_per_km: 0.80}]}
  - id: fuel
    clause: 第三条
    title: {zh: 油费, en: fuel}
    when: {staff_classes: [village_team], purposes: [走访]}
    energy: {zone: "990100"}
  - id: toll
    clause: 第四条
    title: {zh: 过路费, en: toll}
    toll: {etc: etc_plain, manual: whole_yuan, etc_rate: 0.95}
`

// quoteFiles lays the files of a quote into a folder and builds its road file.
func quoteFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	start := time.Date(2026, 10, 12, 8, 0, 0, 0, time.FixedZone("", 8*3600))
	timed, untimed := &strings.Builder{}, &strings.Builder{}
	fmt.Fprintln(timed, "time,lat,lon")
	fmt.Fprintln(untimed, "lat,lon")
	for i := range 49 { // 108.002 to 108.098, every 10 s and 198 m: 71 km/h
		lon := 108.002 + float64(i)*0.002
		fmt.Fprintf(timed, "%s,27.00001,%.5f\n", start.Add(time.Duration(i)*10*time.Second).Format(time.RFC3339), lon)
		fmt.Fprintf(untimed, "27.00001,%.5f\n", lon)
	}
	for name, text := range map[string]string{
		"road.osm": quoteRoad, "rule.yaml": quoteRule, "timed.csv": timed.String(), "untimed.csv": untimed.String(),
		"holder.yaml": "id: wang\nstaff_class: civil_servant\nallowance_from: 2026-01-01\n",
		"team.yaml":   "id: li\nstaff_class: village_team\n",
		"suv.yaml":    "id: suv\nclass: suv\nenergy: petrol\ndeclared_consumption: 8\nseats: 7\netc: false\n",
		"tolls.csv":   "interval,name,class1_fen,class2_fen,class3_fen,class4_fen,valid_from,free_from,free_to\nG1,东段,1230,2000,3000,4000,2026-01-01,,\n",
		"free.csv":    "interval,name,class1_fen,class2_fen,class3_fen,class4_fen,valid_from,free_from,free_to\nG1,东段,1230,2000,3000,4000,2026-01-01,,\n,国庆,,,,,,2026-10-01,2026-10-12\n",
		"fuel.csv":    "zone,grade,valid_from,yuan_per_unit,source\n990100,92#,2026-10-12 00:00,7.80,文件\n",
		"bad.yaml":    strings.Replace(quoteRule, "per_km", "per_mile", 1),
		"bad.csv":     "interval,name,class1_fen,class2_fen,class3_fen,class4_fen,valid_from\nG1,东段,12.30,1,1,1,2026-01-01\n",
		"badfuel.csv": "zone,grade,valid_from,yuan_per_unit\n990100,92,2026-10-12,7.80\n990100,95,someday,7.80\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, errOut bytes.Buffer
	if code := run(context.Background(), []string{"roads", "build", "-o", filepath.Join(dir, "m.roads"), filepath.Join(dir, "road.osm")}, &out, &errOut); code != exitDone {
		t.Fatalf("roads build: exit %d\n%s", code, errOut.String())
	}
	return dir
}

// quoteRunIn runs licheng quote with the road file of the folder; arguments
// that name a file of the folder are led there.
func quoteRunIn(dir string, args ...string) (code int, out, errOut string) {
	all := []string{"quote", "--roads", filepath.Join(dir, "m.roads")}
	for _, a := range args {
		if strings.HasSuffix(a, ".csv") || strings.HasSuffix(a, ".yaml") {
			a = filepath.Join(dir, a)
		}
		all = append(all, a)
	}
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), all, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestQuote(t *testing.T) {
	dir := quoteFiles(t)
	const rule = "--rules"
	tests := []struct {
		name string
		args []string
		want []string // code quantity unit amount; quantities in km to 100 m
	}{
		{
			"somebody without allowance, a usual car, ETC",
			[]string{rule, "rule.yaml", "--tolls", "tolls.csv", "timed.csv"},
			[]string{"MILEAGE 9.5 km", "TOLL 1 interval 1169"}, // 12.30 × 0.95 = 11.685
		},
		{
			"five persons count as two vehicles",
			[]string{rule, "rule.yaml", "--persons", "5", "--tolls", "tolls.csv", "timed.csv"},
			[]string{"MILEAGE 9.5 km", "TOLL 1 interval 1169"},
		},
		{
			"a holder is paid the metres outside",
			[]string{rule, "rule.yaml", "--person", "holder.yaml", "--vehicle", "suv.yaml", "--tolls", "tolls.csv", "timed.csv"},
			[]string{"COVERED_BY_ALLOWANCE 4.8 km", "MILEAGE 4.8 km", "TOLL 1 interval 1200", "ALLOWANCE 1 month 0"},
		},
		{
			"toll-free days and the price of the day",
			[]string{rule, "rule.yaml", "--person", "team.yaml", "--purpose", "入户走访", "--vehicle", "suv.yaml", "--tolls", "free.csv", "--fuel-prices", "fuel.csv", "timed.csv"},
			[]string{"ENERGY 0.8 L", "TOLL 1 interval 0"},
		},
		{
			"nothing is guessed without tables",
			[]string{rule, "rule.yaml", "--person", "team.yaml", "--purpose", "走访", "timed.csv"},
			[]string{"NO_PRICE 9.5 km 0", "NO_PRICE 1 interval 0"},
		},
		{
			"a trace without times on a named day",
			[]string{rule, "rule.yaml", "--on", "2026-10-12", "--tolls", "tolls.csv", "untimed.csv"},
			[]string{"MILEAGE 9.5 km", "TOLL 1 interval 1169"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			code, out, errOut := quoteRunIn(dir, append(test.args, "--json")...)
			if code != exitDone {
				t.Fatalf("exit %d: %s", code, errOut)
			}
			var got quoted
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatalf("%v in %s", err, out)
			}
			if got.Month != "2026-10" || len(got.Lines) != len(test.want) {
				t.Fatalf("%s\nwant %v", out, test.want)
			}
			sum := int64(0)
			for i, l := range got.Lines {
				sum += int64(l.Amount)
				var km float64
				if _, err := fmt.Sscan(l.Quantity, &km); err != nil {
					t.Fatal(err)
				}
				told := fmt.Sprintf("%s %v %s %d", l.Code, math.Round(km*10)/10, l.Unit, int64(l.Amount))
				if !strings.HasPrefix(told, test.want[i]) {
					t.Errorf("line %d: %s, want %s", i+1, told, test.want[i])
				}
			}
			if int64(got.Total) != sum {
				t.Errorf("total %d, the lines come to %d", got.Total, sum)
			}
		})
	}
}

func TestQuoteForPeople(t *testing.T) {
	dir := quoteFiles(t)
	code, out, errOut := quoteRunIn(dir, "--rules", "rule.yaml", "--tolls", "tolls.csv", "timed.csv")
	for _, want := range []string{"2026-10  办法 (rule) 1", "MILEAGE", "公里 × 0.80 元/公里", "km × 0.80 yuan/km", "合计 total", "11.69"} {
		if !strings.Contains(out, want) {
			t.Errorf("exit %d: %q is missing in\n%s", code, want, out)
		}
	}
	for _, want := range []string{"no --person: taken as somebody of 事业编", "no --vehicle: taken as car, petrol, 6.0 L/100 km, 5 seats"} {
		if !strings.Contains(errOut, want) {
			t.Errorf("%q is not said: %s", want, errOut)
		}
	}
}

func TestQuoteSaysWhatIsWrong(t *testing.T) {
	dir := quoteFiles(t)
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"a key that does not exist", []string{"--rules", "bad.yaml", "timed.csv"}, `bad.yaml: line 20: unknown field "per_mile"`},
		{"no such rule file", []string{"--rules", "none.yaml", "timed.csv"}, "none.yaml: no such file"},
		{"a toll in yuan", []string{"--rules", "rule.yaml", "--tolls", "bad.csv", "timed.csv"}, `bad.csv: line 2: class1_fen "12.30" is not a whole number of fen`},
		{"a price of someday", []string{"--rules", "rule.yaml", "--fuel-prices", "badfuel.csv", "timed.csv"}, `badfuel.csv: line 3: valid_from "someday"`},
		{"a person that is a rule", []string{"--rules", "rule.yaml", "--person", "rule.yaml", "timed.csv"}, "rule.yaml: line "},
		{"no times and no day", []string{"--rules", "rule.yaml", "untimed.csv"}, "--on 2026-10-12"},
		{"a day that is none", []string{"--rules", "rule.yaml", "--on", "12 Oct", "untimed.csv"}, `--on "12 Oct" is not a day`},
		{"a trace that is none", []string{"--rules", "rule.yaml", "tolls.csv"}, "tolls.csv"},
		{"no rules", []string{"timed.csv"}, "quote needs --roads and --rules"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			code, out, errOut := quoteRunIn(dir, test.args...)
			last := errOut[strings.LastIndex(strings.TrimSuffix(errOut, "\n"), "\n")+1:]
			if code != exitWrongUse || out != "" || !strings.Contains(last, test.want) {
				t.Errorf("exit %d, %q, said %q; want exit 2 and %q", code, out, last, test.want)
			}
		})
	}
}
