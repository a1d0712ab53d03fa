package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/govalues/decimal"
	"github.com/spf13/cobra"

	"licheng/reimburse/money"
	"licheng/reimburse/rules"
)

// quoteMonth prices a month whose facts are written down, without traces,
// roads or a database: to try a rule before it is in force.
func quoteMonth(cmd *cobra.Command, f quoteFlags) error {
	if f.rules == "" {
		return fmt.Errorf("%w: quote --month needs --rules; see licheng quote --help", errUsage)
	}
	if f.roads != "" || f.person != "" || f.vehicle != "" {
		return fmt.Errorf("%w: the month names its person and vehicles and needs no roads; leave --roads, --person and --vehicle out", errUsage)
	}
	month, err := readYAML(f.month, rules.ParseMonth)
	if err != nil {
		return err
	}
	terms, err := readTerms(f)
	if err != nil {
		return err
	}
	lines, err := rules.Price(terms.document, terms.tables, month)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", errQuoteInput, f.month, err)
	}
	q, err := newQuoted(terms.document, month.Month, month.Bases, lines)
	if err != nil {
		return fmt.Errorf("%w: %w", errQuoteInput, err)
	}
	return showQuotes(cmd.OutOrStdout(), f, []quoted{q})
}

// covered is what share of a total an allowance covers.
type covered struct {
	Allowance money.Amount `json:"allowance_fen"`
	Percent   string       `json:"percent"` // one decimal, half up; empty for a total of nothing
}

// hold tells what share of the total each allowance covers. A total of nothing
// has no share.
func (q *quoted) hold(allowances []money.Amount) {
	for _, a := range allowances {
		if q.Total <= 0 {
			continue
		}
		thousandths := (int64(a)*1000 + int64(q.Total)/2) / int64(q.Total)
		q.Covered = append(q.Covered, covered{Allowance: a, Percent: decimal.MustNew(thousandths, 1).String()})
	}
}

// parseAllowances reads the sums of --allowance.
func parseAllowances(texts []string) ([]money.Amount, error) {
	var sums []money.Amount
	for _, text := range texts {
		a, err := money.Parse(text)
		if err != nil || a < 0 || a > 100_000_000 {
			return nil, fmt.Errorf("%w: --allowance %q is not a sum in yuan such as 650", errQuoteInput, text)
		}
		sums = append(sums, a)
	}
	return sums, nil
}

// readCalendar reads days off and weekends worked, as import holidays does.
func readCalendar(path string) (rules.Calendar, error) {
	table, err := readSheet(path, "day", "kind", "name?", "year?")
	if err != nil {
		return rules.Calendar{}, err
	}
	years := map[int]bool{}
	var rows []rules.DayRow
	for _, cells := range table.Rows {
		at, err := cells.Date("day", rules.Shanghai())
		kind := strings.ToLower(cells.Get("kind"))
		if err != nil || (kind != "off" && kind != "worked") {
			return rules.Calendar{}, fmt.Errorf("%s: line %d: want a day, and off or worked", path, cells.Line)
		}
		year := at.Year()
		if cells.Get("year") != "" {
			if year, err = strconv.Atoi(cells.Get("year")); err != nil {
				return rules.Calendar{}, fmt.Errorf("%s: line %d: year %q", path, cells.Line, cells.Get("year"))
			}
		}
		years[year] = true
		rows = append(rows, rules.DayRow{Day: rules.Date(at.Format(time.DateOnly)), Name: cells.Get("name"), Worked: kind == "worked"})
	}
	list := make([]int, 0, len(years))
	for year := range years {
		list = append(list, year)
	}
	calendar, err := rules.NewCalendar(list, rows)
	if err != nil {
		return rules.Calendar{}, fmt.Errorf("%s: %w", path, err)
	}
	return calendar, nil
}
