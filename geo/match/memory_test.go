package match

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"licheng/geo/geotest"
	"licheng/geo/roads"
)

// meander is a drive of n fixes a second apart that winds through the middle of
// a town of spacing 80 m.
func meander(n int) []Observation {
	r := rand.New(rand.NewPCG(1, 2))
	obs := make([]Observation, n)
	for i := range obs {
		obs[i] = at(float64(i), 300+8*float64(i%20)+r.Float64(), 300+50*math.Sin(float64(i)/7)+r.Float64())
	}
	return obs
}

func grid(t testing.TB, size int) *roads.Network {
	t.Helper()
	net, err := roads.Build(geotest.Grid(6, size, 80))
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// Once warm, nothing in the loops over fixes, states and edges allocates.
func TestWarmMatchAllocatesNothingInside(t *testing.T) {
	m := New(grid(t, 12), Defaults())
	obs := usable(meander(400))
	w := m.pool.Get().(*work)
	run := func() {
		w.flatten(obs)
		m.thin(w, obs, m.estimateSigmaM(w, obs))
		w.cruiseMPS = cruise(w)
		m.build(w, 0)
		m.choose(w)
		m.weigh(w)
	}
	run()
	if len(w.layers) < 50 {
		t.Fatalf("%d layers: the drive is too short to tell", len(w.layers))
	}
	if allocs := testing.AllocsPerRun(5, run); allocs != 0 {
		t.Errorf("%.1f allocations a match, want none", allocs)
	}
}

// No table of all routes is made: what a first match takes of memory does not
// grow with the map (FMM 9: 38 GB, 220: 136 GB, 238: disk full).
func TestMemoryDoesNotGrowWithTheMap(t *testing.T) {
	taken := func(size int) uint64 {
		net := grid(t, size)
		obs := meander(200)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := New(net, Defaults()).Match(obs); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	small, large := taken(12), taken(120)
	if large > 2*small+100_000 {
		t.Errorf("%d kB on a town of 144 junctions, %d kB on one of 14,400", small/1000, large/1000)
	}
}
