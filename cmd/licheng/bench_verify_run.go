package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"licheng/cmd/licheng/demo"
	"licheng/trips/clean"
	"licheng/trips/segment"
	"licheng/trips/trace"
	"licheng/trips/verify"
)

// bench limits, as the service has them (trips, read_verify.go).
const (
	rehearsalCommon = 2
	rehearsalOwn    = 4
	rehearsalOthers = 12
)

// detector holds the drives handed in so far, in memory, and looks at new ones
// as the service does.
type detector struct {
	index  verify.Index
	drives []heldDrive
	byDay  map[int][]int // drives by the UTC day they began on
}

// heldDrive is a drive handed in.
type heldDrive struct {
	fixes           []trace.Fix
	person, vehicle string
	first, last     time.Time
}

// rehearse hands in the rehearsals of a seed and counts what was found.
func rehearse(o benchVerifyOptions, errOut io.Writer) verifyReport {
	d := &detector{byDay: map[int][]int{}}
	report := verifyReport{Seed: o.seed}
	kinds := map[demo.Kind]*verifyKind{}
	order := slices.Concat(demo.HonestKinds, demo.CopyKinds, demo.ForgedKinds)
	for i, kind := range order {
		kinds[kind] = &verifyKind{Kind: kind, Honest: i < len(demo.HonestKinds), Rules: map[string]int{}}
	}
	done, last := 0, demo.Kind("")
	for r := range demo.New(1).Rehearse(o.seed, o.honest, o.forged) {
		if done++; r.Kind != last {
			last = r.Kind
			fmt.Fprintf(errOut, "%6d  %s\n", done, r.Kind)
		}
		if found, trips := d.handIn(r); trips > 0 { // a fragment is no trip and cannot be claimed
			kinds[r.Kind].count(found)
		}
	}
	for _, kind := range order {
		report.Kinds = append(report.Kinds, *kinds[kind])
	}
	report.sum()
	return report
}

// count adds what was found on one trip.
func (k *verifyKind) count(found []verify.Finding) {
	k.Trips++
	serious := false
	rules := map[string]bool{}
	for _, f := range found {
		rules[f.Rule] = true
		serious = serious || f.Severity == verify.Serious
	}
	for rule := range rules {
		k.Rules[rule]++
	}
	if serious {
		k.Serious++
	}
	if serious && !k.Honest || k.Honest && rules["shared-ride"] {
		k.Found++
	}
}

// rulesOf lists rules with their counts, most first.
func rulesOf(rules map[string]int) string {
	names := slices.SortedFunc(maps.Keys(rules), func(a, b string) int {
		if rules[a] != rules[b] {
			return rules[b] - rules[a]
		}
		return strings.Compare(a, b)
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %d", name, rules[name])
	}
	return strings.Join(names, ", ")
}

// handIn looks at a rehearsal, keeps it and returns what was found and on how
// many trips.
func (d *detector) handIn(r demo.Rehearsal) (found []verify.Finding, trips int) {
	fixes := make([]trace.Fix, len(r.Fixes))
	for i, f := range r.Fixes {
		fixes[i] = trace.Fix{At: f.At.UTC(), Point: f.Point, ElevationM: f.ElevationM, AccuracyM: f.AccuracyM, SpeedMPS: f.SpeedMPS}
	}
	kept, drops := clean.Clean(fixes, clean.Options{})
	legs, _ := segment.Trips(kept, segment.Options{})
	for _, leg := range legs {
		own := kept[leg.From:leg.To]
		alone := verify.Alone{
			Recorded: own, Driven: own, Fixes: len(fixes), Mocked: r.Mocked, Roads: r.Roads,
			Datum: "wgs84", DatumSure: 1,
		}
		for _, drop := range drops {
			if drop.Reason == clean.Frozen {
				alone.Replays += drop.Fixes
			}
		}
		found = append(found, alone.Findings()...)
		found = append(found, d.compare(own, r)...)
	}
	return found, len(legs)
}

// compare looks at one drive beside those held, and holds it.
func (d *detector) compare(own []trace.Fix, r demo.Rehearsal) []verify.Finding {
	mine := heldDrive{fixes: own, person: r.Person, vehicle: r.Vehicle, first: own[0].At, last: own[len(own)-1].At}
	var found []verify.Finding
	seen := map[int]bool{}
	for _, k := range slices.Concat(d.alike(mine), d.atOnce(mine)) {
		if seen[k] {
			continue
		}
		seen[k] = true
		other := d.drives[k]
		name := fmt.Sprint("…", k)
		found = append(found, verify.Twice(verify.Compare(other.fixes, own), name, other.person == mine.person, mine.first)...)
		if other.person == mine.person || other.vehicle == mine.vehicle && mine.vehicle != "" {
			found = append(found, verify.TwoPlaces(other.fixes, own, other.person == mine.person, name)...)
		}
	}
	d.index.Add(len(d.drives), verify.MarksOf(own))
	day := int(mine.first.Unix() / 86400)
	d.byDay[day] = append(d.byDay[day], len(d.drives))
	d.drives = append(d.drives, mine)
	return found
}

// alike returns the drives with most marks in common, the person's own first.
func (d *detector) alike(mine heldDrive) []int {
	var own, others []int
	for _, hit := range d.index.Find(verify.SearchMarks(mine.fixes), rehearsalCommon, 200) {
		if d.drives[hit.Drive].person == mine.person && len(own) < rehearsalOwn {
			own = append(own, hit.Drive)
		} else if len(others) < rehearsalOthers {
			others = append(others, hit.Drive)
		}
	}
	return append(own, others...)
}

// atOnce returns the drives under way at the same time.
func (d *detector) atOnce(mine heldDrive) []int {
	var out []int
	day := int(mine.first.Unix() / 86400)
	for _, k := range slices.Concat(d.byDay[day-1], d.byDay[day], d.byDay[day+1]) {
		if o := d.drives[k]; !o.first.After(mine.last) && !o.last.Before(mine.first) {
			out = append(out, k)
		}
	}
	return out
}
