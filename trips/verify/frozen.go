package verify

import (
	"time"

	"licheng/lang"
)

// frozenSerious is the share of replayed fixes from which the drive rests more
// on filling in than on what was recorded.
const frozenSerious = 0.30

// FrozenFixes reports that a device kept sending an old position: replays of
// them were dropped (trips/clean, rule frozen-replay) out of all fixes, the
// first at the time given. It is a fault of phones, not of people, hence a
// note; serious only when so many fixes are gone that somebody should look
// whether the drive is still there.
func FrozenFixes(replays, all int, first time.Time) []Finding {
	if replays <= 0 || all <= 0 {
		return nil
	}
	share := float64(replays) / float64(all)
	severity := Note
	if share >= frozenSerious {
		severity = Serious
	}
	return []Finding{{
		Rule: "frozen-fixes", Severity: severity, Measured: round1(share * 100), Threshold: frozenSerious * 100, Unit: "%", At: first,
		Text: lang.Sayf("手机反复重发旧位置：%[2]d 个点中有 %[1]d 个（%.1[3]f%%）是重发的，已略去，不计里程。",
			"The device kept sending an old position: %d of %d fixes (%.1f%%) were repetitions, left out and not counted.", replays, all, share*100),
		Clears: lang.Say("这通常是手机的毛病；看一看地图上其余的点是否连成完整的行程即可。",
			"This is usually the phone's fault; look at the map whether the other fixes make up a whole drive."),
	}}
}
