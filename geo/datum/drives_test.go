package datum_test

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/geo/geotest"
	"licheng/geo/roads"
	"licheng/geo/route"
)

// Of drives over a drawn county town, over suburbs with an expressway and over
// a mountain valley, each in all three datums, most are told and none wrongly.
func TestDetect_drives(t *testing.T) {
	for name, c := range map[string]struct {
		in    roads.Input
		right float64 // at least this share is told without asking
	}{
		"county town": {geotest.Grid(1, 20, 190), 0.8},
		"suburbs":     {suburbs(), 0.9},
		"valley":      {geotest.Mountains(), 0.9},
	} {
		t.Run(name, func(t *testing.T) {
			net := build(t, c.in)
			all := tally(net, 0, 60)
			t.Logf("%+v", all)
			if all.Wrong != 0 {
				t.Errorf("%d of %d are sure and wrong", all.Wrong, all.sum())
			}
			if float64(all.Right) < c.right*float64(all.sum()) {
				t.Errorf("%d of %d are told, want %.0f %%", all.Right, all.sum(), 100*c.right)
			}
			// A map that lacks three roads in ten: ask rather than guess.
			if all := tally(net, 0.3, 60); all.Wrong > 1 {
				t.Errorf("with roads missing: %+v", all)
			}
		})
	}
}

func build(t *testing.T, in roads.Input) *roads.Network {
	t.Helper()
	net, err := roads.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// suburbs are wide blocks with an expressway of two carriageways through them.
func suburbs() roads.Input {
	in := geotest.Grid(2, 14, 420)
	for side := range 2 {
		w := roads.Way{ID: int64(9000 + side), Class: roads.Motorway, Travel: roads.ForwardOnly}
		for i := range 60 {
			if side == 1 {
				i = 59 - i
			}
			id := int64(9000 + 100*side + i)
			x := float64(i) * 110
			in.Nodes = append(in.Nodes, roads.Node{ID: id, Point: geotest.At(x, 2500+900*math.Sin(x/1900)+25*float64(side))})
			w.Nodes = append(w.Nodes, id)
		}
		in.Ways = append(in.Ways, w)
	}
	return in
}

// TestDetect_roadFiles tells how often the datum of simulated drives over real
// maps is found: LICHENG_ROAD_FILES='*.roads' go test -v -run roadFiles.
func TestDetect_roadFiles(t *testing.T) {
	pattern := os.Getenv("LICHENG_ROAD_FILES")
	if pattern == "" {
		t.Skip("LICHENG_ROAD_FILES names no road files")
	}
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no files, %v", pattern, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			net, err := roads.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer net.Close()
			for _, missing := range []float64{0, 0.3, 0.6, 0.9} {
				all := tally(net, missing, 1000)
				t.Logf("%.0f %% of the roads missing: %+v", 100*missing, all)
			}
		})
	}
}

// shares counts verdicts.
type shares struct{ Right, Asked, Wrong int }

func (s shares) sum() int { return s.Right + s.Asked + s.Wrong }

func (s *shares) count(v datum.Verdict, truth datum.Datum) {
	switch {
	case !v.Sure:
		s.Asked++
	case v.Datum == truth:
		s.Right++
	default:
		s.Wrong++
	}
}

// tally simulates drives over a network, shifted into each datum, and counts
// the verdicts when a share of its ways is missing from the map.
func tally(net *roads.Network, missing float64, drives int) (all shares) {
	near := nearRoads(net, missing)
	for seed := range uint64(drives) {
		r := rand.New(rand.NewPCG(seed, 7))
		line := randomDrive(net, r)
		if line == nil {
			continue
		}
		fixes := recorded(line, r)
		for _, d := range datums {
			all.count(datum.Detect(shifted(fixes, d), near), d)
		}
	}
	return all
}

var datums = []datum.Datum{datum.WGS84, datum.GCJ02, datum.BD09}

func shifted(fixes []orb.Point, d datum.Datum) []orb.Point {
	out := make([]orb.Point, len(fixes))
	for i, p := range fixes {
		out[i] = d.FromWGS84(p)
	}
	return out
}

// nearRoads knows the roads of a network but for a share of them, as a map
// that lacks lanes does.
func nearRoads(net *roads.Network, missing float64) datum.Nearness {
	var snaps []roads.Snap
	return func(p orb.Point, radiusM float64) (float64, bool) {
		snaps = net.Near(snaps[:0], p, radiusM)
		best := math.Inf(1)
		for _, s := range snaps {
			if r := rand.New(rand.NewPCG(uint64(net.Edge(s.Edge).WayID), 3)); r.Float64() >= missing {
				best = min(best, s.DistanceM)
			}
		}
		return best, !math.IsInf(best, 1)
	}
}

// randomDrive is the shortest way between two random edges of a network; nil
// when none is found.
func randomDrive(net *roads.Network, r *rand.Rand) orb.LineString {
	var edges []roads.EdgeID
	for e := range roads.EdgeID(2 * net.NumSegments()) {
		if net.Flags(e).Has(roads.Drivable) {
			edges = append(edges, e)
		}
	}
	for range 30 {
		path, err := route.Shortest(net, route.Position{Edge: edges[r.IntN(len(edges))]}, route.Position{Edge: edges[r.IntN(len(edges))]})
		if err == nil && path.LengthM > 300 {
			return route.AppendLine(nil, net, path.Edges, 0, net.LengthM(path.Edges[len(path.Edges)-1]))
		}
	}
	return nil
}

// recorded are the fixes of a drive along a line: one in 1 to 30 s at 6 to 20
// m/s, with an error that all have in common, one that wanders, and noise.
func recorded(line orb.LineString, r *rand.Rand) []orb.Point {
	everyM := []float64{1, 5, 10, 30}[r.IntN(4)] * (6 + 14*r.Float64())
	common := [2]float64{4 * r.NormFloat64(), 4 * r.NormFloat64()}
	var wander [2]float64
	var fixes []orb.Point
	nextM, passedM := 0.0, 0.0
	for i := 1; i < len(line); i++ {
		pieceM := roads.DistanceM(line[i-1], line[i])
		for ; nextM <= passedM+pieceM; nextM += everyM {
			f := 0.0
			if pieceM > 0 {
				f = (nextM - passedM) / pieceM
			}
			p := orb.Point{line[i-1][0] + f*(line[i][0]-line[i-1][0]), line[i-1][1] + f*(line[i][1]-line[i-1][1])}
			keep := math.Exp(-everyM / 300)
			for k := range wander {
				wander[k] = keep*wander[k] + math.Sqrt(1-keep*keep)*5*r.NormFloat64()
			}
			fixes = append(fixes, moved(p, common[0]+wander[0]+2*r.NormFloat64(), common[1]+wander[1]+2*r.NormFloat64()))
		}
		passedM += pieceM
	}
	return fixes
}

// moved is p some metres to the east and north.
func moved(p orb.Point, eastM, northM float64) orb.Point {
	const degreeM = 111195.0
	return orb.Point{p[0] + eastM/degreeM/math.Cos(p[1]*math.Pi/180), p[1] + northM/degreeM}
}
