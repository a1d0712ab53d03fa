package trace

import (
	"time"

	"licheng/lang"
)

// timeTally watches the times of a file. Their outcome is defined so:
//
//   - missing: the fix is kept with a zero At; the file is usable as a line.
//   - unreadable, or outside 1990 to 2100: kept with a zero At, and noted with
//     the first line where it happened.
//   - time of day only, as NMEA logs without RMC or ZDA give: kept with a zero
//     At, and noted.
//   - date only: kept with a zero At; Report.Day remembers the first date.
//   - minutes only: fixes of the same minute are spread evenly over it, in the
//     order of the file, so that they have speeds at all.
//   - backward all the way, the latest fix first: turned round, and noted
//     (latestFirst).
//   - equal or backward here and there: kept as they are, in the order of the
//     file, and noted; trips/clean decides about them.
//   - without a zone: UTC in GPX, KML and GeoJSON, China time in CSV (noted).
type timeTally struct {
	missing, unreadable, clocks, days, minutes, exact int
	firstUnreadable                                   int
	day                                               time.Time
	zoneAssumed                                       bool
}

// take counts the time of a kept position and returns it, zero when there is
// none to use.
func (t *timeTally) take(p position) time.Time {
	switch {
	case !p.timed:
		t.missing++
	case p.precision == noTime:
		if t.unreadable == 0 {
			t.firstUnreadable = p.where
		}
		t.unreadable++
	case p.precision == clockOnly:
		t.clocks++
	case p.precision == dayOnly:
		if t.days == 0 {
			t.day = p.at
		}
		t.days++
	case p.precision == minuteTop:
		t.minutes++
		return p.at
	default:
		t.exact++
		return p.at
	}
	return time.Time{}
}

// settle spreads minutes and writes the notes about times.
func (t *timeTally) settle(traces []Trace, r *Report, unit Unit) {
	say := func(text lang.Text) { r.Notes = append(r.Notes, text) }
	timed := t.minutes + t.exact
	switch {
	case t.clocks > 0:
		say(lang.Sayf("有 %[1]d 个点只有钟点没有日期，已按没有时间处理；请让设备同时输出带日期的语句（RMC 或 ZDA）。",
			"%[2]s with a time of day but no date, treated as having none; let the device write sentences with a date (RMC or ZDA).", t.clocks, count(t.clocks, "point")))
	case timed == 0:
		say(lang.Say("轨迹点没有时间：里程可以计算，但不能判断停留、速度和先后；请尽量从原应用导出带时间的轨迹。",
			"The points carry no times: kilometres can be measured, but not stops, speeds or order; where you can, export the track with times."))
	case t.missing > 0:
		say(lang.Sayf("有 %[1]d 个点没有时间，已按文件里的先后保留。", "%[2]s without a time, kept in the order of the file.", t.missing, count(t.missing, "point")))
	}
	if t.unreadable > 0 {
		first := unit.At(t.firstUnreadable)
		say(lang.Sayf("有 %[1]d 个点的时间无法读取（第一个在%[2]s），已按没有时间处理。",
			"%[4]s with a time that cannot be read (the first at %[3]s), treated as having none.", t.unreadable, first.ZH, first.EN, count(t.unreadable, "point")))
	}
	if t.days > 0 {
		r.Day = t.day.In(chinaTime).Format(time.DateOnly)
		say(lang.Sayf("有 %[1]d 个点只有日期没有钟点，已按没有时间处理。", "%[2]s with a date but no time of day, treated as having no time.", t.days, count(t.days, "point")))
	}
	if t.minutes > 0 && t.minutes >= t.exact {
		spreadMinutes(traces)
		say(lang.Say("时间只精确到分钟：同一分钟内的点已按先后均匀分布在这一分钟里，速度因此不精确。",
			"Times are given to the minute: points of the same minute were spread evenly over it, so speeds are rough."))
	}
	if t.zoneAssumed && timed > 0 {
		say(lang.Say("时间没有写明时区，已按北京时间读取；如果不是，请从原应用导出带时区的文件。",
			"The times name no zone and were read as China time (UTC+8); if that is wrong, export the file with zones."))
	}
	noteOrder(traces, unit, say)
}

// spreadMinutes moves runs of fixes with one and the same full minute evenly
// over that minute.
func spreadMinutes(traces []Trace) {
	for _, t := range traces {
		for from := 0; from < len(t.Fixes); {
			to := from + 1
			for to < len(t.Fixes) && t.Fixes[to].At.Equal(t.Fixes[from].At) {
				to++
			}
			if at := t.Fixes[from].At; !at.IsZero() && at.Second() == 0 {
				for i := from; i < to; i++ {
					t.Fixes[i].At = at.Add(time.Minute * time.Duration(i-from) / time.Duration(to-from))
				}
			}
			from = to
		}
	}
}

// noteOrder says how many fixes are earlier than, or at the same time as, the
// timed fix before them.
func noteOrder(traces []Trace, unit Unit, say func(lang.Text)) {
	backward, equal, first := 0, 0, 0
	for _, t := range traces {
		var before time.Time
		for _, f := range t.Fixes {
			if f.At.IsZero() {
				continue
			}
			if f.At.Before(before) {
				if backward == 0 {
					first = f.Where
				}
				backward++
			} else if f.At.Equal(before) {
				equal++
			}
			before = f.At
		}
	}
	if backward > 0 {
		at := unit.At(first)
		say(lang.Sayf("有 %[1]d 处时间倒退（第一处在%[2]s）。", "Time runs backward at %[4]s (the first at %[3]s).", backward, at.ZH, at.EN, count(backward, "point")))
	}
	if equal > 0 {
		say(lang.Sayf("有 %[1]d 个点与前一点时间相同。", "%[2]s at the same time as the one before.", equal, count(equal, "point")))
	}
}
