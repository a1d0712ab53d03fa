package verify

import (
	"math/rand"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

var start = time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC)

// drive makes n fixes north from lat, one each stepS seconds and stepM metres,
// with the noise of a receiver of its own (seed) of σ 4 m.
func drive(n int, stepS, stepM float64, seed int64) []trace.Fix {
	rng := rand.New(rand.NewSource(seed))
	const degM = 1.0 / 111195
	out := make([]trace.Fix, n)
	for i := range out {
		out[i] = trace.Fix{At: start.Add(time.Duration(float64(i) * stepS * float64(time.Second))), Point: orb.Point{
			106.5 + rng.NormFloat64()*4*degM, 26.5 + (float64(i)*stepM+rng.NormFloat64()*4)*degM,
		}}
	}
	return out
}

// retimed returns a copy with its times moved.
func retimed(fixes []trace.Fix, by time.Duration) []trace.Fix {
	out := append([]trace.Fix(nil), fixes...)
	for i := range out {
		out[i].At = out[i].At.Add(by)
	}
	return out
}

// complete checks that a finding says all it has to.
// foreign are words of statistics and of programs, which no claimant has to know.
var foreign = regexp.MustCompile(`log10|\bnats?\b|10\^|likelihood|sigma|NaN|横向加速度|似然`)

func complete(t *testing.T, findings []Finding) {
	t.Helper()
	for _, f := range findings {
		texts := f.Text.ZH + f.Text.EN + f.Clears.ZH + f.Clears.EN
		if f.Text.ZH == "" || f.Text.EN == "" || f.Clears.ZH == "" || f.Clears.EN == "" || f.Unit == "" || strings.Contains(texts, "%!") || foreign.MatchString(texts+" "+f.Unit) {
			t.Errorf("%s is not complete: %+v", f.Rule, f)
		}
	}
}

// rules lists rule and severity of findings.
func rules(findings []Finding) string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Rule+"/"+f.Severity)
	}
	return strings.Join(out, " ")
}

func TestImpossibleSpeed(t *testing.T) {
	jump := func(n int, km float64) []trace.Fix { // a drive whose second half lies km further on
		f := drive(n, 10, 150, 1)
		for i := n / 2; i < n; i++ {
			f[i].Point[1] += km / 111.195
		}
		return f
	}
	untimed := drive(50, 1, 500, 1)
	for i := range untimed {
		untimed[i].At = time.Time{}
	}
	cases := []struct {
		name  string
		fixes []trace.Fix
		want  string
	}{
		{"54 km/h", drive(100, 10, 150, 1), ""},
		{"130 km/h on the expressway", drive(300, 1, 36.1, 1), ""},
		{"noise at 1 s is no speed", drive(300, 1, 8, 1), ""},
		{"200 km/h", drive(100, 10, 555.6, 1), "impossible-speed/serious"},
		{"a jump of 30 km in ten seconds", jump(40, 30), "impossible-speed/serious"},
		{"one fix", drive(1, 1, 1, 1), ""},
		{"no times", untimed, ""},
		{"none", nil, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := ImpossibleSpeed(c.fixes, SpeedLimits{})
			complete(t, got)
			if rules(got) != c.want {
				t.Errorf("got %q %+v, want %q", rules(got), got, c.want)
			}
		})
	}
}

func TestImpossibleSpeed_saysHowFastAndWhen(t *testing.T) {
	fixes := drive(60, 10, 150, 1)
	for i := 30; i < 60; i++ { // 5 km in ten seconds, from fix 29 at 290 s to fix 30
		fixes[i].Point[1] += 4.85 / 111.195
	}
	got := ImpossibleSpeed(fixes, SpeedLimits{})[0]
	// 5,000 m less 100 m of noise in 10 s: 1,764 km/h, give or take receiver noise.
	if got.Measured < 1750 || got.Measured > 1780 || got.Threshold != 160 || got.Unit != "km/h" {
		t.Errorf("measured %v, threshold %v %s", got.Measured, got.Threshold, got.Unit)
	}
	if !got.At.Equal(start.Add(290 * time.Second)) {
		t.Errorf("at %v, want 290 s after the start", got.At)
	}
}

func TestNotes(t *testing.T) {
	cases := []struct {
		name string
		got  []Finding
		want string
	}{
		{"no replays", FrozenFixes(0, 100, start), ""},
		{"a few replays", FrozenFixes(5, 100, start), "frozen-fixes/note"},
		{"a third are replays", FrozenFixes(34, 100, start), "frozen-fixes/serious"},
		{"a yard off the map", OffRoad(300, 1000), ""},
		{"a lane at the end of a long drive", OffRoad(1500, 30000), ""},
		{"a third off the map", OffRoad(10_000, 30_000), "off-road/note"},
		{"no distance", OffRoad(10_000, 0), ""},
		{"datum sure", DatumUnsure("wgs84", 0.99), ""},
		{"datum unsure", DatumUnsure("gcj02", 0.61), "datum-unsure/note"},
		{"no break", Breaks(nil), ""},
		{"two breaks", Breaks([]Break{{start, "gap"}, {start, "no_route"}}), "path-broken/note"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			complete(t, c.got)
			if rules(c.got) != c.want {
				t.Errorf("got %q, want %q", rules(c.got), c.want)
			}
		})
	}
}

func TestTwice(t *testing.T) {
	mine := drive(600, 2, 30, 1)
	again := drive(600, 2, 30, 2) // the same way with another receiver
	rounded := append([]trace.Fix(nil), mine...)
	for i := range rounded {
		rounded[i].Point[0] += 0.4e-6
	}
	cases := []struct {
		name       string
		other      []trace.Fix
		samePerson bool
		want       string
	}{
		{"copied to another day", retimed(mine, 72*time.Hour), false, "copied-trace/serious"},
		{"copied by the same person to another day", retimed(mine, 72*time.Hour), true, "copied-trace/serious"},
		{"copied and trimmed", retimed(mine[100:450], 72*time.Hour), false, "copied-trace/serious"},
		{"copied through a format with six decimals", retimed(rounded, 72*time.Hour), false, "copied-trace/serious"},
		{"a colleague in the same car, another phone", again, false, "shared-ride/note"},
		{"the same file handed in by a passenger", retimed(mine, time.Second), false, "shared-ride/note"},
		{"phone and watch of one person", again, true, "same-trip-twice/serious"},
		{"the daily route, another day", retimed(again, 24*time.Hour), true, ""},
		{"the daily route of a neighbour, another day", retimed(again, 24*time.Hour), false, ""},
		{"the same road an hour later", retimed(again, time.Hour), false, ""},
		{"nothing to compare with", nil, false, ""},
		{"a short stub", retimed(mine[:10], 24*time.Hour), false, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			comparison := Compare(mine, c.other)
			got := Twice(comparison, "10月3日", c.samePerson, start)
			complete(t, got)
			if rules(got) != c.want {
				t.Errorf("got %q from %+v, want %q", rules(got), comparison, c.want)
			}
		})
	}
}
