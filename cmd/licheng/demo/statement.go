package demo

import (
	"fmt"
	"slices"
	"time"
)

// tollRecordsCSV is the table for `import toll-records`: what the expressway's
// own system wrote of the month's passes of the vehicles with ETC, as a service
// exports it. It is made from what was driven, not from what was recorded. One
// pass in nine is missing, as when a device had no power and the toll was paid by
// hand; and two vehicles have a pass on a Sunday nobody handed a trip in for.
func (c *County) tollRecordsCSV() []byte {
	r := chance(c.Seed, "toll records")
	rows := [][]string{
		{"ETC 通行明细（虚构演示数据，车牌与站名都不存在 invented, for the demo）"},
		{"车牌号码", "入口收费站", "入口时间", "出口收费站", "出口时间", "应收金额(元)", "优惠金额(元)", "实收金额(元)"},
	}
	var passes []pass
	for _, t := range c.Trips {
		v := c.Vehicles[slices.IndexFunc(c.Vehicles, func(v Vehicle) bool { return v.ID == t.Vehicle })]
		if t.Truth.False != Honest || !v.ETC {
			continue
		}
		for _, p := range c.passesOf(t) {
			if r.IntN(9) > 0 {
				passes = append(passes, p)
			}
		}
	}
	passes = append(passes, c.sundays(passes)...)
	slices.SortStableFunc(passes, func(a, b pass) int { return a.outAt.Compare(b.outAt) })
	for _, p := range passes {
		pay, left := p.fen, etcFen(p)
		rows = append(rows, []string{
			p.plate, p.in, p.inAt.In(beijing).Format(time.DateTime), p.out, p.outAt.In(beijing).Format(time.DateTime), yuanText(pay), yuanText(pay - left), yuanText(left),
		})
	}
	return table(rows)
}

// pass is one use of the expressway by a vehicle.
type pass struct {
	plate       string
	in, out     string // stations
	inAt, outAt time.Time
	fen         int // by the intervals, class 1
}

// passesOf returns the passes of a trip: in at a booth, under gantries, out at a
// booth.
func (c *County) passesOf(t Trip) []pass {
	station := func(ref string) string {
		return c.Stations[slices.IndexFunc(c.Stations, func(s Station) bool { return s.Ref == ref })].Name
	}
	plate := c.Vehicles[slices.IndexFunc(c.Vehicles, func(v Vehicle) bool { return v.ID == t.Vehicle })].Plate
	var passes []pass
	var open *pass
	for _, p := range t.Truth.Passings {
		switch {
		case p.Kind == "gantry":
			open.fen += c.Intervals[slices.IndexFunc(c.Intervals, func(iv Interval) bool { return iv.Ref == p.Ref })].FeeFen
		case open == nil:
			open = &pass{plate: plate, in: station(p.Ref), inAt: p.At.Truncate(time.Second)}
		default:
			open.out, open.outAt = station(p.Ref), p.At.Truncate(time.Second)
			passes = append(passes, *open)
			open = nil
		}
	}
	return passes
}

// sundays are passes of the last two vehicles on a Sunday without a trip of
// theirs, over the way of their last pass.
func (c *County) sundays(passes []pass) []pass {
	var more []pass
	for i := len(passes) - 1; i >= 0 && len(more) < 2; i-- {
		p := passes[i]
		if slices.ContainsFunc(more, func(o pass) bool { return o.plate == p.plate }) {
			continue
		}
		for day := 25; day >= 11; day -= 7 { // Sundays of October 2026
			moved := time.Date(Year, Month, day, 10, 0, 0, 0, beijing)
			if c.wasOut(p.plate, moved) {
				continue
			}
			p.outAt, p.inAt = moved.Add(p.outAt.Sub(p.inAt)), moved
			more = append(more, p)
			break
		}
	}
	return more
}

// wasOut reports whether the vehicle has a trip on the day.
func (c *County) wasOut(plate string, day time.Time) bool {
	return slices.ContainsFunc(c.Trips, func(t Trip) bool {
		v := c.Vehicles[slices.IndexFunc(c.Vehicles, func(v Vehicle) bool { return v.ID == t.Vehicle })]
		return v.Plate == plate && t.Truth.StartedAt.In(beijing).Day() == day.Day()
	})
}

// etcFen is what ETC charges for a pass: fractions below half a yuan dropped, 5 %
// off, half a fen up; nothing on the toll-free first week of October.
func etcFen(p pass) int {
	if p.outAt.In(beijing).Day() <= 7 {
		return 0
	}
	fen := p.fen
	if fen%100 < 50 {
		fen -= fen % 100
	}
	return (fen*95 + 50) / 100
}

func yuanText(fen int) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
