package audit

import (
	"sort"

	"licheng/reimburse/money"
)

// K is the fewest persons a published cell may be about.
const K = 5

// By says what the rows of an adequacy report are.
type By string

// The ways to group.
const (
	ByTownship   By = "township"
	ByStaffClass By = "staff-class"
	ByMonth      By = "month"
)

// Groupings lists every By.
func Groupings() []By { return []By{ByTownship, ByStaffClass, ByMonth} }

// PersonMonth is one person's driving and money in one month. Only people who
// drove that month are counted: who made no trip had nothing to be covered.
type PersonMonth struct {
	Person      string
	Township    string // code
	StaffClass  string
	Month       string // 2006-01
	Trips       int
	Unpriced    int          // of them, without a computable cost: a table has no row
	DistanceM   float64      // of all trips
	CostFen     money.Amount // marginal cost of all trips but the unpriced
	ReceivedFen money.Amount // approved or paid claims of the month, and its allowance
	WaitingFen  money.Amount // claims of the month handed in and not decided yet; not in ReceivedFen
}

// OutOfPocketFen is what the month cost the person beyond what came back:
// max(0, cost − received). It is never set off against another person's or
// another month's surplus.
func (p PersonMonth) OutOfPocketFen() money.Amount { return max(0, p.CostFen-p.ReceivedFen) }

// Row is one cell of the report. In a suppressed row only Key is filled.
type Row struct {
	Key                string       `json:"key"`
	Name               string       `json:"name"` // filled by the service
	Suppressed         bool         `json:"suppressed"`
	Persons            int          `json:"persons"` // different people
	PersonMonths       int          `json:"person_months"`
	Trips              int          `json:"trips"`
	Unpriced           int          `json:"trips_unpriced"`
	DistanceM          float64      `json:"distance_m"`
	CostFen            money.Amount `json:"cost_fen"`
	ReceivedFen        money.Amount `json:"received_fen"`
	WaitingFen         money.Amount `json:"waiting_fen"` // handed in, not decided: comes on top of what was received if all is approved
	Coverage           *float64     `json:"coverage"`    // received / cost; nil when nothing was spent
	OutOfPocketFen     money.Amount `json:"out_of_pocket_fen"`
	PersonsOutOfPocket int          `json:"persons_out_of_pocket"` // different people with such a month
}

// Report is the adequacy of a period. Rows are in order of their keys.
type Report struct {
	By         By     `json:"by"`
	From       string `json:"from"` // first day counted
	To         string `json:"to"`   // last day counted
	Rows       []Row  `json:"rows"`
	Total      Row    `json:"total"`
	Suppressed int    `json:"suppressed"` // rows without figures
}

// cell gathers one row.
type cell struct {
	row     Row
	persons map[string]bool // → had a month out of pocket
}

func newCell(key string) *cell { return &cell{row: Row{Key: key}, persons: map[string]bool{}} }

func (c *cell) add(p PersonMonth) {
	out := p.OutOfPocketFen()
	c.persons[p.Person] = c.persons[p.Person] || out > 0
	c.row.PersonMonths++
	c.row.Trips += p.Trips
	c.row.Unpriced += p.Unpriced
	c.row.DistanceM += p.DistanceM
	c.row.CostFen += p.CostFen
	c.row.ReceivedFen += p.ReceivedFen
	c.row.WaitingFen += p.WaitingFen
	c.row.OutOfPocketFen += out
}

func (c *cell) finish() Row {
	row := c.row
	row.Persons = len(c.persons)
	for _, out := range c.persons {
		if out {
			row.PersonsOutOfPocket++
		}
	}
	if row.CostFen > 0 {
		ratio := float64(row.ReceivedFen) / float64(row.CostFen)
		row.Coverage = &ratio
	}
	return row
}

// Adequacy groups the person-months and suppresses what must not be shown:
// see suppress. The report's period is left to the caller.
func Adequacy(months []PersonMonth, by By) Report {
	cells, total := map[string]*cell{}, newCell("total")
	for _, p := range months {
		key := p.key(by)
		if cells[key] == nil {
			cells[key] = newCell(key)
		}
		cells[key].add(p)
		total.add(p)
	}
	hidden, hideTotal := suppress(cells, total)
	report := Report{By: by, Rows: []Row{}, Total: total.finish(), Suppressed: len(hidden)}
	for key, c := range cells {
		row := Row{Key: key, Suppressed: true}
		if !hidden[key] {
			row = c.finish()
		}
		report.Rows = append(report.Rows, row)
	}
	sort.Slice(report.Rows, func(i, j int) bool { return report.Rows[i].Key < report.Rows[j].Key })
	if hideTotal {
		report.Total = Row{Key: "total", Suppressed: true}
	}
	return report
}

func (p PersonMonth) key(by By) string {
	switch by {
	case ByStaffClass:
		return p.StaffClass
	case ByMonth:
		return p.Month
	default:
		return p.Township
	}
}
