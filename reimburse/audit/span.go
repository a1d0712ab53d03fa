package audit

import "time"

// monthSpan returns the months of two days as year*12 + month-1.
func monthSpan(from, to string) (first, last int, ok bool) {
	a, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return 0, 0, false
	}
	b, err := time.Parse(time.DateOnly, to)
	if err != nil || b.Before(a) {
		return 0, 0, false
	}
	number := func(t time.Time) int { return t.Year()*12 + int(t.Month()) - 1 }
	return number(a), number(b), true
}
