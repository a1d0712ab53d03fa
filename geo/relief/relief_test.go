package relief

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
)

// hgt writes a tile of the ground, which is told the degrees east and north of
// the tile's south-west corner.
func hgt(side int, ground func(east, north float64) int16) []byte {
	data := make([]byte, 0, 2*side*side)
	last := float64(side - 1)
	for row := range side {
		for column := range side {
			h := ground(float64(column)/last, 1-float64(row)/last)
			data = binary.BigEndian.AppendUint16(data, uint16(h))
		}
	}
	return data
}

// folder writes files into a new folder and opens it.
func folder(t testing.TB, files map[string][]byte) *Tiles {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tiles, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return tiles
}

// slope rises 1200 m from the south to the north edge and 2400 m from west to east.
func slope(east, north float64) int16 { return int16(math.Round(1200*north + 2400*east)) }

func zipOf(t testing.TB, name string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHeightM(t *testing.T) {
	for name, tiles := range map[string]*Tiles{
		"three seconds": folder(t, map[string][]byte{"N26E107.hgt": hgt(1201, slope)}),
		"one second":    folder(t, map[string][]byte{"n26e107.hgt": hgt(3601, slope)}),
		"zipped":        folder(t, map[string][]byte{"N26E107.hgt.zip": zipOf(t, "N26E107.hgt", hgt(1201, slope))}),
		"by its content, whatever its name": folder(t,
			map[string][]byte{"N26E107.SRTMGL3.hgt": zipOf(t, "N26E107.hgt", hgt(1201, slope))}),
	} {
		t.Run(name, func(t *testing.T) {
			for p, want := range map[orb.Point]float64{
				{107, 26}: 0, {107.5, 26.5}: 1800, {107.25, 26}: 600, {107.9999, 26.9999}: 3599.64, {107.0001, 26.9999}: 1200.12,
			} {
				// The ground is whole metres: half a metre of rounding.
				if got, ok := tiles.HeightM(p); !ok || math.Abs(got-want) > 0.6 {
					t.Errorf("%v: %.2f %v, want %.2f", p, got, ok, want)
				}
			}
		})
	}
}

func TestHeightM_southAndWest(t *testing.T) {
	tiles := folder(t, map[string][]byte{"S01W070.hgt": hgt(1201, slope)})
	if got, ok := tiles.HeightM(orb.Point{-69.5, -0.5}); !ok || math.Abs(got-1800) > 0.6 {
		t.Errorf("%v %v, want 1800", got, ok)
	}
}

func TestHeightM_knowsNothingElsewhere(t *testing.T) {
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(1201, slope)})
	for _, p := range []orb.Point{{106.9, 26.5}, {107.5, 27.1}, {math.NaN(), 26}, {107, math.Inf(1)}, {1e9, 0}} {
		if h, ok := tiles.HeightM(p); ok {
			t.Errorf("%v: %v", p, h)
		}
	}
}

func TestVoids(t *testing.T) {
	ground := func(east, north float64) int16 {
		switch {
		case math.Abs(east-0.5) < 0.002 && math.Abs(north-0.5) < 0.002: // a hole of a few heights
			return void
		case east < 0.1999 && north < 0.1999: // a sea of them
			return void
		default:
			return 700
		}
	}
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(1201, ground)})
	if h, ok := tiles.HeightM(orb.Point{107.5, 26.5}); !ok || h != 700 {
		t.Errorf("in the hole: %v %v, want 700", h, ok)
	}
	if h, ok := tiles.HeightM(orb.Point{107.05, 26.05}); ok {
		t.Errorf("in the middle of the sea: %v", h)
	}
	filled, unknown := tiles.Voids()
	// Hole: columns and rows 598 to 602, 5 by 5. Sea: 240 by 240 in the corner, of which 24
	// rims are filled and a square of 216 stays.
	if filled != 25+240*240-216*216 || unknown != 216*216 {
		t.Errorf("filled %d unknown %d", filled, unknown)
	}
}

func TestOpen_refuses(t *testing.T) {
	if _, err := Open(t.TempDir()); !errors.Is(err, ErrNoTiles) {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	for name, data := range map[string][]byte{
		"short": make([]byte, 1000), "a zip without a tile": zipOf(t, "readme.txt", []byte("hello")), "half a zip": []byte("PK\x03\x04rest"),
	} {
		tiles := folder(t, map[string][]byte{"N26E107.hgt": data})
		if _, ok := tiles.HeightM(orb.Point{107.5, 26.5}); ok || tiles.Err() == nil {
			t.Errorf("%s: known %v, error %v", name, ok, tiles.Err())
		}
	}
}

// line goes straight from a to b in so many pieces.
func line(a, b orb.Point, pieces int) orb.LineString {
	var l orb.LineString
	for i := range pieces + 1 {
		f := float64(i) / float64(pieces)
		l = append(l, orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])})
	}
	return l
}

func TestClimb_slope(t *testing.T) {
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(1201, slope)})
	// A tenth of a degree north is 120 m up.
	up, down := tiles.Climb(line(orb.Point{107.5, 26.3}, orb.Point{107.5, 26.4}, 7))
	if math.Abs(up-120) > 1 || down > 0.01 {
		t.Errorf("up %.2f down %.2f, want 120 and 0", up, down)
	}
	up, down = tiles.Climb(line(orb.Point{107.5, 26.4}, orb.Point{107.5, 26.3}, 1))
	if math.Abs(down-120) > 1 || up > 0.01 {
		t.Errorf("up %.2f down %.2f, want 0 and 120", up, down)
	}
}

// hill rises as a roof along the middle: 0 at the edges, 500 at the ridge.
func hill(_, north float64) int16 { return int16(math.Round(500 - 1000*math.Abs(north-0.5))) }

func TestClimb_overAHill(t *testing.T) {
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(3601, hill)})
	up, down := tiles.Climb(line(orb.Point{107.5, 26.45}, orb.Point{107.5, 26.55}, 3))
	// 0.05 degree at 1000 m a degree: 50 m; the ridge loses a little to smoothing.
	if math.Abs(up-50) > 1.5 || math.Abs(down-50) > 1.5 {
		t.Errorf("up %.2f down %.2f, want 50 and 50", up, down)
	}
}

// Noise of the tiles must not lift a flat road: raw, these heights would add up
// to hundreds of metres.
func TestClimb_flatRoadOnNoisyTiles(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(3601, func(_, _ float64) int16 { return int16(500 + r.NormFloat64()*3) })})
	up, down := tiles.Climb(line(orb.Point{107.2, 26.5}, orb.Point{107.4, 26.5}, 200)) // 20 km
	if up > 20 || down > 20 {
		t.Errorf("up %.1f down %.1f over 20 km of flat road", up, down)
	}
}

// The stretches of a line share its climb: cut into pieces of 55 m, each keeps
// its share of the slope.
func TestClimbs_shortStretchesKeepTheirShare(t *testing.T) {
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(1201, slope)})
	l := line(orb.Point{107.5, 26.3}, orb.Point{107.5, 26.31}, 20)
	cuts := make([]int, len(l))
	for i := range cuts {
		cuts[i] = i
	}
	up, down := tiles.Climbs(l, cuts, false)
	sum := 0.0
	for i := range up {
		sum += up[i]
		if math.Abs(up[i]-0.6) > 0.35 || down[i] > 0.01 {
			t.Errorf("stretch %d: up %.2f down %.2f, want 0.60 and 0", i, up[i], down[i])
		}
	}
	if math.Abs(sum-12) > 0.7 {
		t.Errorf("sum %.2f, want 12", sum)
	}
}

func TestClimbs_aTunnelIsLevel(t *testing.T) {
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(3601, hill)})
	l := line(orb.Point{107.5, 26.45}, orb.Point{107.5, 26.54}, 9)
	up, down := tiles.Climbs(l, []int{0, 4, 9}, true)
	// Portals at 450 m and 460 m: 10 m up, 4/9 of it in the first stretch.
	if math.Abs(up[0]-10*4./9) > 0.3 || math.Abs(up[1]-10*5./9) > 0.3 || down[0]+down[1] != 0 {
		t.Errorf("up %v down %v", up, down)
	}
}

func TestNotes(t *testing.T) {
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(1201, func(east, _ float64) int16 {
		if math.Abs(east-0.5) < 0.0001 {
			return void
		}
		return 700
	})})
	if notes := tiles.Notes(); notes != nil {
		t.Errorf("before anything is asked: %q", notes)
	}
	// A tenth of a degree each way over the western edge, 665 samples: of the 332
	// west of it all but the two within 60 m have no tile.
	tiles.Climb(line(orb.Point{106.9, 26.5}, orb.Point{107.1, 26.5}, 2))
	want := []string{
		"the elevation tiles have 1201 voids: 1201 filled from their neighbours, 0 too wide to fill",
		"49.6 % of the road has no elevation and counts as level",
	}
	if got := tiles.Notes(); len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestClimb_withoutTilesOrLine(t *testing.T) {
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(1201, slope)})
	for _, l := range []orb.LineString{nil, {{107.5, 26.5}}, {{10, 10}, {10.1, 10}}, {{math.NaN(), 0}, {0, 0}}} {
		if up, down := tiles.Climb(l); up != 0 || down != 0 {
			t.Errorf("%v: up %v down %v", l, up, down)
		}
	}
}

func TestTread(t *testing.T) {
	for _, c := range []struct {
		name     string
		in       []float64
		up, down float64
	}{
		{"wobbles below four metres vanish", []float64{0, 3, 0, 3, 0, 3, 0}, 0, 0},
		{"a short slope keeps all of its rise", []float64{0, 1, 2}, 2, 0},
		{"a slope with wobbles keeps its rise", []float64{0, 4, 2, 6, 4, 8, 6, 10}, 10, 0},
		{"a hill counts both ways", []float64{0, 5, 10, 5, 0}, 10, 10},
		{"a hill lower than four metres does not", []float64{0, 3, 0}, 0, 0},
		{"valley between two hills", []float64{0, 10, 2, 12, 0}, 20, 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			tread(c.in, 4)
			up, down := 0.0, 0.0
			for i := 1; i < len(c.in); i++ {
				up += max(c.in[i]-c.in[i-1], 0)
				down += max(c.in[i-1]-c.in[i], 0)
			}
			if up != c.up || down != c.down {
				t.Errorf("up %v down %v, want %v and %v (%v)", up, down, c.up, c.down, c.in)
			}
		})
	}
}

// Tiles that no longer fit in memory are read again when they are needed.
func TestHeightM_moreTilesThanMemory(t *testing.T) {
	files := map[string][]byte{}
	for i := range 10 {
		files[fmt.Sprintf("N%02dE107.hgt", 20+i)] = hgt(1201, func(_, _ float64) int16 { return int16(100 * i) })
	}
	tiles := folder(t, files)
	tiles.room = 8 * 1201 * 1201
	for round := range 2 {
		for i := range 10 {
			if h, ok := tiles.HeightM(orb.Point{107.5, 20.5 + float64(i)}); !ok || h != 100*float64(i) {
				t.Fatalf("round %d, tile %d: %v %v", round, i, h, ok)
			}
			if len(tiles.kept) > 8 {
				t.Fatalf("%d tiles are kept", len(tiles.kept))
			}
		}
	}
}
