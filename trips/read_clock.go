package trips

import (
	"time"

	"licheng/lang"
	"licheng/trips/trace"
)

const (
	// weekRoll is by how much a receiver is behind that counts the weeks of GPS, ten
	// bits of them, from one beginning too few: 1024 weeks, some 19.6 years
	// (IS-GPS-200, 20.3.3.3.1.1).
	weekRoll = 1024 * 7 * 24 * time.Hour
	// longAgo is how old a drive may be before its date is asked about.
	longAgo = 366 * 24 * time.Hour
	// clockSlack is how far the clock of a phone may be ahead of ours.
	clockSlack = 5 * time.Minute
)

// rolledOver puts the times of a file right whose receiver lost 1024 weeks: all of
// them are so long ago that with these weeks they lie in the year before the file
// was received, and says so in the report.
func (r *Reading) rolledOver(traces []trace.Trace, receivedAt time.Time) []trace.Trace {
	first, last := timesOf(traces)
	if receivedAt.IsZero() || first.IsZero() || last.Add(weekRoll).After(receivedAt.Add(clockSlack)) ||
		first.Add(weekRoll).Before(receivedAt.Add(-longAgo)) {
		return traces
	}
	right := make([]trace.Trace, len(traces))
	for i, t := range traces {
		right[i] = t
		right[i].Fixes = make([]trace.Fix, len(t.Fixes))
		for j, f := range t.Fixes {
			if !f.At.IsZero() {
				f.At = f.At.Add(weekRoll)
			}
			right[i].Fixes[j] = f
		}
	}
	r.Report.Notes = append(r.Report.Notes, lang.Sayf(
		"文件里的日期是 %[1]s，比实际早 1024 周：这是老定位设备的周数翻转，已改按 %[2]s 计算。如果不对，请撤回这份轨迹。",
		"The file is dated %[1]s, 1024 weeks too early: an old receiver lost count of the GPS weeks. It was read as of %[2]s; if that is wrong, take the trace back.",
		dayOf(first), dayOf(first.Add(weekRoll))))
	return right
}

// timesOf returns the first and the last time in the tracks; zero without any.
func timesOf(traces []trace.Trace) (first, last time.Time) {
	for _, t := range traces {
		for _, f := range t.Fixes {
			switch {
			case f.At.IsZero():
				continue
			case first.IsZero():
				first, last = f.At, f.At
			case f.At.Before(first):
				first = f.At
			case f.At.After(last):
				last = f.At
			}
		}
	}
	return first, last
}

// noteClock says of drives that end after their file was received, or were driven
// long before, that the clock that dated them may be wrong: they may count to
// another month than they were driven in.
func (r *Reading) noteClock(strips []strip, receivedAt time.Time) {
	if receivedAt.IsZero() {
		return
	}
	for _, s := range strips {
		if len(s.found) == 0 || s.begin().IsZero() {
			continue
		}
		switch begin, end := s.begin(), s.end(); {
		case end.After(receivedAt.Add(clockSlack)):
			r.Report.Notes = append(r.Report.Notes, lang.Sayf(
				"按文件里的时间，行程到 %[1]s 才结束，比收到文件的时间（%[2]s）还晚：记录设备的时钟或时区不对，例如把北京时间写成了世界时，会晚 8 小时。里程不受影响；如果因此算错了日期或月份，请撤回，改正后重新导出再交。",
				"By the file the drive ends at %[1]s, after the file was received (%[2]s): the clock or zone of what recorded it is wrong; China time written as UTC is 8 hours late, for one. The length is right; if day or month come out wrong, take the trace back, put that right and export it again.",
				minuteOf(end), minuteOf(receivedAt)))
			return
		case begin.Before(receivedAt.Add(-longAgo)):
			r.Report.Notes = append(r.Report.Notes, lang.Sayf(
				"按文件里的时间，这是 %[1]s 的行程，在一年多以前，计入那个月。如果是设备的日期不对，请撤回，改正后重新导出再交。",
				"By the file this was driven on %[1]s, over a year ago, and counts to that month. If the date of the device is wrong, take the trace back, put that right and export it again.",
				dayOf(begin)))
			return
		}
	}
}
