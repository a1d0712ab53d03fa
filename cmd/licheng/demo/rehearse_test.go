package demo

import (
	"math"
	"slices"
	"testing"
	"time"
)

// rehearsals are those of one small rehearsal, by kind.
func rehearsals(t *testing.T, seed uint64) map[Kind][]Rehearsal {
	t.Helper()
	out := map[Kind][]Rehearsal{}
	for r := range seedOne().Rehearse(seed, 60, 2) {
		out[r.Kind] = append(out[r.Kind], r)
	}
	return out
}

func TestRehearsalIsTheSameForTheSameSeed(t *testing.T) {
	one, two, other := rehearsals(t, 5), rehearsals(t, 5), rehearsals(t, 6)
	for kind, list := range one {
		if len(list) != len(two[kind]) || list[0].Fixes[0] != two[kind][0].Fixes[0] {
			t.Errorf("%s differs", kind)
		}
	}
	if slices.Equal(one[Single][0].Fixes, other[Single][0].Fixes) {
		t.Error("another seed makes the same trips")
	}
}

// What each kind promises, measured on the fixes themselves.
func TestRehearsalsAreWhatTheySay(t *testing.T) {
	made := rehearsals(t, 5)
	for _, kind := range slices.Concat([]Kind{Single, Commute, SharedRide, ThroughTube, SparseFixes, DriftParked}, CopyKinds, []Kind{MockFlagged, MockSmooth, MockJittered, TooFastDriven, Hurried, FrozenReplayed}) {
		if len(made[kind]) == 0 {
			t.Errorf("no %s", kind)
		}
	}
	for kind, list := range made {
		for _, r := range list {
			if kind != CopyRewritten && !slices.IsSortedFunc(r.Fixes, func(a, b Fix) int { return a.At.Compare(b.At) }) {
				t.Errorf("%s: times run backward", kind)
			}
			if mean := lengthOf(r.Fixes) / hoursOf(r.Fixes); kind == Single && (mean > 100 || mean < 3) {
				t.Errorf("%s: %.0f km/h on the whole day", kind, mean)
			}
		}
	}
	for _, r := range made[SparseFixes] {
		if gap := medianGap(r.Fixes); gap < 20*time.Second {
			t.Errorf("sparse fixes come every %v", gap)
		}
	}
	for _, r := range made[MockFlagged] {
		if r.Mocked != len(r.Fixes) {
			t.Errorf("%d of %d flagged", r.Mocked, len(r.Fixes))
		}
	}
	for _, r := range made[TooFastDriven] { // 40 km/h and more on the whole way, times four
		if mean := lengthOf(r.Fixes) / hoursOf(r.Fixes); mean < 15 {
			t.Errorf("squeezed to %.0f km/h only", mean)
		}
	}
}

// The copies of a trip are made of it: the exact one to the fix, the others of
// its length and place.
func TestCopiesAreMadeOfTrips(t *testing.T) {
	made := rehearsals(t, 5)
	for _, c := range made[CopyExact] {
		if !slices.ContainsFunc(made[Single], func(s Rehearsal) bool { return slices.Equal(s.Fixes, c.Fixes) && s.Person == c.Person }) {
			t.Error("an exact copy of nothing")
		}
	}
	for _, c := range made[CopyRetimed] {
		if !slices.ContainsFunc(made[Single], func(s Rehearsal) bool {
			return len(s.Fixes) == len(c.Fixes) && s.Fixes[9].Point == c.Fixes[9].Point && !s.Fixes[9].At.Equal(c.Fixes[9].At)
		}) {
			t.Error("a re-timed copy of nothing")
		}
	}
	for _, c := range made[CopyNoised] {
		if !slices.ContainsFunc(made[Single], func(s Rehearsal) bool {
			d := distanceM(s.Fixes[9].Point, c.Fixes[9].Point)
			return len(s.Fixes) == len(c.Fixes) && d > 0 && d < 40
		}) {
			t.Error("a noised copy of nothing")
		}
	}
}

// The second phone of a shared ride begins with the first, hours off when its
// clock is; a car behind begins within some minutes.
func TestSecondsBeginWithTheFirst(t *testing.T) {
	made := rehearsals(t, 5)
	for kind, span := range map[Kind][2]time.Duration{
		SharedRide: {-2 * time.Minute, 2 * time.Minute},
		ClockAway:  {8*time.Hour - 2*time.Minute, 8*time.Hour + 2*time.Minute},
		CarBehind:  {-time.Minute, 7 * time.Minute},
	} {
		if len(made[kind]) == 0 {
			t.Errorf("no %s", kind)
		}
		for _, second := range made[kind] {
			if !slices.ContainsFunc(made[Single], func(first Rehearsal) bool {
				later := second.Fixes[0].At.Sub(first.Fixes[0].At)
				return later >= span[0] && later <= span[1] && distanceM(first.Fixes[0].Point, second.Fixes[0].Point) < 200
			}) {
				t.Errorf("%s: with nobody", kind)
			}
		}
	}
}

// Who drives like clockwork differs from day to day by seconds, others by
// minutes.
func TestClockworkDrivesEvenly(t *testing.T) {
	c := seedOne()
	way, ok := c.network.route(c.Places[0].node, c.Places[1].node, taste{})
	if !ok {
		t.Fatal("no road to the first township")
	}
	spread := func(how temper) float64 {
		r := chance(3, "spread")
		var sum, squares float64
		const days = 12
		for range days {
			s := c.drive(way, driver{1, &mood{how, r}}, time.Time{}).durationS()
			sum, squares = sum+s, squares+s*s
		}
		return math.Sqrt(squares/days-sum*sum/days/days) / (sum / days)
	}
	if even, other := spread(clockwork), spread(usual); even > 0.03 || other < 2*even {
		t.Errorf("spread of the times: %.3f like clockwork, %.3f else", even, other)
	}
}

// Nobody drives one road twice at the same speeds: two drives of a route in
// the moods of two days differ in every minute or so.
func TestMoodsDiffer(t *testing.T) {
	c := seedOne()
	way, ok := c.network.route(c.Places[0].node, c.Places[1].node, taste{})
	if !ok {
		t.Fatal("no road to the first township")
	}
	at := time.Date(2026, 10, 12, 8, 0, 0, 0, beijing)
	one := c.drive(way, driver{1, &mood{usual, chance(1, "one")}}, at)
	two := c.drive(way, driver{1, &mood{usual, chance(1, "two")}}, at)
	plain := c.drive(way, driver{pace: 1}, at)
	if len(one.moments) != len(two.moments) || one.lengthM() != plain.lengthM() {
		t.Fatal("a mood changes the way")
	}
	if off := math.Abs(one.durationS()-two.durationS()) / plain.durationS(); off < 0.002 || off > 0.5 {
		t.Errorf("two days differ by %.1f %%", off*100)
	}
	for i := 1; i < len(one.moments); i++ {
		if one.moments[i].afterS < one.moments[i-1].afterS || one.moments[i].speed > 125/3.6 {
			t.Fatalf("moment %d: %+v after %+v", i, one.moments[i], one.moments[i-1])
		}
	}
}

func lengthOf(fixes []Fix) float64 {
	km := 0.0
	for i := 1; i < len(fixes); i++ {
		km += distanceM(fixes[i-1].Point, fixes[i].Point) / 1000
	}
	return km
}

func hoursOf(fixes []Fix) float64 { return fixes[len(fixes)-1].At.Sub(fixes[0].At).Hours() }

func medianGap(fixes []Fix) time.Duration {
	var gaps []time.Duration
	for i := 1; i < len(fixes); i++ {
		gaps = append(gaps, fixes[i].At.Sub(fixes[i-1].At))
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}
