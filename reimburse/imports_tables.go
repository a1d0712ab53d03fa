package reimburse

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/govalues/decimal"
	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/energy"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/sheet"
	"licheng/trips"
)

var fuelColumns = []sheet.Column{
	{Key: "zone", Aliases: []string{"价区", "地区", "省份"}, Required: true, Holds: sheet.Code, Example: "529900"},
	{Key: "grade", Aliases: []string{"标号", "油品", "品种"}, Required: true, Example: "92"},
	{Key: "valid_from", Aliases: []string{"生效时间", "执行时间", "起始日"}, Required: true, Holds: sheet.Time, Example: "2026-01-21"},
	{Key: "yuan_per_unit", Aliases: []string{"单价", "价格", "元每升"}, Required: true, Holds: sheet.Number, Example: "7.83"},
	{Key: "source", Aliases: []string{"依据", "来源", "文号"}, Example: "发改委公告"},
}

func readFuelPrices(_ context.Context, s *Service, county trips.County, t *sheet.Table, refuse refuser) (func(context.Context, *sqlx.Tx) error, error) {
	prices := make([]energy.Price, 0, len(t.Rows))
	seen := map[string]int{}
	for _, row := range t.Rows {
		requireCells(row, refuse, "zone", "grade", "valid_from")
		p := energy.Price{Zone: row.Get("zone"), Grade: strings.TrimSuffix(row.Get("grade"), "#"), ValidFrom: instant(row, "valid_from", refuse), Source: row.Get("source")}
		var err error
		if p.Yuan, err = decimal.Parse(figure(row, "yuan_per_unit")); err != nil || !p.Yuan.IsPos() {
			refuse(row.Line, "yuan_per_unit", lang.Sayf("“%[1]s”应是大于 0 的单价，如 7.83", "%[1]q must be a price above zero, such as 7.83", row.Get("yuan_per_unit")))
		}
		key := p.Zone + "\x00" + p.Grade + "\x00" + p.ValidFrom.Format(time.RFC3339)
		if first, twice := seen[key]; twice {
			refuseTwice(refuse, row.Line, "valid_from", row.Get("valid_from"), first)
		}
		seen[key] = row.Line
		prices = append(prices, p)
	}
	return func(ctx context.Context, tx *sqlx.Tx) error {
		for _, p := range prices {
			if err := s.store.saveFuelPrice(ctx, tx, county, p); err != nil {
				return fmt.Errorf("save the price of zone %s, grade %s: %w", p.Zone, p.Grade, err)
			}
		}
		return nil
	}, nil
}

// tollColumns serve both kinds of toll table: charging intervals with their
// fees, and toll-free days (free_from, free_to, name). A row is of one kind. The
// network's own fee table (IntervalID, Fee1 … Fee26, Version) is one of the
// first: its columns stand by the gantries' vehicle codes, its version says from
// which day it holds.
var tollColumns = []sheet.Column{
	{Key: "interval", Aliases: []string{"收费单元", "收费单元编号", "interval_code", "IntervalID"}, Holds: sheet.Code, Example: "G001532001000110010"},
	{Key: "name", Aliases: []string{"名称"}, Example: "青石至县城"},
	{Key: "class1_fen", Aliases: []string{"一类", "1类", "一类分", toll.Class(1).Code().FeeColumn()}, Holds: sheet.Whole, Example: "1230"},
	{Key: "class2_fen", Aliases: []string{"二类", "2类", "二类分", toll.Class(2).Code().FeeColumn()}, Holds: sheet.Whole, Example: "1850"},
	{Key: "class3_fen", Aliases: []string{"三类", "3类", "三类分", toll.Class(3).Code().FeeColumn()}, Holds: sheet.Whole, Example: "2460"},
	{Key: "class4_fen", Aliases: []string{"四类", "4类", "四类分", toll.Class(4).Code().FeeColumn()}, Holds: sheet.Whole, Example: "3690"},
	{Key: "valid_from", Aliases: []string{"生效时间", "执行时间"}, Holds: sheet.Time, Example: "2026-01-01"},
	{Key: "version", Aliases: []string{"参数版本", "版本号"}, Holds: sheet.Code, Example: "5320260101001"},
	{Key: "over_interval", Aliases: []string{"附加于", "所在收费单元"}, Holds: sheet.Code},
	{Key: "free_from", Aliases: []string{"免费首日"}, Holds: sheet.Day, Example: "2026-10-01"},
	{Key: "free_to", Aliases: []string{"免费末日"}, Holds: sheet.Day, Example: "2026-10-07"},
	{Key: "free_seats", Aliases: []string{"免费座位数"}, Holds: sheet.Whole, Example: "7"},
}

func readTolls(ctx context.Context, s *Service, county trips.County, t *sheet.Table, refuse refuser) (func(context.Context, *sqlx.Tx) error, error) {
	var intervals []toll.Row
	var free []toll.FreePeriod
	seen := map[string]int{}
	for _, row := range t.Rows {
		key := row.Get("interval") + "\x00" + row.Get("valid_from") + row.Get("version") + "\x00" + row.Get("free_from")
		if first, twice := seen[key]; twice {
			refuseTwice(refuse, row.Line, "interval", row.Get("interval"), first)
		}
		seen[key] = row.Line
		if row.Get("free_from") != "" {
			free = append(free, readFree(row, refuse))
			continue
		}
		intervals = append(intervals, readInterval(row, refuse))
	}
	if err := s.fitsTable(ctx, county, intervals, refuse); err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx *sqlx.Tx) error {
		for _, r := range intervals {
			if err := s.store.saveTollRow(ctx, tx, county, r); err != nil {
				return fmt.Errorf("save toll interval %s: %w", r.Interval, err)
			}
		}
		for _, p := range free {
			if err := s.store.saveFreePeriod(ctx, tx, county, p); err != nil {
				return fmt.Errorf("save toll-free days %s: %w", p.Name, err)
			}
		}
		return nil
	}, nil
}

// fitsTable refuses rows that do not make a table with those the county has: a
// surcharge on top of another, say.
func (s *Service) fitsTable(ctx context.Context, county trips.County, rows []toll.Row, refuse refuser) error {
	have, err := s.store.tollRows(ctx, s.store.db, county)
	if err != nil {
		return err
	}
	all := slices.Clone(rows)
	for _, old := range have {
		again := slices.ContainsFunc(rows, func(r toll.Row) bool { return r.Interval == old.Interval && r.ValidFrom.Equal(old.ValidFrom) })
		if !again {
			all = append(all, old)
		}
	}
	for _, r := range rows {
		if r.Over == "" {
			continue
		}
		if _, err := toll.NewTable(all); err != nil {
			refuse(1, "over_interval", lang.Say("与收费表不一致："+err.Error(), "the table does not hold together: "+err.Error()))
		}
		return nil
	}
	return nil
}

func readInterval(row sheet.Row, refuse refuser) toll.Row {
	requireCells(row, refuse, "interval")
	r := toll.Row{Interval: row.Get("interval"), Name: row.Get("name"), ValidFrom: tollFrom(row, refuse), Over: row.Get("over_interval")}
	for class := range r.Fen {
		column := fmt.Sprintf("class%d_fen", class+1)
		fen, err := strconv.ParseInt(figure(row, column), 10, 64)
		if err != nil || fen < 0 {
			refuse(row.Line, column, lang.Sayf("“%[1]s”应是以分为单位的整数，如 1234", "%[1]q must be a whole number of fen, such as 1234", row.Get(column)))
		}
		r.Fen[class] = money.Amount(fen)
	}
	return r
}

// tollFrom returns the moment a row of fees holds from: as it is written, else
// that of the table's version.
func tollFrom(row sheet.Row, refuse refuser) time.Time {
	version := row.Get("version")
	if row.Get("valid_from") != "" || version == "" {
		requireCells(row, refuse, "valid_from")
		return instant(row, "valid_from", refuse)
	}
	_, from, err := toll.ParseVersion(version, rules.Shanghai())
	if err != nil {
		refuse(row.Line, "version", lang.Sayf("“%[1]s”应是参数版本：两位省码、年月日、三位序号，如 5220260101001", "%[1]q must be a version: two digits of the province, a day and three digits, such as 5220260101001", version))
	}
	return from.UTC()
}

func readFree(row sheet.Row, refuse refuser) toll.FreePeriod {
	first, last := day(row, "free_from", refuse), day(row, "free_to", refuse)
	if first == "" || last == "" || last < first {
		refuse(row.Line, "free_to", lang.Say("免费末日不能早于首日", "the last toll-free day must not be before the first"))
		return toll.FreePeriod{}
	}
	from, _ := row.Date("free_from", rules.Shanghai()) // read without error by day
	until, _ := row.Date("free_to", rules.Shanghai())
	free := toll.FreePeriod{From: from, Until: until.AddDate(0, 0, 1), Name: row.Get("name")}
	if cell := row.Get("free_seats"); cell != "" {
		var err error
		if free.Seats, err = strconv.Atoi(figure(row, "free_seats")); err != nil || free.Seats < 1 || free.Seats > toll.AllSeats {
			refuse(row.Line, "free_seats", lang.Sayf("“%[1]s”应是 1 到 1000 的座位数", "%[1]q must be a number of seats, 1 to 1000", cell))
		}
	}
	return free
}

// instant reads a moment: a day (its 00:00 in Asia/Shanghai), a day with a
// time there, or RFC 3339.
func instant(row sheet.Row, column string, refuse refuser) time.Time {
	cell := row.Get(column)
	at, err := row.Moment(column, rules.Shanghai())
	if err != nil {
		at, err = row.Date(column, rules.Shanghai())
	}
	if err != nil {
		refuse(row.Line, column, lang.Sayf("“%[1]s”不是时间，请写成 2026-10-01 或 2026-10-01 00:00", "%[1]q is no moment; write 2026-10-01 or 2026-10-01 00:00", cell))
	}
	return at.UTC()
}
