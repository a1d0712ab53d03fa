package trips_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"licheng/geo/datum"
	"licheng/geo/geotest"
	"licheng/geo/match"
	"licheng/geo/osm"
	"licheng/geo/roads"
	"licheng/trips"
)

// everyS are the intervals at which errands are recorded, in seconds.
var everyS = []int{1, 10, 30, 60}

// Nobody loses a kilometre in the mountains, and nobody gets one: of errands over a
// drawn valley, with stops of up to eleven minutes and noise of 3 to 12 m, the
// lengths read from the file are off by no more than these shares in all. A fix in
// half a minute does not tell one arm of a hairpin from the next but one.
func TestReader_errands(t *testing.T) {
	net, err := roads.Build(geotest.Mountains())
	if err != nil {
		t.Fatal(err)
	}
	got := readErrands(t, net, 40)
	for i, want := range []struct{ offShare, insideShare float64 }{{0.003, 0.9}, {0.003, 0.9}, {0.015, 0.7}, {0.03, 0.6}} {
		sum := got[i]
		t.Logf("every %2d s: %s", everyS[i], sum)
		if sum.offM > want.offShare*sum.lengthM {
			t.Errorf("every %d s: off by %.2f %%, want %.1f at most", everyS[i], 100*sum.offM/sum.lengthM, 100*want.offShare)
		}
		if float64(sum.inside) < want.insideShare*float64(sum.errands) {
			t.Errorf("every %d s: the truth lies inside the interval of %d of %d", everyS[i], sum.inside, sum.errands)
		}
	}
}

// TestReader_errandsOnExtracts tells the same of every map in the folder osm of
// LICHENG_SHARED_DATA: go test -v -run errandsOnExtracts ./trips.
func TestReader_errandsOnExtracts(t *testing.T) {
	root := os.Getenv("LICHENG_SHARED_DATA")
	if root == "" {
		t.Skip("LICHENG_SHARED_DATA names no folder of maps")
	}
	files, err := filepath.Glob(filepath.Join(root, "osm", "*.osm*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no maps: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			in, err := osm.Import([]string{file}, nil)
			if errors.Is(err, roads.ErrNoRoads) {
				t.Skip("there are no roads on it")
			}
			if err != nil {
				t.Fatal(err)
			}
			net, err := roads.Build(in)
			if err != nil {
				t.Fatal(err)
			}
			for i, sum := range readErrands(t, net, 60) {
				t.Logf("every %2d s: %s", everyS[i], sum)
			}
		})
	}
}

// errandSum is what came of errands recorded at one interval.
type errandSum struct {
	errands, inside               int
	lengthM, offM, netM, offRoadM float64
}

func (s errandSum) String() string {
	share := func(m float64) string { return strconv.FormatFloat(100*m/s.lengthM, 'f', 2, 64) + " %" }
	return strconv.Itoa(s.errands) + " errands, " + strconv.FormatFloat(s.lengthM/1000, 'f', 0, 64) + " km: off by " + share(s.offM) +
		", net " + share(s.netM) + ", taken to be off the road " + share(s.offRoadM) + ", truth inside the interval " + strconv.Itoa(s.inside)
}

// readErrands reads so many errands over a network at every interval, as uploaded.
func readErrands(t *testing.T, net *roads.Network, errands uint64) []errandSum {
	t.Helper()
	reader := trips.Reader{Matcher: match.New(net, match.Defaults()), Roads: trips.OnNetwork(net), MatchVersion: match.Version, Whole: true}
	sums := make([]errandSum, len(everyS))
	for seed := range errands {
		r := rand.New(rand.NewPCG(seed, 1))
		errand, ok := geotest.NewErrand(net, r)
		if !ok {
			continue
		}
		sigmaM := 3 + 9*r.Float64()
		for i, s := range everyS {
			body := gpxOf(errand.Recorded(r, sigmaM, s))
			read, err := reader.Read(t.Context(), strings.NewReader(body), trips.Source{FileName: "errand.gpx", Datum: datum.WGS84})
			if err != nil {
				t.Fatalf("errand %d every %d s: %v", seed, s, err)
			}
			sums[i].add(errand.LengthM, read.Drives())
		}
	}
	return sums
}

func (s *errandSum) add(lengthM float64, drives []trips.Drive) {
	gotM, lowM, highM := 0.0, 0.0, 0.0
	for _, d := range drives {
		gotM, lowM, highM = gotM+d.Trip.DistanceM, lowM+d.Trip.DistanceLowM, highM+d.Trip.DistanceHighM
		s.offRoadM += d.Trip.OffRoadM
	}
	s.errands++
	s.lengthM += lengthM
	s.offM += math.Abs(gotM - lengthM)
	s.netM += gotM - lengthM
	if lowM <= lengthM && lengthM <= highM {
		s.inside++
	}
}

// gpxOf writes fixes as a phone does, to seven digits.
func gpxOf(fixes []geotest.Fix) string {
	var b strings.Builder
	b.WriteString(`<gpx version="1.1" creator="errand" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>`)
	for _, f := range fixes {
		b.WriteString(`<trkpt lat="` + strconv.FormatFloat(f.Point[1], 'f', 7, 64) + `" lon="` + strconv.FormatFloat(f.Point[0], 'f', 7, 64) +
			`"><time>` + f.At.Format(time.RFC3339) + `</time></trkpt>`)
	}
	b.WriteString(`</trkseg></trk></gpx>`)
	return b.String()
}
