package rules

import (
	"fmt"
	"slices"

	"licheng/reimburse/claim"
)

// counter returns the name of the counter of an item of tiers.
func (i Item) counter() string {
	if i.Tiers.Counter != "" {
		return i.Tiers.Counter
	}
	return i.ID
}

// counts reports whether what the item pays depends on the year's distance, or
// others' does through a counter it names.
func (k Tiers) counts() bool {
	return k.Counter != "" || slices.ContainsFunc(k.Rates, func(r TierRate) bool { return len(r.Steps) > 1 })
}

// count adds the trip's paid metres to the item's counter and returns what it
// held before. Trips come in the order driven, so what a trip is paid depends
// on the trips driven before it in the policy year and on nothing else.
func (p *pricer) count(item Item, r run) (beforeM int64) {
	name := item.counter()
	if !item.Tiers.counts() {
		return 0
	}
	if year := item.Tiers.yearStart(r.day); p.countedYear[name] != year {
		p.counted[name], p.countedYear[name] = 0, year
	}
	beforeM = p.counted[name]
	p.counted[name] += r.paidM
	return beforeM
}

// openCounters sets the counters to what earlier months of the policy year
// counted. It returns ErrFacts when that is not given: a counter that began
// at 0 in the middle of a year would pay the wrong band.
func (p *pricer) openCounters() error {
	p.counted, p.countedYear = map[string]int64{}, map[string]Date{}
	first := Date(p.month.Month + "-01")
	for _, item := range p.doc.Items {
		if item.Tiers == nil || !item.Tiers.counts() {
			continue
		}
		name, year := item.counter(), item.Tiers.yearStart(first)
		p.countedYear[name] = year
		if year == first {
			continue
		}
		before, given := p.month.CountedM[name]
		if !given {
			return fmt.Errorf("%w: counter %s: the metres counted from %s to the month before are not given", ErrFacts, name, year)
		}
		if before < 0 || before > maxCountedM {
			return fmt.Errorf("%w: counter %s holds %d m", ErrFacts, name, before)
		}
		p.counted[name] = before
	}
	return nil
}

// maxCountedM bounds what a person drives in a year.
const maxCountedM = 1_000_000_000

// closeCounters returns the counters as the month after finds them.
func (p *pricer) closeCounters() map[string]int64 {
	last := Date(p.month.Month + "-31") // compares as text; no month is longer
	for _, item := range p.doc.Items {
		if item.Tiers == nil || !item.Tiers.counts() {
			continue
		}
		name := item.counter()
		if year := item.Tiers.yearStart(last); p.countedYear[name] != year {
			p.counted[name], p.countedYear[name] = 0, year
		}
	}
	return p.counted
}

// CountsFrom returns the first day from which trips must be counted to price
// the month: the earliest first day of a policy year it lies in. It is empty
// for a document without tiers.
func (d Document) CountsFrom(month string) Date {
	var from Date
	for _, item := range d.Items {
		if item.Tiers == nil || !item.Tiers.counts() {
			continue
		}
		if year := item.Tiers.yearStart(Date(month + "-01")); from == "" || year < from {
			from = year
		}
	}
	return from
}

// PriceAndCount is Price, and the counters of tiers as the next month's
// CountedM must hold them.
func PriceAndCount(doc Document, tables Tables, month Month) ([]claim.Line, map[string]int64, error) {
	priced, err := PriceAll(doc, tables, month)
	return priced.Lines, priced.CountedM, err
}

// Priced is all that pricing a month tells.
type Priced struct {
	Lines    []claim.Line
	CountedM map[string]int64 // as the next month's CountedM must hold them
	Passes   []PaidPass       // of tolled roads that the lines pay
}

// PriceAll is Price, with all that it tells.
func PriceAll(doc Document, tables Tables, month Month) (Priced, error) {
	p, err := newPricer(doc, tables, month)
	if err != nil {
		return Priced{}, err
	}
	if err := p.price(); err != nil {
		return Priced{}, err
	}
	return Priced{Lines: p.lines, CountedM: p.closeCounters(), Passes: p.passes}, nil
}

// Counters lists the counters of the document's tiers, in its order.
func (d Document) Counters() []string {
	var names []string
	for _, item := range d.Items {
		if item.Tiers != nil && item.Tiers.counts() && !slices.Contains(names, item.counter()) {
			names = append(names, item.counter())
		}
	}
	return names
}
