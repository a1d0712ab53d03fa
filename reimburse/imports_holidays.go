package reimburse

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/rules"
	"licheng/sheet"
	"licheng/trips"
)

// holidayColumns are those of the calendar of public holidays: a row a day
// off, or a weekend worked. year is the year whose paper names the day; left
// out, the day's own (31 December 2022 was off by the paper for 2023).
var holidayColumns = []sheet.Column{
	{Key: "day", Aliases: []string{"日期"}, Required: true, Holds: sheet.Day, Example: "2026-10-01"},
	{Key: "kind", Aliases: []string{"类型", "休班"}, Required: true, Example: "休", Choices: []string{"休", "班"}},
	{Key: "name", Aliases: []string{"名称", "节日"}, Example: "国庆节"},
	{Key: "year", Aliases: []string{"年度", "年份"}, Holds: sheet.Whole, Example: "2026"},
}

// holidayKinds are the words for a day off and for a weekend worked.
var holidayKinds = map[string]bool{
	"off": false, "休": false, "放假": false, "worked": true, "班": true, "上班": true, "补班": true,
}

// readHolidays reads whole years: an import replaces the years it names.
func readHolidays(_ context.Context, s *Service, county trips.County, t *sheet.Table, refuse refuser) (func(context.Context, *sqlx.Tx) error, error) {
	years := map[int][]rules.DayRow{}
	seen := map[rules.Date]int{}
	for _, row := range t.Rows {
		day := day(row, "day", refuse)
		worked, known := holidayKinds[strings.ToLower(row.Get("kind"))]
		if !known {
			refuse(row.Line, "kind", lang.Sayf("“%[1]s”应是“休”或“班”", "%[1]q must be off or worked", row.Get("kind")))
		}
		year := yearOf(row, day, refuse)
		if first, twice := seen[day]; twice && day != "" {
			refuseTwice(refuse, row.Line, "day", string(day), first)
		}
		seen[day] = row.Line
		one := rules.DayRow{Day: day, Name: row.Get("name"), Worked: worked}
		if _, err := rules.NewCalendar([]int{year}, []rules.DayRow{one}); err != nil && known && day != "" && year != 0 {
			refuse(row.Line, "day", lang.Say("不能用于工作日历："+err.Error(), "not for the calendar: "+err.Error()))
		}
		years[year] = append(years[year], one)
	}
	return func(ctx context.Context, tx *sqlx.Tx) error {
		for year, days := range years {
			if err := s.store.saveYear(ctx, tx, county, year, days); err != nil {
				return fmt.Errorf("save the calendar of %d: %w", year, err)
			}
		}
		return nil
	}, nil
}

// yearOf reads the year whose paper names the day.
func yearOf(row sheet.Row, day rules.Date, refuse refuser) int {
	cell := figure(row, "year")
	if cell == "" && day != "" {
		cell = string(day[:len("2006")])
	}
	year, err := strconv.Atoi(cell)
	if err != nil || year < 1949 || year > 2999 {
		if row.Get("year") != "" {
			refuse(row.Line, "year", lang.Sayf("“%[1]s”应是年份，如 2026", "%[1]q must be a year such as 2026", cell))
		}
		return 0
	}
	return year
}
