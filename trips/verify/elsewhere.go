package verify

import (
	"time"

	orbgeo "github.com/paulmach/orb/geo"

	"licheng/lang"
	"licheng/trips/trace"
)

// The thresholds of TwoPlaces.
const (
	elsewhereM     = 2000.0
	elsewhereLeast = 5 * time.Minute
)

// TwoPlaces reports that a person, or a vehicle, was in two places at once: for
// five minutes or more two trips have fixes at the same moments 2 km or more
// apart. earlier names the other trip.
func TwoPlaces(a, b []trace.Fix, person bool, earlier string) []Finding {
	apart, first, farM := apartFor(withTime(a), withTime(b))
	if apart < elsewhereLeast {
		return nil
	}
	f := Finding{Rule: "vehicle-in-two-places", Severity: Serious, Measured: round1(apart.Minutes()), Threshold: elsewhereLeast.Minutes(), Unit: "min", At: first}
	f.Text = lang.Sayf("同一辆车在同一时间出现在两处：有 %.0[1]f 分钟与另一行程（%[3]s）相距最远 %.1[2]f 公里。",
		"The same vehicle was in two places at once: for %.0[1]f minutes, up to %.1[2]f km from where another trip has it (%[3]s).", apart.Minutes(), farM/1000, earlier)
	f.Clears = lang.Say("多半是选错了车：改正其中一个行程的车辆即可。", "Most likely the wrong vehicle was chosen: put it right in one of the two trips.")
	if person {
		f.Rule = "person-in-two-places"
		f.Text = lang.Sayf("同一个人在同一时间出现在两处：有 %.0[1]f 分钟与本人的另一行程（%[3]s）相距最远 %.1[2]f 公里。",
			"The same person was in two places at once: for %.0[1]f minutes, up to %.1[2]f km from where another trip of theirs has them (%[3]s).", apart.Minutes(), farM/1000, earlier)
		f.Clears = lang.Say("手机借给别人、放在别的车上，或文件交错了人：说明哪一个行程是本人的。",
			"The phone may have been lent or left in another car, or a file sent under the wrong name: say which trip is theirs.")
	}
	return []Finding{f}
}

// apartFor returns for how long two traces were apart at the same moments, when
// that began, and how far they were at most.
func apartFor(a, b []trace.Fix) (apart time.Duration, first time.Time, farM float64) {
	k := 0
	for i := 1; i < len(a); i++ {
		for k+1 < len(b) && !b[k+1].At.After(a[i].At) {
			k++
		}
		if len(b) == 0 {
			break
		}
		at, ok := between(b, k, a[i].At)
		if !ok {
			continue
		}
		if m := orbgeo.DistanceHaversine(at, a[i].Point); m >= elsewhereM {
			if apart == 0 {
				first = a[i].At
			}
			apart += min(a[i].At.Sub(a[i-1].At), 2*time.Minute)
			farM = max(farM, m)
		}
	}
	return apart, first, farM
}
