package roads

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

func TestNear(t *testing.T) {
	n := mustBuild(t, town())
	// 20 m south of the middle of 1-2: one thousandth of a degree of latitude
	// is 111.195 m, of longitude at 26 degrees 99.94 m.
	p := orb.Point{107.0005, 26 - 20/111195.0797}
	snaps := n.Near(nil, p, 30)
	if len(snaps) != 1 {
		t.Fatalf("got %d snaps, want 1: %v", len(snaps), snaps)
	}
	s := snaps[0]
	if s.Edge != edgeBetween(t, n, 1, 2) && s.Edge != edgeBetween(t, n, 2, 1) {
		t.Errorf("snapped to edge %d", s.Edge)
	}
	if math.Abs(s.DistanceM-20) > 0.01 || math.Abs(s.OffsetM-49.97) > 0.02 {
		t.Errorf("distance %.3f, offset %.3f; want 20, 49.97", s.DistanceM, s.OffsetM)
	}
	if DistanceM(s.Point, orb.Point{107.0005, 26}) > 0.02 {
		t.Errorf("point %v", s.Point)
	}
}

func TestNear_oneWayIsGivenInItsDirection(t *testing.T) {
	n := mustBuild(t, town())
	snaps := n.Near(nil, orb.Point{107.002, 25.9992}, 1)
	if len(snaps) != 1 || snaps[0].Edge != edgeBetween(t, n, 6, 3) {
		t.Fatalf("got %v, want the edge from 6 to 3", snaps)
	}
	if math.Abs(snaps[0].OffsetM-22.24) > 0.02 {
		t.Errorf("offset %.3f, want 22.24 from node 6", snaps[0].OffsetM)
	}
}

func TestNear_answersNothingForPlacesOffTheEarth(t *testing.T) {
	n := mustBuild(t, town())
	for _, p := range []orb.Point{{math.NaN(), 26}, {107, math.Inf(1)}, {1e9, 26}, {107, -91}} {
		if got := n.Near(nil, p, 1e6); len(got) != 0 {
			t.Errorf("%v: %d snaps", p, len(got))
		}
	}
	for _, radius := range []float64{-1, math.NaN()} {
		if got := n.Near(nil, orb.Point{107, 26}, radius); len(got) != 0 {
			t.Errorf("radius %v: %d snaps", radius, len(got))
		}
	}
}

// nearSlowly is the oracle: it looks at every point of a fine walk along every
// segment and knows nothing of trees, chunks and planes.
func nearSlowly(n *Network, p orb.Point, radiusM float64) []Snap {
	var found []Snap
	for s := range n.NumSegments() {
		line := n.AppendLine(nil, EdgeID(2*s))
		best := Snap{Edge: EdgeID(2 * s), DistanceM: math.Inf(1)}
		before := 0.0
		for i := 1; i < len(line); i++ {
			a, b := line[i-1], line[i]
			length := DistanceM(a, b)
			at := func(t float64) orb.Point { return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])} }
			low, high := 0.0, 1.0
			for range 50 { // the distance to a straight piece has one minimum
				u, v := low+(high-low)/3, high-(high-low)/3
				if DistanceM(p, at(u)) < DistanceM(p, at(v)) {
					high = v
				} else {
					low = u
				}
			}
			if d := DistanceM(p, at(low)); d < best.DistanceM {
				best.DistanceM, best.OffsetM, best.Point = d, before+low*length, at(low)
			}
			before += length
		}
		if best.DistanceM <= radiusM {
			if !n.Flags(best.Edge).Has(Drivable) {
				best.Edge, best.OffsetM = best.Edge|1, before-best.OffsetM
			}
			found = append(found, best)
		}
	}
	return found
}

func TestNear_agreesWithLookingAtEverything(t *testing.T) {
	for seed := range uint64(3) {
		n := mustBuild(t, scribble(seed, 60, 40))
		r := rand.New(rand.NewPCG(seed, 2))
		for range 40 {
			p := orb.Point{106.95 + r.Float64()*0.3, 25.95 + r.Float64()*0.3}
			radiusM := 10 + r.Float64()*1500
			compareSnaps(t, fmt.Sprintf("seed %d, %v within %.1f m", seed, p, radiusM), radiusM,
				n.Near(nil, p, radiusM), nearSlowly(n, p, radiusM))
		}
	}
}

func compareSnaps(t *testing.T, where string, radiusM float64, got, want []Snap) {
	t.Helper()
	atRim := func(s Snap) bool { return s.DistanceM > radiusM-0.05 } // too close to the rim to tell
	got, want = slices.DeleteFunc(got, atRim), slices.DeleteFunc(want, atRim)
	byEdge := func(a, b Snap) int { return cmp.Compare(a.Edge, b.Edge) }
	slices.SortFunc(got, byEdge)
	slices.SortFunc(want, byEdge)
	if len(got) != len(want) {
		t.Fatalf("%s: %d snaps, want %d", where, len(got), len(want))
	}
	for i, g := range got {
		w := want[i]
		if g.Edge != w.Edge || math.Abs(g.DistanceM-w.DistanceM) > 0.05 {
			t.Fatalf("%s: got %+v, want %+v", where, g, w)
		}
		if DistanceM(g.Point, w.Point) < 1 && math.Abs(g.OffsetM-w.OffsetM) > 1.1 {
			t.Errorf("%s: offset %.3f, want %.3f", where, g.OffsetM, w.OffsetM)
		}
	}
}

// The nearest distance is the least of all snaps'.
func TestNearestM(t *testing.T) {
	n := mustBuild(t, scribble(4, 60, 40))
	r := rand.New(rand.NewPCG(4, 5))
	near := 0
	for range 400 {
		p := orb.Point{106.95 + r.Float64()*0.3, 25.95 + r.Float64()*0.3}
		radiusM := r.Float64() * 800
		want := math.Inf(1)
		for _, s := range n.Near(nil, p, radiusM) {
			want = min(want, s.DistanceM)
		}
		got, ok := n.NearestM(p, radiusM)
		if ok != !math.IsInf(want, 1) || ok && math.Abs(got-want) > 1e-6 {
			t.Fatalf("%v within %.1f m: %v %v, the nearest snap is at %v", p, radiusM, got, ok, want)
		}
		if ok {
			near++
		}
	}
	if near < 50 || near > 350 {
		t.Errorf("a road was near %d of 400 times: the test asks at the wrong places", near)
	}
	if _, ok := n.NearestM(orb.Point{math.NaN(), 26}, 100); ok {
		t.Error("something is near a place off the earth")
	}
}

func TestNear_doesNotAllocate(t *testing.T) {
	n := mustBuild(t, scribble(1, 200, 60))
	dst := make([]Snap, 0, 512)
	if got := testing.AllocsPerRun(100, func() { dst = n.Near(dst[:0], orb.Point{107.1, 26.1}, 800) }); got != 0 {
		t.Errorf("%v allocations a query", got)
	}
	if len(dst) == 0 {
		t.Error("nothing near: the test asks at the wrong place")
	}
}

func BenchmarkNear(b *testing.B) {
	n := mustBuild(b, scribble(3, 4000, 60))
	r := rand.New(rand.NewPCG(9, 9))
	points := make([]orb.Point, 1024)
	for i := range points {
		points[i] = orb.Point{107 + r.Float64()*0.2, 26 + r.Float64()*0.2}
	}
	for _, radiusM := range []float64{30, 100} {
		b.Run(fmt.Sprintf("radius=%.0fm", radiusM), func(b *testing.B) {
			dst, found := make([]Snap, 0, 512), 0
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				dst = n.Near(dst[:0], points[i%len(points)], radiusM)
				found += len(dst)
				i++
			}
			b.ReportMetric(float64(found)/float64(b.N), "snaps/op")
		})
	}
}
