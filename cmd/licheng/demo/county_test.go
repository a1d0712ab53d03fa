package demo

import (
	"bytes"
	"encoding/xml"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb/geo"

	"licheng/geo/osm"
	"licheng/reimburse/rules"
)

// seedOne is the county most tests look at; making one takes seconds.
var seedOne = sync.OnceValue(func() *County { return New(1) })

func TestSameSeedSameBytes(t *testing.T) {
	first, err := seedOne().files()
	if err != nil {
		t.Fatal(err)
	}
	second, err := New(1).files()
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != len(second) {
		t.Fatalf("%d files, then %d", len(first), len(second))
	}
	for i := range first {
		if first[i].name != second[i].name || !bytes.Equal(first[i].data, second[i].data) {
			t.Errorf("%s differs from the file of the same seed", first[i].name)
		}
	}
}

func TestOtherSeedsMakeWholeCounties(t *testing.T) {
	if testing.Short() {
		t.Skip("every county takes seconds")
	}
	for _, seed := range []uint64{2} {
		c := New(seed)
		checkCounty(t, c)
		if bytes.Equal(c.placesCSV(), seedOne().placesCSV()) {
			t.Errorf("seed %d: the places of seed 1", seed)
		}
	}
}

func TestCounty(t *testing.T) { checkCounty(t, seedOne()) }

// checkCounty checks what the demo promises of every county.
func checkCounty(t *testing.T, c *County) {
	t.Helper()
	kinds, reached := map[string]int{}, 0
	for _, p := range c.Places {
		kinds[p.Kind]++
		if !osm.InMainlandChina(p.Point) {
			t.Errorf("seed %d: %s at %v is not where the Chinese toll rule is", c.Seed, p.Name, p.Point)
		}
		if p.node < 0 {
			continue
		}
		if _, ok := c.network.route(p.node, c.Places[0].node, taste{}); ok || p.Kind == "county" {
			reached++
		}
	}
	if kinds["county"] != 1 || kinds["township"] != 8 || kinds["village"] != 60 {
		t.Errorf("seed %d: places %v, want 1 town, 8 townships, 60 villages", c.Seed, kinds)
	}
	if reached < 66 {
		t.Errorf("seed %d: only %d of 69 places are joined to the county town without the expressway", c.Seed, reached)
	}
	if n := len(c.Trips); n < 350 || n > 600 {
		t.Errorf("seed %d: %d trips, want 350 to 600", c.Seed, n)
	}
	long := 0
	for _, s := range c.plan.express.spans {
		if s.kind == "tunnel" && s.toM-s.fromM > 2000 {
			long++
		}
	}
	if long < 2 {
		t.Errorf("seed %d: %d tunnels over 2 km, want two or more", c.Seed, long)
	}
	if len(c.People) != 30 || len(c.Intervals) != 6 || len(c.Stations) != 4 {
		t.Errorf("seed %d: %d people, %d intervals, %d stations", c.Seed, len(c.People), len(c.Intervals), len(c.Stations))
	}
}

func TestTownshipsAreTenToSeventyKilometresAway(t *testing.T) {
	c := seedOne()
	var km []float64
	for _, p := range c.Places[1:9] {
		way, ok := c.network.route(c.Places[0].node, p.node, taste{})
		if !ok {
			t.Fatalf("no road to %s", p.Name)
		}
		km = append(km, c.network.routeM(way)/1000)
	}
	slices.Sort(km)
	if km[0] < 8 || km[7] < 45 || km[7] > 75 {
		t.Errorf("townships lie %.1f to %.1f km away, want about 10 to 70: %.1f", km[0], km[7], km)
	}
}

func TestRoadsClimbAsRoadsDo(t *testing.T) {
	c := seedOne()
	var grades []float64
	climbed := 0.0
	for _, r := range c.plan.layout.roads {
		if r.class != secondary && r.class != tertiary && r.class != unclassified {
			continue
		}
		line := split(r.line, 20)
		for i := 5; i < len(line); i += 5 {
			rise := math.Abs(c.Terrain.heightAt(line[i]) - c.Terrain.heightAt(line[i-5]))
			grades = append(grades, rise/lineLen(line[i-5:i+1]))
			climbed += rise
		}
	}
	slices.Sort(grades)
	median, high := grades[len(grades)/2], grades[len(grades)*9/10]
	if median > 0.06 || high > 0.12 || climbed < 20000 {
		t.Errorf("grades over 100 m: median %.3f, one in ten over %.3f; %.0f m climbed in all", median, high, climbed)
	}
	if n := countHairpins(c.plan.layout); n < 100 {
		t.Errorf("%d hairpins, want a hundred or more", n)
	}
}

func TestHairpinsHaveRoomToTurn(t *testing.T) {
	line := openHairpins([]vec{{0, 0}, {300, 0}, {0, 50}})
	bend := roundCorners(line, 90)
	tightest := math.Inf(1)
	for i := 2; i < len(bend)-2; i++ {
		if r := radiusM(bend[i-1], bend[i], bend[i+1]); r > 0 {
			tightest = math.Min(tightest, r)
		}
	}
	if tightest < 14 || tightest > 25 {
		t.Errorf("the hairpin's radius is %.1f m, want about 15", tightest)
	}
}

func TestTollRule(t *testing.T) {
	var file bytes.Buffer
	if err := seedOne().WriteOSM(&file); err != nil {
		t.Fatal(err)
	}
	text := file.String()
	if strings.Contains(text, `k="toll"`) {
		t.Error("a toll tag, which Chinese maps do not have")
	}
	for want, n := range map[string]int{`v="toll_booth"`: 8, `v="toll_gantry"`: 6, `v="restriction"`: 8} {
		if got := strings.Count(text, want); got != n {
			t.Errorf("%s stands %d times, want %d", want, got, n)
		}
	}
	if err := xml.Unmarshal(file.Bytes(), new(struct{})); err != nil {
		t.Errorf("the map is no XML: %v", err)
	}
}

func TestMapLeavesOutHiddenLanes(t *testing.T) {
	c := seedOne()
	used := c.network.mapped()
	hidden, villages := 0, 0
	for _, w := range c.network.ways {
		if w.road.unmapped && w.road.class == unclassified {
			hidden++
			if used[w.nodes[len(w.nodes)/2]] && len(w.nodes) > 2 {
				t.Errorf("a node in the middle of the hidden lane at %v is on the map", c.network.nodes[w.nodes[1]].point)
			}
		}
	}
	for _, p := range c.Places {
		if p.hidden {
			villages++
		}
	}
	if hidden == 0 || villages < 4 {
		t.Errorf("%d ways and %d villages are hidden, want some of each", hidden, villages)
	}
}

// TestEdgeLengths compares the lengths the truth is summed from with the
// independent haversine of orb, on its own sphere.
func TestEdgeLengths(t *testing.T) {
	n := seedOne().network
	for i := range n.edges {
		e := &n.edges[i]
		sum := 0.0
		for k := 1; k < len(e.nodes); k++ {
			sum += geo.DistanceHaversine(n.nodes[e.nodes[k-1]].point, n.nodes[e.nodes[k]].point)
		}
		sum *= earthRadiusM / 6378137.0 // orb's radius
		if math.Abs(sum-e.lengthM) > 1e-6*e.lengthM+1e-6 {
			t.Fatalf("edge %d is %.3f m long, orb says %.3f m", i, e.lengthM, sum)
		}
	}
}

func TestRulesAreRead(t *testing.T) {
	c := seedOne()
	data, err := c.rulesYAML()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := rules.Parse(data, RulesFile)
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Areas) != 1 || doc.County != Code {
		t.Errorf("areas %d, county %s", len(doc.Areas), doc.County)
	}
}

func TestHGT(t *testing.T) {
	c := seedOne()
	name, data := c.Terrain.HGT()
	if name != "N27E108.hgt" || len(data) != 1201*1201*2 {
		t.Fatalf("%s holds %d bytes", name, len(data))
	}
	row, col := 600, 600 // the middle: 27.5 N, 108.5 E
	i := (row*1201 + col) * 2
	got := float64(int16(uint16(data[i])<<8 | uint16(data[i+1])))
	want := c.Terrain.heightAt(onPlane([2]float64{108.5, 27.5}))
	if math.Abs(got-want) > 0.5 {
		t.Errorf("27.5 N, 108.5 E is %.0f m high in the tile, %.1f m on the ground", got, want)
	}
}
