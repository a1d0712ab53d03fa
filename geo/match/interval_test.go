package match_test

import (
	"math"
	"testing"
	"time"

	"licheng/geo/geotest"
	"licheng/geo/match"
	"licheng/geo/roads"
)

// queue is a drive of 4 km along a straight road at 15 m/s, the third kilometre
// of it in a queue at 2 m/s, a fix a second.
func queue(t *testing.T) (*match.Matcher, []match.Observation) {
	t.Helper()
	net, err := roads.Build(roads.Input{
		Nodes: []roads.Node{{ID: 1, Point: geotest.At(-100, 0)}, {ID: 2, Point: geotest.At(5000, 0)}},
		Ways:  []roads.Way{{ID: 1, Class: roads.Primary, Nodes: []int64{1, 2}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var obs []match.Observation
	at := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	for eastM := 0.0; eastM <= 4000; at = at.Add(time.Second) {
		obs = append(obs, match.Observation{At: at, Point: geotest.At(eastM, 3)})
		if eastM >= 2000 && eastM < 3000 {
			eastM += 2
		} else {
			eastM += 15
		}
	}
	return match.New(net, match.Defaults()), obs
}

// Where a fix a second says that the car crept along, no detour is hidden,
// whatever time there was for one; where no fix says so, there may be one.
func TestOnlyUnseenTimeHidesADetour(t *testing.T) {
	m, obs := queue(t)
	seen, err := m.Match(obs)
	if err != nil {
		t.Fatal(err)
	}
	below, above := seen.DistanceM-seen.DistanceLowM, seen.DistanceHighM-seen.DistanceM
	if math.Abs(above-below) > 0.1 {
		t.Errorf("seen all along: -%.1f m, +%.1f m; want the same to both sides", below, above)
	}

	var blind []match.Observation
	for _, o := range obs {
		if east := (o.Point[0] - geotest.At(0, 0)[0]) / (geotest.At(1, 0)[0] - geotest.At(0, 0)[0]); east < 2200 || east > 2300 {
			blind = append(blind, o)
		}
	}
	unseen, err := m.Match(blind)
	if err != nil {
		t.Fatal(err)
	}
	// 50 s without a fix for 100 m: time for half of the way and 50 m more, of
	// which two hundredths are expected and 2.5 standard deviations allowed.
	const spareM = 0.5*100 + 50
	want := 0.02*spareM + 2.5*math.Sqrt(0.02)*spareM
	below, above = unseen.DistanceM-unseen.DistanceLowM, unseen.DistanceHighM-unseen.DistanceM
	if got := above - below; math.Abs(got-want) > 0.1*want {
		t.Errorf("100 m unseen for 50 s: %.1f m more above than below, want %.1f m", got, want)
	}
}

// The times beside a fix that was thrown far off add up: nobody saw the car
// there.
func TestASpikeSeesNothing(t *testing.T) {
	m, obs := queue(t)
	var sparse []match.Observation
	for i, o := range obs {
		if i%20 == 0 {
			sparse = append(sparse, o)
		}
	}
	wide := func(obs []match.Observation) float64 {
		t.Helper()
		r, err := m.Match(obs)
		if err != nil {
			t.Fatal(err)
		}
		return r.DistanceHighM - r.DistanceM
	}
	k := len(sparse) / 2
	spiked := append([]match.Observation{}, sparse...)
	spiked[k].Point[1] += geotest.At(0, 300)[1] - geotest.At(0, 0)[1]
	lost := append(append([]match.Observation{}, sparse[:k]...), sparse[k+1:]...)
	if got, want := wide(spiked), wide(lost); math.Abs(got-want) > 1 {
		t.Errorf("a spike leaves %.1f m above the distance, a lost fix %.1f m; want the same", got, want)
	}
}

// Where some fixes lack a time the interval is a number all the same, and no
// narrower than with it.
func TestAFixWithoutATimeLeavesTheIntervalANumber(t *testing.T) {
	m, obs := queue(t)
	timed, err := m.Match(obs)
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i+1 < len(obs); i += 2 {
		obs[i].At = time.Time{}
	}
	some, err := m.Match(obs)
	if err != nil {
		t.Fatal(err)
	}
	if timedM, someM := timed.DistanceHighM-timed.DistanceLowM, some.DistanceHighM-some.DistanceLowM; !(someM >= timedM-1) {
		t.Errorf("with half of the times the interval is %.1f m wide, with all %.1f m", someM, timedM)
	}
}
