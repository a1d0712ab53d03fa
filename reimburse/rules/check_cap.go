package rules

import (
	"fmt"
	"slices"
)

// cap checks one cap by itself.
func (c *checker) cap(path string, doc Document, k Cap) {
	if !slices.Contains([]CapPeriod{CapTrip, CapMonth, CapYear}, k.Per) {
		c.add(path+".per", "per %q: trip, month or year", k.Per)
	}
	switch {
	case k.Fare == "":
		c.classSums(path+".yuan", k.Yuan)
	case len(k.Yuan) > 0 || k.Per != CapTrip:
		c.add(path+".fare", "fare stands instead of yuan, in a cap per trip")
	}
	c.itemsThatPay(path+".of", doc, k.Of)
	if k.Per == CapYear && len(k.Of) > 0 {
		c.add(path+".of", "a cap per year counts everything paid; leave of out")
	}
}

// caps checks the caps against each other: in the order they are applied, each
// must hold all items of an earlier one or none of them, or one yuan could be
// cut twice. What is taken off in kind counts as the first of the caps.
func (c *checker) caps(doc Document) {
	ordered := append(doc.deductions(), doc.caps()...)
	for i, later := range ordered {
		for _, earlier := range ordered[:i] {
			if later.Cap.holds(*earlier.Cap) || later.Cap.apart(*earlier.Cap) {
				continue
			}
			key := "cap"
			if later.Deduct != nil {
				key = "deduct"
			}
			at := slices.IndexFunc(doc.Items, func(item Item) bool { return item.ID == later.ID })
			c.add(fmt.Sprintf("$.items[%d].%s.of", at, key),
				"cap %q must hold all the items of cap %q, or none of them", later.ID, earlier.ID)
		}
	}
}

// caps returns the items that are caps in the order they are applied: by trip,
// then by month, then by year; as written within each.
func (d Document) caps() []Item {
	var ordered []Item
	for _, per := range []CapPeriod{CapTrip, CapMonth, CapYear} {
		for _, item := range d.Items {
			if item.Cap != nil && item.Cap.Per == per {
				ordered = append(ordered, item)
			}
		}
	}
	return ordered
}

// CapsYear reports whether the document caps what a year comes to.
func (d Document) CapsYear() bool {
	return slices.ContainsFunc(d.Items, func(i Item) bool { return i.Cap != nil && i.Cap.Per == CapYear })
}

// deductions returns the items that take something off, each as a cap of what
// it takes it off.
func (d Document) deductions() []Item {
	var all []Item
	for _, item := range d.Items {
		if item.Deduct != nil {
			item.Cap = &Cap{Of: item.Deduct.Of}
			all = append(all, item)
		}
	}
	return all
}

// counts reports whether the cap counts lines of the item.
func (k Cap) counts(itemID string) bool {
	return len(k.Of) == 0 || slices.Contains(k.Of, itemID)
}

// holds reports whether the cap counts every item that other counts.
func (k Cap) holds(other Cap) bool {
	if len(k.Of) == 0 {
		return true
	}
	return len(other.Of) > 0 && !slices.ContainsFunc(other.Of, func(id string) bool { return !k.counts(id) })
}

// apart reports whether the two caps count no item in common.
func (k Cap) apart(other Cap) bool {
	return len(other.Of) > 0 && !slices.ContainsFunc(other.Of, k.counts)
}
