package verify

import (
	"math"
	"slices"
	"time"

	orbgeo "github.com/paulmach/orb/geo"

	"licheng/lang"
	"licheng/trips/trace"
)

// SpeedLimits are the thresholds of ImpossibleSpeed. A zero field means its
// default.
type SpeedLimits struct {
	KMH         float64 // 160: a third above the highest limit of Chinese roads
	MinLengthM  float64 // over at least this length: 500
	MinDuration time.Duration
	NoiseM      float64 // allowance for noise in the way: 100
}

func (l SpeedLimits) filled() SpeedLimits {
	if l.KMH <= 0 {
		l.KMH = 160
	}
	if l.MinLengthM <= 0 {
		l.MinLengthM = 500
	}
	if l.MinDuration <= 0 {
		l.MinDuration = 10 * time.Second
	}
	if l.NoiseM <= 0 {
		l.NoiseM = 100
	}
	return l
}

// ImpossibleSpeed looks for the stretch of a cleaned trip that was fastest for
// ten seconds and 500 m or longer, and reports it when no car on a road drives
// so. The way is the straight one, less 100 m for noise: the finding holds
// whatever road was taken. Fixes without a time are passed over.
func ImpossibleSpeed(fixes []trace.Fix, limits SpeedLimits) []Finding {
	limits = limits.filled()
	worst, at := 0.0, time.Time{}
	timed := withTime(fixes)
	for from, to := 0, 1; to < len(timed); to++ {
		for from+1 < to && long(timed[from+1], timed[to], limits) {
			from++
		}
		if !long(timed[from], timed[to], limits) {
			continue
		}
		dt := timed[to].At.Sub(timed[from].At).Seconds()
		way := orbgeo.DistanceHaversine(timed[from].Point, timed[to].Point) - limits.NoiseM
		if kmh := way / dt * 3.6; kmh > worst {
			worst, at = kmh, timed[from].At
		}
	}
	if worst <= limits.KMH {
		return nil
	}
	return []Finding{{
		Rule: "impossible-speed", Severity: Serious, Measured: round1(worst), Threshold: limits.KMH, Unit: "km/h", At: at,
		Text: lang.Sayf("有一段的速度达到 %.0f 公里/小时，超过 %.0f：汽车在路上开不到这么快。",
			"One stretch was covered at %.0f km/h, over %.0f: no car on a road drives so.", worst, limits.KMH),
		Clears: lang.Say("如果这一段坐的是火车，请把它从行程里去掉；如果是设备时钟或信号出错，请说明，并由同行人或通行记录佐证。",
			"If this stretch was by train, cut it out of the trip; if clock or signal went wrong, say so, with a companion or a toll record to support it."),
	}}
}

// long reports whether the stretch from a to b is long enough in time and way
// to be judged.
func long(a, b trace.Fix, l SpeedLimits) bool {
	dt := b.At.Sub(a.At)
	return dt >= l.MinDuration && orbgeo.DistanceHaversine(a.Point, b.Point) >= l.MinLengthM
}

// withTime returns the fixes that carry a time: those given when all do.
func withTime(fixes []trace.Fix) []trace.Fix {
	if !slices.ContainsFunc(fixes, func(f trace.Fix) bool { return f.At.IsZero() }) {
		return fixes
	}
	out := make([]trace.Fix, 0, len(fixes))
	for _, f := range fixes {
		if !f.At.IsZero() {
			out = append(out, f)
		}
	}
	return out
}

// round1 rounds to one decimal.
func round1(v float64) float64 { return math.Round(v*10) / 10 }
