package rules_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"licheng/reimburse/rules"
)

// stateCouncil is the calendar of the State Council's notices for 2022 to
// 2026: days off as first…last, then the weekends worked.
const stateCouncil = `
2022 元旦 2022-01-01…2022-01-03 春节 2022-01-31…2022-02-06 清明 2022-04-03…2022-04-05 劳动 2022-04-30…2022-05-04 端午 2022-06-03…2022-06-05 中秋 2022-09-10…2022-09-12 国庆 2022-10-01…2022-10-07
2022 worked 2022-01-29 2022-01-30 2022-04-02 2022-04-24 2022-05-07 2022-10-08 2022-10-09
2023 元旦 2022-12-31…2023-01-02 春节 2023-01-21…2023-01-27 清明 2023-04-05…2023-04-05 劳动 2023-04-29…2023-05-03 端午 2023-06-22…2023-06-24 中秋国庆 2023-09-29…2023-10-06
2023 worked 2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08
2024 元旦 2024-01-01…2024-01-01 春节 2024-02-10…2024-02-17 清明 2024-04-04…2024-04-06 劳动 2024-05-01…2024-05-05 端午 2024-06-10…2024-06-10 中秋 2024-09-15…2024-09-17 国庆 2024-10-01…2024-10-07
2024 worked 2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12
2025 元旦 2025-01-01…2025-01-01 春节 2025-01-28…2025-02-04 清明 2025-04-04…2025-04-06 劳动 2025-05-01…2025-05-05 端午 2025-05-31…2025-06-02 国庆中秋 2025-10-01…2025-10-08
2025 worked 2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
2026 元旦 2026-01-01…2026-01-03 春节 2026-02-15…2026-02-23 清明 2026-04-04…2026-04-06 劳动 2026-05-01…2026-05-05 端午 2026-06-19…2026-06-21 中秋 2026-09-25…2026-09-27 国庆 2026-10-01…2026-10-07
2026 worked 2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
`

// dayRows reads the rows of the calendar above.
func dayRows(t *testing.T) []rules.DayRow {
	t.Helper()
	var rows []rules.DayRow
	for line := range strings.Lines(strings.TrimSpace(stateCouncil)) {
		words := strings.Fields(line)[1:]
		if words[0] == "worked" {
			for _, day := range words[1:] {
				rows = append(rows, rules.DayRow{Day: rules.Date(day), Worked: true})
			}
			continue
		}
		for i := 0; i < len(words); i += 2 {
			first, last, _ := strings.Cut(words[i+1], "…")
			from, err := time.Parse(time.DateOnly, first)
			if err != nil {
				t.Fatal(err)
			}
			for day := from; day.Format(time.DateOnly) <= last; day = day.AddDate(0, 0, 1) {
				rows = append(rows, rules.DayRow{Day: rules.Date(day.Format(time.DateOnly)), Name: words[i]})
			}
		}
	}
	return rows
}

func calendar2026(t *testing.T) rules.Calendar {
	t.Helper()
	c, err := rules.NewCalendar([]int{2022, 2023, 2024, 2025, 2026}, dayRows(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCalendar(t *testing.T) {
	c := calendar2026(t)
	for day, want := range map[rules.Date]bool{
		"2022-10-08": true,  // a Saturday worked
		"2026-02-14": true,  // a Saturday worked
		"2025-10-08": false, // a Wednesday off
		"2022-12-31": false, // of the notice for 2023
		"2024-02-09": true,  // New Year's Eve, toll-free though worked
		"2026-10-12": true,  // an ordinary Monday
		"2026-10-11": false, // an ordinary Sunday
		"2026-10-10": true,
		"2026-10-17": false, // an ordinary Saturday
		"2022-01-01": false,
		"2026-12-31": true,
	} {
		if got, err := c.Working(day); err != nil || got != want {
			t.Errorf("%s worked: %v, %v; want %v", day, got, err, want)
		}
	}
	for _, day := range []rules.Date{"2027-01-04", "2021-12-31", "2027-05-01"} {
		if got, err := c.Working(day); !errors.Is(err, rules.ErrUnknownYear) {
			t.Errorf("%s: %v, %v; want ErrUnknownYear", day, got, err)
		}
	}
	if _, err := c.Working("soon"); err == nil {
		t.Error("a day that is none was answered")
	}
	var none rules.Calendar
	if _, err := none.Working("2026-10-12"); !errors.Is(err, rules.ErrUnknownYear) {
		t.Errorf("an empty calendar: %v, want ErrUnknownYear", err)
	}
}

// Fuel prices change every tenth working day. From 6 January 2026, a Tuesday:
// 7, 8, 9, 12 to 16, 19, 20 January.
func TestAfterWorkingDays(t *testing.T) {
	c := calendar2026(t)
	for _, test := range []struct {
		from rules.Date
		n    int
		want rules.Date
	}{
		{"2026-01-06", 10, "2026-01-20"},
		{"2026-09-30", 1, "2026-10-08"},  // over National Day
		{"2026-09-30", 3, "2026-10-10"},  // the Saturday counts
		{"2026-02-13", 1, "2026-02-14"},  // the Saturday before Spring Festival counts
		{"2026-02-14", 10, "2026-03-06"}, // 24 to 28 February, 2 to 6 March
	} {
		if got, err := c.AfterWorkingDays(test.from, test.n); err != nil || got != test.want {
			t.Errorf("%d after %s: %s, %v; want %s", test.n, test.from, got, err, test.want)
		}
	}
	if _, err := c.AfterWorkingDays("2026-12-31", 1); !errors.Is(err, rules.ErrUnknownYear) {
		t.Errorf("into 2027: %v, want ErrUnknownYear", err)
	}
	if _, err := c.AfterWorkingDays("x", 1); err == nil {
		t.Error("from a day that is none")
	}
}

func TestNewCalendarRefuses(t *testing.T) {
	good := rules.DayRow{Day: "2026-01-01"}
	for name, test := range map[string]struct {
		years []int
		rows  []rules.DayRow
		want  string
	}{
		"no such day":       {[]int{2026}, []rules.DayRow{{Day: "2026-02-30"}}, `"2026-02-30"`},
		"a day twice":       {[]int{2026}, []rules.DayRow{good, good}, "2026-01-01 stands twice"},
		"of no year":        {[]int{2026}, []rules.DayRow{good, {Day: "2027-01-01"}}, "2027-01-01 lies in no covered year"},
		"a worked Thursday": {[]int{2026}, []rules.DayRow{{Day: "2026-10-08", Worked: true}}, "is worked anyway"},
		"an empty year":     {[]int{2026, 2027}, []rules.DayRow{good}, "no row of 2027"},
	} {
		if _, err := rules.NewCalendar(test.years, test.rows); !errors.Is(err, rules.ErrCalendarRow) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}
