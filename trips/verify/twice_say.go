package verify

import (
	"math"
	"time"

	"licheng/lang"
)

// Twice turns a comparison with an earlier trip into a finding. earlier is how
// the other trip is called in the sentence, such as its day and number;
// samePerson says that both belong to one claimant, for whom a ride shared
// with oneself is the same trip handed in twice.
func Twice(c Comparison, earlier string, samePerson bool, at time.Time) []Finding {
	switch {
	case c.IsCopy():
		return []Finding{copied(c, earlier, at)}
	case c.IsSharedRide() && samePerson:
		return []Finding{handedInTwice(c, earlier, at)}
	case c.IsSharedRide():
		return []Finding{shared(c, earlier, at)}
	}
	return nil
}

func copied(c Comparison, earlier string, at time.Time) Finding {
	f := Finding{Rule: "copied-trace", Severity: Serious, At: at, Clears: lang.Say(
		"可能是误传了同一个文件，或软件改写了时间：请上传手机里的原始文件；没有原始文件的，用审批单、通行费记录或同行人证明这次行程。",
		"The same file may have been sent by mistake, or an app rewrote its times: hand in the original file from the phone, or show this trip by the approved request, a toll record or a companion.",
	)}
	like := c.Like
	switch {
	case c.sameFixes():
		f.Measured, f.Threshold, f.Unit = round1(c.CopiedShare*100), copiedShare*100, "%"
		f.Text = lang.Sayf("有 %[1]d 个点（%.0[2]f%%）的坐标与另一行程（%[3]s）逐点相同而时间不同；两次行驶不会逐点相同。",
			"%[1]d fixes (%.0[2]f%%) have point for point the coordinates of another trip (%[3]s) at other times; no two drives do.", c.Copied, c.CopiedShare*100, earlier)
	case c.partCopied():
		f.Measured, f.Threshold, f.Unit = round1(c.CopiedM/1000), copySharedM/1000, "km"
		f.Text = lang.Sayf("有 %.1[1]f 公里、接连 %[2]d 个点的坐标与另一行程（%[3]s）逐点相同而时间不同；两次行驶不会逐点相同。",
			"For %.1[1]f km, %[2]d fixes in a row have point for point the coordinates of another trip (%[3]s) at other times; no two drives do.", c.CopiedM/1000, c.Copied, earlier)
	case like.CopiedLine():
		sure := sureOf(like.LineNats)
		f.Measured, f.Threshold, f.Unit = round1(like.SharedM/1000), copySharedM/1000, "km"
		f.Text = lang.Sayf("有 %.1[1]f 公里的走线与另一行程（%[2]s）几乎重合%[5]s，一路只差约 %.1[3]f 米。两次开同一条路，定位各自会偏来偏去好几米，碰巧这样重合%[4]s。",
			"For %.1[1]f km the line is almost that of another trip (%[2]s)%[6]s, about %.1[3]f m apart all the way. On two drives of one road each receiver strays by metres of its own: by chance they agree like this %[7]s.",
			like.SharedM/1000, earlier, like.ApartM, sure.ZH, like.manner().ZH, like.manner().EN, sure.EN)
	default:
		sure := sureOf(like.paceNats())
		f.Measured, f.Threshold, f.Unit = round1(like.SharedM/1000), copySharedM/1000, "km"
		f.Text = lang.Sayf("有 %.1[1]f 公里的快慢与另一行程（%[2]s）几乎一样%[5]s：哪里快、哪里慢、哪里停都相同，经过每一处的时刻只差约 %.1[3]f 秒。同一个人两天开同一条路，通常会差出十几秒以上，碰巧这样一致%[4]s。",
			"For %.1[1]f km the driving is almost that of another trip (%[2]s)%[6]s: fast, slow and waiting at the same places, about %.1[3]f s apart all along. One driver on one road differs by ten seconds and more from day to day: by chance two drives agree like this %[7]s.",
			like.SharedM/1000, earlier, like.PaceS, sure.ZH, like.manner().ZH, like.manner().EN, sure.EN)
		f.Clears = lang.Say(
			"可能是同一辆车里另一部手机的记录，而它的时钟不准：请写明；或上传手机里的原始文件；或用审批单、通行费记录、同行人证明这次行程。",
			"It may be the record of another phone in the same car whose clock was wrong: say so, hand in the original file from the phone, or show this trip by the approved request, a toll record or a companion.")
	}
	return f
}

// manner says what was changed of a copy, in brackets; nothing when nothing is
// known of it.
func (l Likeness) manner() lang.Text {
	switch {
	case l.Reversed && l.Shift != "":
		return lang.Say("（方向相反，并换了坐标系）", " (the other way round and in another datum)")
	case l.Reversed:
		return lang.Say("（方向相反）", " (the other way round)")
	case l.Shift != "":
		return lang.Say("（换了坐标系）", " (in another datum)")
	}
	return lang.Text{}
}

// sureOf says in words how seldom two honest drives come out so alike by
// chance: a ratio of likelihoods of e^nats does so once in e^nats times at most
// (Markov's inequality). More than a hundred million to one nobody need know.
func sureOf(nats float64) lang.Text {
	switch powers := nats / math.Ln10; {
	case powers >= 8:
		return lang.Say("的机会不到一亿分之一", "less than once in a hundred million times")
	case powers >= 6:
		return lang.Say("的机会不到百万分之一", "less than once in a million times")
	case powers >= 5:
		return lang.Say("的机会不到十万分之一", "less than once in a hundred thousand times")
	}
	return lang.Say("的机会不到万分之一", "less than once in ten thousand times")
}

func shared(c Comparison, earlier string, at time.Time) Finding {
	if hours := c.Like.ClockAway(); hours != 0 && c.TogetherShare < togetherShare {
		return sharedClockAway(c.Like, hours, earlier, at)
	}
	return Finding{
		Rule: SharedRide, Severity: Note, Measured: round1(c.TogetherShare * 100), Threshold: togetherShare * 100, Unit: "%", At: at,
		Text: lang.Sayf("与另一人的行程（%s）同时同路，多半是同车；同一辆车的费用只付一次。",
			"On the same road at the same time as another person's trip (%s): most likely one car, whose costs are paid once.", earlier),
		Clears: lang.Say("写明是同车（谁的车）还是两辆车同行；两辆车各有通行费或加油记录即可。",
			"Say whether it was one car (whose) or two driving together; a toll or fuel record of each car is enough."),
	}
}

// sharedClockAway is a ride shared by two phones of which one wrote the time of
// another zone.
func sharedClockAway(like Likeness, hours int, earlier string, at time.Time) Finding {
	return Finding{
		Rule: SharedRide, Severity: Note, Measured: round1(like.SharedM / 1000), Threshold: copySharedM / 1000, Unit: "km", At: at,
		Text: lang.Sayf("与另一人的行程（%[1]s）是同一次驾驶，时刻正好差 %[2]d 小时：多半是同车，其中一部手机写的是别的时区的时间；同一辆车的费用只付一次。",
			"The same driving as another person's trip (%[1]s), %[2]d hours apart to the minute: most likely one car, in which one phone wrote the time of another zone; its costs are paid once.",
			earlier, max(hours, -hours)),
		Clears: lang.Say("写明是同车（谁的车），并改正手机或导出软件的时区。",
			"Say that it was one car (whose), and put the time zone of the phone or of the export right."),
	}
}

func handedInTwice(c Comparison, earlier string, at time.Time) Finding {
	return Finding{
		Rule: "same-trip-twice", Severity: Serious, Measured: round1(max(c.TogetherShare, c.CopiedShare) * 100), Threshold: togetherShare * 100, Unit: "%", At: at,
		Text: lang.Sayf("这次行程与本人已交的行程（%s）是同一次，只能报一次。", "This is the same drive as a trip of the same person already handed in (%s), and can be claimed once.", earlier),
		Clears: lang.Say("在行程页撤回其中一份即可，例如手机和手表都记录了同一次行程，或者先交了半份、后交了整份。",
			"Take one of the two back on its trip's page; perhaps phone and watch both recorded the drive, or the whole file came after half of it."),
	}
}
