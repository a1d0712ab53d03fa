package verify

import (
	"math"
	"time"

	"licheng/lang"
	"licheng/trips/trace"
)

// The thresholds of ImpossibleForce.
const (
	forceMPS2   = 9.0  // tyres on a dry road hold about 8 m/s²
	forceBaseM  = 60.0 // a direction is taken over this much way, on each side of a bend
	forceMostM  = 200.0
	forceMostS  = 12.0
	forceTurn   = 25 * math.Pi / 180 // less may be noise
	forceLeast  = 4                  // bends: one or two are reflections
	forceApartM = 150.0
)

// ImpossibleForce looks for bends that were taken faster than tyres hold: the
// directions before and after each fix, and the time between, give the force
// sideways (speed times rate of turn).
func ImpossibleForce(fixes []trace.Fix) []Finding {
	timed := withTime(fixes)
	if len(timed) < 3 {
		return nil
	}
	t := trackOf(timed, timed[0].Point)
	bends, worst, at, last := 0, 0.0, time.Time{}, math.Inf(-1)
	for i := 1; i+1 < len(timed); i++ {
		a, b := t.before(i), t.after(i)
		if a < 0 || b < 0 {
			continue
		}
		force := t.sideways(a, i, b)
		if force <= forceMPS2 {
			continue
		}
		if force > worst {
			worst, at = force, timed[i].At
		}
		if t.gone[i]-last >= forceApartM {
			bends, last = bends+1, t.gone[i]
		}
	}
	if bends < forceLeast {
		return nil
	}
	return []Finding{{
		Rule: "impossible-force", Severity: Serious, Measured: round1(worst), Threshold: forceMPS2, Unit: "m/s²", At: at,
		Text: lang.Sayf("有 %d 个弯道快得开不过去：车会被甩出弯道（甩力最大 %.0f 米/秒²，轮胎至多抓得住约 8）。这些时间不像是开车时记下的。",
			"%d bends were taken so fast that a car would be thrown off the road (up to %.0f m/s² sideways; tyres hold about 8). These times do not look written while driving.", bends, worst),
		Clears: lang.Say("多半是手机时钟出错，或软件改写了时间：请上传手机里的原始文件，或用通行费记录、同行人证明这次行程的时间。",
			"Most likely the phone's clock was wrong or an app rewrote the times: hand in the original file from the phone, or show the times by a toll record or a companion."),
	}}
}

// before returns the nearest fix before i that is forceBaseM away, -1 when there
// is none near enough; after the one behind it.
func (t *track) before(i int) int {
	for k := i - 1; k >= 0 && t.near(k, i); k-- {
		if t.farM(k, i) >= forceBaseM {
			return k
		}
	}
	return -1
}

func (t *track) after(i int) int {
	for k := i + 1; k < len(t.at) && t.near(i, k); k++ {
		if t.farM(i, k) >= forceBaseM {
			return k
		}
	}
	return -1
}

func (t *track) near(i, k int) bool {
	return t.farM(i, k) <= forceMostM && t.atS[k]-t.atS[i] <= forceMostS
}

func (t *track) farM(i, k int) float64 {
	return math.Hypot(t.at[k][0]-t.at[i][0], t.at[k][1]-t.at[i][1])
}

// sideways is the force in the bend from a by i to b, m/s²; 0 when it turns too
// little to tell.
func (t *track) sideways(a, i, b int) float64 {
	turn := math.Abs(heading2(t.at[a], t.at[i]) - heading2(t.at[i], t.at[b]))
	turn = min(turn, 2*math.Pi-turn)
	took := t.atS[b] - t.atS[a]
	if turn < forceTurn || turn > 0.75*math.Pi || took <= 0 {
		return 0 // turning round is done standing
	}
	speed := (t.farM(a, i) + t.farM(i, b)) / took
	return speed * turn / (took / 2)
}
