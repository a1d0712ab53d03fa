package rules

import (
	"fmt"
	"regexp"
	"slices"
	"time"
)

// kind is one kind of clause: its key, whether it is set, and its check.
type kind struct {
	key   string
	set   bool
	check func(path string)
}

// kinds lists every kind of an item.
func (c *checker) kinds(doc Document, item Item) []kind {
	return []kind{
		{"per_km", item.PerKM != nil, func(at string) { c.perKM(at, *item.PerKM) }},
		{"per_trip", item.PerTrip != nil, func(at string) { c.perTrip(at, *item.PerTrip) }},
		{"per_day", item.PerDay != nil, func(at string) { c.sum(at+".yuan", "yuan", item.PerDay.Yuan) }},
		{"energy", item.Energy != nil, func(at string) { c.energy(at, *item.Energy) }},
		{"toll", item.Toll != nil, func(at string) { c.toll(at, *item.Toll) }},
		{"allowance", item.Allowance != nil, func(at string) { c.allowance(at, doc, *item.Allowance) }},
		{"cap", item.Cap != nil, func(at string) { c.cap(at, doc, *item.Cap) }},
		{"tiers", item.Tiers != nil, func(at string) { c.tiers(at, *item.Tiers) }},
		{"per_month", item.PerMonth != nil, func(at string) { c.classSums(at+".yuan", item.PerMonth.Yuan) }},
		{"meals", item.Meals != nil, func(at string) { c.meals(at, *item.Meals) }},
		{"local_transport", item.LocalTransport != nil, func(at string) { c.localTransport(at, *item.LocalTransport) }},
		{"voucher", item.Voucher != nil, func(at string) { c.voucher(at, *item.Voucher) }},
		{"deduct", item.Deduct != nil, func(at string) { c.deduct(at, doc, *item.Deduct) }},
		{"refuse", item.Refuse != nil, func(at string) { c.text(at+".reason", "reason", item.Refuse.Reason) }},
	}
}

// aboutMonth reports whether the item looks at a person's month and not at a
// trip or a day, so that its filter may not ask about trips.
func (i Item) aboutMonth() bool {
	return i.Allowance != nil || i.Cap != nil || i.PerMonth != nil || i.Deduct != nil
}

// conditions compiles every condition of the document in its scope.
func (c *checker) conditions(doc *Document) {
	c.names = namesOf(*doc)
	for i := range doc.Items {
		item := &doc.Items[i]
		in := tripScope
		if item.aboutMonth() {
			in = monthScope
		}
		c.condition(&item.When.If, in)
		if item.Refuse != nil && item.When.If.empty() {
			c.add(fmt.Sprintf("$.items[%d]", i), "refuse needs when.if: without a condition it would refuse every trip")
		}
		if item.Allowance != nil && !item.When.If.empty() {
			c.add(fmt.Sprintf("$.items[%d].when", i), "when.if: who draws an allowance is a matter of staff class and dates, not of a condition")
		}
		if item.PerKM != nil {
			for j := range item.PerKM.Rates {
				c.condition(&item.PerKM.Rates[j].If, tripScope)
			}
		}
		if item.Tiers != nil {
			for j := range item.Tiers.Rates {
				c.condition(&item.Tiers.Rates[j].If, tripScope)
			}
		}
	}
}

// condition compiles one condition where it was written; a problem is named at
// the line it begins on.
func (c *checker) condition(cond *Condition, in scope) {
	if cond.line == 0 {
		return // left out
	}
	if err := cond.compile(in); err != nil {
		c.found = append(c.found, problem{line: cond.line, cause: err.Error()})
		return
	}
	for _, asked := range byName.FindAllStringSubmatch(cond.text, -1) {
		if names := c.names[asked[1]]; !slices.Contains(names, asked[2]) {
			c.found = append(c.found, problem{line: cond.line, cause: fmt.Sprintf("condition: %s[%q] is none of %q", asked[1], asked[2], names)})
		}
	}
}

// byName finds the areas and counters a condition asks for by name.
var byName = regexp.MustCompile(`\b(leaves|inside_m|counted_m)\[\s*["']([^"']*)["']\s*\]`)

// namesOf lists the areas and counters of a document, by the fact that asks
// for them.
func namesOf(doc Document) map[string][]string {
	var areas []string
	for _, area := range doc.Areas {
		areas = append(areas, area.ID)
	}
	return map[string][]string{"leaves": areas, "inside_m": areas, "counted_m": doc.Counters()}
}

// distance checks which kilometres a clause names, and when more than a way by
// road is paid.
func (c *checker) distance(path string, d Distance, longer *Longer) {
	if d != "" && !slices.Contains([]Distance{Driven, OneWayDistance, Shortest, ShortestReturn, ShortestRoad, UsualRoad, OfficeRoad}, d) {
		c.add(path+".distance", "distance %q: driven, one_way, shortest, shortest_return, shortest_road, usual_road or office_road", d)
	}
	if longer == nil {
		return
	}
	if d != ShortestRoad && d != UsualRoad {
		c.add(path+".longer_way", "longer_way goes with distance: shortest_road or usual_road")
	}
	c.factor(path+".longer_way.percent", "percent", longer.Percent, "0", "100")
}

var monthDay = regexp.MustCompile(`^[0-9]{2}-[0-9]{2}$`)

// tiers checks a year's bands.
func (c *checker) tiers(path string, k Tiers) {
	if k.Unit != "" && k.Unit != Kilometre && k.Unit != Mile {
		c.add(path+".unit", "unit %q: km or mi", k.Unit)
	}
	if k.Year != "" {
		if _, err := time.Parse(time.DateOnly, "2001-"+k.Year); !monthDay.MatchString(k.Year) || err != nil {
			c.add(path+".year_from", "year_from %q is not a month and day such as 04-06 that every year has", k.Year)
		}
	}
	if k.Counter != "" && !slug.MatchString(k.Counter) {
		c.add(path+".counter", "counter %q: small letters, digits and hyphens", k.Counter)
	}
	whole := k.Method == WholeYear
	switch {
	case !whole && k.Method != "" && k.Method != ByBand:
		c.add(path+".method", "method %q: by_band or whole_year", k.Method)
	case whole && k.Falling != Clamp && k.Falling != Carry:
		c.add(path, "whole_year needs if_falling: clamp or carry, for steps at which the year's sum falls")
	case !whole && k.Falling != "":
		c.add(path+".if_falling", "if_falling goes with method: whole_year only")
	}
	if k.Each.written {
		c.sum(path+".passenger", "passenger", k.Each)
	}
	if len(k.Rates) == 0 {
		c.add(path, "tiers need rates")
	}
	for i, rate := range k.Rates {
		at := fmt.Sprintf("%s.rates[%d]", path, i)
		c.vehicles(at, rate.Vehicles, rate.Energies)
		c.steps(at, rate.Steps, whole)
	}
}

// steps checks that steps rise and that only the last is open.
func (c *checker) steps(path string, steps []Step, whole bool) {
	if len(steps) == 0 {
		c.add(path, "a rate needs steps")
	}
	for i, s := range steps {
		at := fmt.Sprintf("%s.steps[%d]", path, i)
		c.sum(at+".rate", "rate", s.Rate)
		if s.Plus.written {
			c.sum(at+".plus", "plus", s.Plus)
			if !whole {
				c.add(at+".plus", "plus goes with method: whole_year only")
			}
		}
		last := i == len(steps)-1
		switch {
		case last && s.UpTo.written:
			c.add(at+".up_to", "the last step has no up_to: somebody will drive farther")
		case !last && (!s.UpTo.IsPos() || s.UpTo.Scale() > 3 || s.UpTo.Cmp(maxYuan) > 0):
			c.add(at, "a step before the last needs up_to: above 0 to %s, at most three decimals", maxYuan)
		case !last && i > 0 && s.UpTo.Cmp(steps[i-1].UpTo.Decimal) <= 0:
			c.add(at+".up_to", "up_to %s does not rise above the step before", s.UpTo)
		}
	}
}

// counters checks that items of one counter agree on the year they count.
func (c *checker) counters(doc Document) {
	years := map[string]string{}
	for i, item := range doc.Items {
		if item.Tiers == nil {
			continue
		}
		name := item.counter()
		if year, seen := years[name]; seen && year != item.Tiers.Year {
			c.add(fmt.Sprintf("$.items[%d].tiers", i), "counter %q begins its year on %q elsewhere, here on %q", name, year, item.Tiers.Year)
		}
		years[name] = item.Tiers.Year
	}
}

// provided checks what becomes of what the host gave.
func (c *checker) provided(path string, how Provided, lodging LodgingEvidence, forfeit bool) {
	ways := []Provided{PayHost, TakeOff}
	if forfeit {
		ways = append(ways, ForfeitDay)
	}
	if !slices.Contains(ways, how) {
		c.add(path+".provided", "provided %q is none of %v", how, ways)
	}
	if lodging != "" && lodging != LodgingRequired {
		c.add(path+".lodging_proof", "lodging_proof %q: required, or leave it out", lodging)
	}
}

// meals checks meal money: one sum a day, or three.
func (c *checker) meals(path string, k Meals) {
	c.provided(path, k.Provided, k.Lodging, true)
	single := k.Breakfast.written || k.Lunch.written || k.Supper.written
	switch {
	case k.Yuan.written && single:
		c.add(path, "meals: yuan_per_day, or breakfast, lunch and supper, not both")
	case k.Yuan.written:
		c.fen(path+".yuan_per_day", "yuan_per_day", k.Yuan)
	default:
		c.fen(path+".breakfast", "breakfast", k.Breakfast)
		c.fen(path+".lunch", "lunch", k.Lunch)
		c.fen(path+".supper", "supper", k.Supper)
	}
}

func (c *checker) localTransport(path string, k LocalTransport) {
	c.fen(path+".yuan_per_day", "yuan_per_day", k.Yuan)
	c.provided(path, k.Provided, k.Lodging, false)
}

// fen checks a sum that must be whole fen.
func (c *checker) fen(path, what string, yuan Number) {
	c.sum(path, what, yuan)
	if yuan.Scale() > 2 {
		c.add(path, "%s %s: whole fen, at most two decimals", what, yuan)
	}
}

func (c *checker) voucher(path string, k Voucher) {
	if len(k.Kinds) == 0 {
		c.add(path, "voucher needs kinds")
	}
	for _, kind := range k.Kinds {
		if !slices.Contains(ExpenseKinds(), kind) {
			c.add(path+".kinds", "kind %q is none of %v", kind, ExpenseKinds())
		}
	}
	if len(k.Max) > 0 {
		c.classSums(path+".max_yuan", k.Max)
	}
	switch k.Per {
	case "", PerVoucher:
	case PerNight:
		if !slices.Equal(k.Kinds, []ExpenseKind{Lodging}) {
			c.add(path+".per", "per: night goes with kinds: [lodging] only")
		}
	default:
		c.add(path+".per", "per %q: each or night", k.Per)
	}
	if k.Approval.written {
		c.fen(path+".approval_above", "approval_above", k.Approval)
	}
}

func (c *checker) deduct(path string, doc Document, k Deduct) {
	if len(k.Kinds) == 0 || slices.Contains(k.Kinds, "") {
		c.add(path, "deduct needs kinds: the words of what is taken off")
	}
	c.itemsThatPay(path+".of", doc, k.Of)
}

// itemsThatPay checks that a list names items that bring money.
func (c *checker) itemsThatPay(path string, doc Document, ids []string) {
	for _, id := range ids {
		if !slices.ContainsFunc(doc.Items, func(i Item) bool { return i.ID == id && i.pays() }) {
			c.add(path, "of: %q is not an item that pays", id)
		}
	}
}

// fares checks the fares of public transport and the caps that name them.
func (c *checker) fares(doc Document) {
	for i, f := range doc.Fares {
		at := fmt.Sprintf("$.fares[%d]", i)
		if f.Kind == "" || f.From == "" || f.To == "" {
			c.add(at, "a fare needs kind, from and to")
		}
		c.fen(at+".yuan", "yuan", f.Yuan)
		twice := slices.ContainsFunc(doc.Fares[:i], func(o Fare) bool {
			return o.Kind == f.Kind && (o.From == f.From && o.To == f.To || o.From == f.To && o.To == f.From)
		})
		if twice {
			c.add(at, "the %s fare between %s and %s stands twice", f.Kind, f.From, f.To)
		}
	}
	for i, item := range doc.Items {
		if item.Cap == nil || item.Cap.Fare == "" {
			continue
		}
		if !slices.ContainsFunc(doc.Fares, func(f Fare) bool { return f.Kind == item.Cap.Fare }) {
			c.add(fmt.Sprintf("$.items[%d].cap.fare", i), "fare %q: no fare of this kind is among fares", item.Cap.Fare)
		}
	}
}

// divisionPrefix is the beginning of a division's code.
var divisionPrefix = regexp.MustCompile(`^[0-9]{2,12}$`)

// energyTables checks zones by station, consumption by class and the cold.
func (c *checker) energyTables(path string, k Energy) {
	for i, z := range k.Zones {
		if !divisionPrefix.MatchString(z.Division) || z.Zone == "" {
			c.add(fmt.Sprintf("%s.zones[%d]", path, i), "zones need a division, 2 to 12 digits in quotes, and a zone")
		}
	}
	for i, use := range k.Consumption {
		at := fmt.Sprintf("%s.consumption[%d]", path, i)
		c.vehicles(at, use.Vehicles, use.Energies)
		c.factor(at+".per_100km", "per_100km", use.Per100KM, "0.1", "100")
		if !use.Per100KM.written {
			c.add(at, "per_100km is missing")
		}
	}
	if k.Cold == nil {
		return
	}
	c.factor(path+".cold.factor", "factor", k.Cold.Factor, "1", "2")
	if !k.Cold.Factor.written {
		c.add(path+".cold", "factor is missing")
	}
	if len(k.Cold.Months) == 0 || slices.ContainsFunc(k.Cold.Months, func(m int) bool { return m < 1 || m > 12 }) {
		c.add(path+".cold.months", "months %v: 1 to 12", k.Cold.Months)
	}
}
