package toll

import (
	"slices"

	"licheng/lang"
	"licheng/reimburse/money"
)

// Taken is a pass that is paid with another trip.
type Taken struct {
	Span Span      `json:"span"`
	Why  lang.Text `json:"why"` // with which, in words that end a sentence
	// TableOnly: what was taken is the pass of another car that this trip most
	// likely was driven in. A record of the trip's own car is another pass.
	TableOnly bool `json:"table_only,omitempty"`
}

// Pass is what track and statements tell of the same time on tolled roads: rides
// with their charges by the table, records, or both. It is paid once.
type Pass struct {
	Charges []Charge
	Records []Record
	Taken   *Taken // not nil: paid with another trip
}

// ByTable returns what the table makes of the pass; false where it does not
// price all of it.
func (p Pass) ByTable() (money.Amount, bool) {
	var sum money.Amount
	for _, c := range p.Charges {
		if !c.Whole() {
			return 0, false
		}
		sum += c.Fee.Real
	}
	return sum, len(p.Charges) > 0
}

// ByRecord returns what the records of the pass say was paid; false where there
// is none.
func (p Pass) ByRecord() (money.Amount, bool) {
	var sum money.Amount
	for _, r := range p.Records {
		sum += r.Fee.Real
	}
	return sum, len(p.Records) > 0
}

// Reconcile puts together what is of one pass: charges of a trip's track, in the
// order driven, and records of its vehicle, each in exactly one Pass. Where a
// ride covers several records, or a record several rides, all of them are one
// Pass, so that nothing of it is paid twice. The passes are in order of time.
func Reconcile(charges []Charge, records []Record, taken []Taken) []Pass {
	var passes []Pass
	join := func(more Pass) {
		passes = slices.DeleteFunc(passes, func(p Pass) bool {
			touches := p.touches(more)
			if touches {
				more.Charges = append(p.Charges, more.Charges...)
				more.Records = append(p.Records, more.Records...)
			}
			return touches
		})
		passes = append(passes, more)
	}
	for _, r := range records {
		join(Pass{Records: []Record{r}})
	}
	for _, c := range charges {
		join(Pass{Charges: []Charge{c}})
	}
	for i := range passes {
		p := &passes[i]
		slices.SortStableFunc(p.Records, func(a, b Record) int { return a.ExitAt.Compare(b.ExitAt) })
		slices.SortStableFunc(p.Charges, func(a, b Charge) int { return a.ExitAt.Compare(b.ExitAt) })
		for k, t := range taken {
			if (!t.TableOnly || len(p.Records) == 0) && slices.ContainsFunc(p.spans(), t.Span.Same) {
				p.Taken = &taken[k]
				break
			}
		}
	}
	slices.SortStableFunc(passes, func(a, b Pass) int { return a.spans()[0].Until.Compare(b.spans()[0].Until) })
	return passes
}

// spans returns the times of everything in the pass, charges first.
func (p Pass) spans() []Span {
	spans := make([]Span, 0, len(p.Charges)+len(p.Records))
	for _, c := range p.Charges {
		spans = append(spans, c.Span)
	}
	for _, r := range p.Records {
		spans = append(spans, r.Span())
	}
	return spans
}

// touches reports whether a ride of the one is the pass of a record of the
// other. Rides of one track are apart, and so are records.
func (p Pass) touches(o Pass) bool {
	for _, c := range p.Charges {
		for _, r := range o.Records {
			if c.Span.Same(r.Span()) {
				return true
			}
		}
	}
	for _, c := range o.Charges {
		for _, r := range p.Records {
			if c.Span.Same(r.Span()) {
				return true
			}
		}
	}
	return false
}
