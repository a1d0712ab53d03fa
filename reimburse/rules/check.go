package rules

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/toll"
)

var (
	slug   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
	sixNum = regexp.MustCompile(`^[0-9]{6}$`)
)

// checker collects what is wrong with a document; it does not stop at the first.
type checker struct {
	lines lines
	found []problem
	names map[string][]string // of areas and counters, for conditions
}

func (c *checker) add(path, format string, args ...any) {
	c.found = append(c.found, problem{line: c.lines.of(path), cause: fmt.Sprintf(format, args...)})
}

// check returns every problem of a document that was read, in its order, and
// makes its conditions ready.
func check(doc *Document, at lines) []problem {
	c := &checker{lines: at}
	if !slug.MatchString(doc.ID) {
		c.add("$.id", "id %q: use small letters, digits and hyphens", doc.ID)
	}
	if doc.Version == "" {
		c.add("$.version", "version is missing")
	}
	c.text("$.title", "title", doc.Title)
	c.period("$.in_force", doc.InForce)
	if !sixNum.MatchString(doc.County) {
		c.add("$.county", "county %q: six digits of GB/T 2260, in quotes", doc.County)
	}
	if !slices.Contains(Currencies(), doc.Currency) {
		c.add("$.currency", "currency %q is none of %v", doc.Currency, Currencies())
	}
	c.areas(*doc)
	c.fares(*doc)
	if len(doc.Items) == 0 {
		c.add("$.items", "items: a document without clauses pays nothing")
	}
	seen := map[string]bool{}
	for i, item := range doc.Items {
		path := fmt.Sprintf("$.items[%d]", i)
		if seen[item.ID] {
			c.add(path+".id", "item id %q is used twice", item.ID)
		}
		seen[item.ID] = true
		c.item(path, *doc, item)
	}
	c.caps(*doc)
	c.counters(*doc)
	c.conditions(doc)
	return c.found
}

func (c *checker) text(path, what string, t lang.Text) {
	if t.ZH == "" || t.EN == "" {
		c.add(path, "%s needs zh and en", what)
	}
}

func (c *checker) period(path string, p Period) {
	if !p.From.Valid() {
		c.add(path+".from", "from %q is not a day such as 2026-01-01", p.From)
	}
	if p.To != "" && !p.To.Valid() {
		c.add(path+".to", "to %q is not a day such as 2026-12-31", p.To)
	} else if p.To != "" && p.To < p.From {
		c.add(path+".to", "to %s lies before from %s", p.To, p.From)
	}
}

// areas checks ids, rings and coordinates of the coverage areas.
func (c *checker) areas(doc Document) {
	seen := map[string]bool{}
	for i, area := range doc.Areas {
		path := fmt.Sprintf("$.areas[%d]", i)
		if !slug.MatchString(area.ID) || seen[area.ID] {
			c.add(path+".id", "area id %q: small letters, digits and hyphens, each once", area.ID)
		}
		seen[area.ID] = true
		c.text(path+".name", "name", area.Name)
		if len(area.Rings) == 0 {
			c.add(path, "area %q has no rings", area.ID)
		}
		for j, ring := range area.Rings {
			at := fmt.Sprintf("%s.rings[%d]", path, j)
			if len(ring) < 3 {
				c.add(at, "a ring needs at least three corners")
			}
			for _, corner := range ring {
				if !onEarth(corner) {
					c.add(at, "corner %v is not [longitude, latitude] in degrees", corner)
					break
				}
			}
		}
	}
}

func onEarth(corner []float64) bool {
	return len(corner) == 2 && math.Abs(corner[0]) <= 180 && math.Abs(corner[1]) <= 90
}

// item checks one clause.
func (c *checker) item(path string, doc Document, item Item) {
	if !slug.MatchString(item.ID) {
		c.add(path+".id", "item id %q: use small letters, digits and hyphens", item.ID)
	}
	if item.Clause == "" {
		c.add(path, "item %q needs the clause it stands on", item.ID)
	}
	c.text(path+".title", "title", item.Title)
	c.filter(path+".when", item.When)
	if w := item.When; item.aboutMonth() && len(w.VehicleClasses)+len(w.Energies)+len(w.Purposes) > 0 {
		c.add(path+".when", "when: this kind is about a person's month; only staff_classes and if may stand here")
	}
	if item.InForce != (Period{}) {
		c.period(path+".in_force", item.InForce)
	}
	var set, keys []string
	for _, k := range c.kinds(doc, item) {
		keys = append(keys, k.key)
		if k.set {
			set = append(set, k.key)
			k.check(path + "." + k.key)
		}
	}
	if len(set) != 1 {
		c.add(path, "item %q has %d kinds; exactly one of %s", item.ID, len(set), strings.Join(keys, ", "))
	}
}

func (c *checker) filter(path string, f Filter) {
	c.staff(path, f.StaffClasses)
	c.vehicles(path, f.VehicleClasses, f.Energies)
	if slices.Contains(f.Purposes, "") {
		c.add(path+".purposes", "an empty purpose would match every trip; leave it out")
	}
}

func (c *checker) staff(path string, classes []StaffClass) {
	for _, s := range classes {
		if !slices.Contains(StaffClasses(), s) {
			c.add(path+".staff_classes", "staff class %q is none of %v", s, StaffClasses())
		}
	}
}

func (c *checker) vehicles(path string, classes []VehicleClass, kinds []EnergyKind) {
	for _, v := range classes {
		if !slices.Contains(VehicleClasses(), v) {
			c.add(path, "vehicle class %q is none of %v", v, VehicleClasses())
		}
	}
	for _, e := range kinds {
		if !slices.Contains(EnergyKinds(), e) {
			c.add(path, "energy %q is none of %v", e, EnergyKinds())
		}
	}
}

func (c *checker) perKM(path string, k PerKM) {
	if len(k.Rates) == 0 {
		c.add(path, "per_km needs rates")
	}
	for i, r := range k.Rates {
		at := fmt.Sprintf("%s.rates[%d]", path, i)
		c.vehicles(at, r.Vehicles, r.Energies)
		c.sum(at+".yuan_per_km", "yuan_per_km", r.Yuan)
	}
	c.distance(path, k.Distance, k.Longer)
	c.persons(path, k.Persons)
}

func (c *checker) perTrip(path string, k PerTrip) {
	if len(k.Bands) == 0 {
		c.add(path, "per_trip needs bands")
	}
	for i, b := range k.Bands {
		at := fmt.Sprintf("%s.bands[%d]", path, i)
		c.sum(at+".yuan", "yuan", b.Yuan)
		if !b.UpToKM.IsPos() {
			c.add(at+".up_to_km", "up_to_km must be above zero")
		}
		if i > 0 && b.UpToKM.Cmp(k.Bands[i-1].UpToKM.Decimal) <= 0 {
			c.add(at+".up_to_km", "up_to_km %s does not rise above the band before", b.UpToKM)
		}
	}
	c.distance(path, k.Distance, k.Longer)
	c.persons(path, k.Persons)
}

func (c *checker) persons(path string, n int) {
	if n < 0 || n > 100 {
		c.add(path+".persons_per_vehicle", "persons_per_vehicle %d: 1 to 100, or leave it out", n)
	}
}

// maxYuan bounds every sum and rate of a document; a slip of the finger should
// not become a payment.
var maxYuan = decimal.MustNew(1_000_000, 0)

func (c *checker) sum(path, what string, yuan Number) {
	if !yuan.written {
		c.add(path, "%s is missing", what)
	} else if yuan.IsNeg() || yuan.Cmp(maxYuan) > 0 || yuan.Scale() > 6 {
		c.add(path, "%s %s: 0 to %s yuan, at most six decimals", what, yuan, maxYuan)
	}
}

func (c *checker) energy(path string, k Energy) {
	if k.Zone == "" {
		c.add(path, "energy needs the price zone")
	}
	c.factor(path+".real_world", "real_world", k.RealWorld, "0.5", "3")
	c.factor(path+".charging_loss", "charging_loss", k.ChargingLoss, "1", "1.5")
	if k.SpeedKMH != 0 && !(k.SpeedKMH >= 10 && k.SpeedKMH <= 120) {
		c.add(path+".speed_kmh", "speed_kmh %v: 10 to 120", k.SpeedKMH)
	}
	if k.ReferenceKMH != 0 && !(k.ReferenceKMH >= 10 && k.ReferenceKMH <= 120) {
		c.add(path+".reference_kmh", "reference_kmh %v: 10 to 120", k.ReferenceKMH)
	}
	c.energyTables(path, k)
	if k.PriceAt != "" && !slices.Contains([]PriceAt{AtStart, AtEnd, ByKM}, k.PriceAt) {
		c.add(path+".price_at", "price_at %q: start, end or by_km", k.PriceAt)
	}
	if k.Undeclared != "" && k.Undeclared != UsualLow && k.Undeclared != UsualMiddle {
		c.add(path+".undeclared", "undeclared %q: low or middle, or leave it out", k.Undeclared)
	}
}

// factor checks an optional factor.
func (c *checker) factor(path, what string, n Number, low, high string) {
	if n.written && (n.Cmp(decimal.MustParse(low)) < 0 || n.Cmp(decimal.MustParse(high)) > 0 || n.Scale() > 4) {
		c.add(path, "%s %s: %s to %s, at most four decimals", what, n, low, high)
	}
}

func (c *checker) toll(path string, k Toll) {
	for what, mode := range map[string]toll.Mode{"etc": k.ETC, "manual": k.Manual} {
		if !slices.Contains(toll.Modes(), mode) {
			c.add(path+"."+what, "%s %q is none of the rounding modes %v", what, mode, toll.Modes())
		}
	}
	c.factor(path+".etc_rate", "etc_rate", k.Rate, "0.1", "1")
	if k.PerInterval && k.ETC != toll.ETCPlain {
		c.add(path+".per_interval", "per_interval goes with etc: %s only; the other modes round a sum", toll.ETCPlain)
	}
	if !slices.Contains([]Records{"", RecordCounts, TableCounts, LesserCounts}, k.Records) {
		c.add(path+".records", "records %q: %s, %s or %s", k.Records, RecordCounts, TableCounts, LesserCounts)
	}
	if n := len(k.Estimate); n != 0 && n != len(toll.Levels{}) {
		c.add(path+".estimate_yuan_per_km", "estimate_yuan_per_km has %d figures; class 1 to 4, or leave it out", n)
	}
	for i, yuan := range k.Estimate {
		c.sum(fmt.Sprintf("%s.estimate_yuan_per_km[%d]", path, i), "estimate_yuan_per_km", yuan)
	}
}

func (c *checker) allowance(path string, doc Document, k Allowance) {
	if k.From != "" && !k.From.Valid() {
		c.add(path+".from", "from %q is not a day such as 2026-01-01", k.From)
	}
	c.classSums(path+".monthly", k.Monthly)
	if !slices.ContainsFunc(doc.Areas, func(a Area) bool { return a.ID == k.Area }) {
		c.add(path+".area", "area %q is not among areas", k.Area)
	}
	if k.Outside != WholeTrip && k.Outside != MetresOutside {
		c.add(path+".outside", "outside %q: %s or %s", k.Outside, WholeTrip, MetresOutside)
	}
}

func (c *checker) classSums(path string, sums []ClassSum) {
	if len(sums) == 0 {
		c.add(path, "a sum by staff class is missing")
	}
	for i, s := range sums {
		at := fmt.Sprintf("%s[%d]", path, i)
		c.staff(at, s.StaffClasses)
		if slices.Contains(s.Marks, "") {
			c.add(at+".marks", "an empty mark")
		}
		c.sum(at+".yuan", "yuan", s.Yuan)
		if s.Yuan.Scale() > 2 {
			c.add(at+".yuan", "yuan %s: whole fen, at most two decimals", s.Yuan)
		}
	}
}
