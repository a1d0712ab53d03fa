package rules

import (
	"fmt"

	"licheng/reimburse/money"
)

// allowanceOn returns the allowance item that the person draws on the day, and
// its monthly sum; nil when none, or when the document is not in force.
func (d Document) allowanceOn(person Person, day Date) (*Item, money.Amount, error) {
	if !person.DrawsAllowance(day) || !covers(d.InForce.From, d.InForce.To, day) {
		return nil, 0, nil
	}
	for i := range d.Items {
		item := &d.Items[i]
		if item.Allowance == nil || item.Allowance.From > day || !fits(item.When.StaffClasses, person.StaffClass) {
			continue
		}
		if yuan, ok := sumFor(item.Allowance.Monthly, person); ok {
			sum, err := money.FromYuan(yuan.Decimal)
			return item, sum, err
		}
	}
	return nil, 0, nil
}

// AllowanceOn returns the flat monthly allowance the person draws on the day
// under the document; 0 when none. It is paid with the salary, so Price shows
// it with amount 0; the adequacy figures count it as received.
func (d Document) AllowanceOn(person Person, day Date) (money.Amount, error) {
	_, sum, err := d.allowanceOn(person, day)
	return sum, err
}

// coveredM returns how many of the trip's metres the allowance covers.
func (p *pricer) coveredM(r run) (int64, error) {
	item, _, err := p.doc.allowanceOn(p.month.Person, r.day)
	if err != nil || item == nil {
		return 0, err
	}
	area := item.Allowance.Area
	if item.Allowance.Outside == WholeTrip {
		outside, known := r.Outside[area]
		if !known {
			return 0, fmt.Errorf("%w: whether the trip leaves area %s was not measured", ErrFacts, area)
		}
		if outside {
			return 0, nil
		}
		return r.drivenM, nil
	}
	inside, known := r.InsideM[area]
	if !known {
		return 0, fmt.Errorf("%w: the metres inside area %s were not measured", ErrFacts, area)
	}
	return min(metres(inside), r.drivenM), nil
}
