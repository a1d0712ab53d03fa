package trace

import (
	"fmt"
	"strings"

	"licheng/lang"
)

// nothingUsable makes the refusal of a file that was read to its end without a
// usable fix, saying what is there instead and what to do.
func (c *collector) nothingUsable() *Refusal {
	if c.report.Fixes > 0 {
		first := c.report.Dropped[0]
		why := reasons[first.Reason].all
		return &Refusal{Reason: RefusedNoTrack, Format: c.report.Format, Line: first.First, Unit: c.unit, Text: lang.Say(
			fmt.Sprintf("文件里有 %d 个轨迹点，但没有一个可用：%s；请重新导出。", c.report.Fixes, why.ZH),
			fmt.Sprintf("of %s in the file none can be used, %s; export it again.", count(c.report.Fixes, "track point"), why.EN))}
	}
	zh, en := c.others.words()
	if en == "" {
		return refuse(RefusedNoTrack, c.report.Format, lang.Say(
			"文件里没有轨迹点；请在原应用里选择这次行程再导出一次。",
			"the file holds no track points; choose the trip in the app it came from and export it again."))
	}
	return refuse(RefusedNoTrack, c.report.Format, lang.Say(
		"文件里没有行车轨迹，只有"+zh+"；标注点和规划路线不是走过的路，请导出“轨迹”（track）。",
		"the file holds no recorded track, only "+en+"; places and planned routes are not a drive: export the track instead."))
}

// words lists what was found, in Chinese, after the space before a figure, and in
// English, which is empty when nothing was.
func (o others) words() (zh, en string) {
	var zhs, ens []string
	for _, kind := range []struct {
		n      int
		zh, en string
	}{
		{o.places, "%d 个标注点", "marked place"},
		{o.routePoints, "%d 个规划路线点", "planned route point"},
		{o.areas, "%d 个区域或图层", "drawn area"},
	} {
		if kind.n > 0 {
			zhs = append(zhs, fmt.Sprintf(kind.zh, kind.n))
			ens = append(ens, count(kind.n, kind.en))
		}
	}
	return " " + strings.Join(zhs, "、"), strings.Join(ens, " and ")
}

// count says a number of things in English: "1 point", "2 points".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// tooManyFixes makes the refusal of a file over the limit on fixes.
func (c *collector) tooManyFixes(where int) *Refusal {
	return &Refusal{Reason: RefusedTooLarge, Format: c.report.Format, Line: where, Unit: c.unit, Text: lang.Sayf(
		"文件里的点超过上限 %d 个；请按天或按行程分开导出。",
		"the file holds more than the limit of %d points; export it by day or by trip.", c.limits.Fixes)}
}

// stopped decides about a decoder that ended with err: what was whole is kept
// with a note; without any fix the file is refused.
func (c *collector) stopped(err error, line int) ([]Trace, Report, error) {
	if r, ok := refusalOf(err); ok {
		r.Format = c.report.Format
		return nil, c.finishedReport(), r
	}
	if r := limitRefusal(err, c.limits); r != nil {
		r.Format = c.report.Format
		return nil, c.finishedReport(), r
	}
	truncated := isTruncation(err)
	switch {
	case c.report.Kept == 0 && len(c.report.Dropped) > 0:
		return nil, c.finishedReport(), c.nothingUsable()
	case c.report.Kept == 0:
		return nil, c.finishedReport(), c.brokenBefore(err, line, truncated)
	}
	at := c.unit.At(line)
	if truncated {
		c.note("文件在%[1]s中断，没有传完或没有存完；已使用中断之前完整的 %[3]d 个点。如果手机里有完整的文件，请重新上传，并撤回这一份。",
			"The file breaks off at %[2]s: it was not wholly sent or saved. What came whole before that (%[4]s) is used; if the phone has the complete file, send that and take this one back.",
			at.ZH, at.EN, c.report.Kept, count(c.report.Kept, "point"))
	} else {
		c.note("文件从%[1]s起无法读取（%[3]v）；已使用此前的 %[4]d 个点。请重新导出。",
			"From %[2]s on the file cannot be read (%[3]v). What came before that (%[5]s) is used; export it again to have the rest.",
			at.ZH, at.EN, cause(err), c.report.Kept, count(c.report.Kept, "point"))
	}
	return c.finish()
}

// brokenBefore makes the refusal of a file damaged before its first fix.
func (c *collector) brokenBefore(err error, line int, truncated bool) *Refusal {
	text := lang.Sayf("文件损坏（%v），损坏之前没有可用的轨迹点；请重新导出。",
		"the file is damaged (%v) before its first usable point; export it again.", cause(err))
	if truncated {
		text = lang.Say("文件中断，中断之前没有完整的轨迹点；请重新导出或重新上传。",
			"the file breaks off before its first whole point; export it or send it again.")
	}
	return &Refusal{Reason: RefusedBroken, Format: c.report.Format, Line: line, Unit: c.unit, Text: text, Err: err}
}
