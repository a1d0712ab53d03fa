package toll

import (
	"errors"
	"fmt"
	"sort"
	"time"

	"licheng/reimburse/money"
)

// Row is one row of the toll table, as `import tolls` reads it from CSV with
// the columns interval, name, class1_fen … class4_fen, valid_from.
//
// Interval is the code of a charging interval (a gantry's ref), or a pair of
// stations written "ENTRY>EXIT" where a road charges by station matrix.
type Row struct {
	Interval  string          `json:"interval"`
	Name      string          `json:"name"`
	Fen       [4]money.Amount `json:"fen"`        // class 1 to 4, never negative
	ValidFrom time.Time       `json:"valid_from"` // first instant; until the interval's next row
	// Over makes the row a surcharge: Interval is the code of a bridge or
	// tunnel then, and its fee comes on top of every passage of the interval
	// Over, where a province prices structures by themselves.
	Over string `json:"over,omitempty"`
}

// ErrRow reports a row of a table that cannot be used.
var ErrRow = errors.New("unusable toll row")

// Table finds the fee of an interval at an instant. The zero Table has no rows.
type Table struct {
	byInterval map[string][]Row    // ascending ValidFrom
	over       map[string][]string // codes of the structures priced on top of an interval, ascending
}

// NewTable makes a Table. It returns ErrRow for an empty interval, a negative
// fee, two rows of one interval that begin at the same instant, or a surcharge
// that is on top of itself, of another surcharge, or of two intervals.
func NewTable(rows []Row) (Table, error) {
	t := Table{byInterval: make(map[string][]Row), over: make(map[string][]string)}
	for _, r := range rows {
		if r.Interval == "" {
			return Table{}, fmt.Errorf("%w: the interval code is empty", ErrRow)
		}
		for class, fen := range r.Fen {
			if fen < 0 {
				return Table{}, fmt.Errorf("%w: interval %s, class %d: %s is negative", ErrRow, r.Interval, class+1, fen)
			}
		}
		t.byInterval[r.Interval] = append(t.byInterval[r.Interval], r)
	}
	for interval, of := range t.byInterval {
		sort.Slice(of, func(i, j int) bool { return of[i].ValidFrom.Before(of[j].ValidFrom) })
		for i := 1; i < len(of); i++ {
			if of[i].ValidFrom.Equal(of[i-1].ValidFrom) {
				return Table{}, fmt.Errorf("%w: interval %s has two rows from %s",
					ErrRow, interval, of[i].ValidFrom.Format(time.RFC3339))
			}
			if of[i].Over != of[0].Over {
				return Table{}, fmt.Errorf("%w: %s is a surcharge over %q and over %q", ErrRow, interval, of[0].Over, of[i].Over)
			}
		}
		if err := t.surcharge(of[0]); err != nil {
			return Table{}, err
		}
	}
	for _, structures := range t.over {
		sort.Strings(structures)
	}
	return t, nil
}

// surcharge enters a row that is on top of another.
func (t Table) surcharge(r Row) error {
	if r.Over == "" {
		return nil
	}
	if under := t.byInterval[r.Over]; r.Over == r.Interval || len(under) > 0 && under[0].Over != "" {
		return fmt.Errorf("%w: the surcharge %s is on top of %s, which is a surcharge", ErrRow, r.Interval, r.Over)
	}
	t.over[r.Over] = append(t.over[r.Over], r.Interval)
	return nil
}

// Surcharges returns the rows on top of the interval that are valid at the
// instant, by code.
func (t Table) Surcharges(interval string, at time.Time) []Row {
	var rows []Row
	for _, structure := range t.over[interval] {
		if row, valid := t.Row(structure, at); valid {
			rows = append(rows, row)
		}
	}
	return rows
}

// Row returns the row of the interval that is valid at the instant. It reports
// false when there is none: no amount is to be guessed then.
func (t Table) Row(interval string, at time.Time) (Row, bool) {
	of := t.byInterval[interval]
	after := sort.Search(len(of), func(i int) bool { return of[i].ValidFrom.After(at) })
	if after == 0 {
		return Row{}, false
	}
	return of[after-1], true
}
