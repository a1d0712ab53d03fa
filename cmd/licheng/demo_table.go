package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"licheng/cmd/licheng/demo"
	"licheng/web/api"
)

// demoFigures is what came of the month.
type demoFigures struct {
	files, fixes       int
	trips              int
	drivenM, matchedM  float64 // of the honest files
	unmappedM, offM    float64 // of the honest files
	tolledTrips        int
	claims             map[string]int // by state
	claimedFen, cutFen int64
	adequacy           api.Adequacy
	findings           map[string]int // serious ones and notes, by rule
	falseFiles, found  int            // false files, and those whose finding is there
	falseUnfound       []string
	accused            int // honest files with a serious finding
}

// demoFinds names the finding that should meet each kind of false file.
var demoFinds = map[demo.Falsehood]string{
	demo.Replayed: "copied-trace", demo.TooFast: "impossible-speed", demo.Frozen: "frozen-fixes",
}

// tell prints the table and the accounts to try.
func (d *demoRun) tell(ctx context.Context) error {
	f, err := d.figures(ctx)
	if err != nil {
		return err
	}
	d.result = f
	w := tabwriter.NewWriter(d.out, 0, 0, 2, ' ', 0)
	row := func(zh, en, format string, args ...any) {
		fmt.Fprintf(w, "%s\t%s\t%s\n", en, fmt.Sprintf(format, args...), zh)
	}
	fmt.Fprintf(d.out, "\n%s %s: %s / %s\n\n", demo.CountyZH, demoMonth, demo.CountyEN, "everything in it is made up 全部虚构")
	row("轨迹文件（定位点）", "trace files (fixes)", "%d (%d)", f.files, f.fixes)
	row("行程", "trips", "%d, %d with tolls", f.trips, f.tolledTrips)
	row("实际行驶（真值）", "km driven, the truth", "%.1f", f.drivenM/1000)
	row("匹配里程", "km matched", "%.1f (%+.3f %%)", f.matchedM/1000, 100*(f.matchedM-f.drivenM)/f.drivenM)
	row("地图缺失道路：真值/测得", "km off the map, true/found", "%.1f / %.1f", f.unmappedM/1000, f.offM/1000)
	row("申报金额（元）", "yuan claimed", "%s in %s", yuan(f.claimedFen), stateCounts(f.claims))
	row("封顶和补贴扣减（元）", "yuan cut by caps and coverage", "%s", yuan(f.cutFen))
	row("出行成本（元）", "cost of the trips, yuan", "%s", yuan(f.adequacy.Total.CostFen))
	if c := f.adequacy.Total.Coverage; c != nil {
		row("成本覆盖率", "share of cost covered", "%.1f %%, %d of %d people pay themselves", 100**c, f.adequacy.Total.PersonsOutOfPocket, f.adequacy.Total.Persons)
	}
	for _, rule := range slices.Sorted(maps.Keys(f.findings)) {
		row("提示", "finding "+rule, "%d", f.findings[rule])
	}
	row("不实文件：发现/共有", "false files found", "%d of %d", f.found, f.falseFiles)
	row("被误判的真实文件", "honest files accused", "%d of %d", f.accused, f.files-f.falseFiles)
	if err := w.Flush(); err != nil {
		return err
	}
	for _, name := range f.falseUnfound {
		fmt.Fprintf(d.out, "  not found: %s\n", name)
	}
	d.tellLogins()
	return nil
}

func (d *demoRun) tellLogins() {
	fmt.Fprintf(d.out, "\n演示里的今天 today in the demo: %s\n", d.clock.now().Format(time.DateOnly))
	fmt.Fprintf(d.out, "\n账号 accounts (密码 password %s):\n", demoPassword)
	for _, a := range [][2]string{
		{d.county.People[0].Login, "公务员，有补贴 / civil servant with allowance"},
		{d.county.People[1].Login, "事业编，无补贴 / public institution, no allowance"},
		{d.county.People[3].Login, "驻村工作队 / village work team"},
		{"township", "乡镇：审核本乡镇的报销和出行 / checks for its township (township2 … 8 for the others)"},
		{"finance", "财务：审批、支付 / decides and pays"},
		{"finance2", "另一位财务：复核 / the second of two"},
		{"auditor", "审计：覆盖率、账本 / coverage and ledger"},
		{"admin", "管理员 / administrator"},
	} {
		fmt.Fprintf(d.out, "  %-10s %s\n", a[0], a[1])
	}
}

// yuan writes fen as yuan.
func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

func stateCounts(claims map[string]int) string {
	text, sum := "", 0
	for _, state := range slices.Sorted(maps.Keys(claims)) {
		text += fmt.Sprintf(", %d %s", claims[state], state)
		sum += claims[state]
	}
	return fmt.Sprintf("%d claims%s", sum, text)
}

// figures asks the service what became of everything handed in.
func (d *demoRun) figures(ctx context.Context) (demoFigures, error) {
	f := demoFigures{files: len(d.county.Trips), claims: map[string]int{}, findings: map[string]int{}}
	finance, err := demoLogIn(ctx, d.base, "finance", demoPassword)
	if err != nil {
		return f, err
	}
	var found []api.TripSummary
	if err := finance.get(ctx, "/trips?month="+demoMonth, &found); err != nil {
		return f, err
	}
	rules, err := d.rulesByTrace(ctx, finance, found, &f)
	if err != nil {
		return f, err
	}
	d.compare(found, rules, &f)
	var claims []api.ClaimSummary
	if err := finance.get(ctx, "/claims?limit=1000&month="+demoMonth, &claims); err != nil {
		return f, err
	}
	for _, c := range claims {
		f.claims[c.State]++
		f.claimedFen += c.TotalFen
		f.cutFen += c.CutFen
	}
	days := fmt.Sprintf("from=%s-01&to=%s-31", demoMonth, demoMonth)
	return f, finance.get(ctx, "/audit/adequacy?by=township&"+days, &f.adequacy)
}

// rulesByTrace lists the findings of every trace, and counts them.
func (d *demoRun) rulesByTrace(ctx context.Context, finance *demoClient, found []api.TripSummary, f *demoFigures) (map[string][]string, error) {
	rules := map[string][]string{}
	for _, s := range found {
		if s.Serious+s.Notes == 0 {
			continue
		}
		var trip api.Trip
		if err := finance.get(ctx, "/trips/"+s.ID, &trip); err != nil {
			return nil, err
		}
		for _, finding := range trip.Findings {
			f.findings[finding.Rule+" ("+finding.Severity+")"]++
			rules[s.TraceID] = append(rules[s.TraceID], finding.Rule)
		}
	}
	return rules, nil
}

// compare sets what was found beside what is true.
func (d *demoRun) compare(found []api.TripSummary, rules map[string][]string, f *demoFigures) {
	matched, off, serious := map[string]float64{}, map[string]float64{}, map[string]int{}
	for _, s := range found {
		f.trips++
		matched[s.TraceID] += s.DistanceM
		off[s.TraceID] += s.OffRoadM
		serious[s.TraceID] += s.Serious
		if s.TolledM > 0 {
			f.tolledTrips++
		}
	}
	for _, t := range d.county.Trips {
		f.fixes += t.Fixes
		id := d.traces[t.FileName]
		if t.Truth.False == demo.Honest {
			f.drivenM, f.unmappedM = f.drivenM+t.Truth.DrivenM, f.unmappedM+t.Truth.UnmappedM
			f.matchedM, f.offM = f.matchedM+matched[id], f.offM+off[id]
			if serious[id] > 0 {
				f.accused++
			}
			continue
		}
		f.falseFiles++
		if slices.Contains(rules[id], demoFinds[t.Truth.False]) {
			f.found++
		} else {
			f.falseUnfound = append(f.falseUnfound, fmt.Sprintf("%s (%s)", t.FileName, t.Truth.False))
		}
	}
}
