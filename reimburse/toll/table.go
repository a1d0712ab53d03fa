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
}

// ErrRow reports a row of a table that cannot be used.
var ErrRow = errors.New("unusable toll row")

// Table finds the fee of an interval at an instant. The zero Table has no rows.
type Table struct {
	byInterval map[string][]Row // ascending ValidFrom
}

// NewTable makes a Table. It returns ErrRow for an empty interval, a negative
// fee, or two rows of one interval that begin at the same instant.
func NewTable(rows []Row) (Table, error) {
	t := Table{byInterval: make(map[string][]Row)}
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
		}
	}
	return t, nil
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
