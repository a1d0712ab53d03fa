package datum_test

import (
	"errors"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"licheng/geo/datum"
)

// within reports whether two points agree to tolDeg degrees on both axes.
func within(a, b orb.Point, tolDeg float64) bool {
	return math.Abs(a[0]-b[0]) <= tolDeg && math.Abs(a[1]-b[1]) <= tolDeg
}

// The vectors of eviltransform and coordtransform, as their own tests give
// them (lon, lat).
func TestLibraryVectors(t *testing.T) {
	tests := []struct {
		name     string
		convert  func(orb.Point) orb.Point
		in, want orb.Point
		tolDeg   float64
	}{
		{"shanghai to gcj", datum.GCJ02.FromWGS84, orb.Point{121.5272106, 31.1774276}, orb.Point{121.531541859215, 31.17530398364597}, 1e-7},
		{"shenzhen to gcj", datum.GCJ02.FromWGS84, orb.Point{113.912316, 22.543847}, orb.Point{113.9171764808363, 22.540796131694766}, 1e-7},
		{"beijing to gcj", datum.GCJ02.FromWGS84, orb.Point{116.377817, 39.911954}, orb.Point{116.38404722455657, 39.91334545536069}, 1e-7},
		{"tiananmen to gcj", datum.GCJ02.FromWGS84, orb.Point{116.404, 39.915}, orb.Point{116.41024449916938, 39.91640428150164}, 1e-12},
		// The library's one-step inverse is 1 to 2 m off: ours must be near, not equal.
		{"tiananmen from gcj, one step", datum.GCJ02.ToWGS84, orb.Point{116.404, 39.915}, orb.Point{116.39775550083061, 39.91359571849836}, 2e-5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.convert(tt.in); !within(got, tt.want, tt.tolDeg) {
				t.Errorf("got %.10f, want %.10f", got, tt.want)
			}
		})
	}
}

// coordtransform's GCJ-02 ↔ BD-09 pair, reached by way of WGS-84.
func TestBaiduShift(t *testing.T) {
	gcj := orb.Point{116.404, 39.915}
	if got, want := datum.BD09.FromWGS84(datum.GCJ02.ToWGS84(gcj)), (orb.Point{116.41036949371029, 39.92133699351021}); !within(got, want, 1e-9) {
		t.Errorf("gcj to bd: got %.10f, want %.10f", got, want)
	}
	// Their inverse of the Baidu shift is a one-step formula, about 0.1 m off.
	bd := orb.Point{116.404, 39.915}
	if got, want := datum.GCJ02.FromWGS84(datum.BD09.ToWGS84(bd)), (orb.Point{116.39762729119315, 39.90865673957631}); !within(got, want, 2e-6) {
		t.Errorf("bd to gcj: got %.10f, want %.10f", got, want)
	}
}

// eviltransform's two Baidu vectors were made with the wobble's x_pi = π where
// Baidu, coordtransform and the mountain vectors have π·3000/180: the library
// is 11 m and 41 m off there. Ours must differ from it by just that.
func TestBaiduVectorsOfEviltransform(t *testing.T) {
	tests := []struct {
		bd, theirs orb.Point
		apartM     float64
	}{
		{orb.Point{120.019809, 29.199786}, orb.Point{120.00877901149691, 29.196131605295484}, 11},
		{orb.Point{120.036455, 29.210504}, orb.Point{120.0253853970846, 29.206795749156136}, 41},
	}
	for _, tt := range tests {
		if got := haversineM(datum.BD09.ToWGS84(tt.bd), tt.theirs); math.Abs(got-tt.apartM) > 1 {
			t.Errorf("%v: %.1f m from the library's answer, want %.0f", tt.bd, got, tt.apartM)
		}
	}
}

// Places in mountain provinces, seven decimals, and by how many metres the
// two shifts move them.
func TestMountainVectors(t *testing.T) {
	tests := []struct {
		name         string
		wgs, gcj, bd orb.Point
		gcjM, bdM    float64
	}{
		{"Guiyang", orb.Point{106.7135, 26.5783}, orb.Point{106.7172721, 26.5747778}, orb.Point{106.7238070, 26.5806602}, 542, 1058},
		{"Bijie", orb.Point{105.2850, 27.3017}, orb.Point{105.2882213, 27.2983265}, orb.Point{105.2947898, 27.3040693}, 492, 1003},
		{"Zhaotong", orb.Point{103.7172, 27.3380}, orb.Point{103.7192927, 27.3345749}, orb.Point{103.7258123, 27.3404244}, 433, 892},
		{"Xichang", orb.Point{102.2587, 27.8868}, orb.Point{102.2601914, 27.8833627}, orb.Point{102.2666650, 27.8895175}, 409, 839},
		{"Yinjiang", orb.Point{108.4053, 27.9970}, orb.Point{108.4096994, 27.9937992}, orb.Point{108.4162904, 27.9995250}, 560, 1115},
		{"Enshi", orb.Point{109.4869, 30.2833}, orb.Point{109.4917745, 30.2807356}, orb.Point{109.4983733, 30.2864417}, 548, 1156},
		{"Longnan", orb.Point{104.9290, 33.3886}, orb.Point{104.9318991, 33.3866473}, orb.Point{104.9385092, 33.3923663}, 346, 977},
		{"Lhasa", orb.Point{91.1145, 29.6441}, orb.Point{91.1160624, 29.6413934}, orb.Point{91.1225916, 29.6473085}, 337, 860},
		{"Urumqi", orb.Point{87.6177, 43.7928}, orb.Point{87.6205492, 43.7940246}, orb.Point{87.6269813, 43.8001466}, 266, 1106},
	}
	const rounding = 0.6e-7
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := datum.GCJ02.FromWGS84(tt.wgs); !within(got, tt.gcj, rounding) {
				t.Errorf("gcj %.7f, want %.7f", got, tt.gcj)
			}
			if got := datum.BD09.FromWGS84(tt.wgs); !within(got, tt.bd, rounding) {
				t.Errorf("bd %.7f, want %.7f", got, tt.bd)
			}
			if got := datum.GCJ02.ToWGS84(tt.gcj); !within(got, tt.wgs, 2*rounding) {
				t.Errorf("back from gcj %.7f, want %.7f", got, tt.wgs)
			}
			if got := datum.BD09.ToWGS84(tt.bd); !within(got, tt.wgs, 2*rounding) {
				t.Errorf("back from bd %.7f, want %.7f", got, tt.wgs)
			}
			if got := haversineM(tt.wgs, tt.gcj); math.Abs(got-tt.gcjM) > 1.5 {
				t.Errorf("gcj shift %.1f m, want %.0f", got, tt.gcjM)
			}
			if got := haversineM(tt.wgs, tt.bd); math.Abs(got-tt.bdM) > 1.5 {
				t.Errorf("bd shift %.1f m, want %.0f", got, tt.bdM)
			}
		})
	}
}

func haversineM(a, b orb.Point) float64 {
	const r = math.Pi / 180
	dp, dl := (b[1]-a[1])*r/2, (b[0]-a[0])*r/2
	h := math.Sin(dp)*math.Sin(dp) + math.Cos(a[1]*r)*math.Cos(b[1]*r)*math.Sin(dl)*math.Sin(dl)
	return 2 * 6371008.8 * math.Asin(math.Sqrt(h))
}

func TestOutsideChinaNothingMoves(t *testing.T) {
	for _, p := range []orb.Point{{1.52, 42.5}, {-0.12, 51.5}, {139.7, 35.7}, {114, 0.5}, {114, 56}} {
		for _, d := range []datum.Datum{datum.WGS84, datum.GCJ02, datum.BD09} {
			if got := d.FromWGS84(p); got != p {
				t.Errorf("%s of %v is %v, want it unmoved", d, p, got)
			}
			if got := d.ToWGS84(p); got != p {
				t.Errorf("%v back from %s is %v, want it unmoved", p, d, got)
			}
		}
	}
}

// Whatever the point in China, there and back is the same point to 1e-9 degrees.
func TestThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(73.7, 135).Draw(t, "lon"), rapid.Float64Range(3.9, 53.5).Draw(t, "lat")}
		for _, d := range []datum.Datum{datum.GCJ02, datum.BD09} {
			if back := d.ToWGS84(d.FromWGS84(p)); !within(back, p, 1e-9) {
				t.Fatalf("%s: %.12f came back as %.12f", d, p, back)
			}
		}
	})
}

func TestParse(t *testing.T) {
	for in, want := range map[string]datum.Datum{"": datum.Auto, "auto": datum.Auto, "wgs84": datum.WGS84, "gcj02": datum.GCJ02, "bd09": datum.BD09} {
		if got, err := datum.Parse(in); err != nil || got != want {
			t.Errorf("Parse(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	if _, err := datum.Parse("mars"); !errors.Is(err, datum.ErrUnknown) {
		t.Errorf("Parse(mars) = %v, want ErrUnknown", err)
	}
}
