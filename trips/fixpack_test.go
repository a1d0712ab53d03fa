package trips

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"licheng/trips/trace"
)

var sameFix = cmp.Options{cmpopts.EquateNaNs()}

func TestPackedFixesComeBack(t *testing.T) {
	nan := math.NaN()
	start := time.Date(2026, 10, 1, 0, 30, 0, 0, time.UTC)
	fixes := []MarkedFix{
		{Fix: trace.Fix{At: start, Point: orb.Point{106.7135001, 26.5783002}, ElevationM: 1071.25, AccuracyM: 4.5, SpeedMPS: 13.889, HeadingDeg: 271.5, Where: 12}},
		{Fix: trace.Fix{At: start.Add(1500 * time.Millisecond), Point: orb.Point{106.7136, 26.5784}, ElevationM: nan, AccuracyM: nan, SpeedMPS: nan, HeadingDeg: nan, Where: 13}, Dropped: "teleport"},
		{Fix: trace.Fix{Point: orb.Point{-0.0000001, -89.5}, ElevationM: -12.5, AccuracyM: 0, SpeedMPS: 0, HeadingDeg: 0, Where: 99}},
		{Fix: trace.Fix{At: start, Point: orb.Point{180, 0}, ElevationM: 8848, AccuracyM: nan, SpeedMPS: 1, HeadingDeg: 359.99, Where: 100}, Dropped: "frozen"},
	}
	packed, err := packFixes(fixes)
	if err != nil {
		t.Fatal(err)
	}
	got, err := unpackFixes(packed)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fixes, got, sameFix); diff != "" {
		t.Error(diff)
	}
}

func TestPackedFixesOfNothing(t *testing.T) {
	packed, err := packFixes(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := unpackFixes(packed); err != nil || len(got) != 0 {
		t.Errorf("got %v, %v", got, err)
	}
}

// An hour at one fix a second is what a usual upload holds; it should not cost
// more than about the 20 kB the packed form promises.
func TestPackedFixesAreSmall(t *testing.T) {
	fixes := make([]MarkedFix, 3600)
	for i := range fixes {
		angle := float64(i) / 40
		fixes[i].Fix = trace.Fix{
			At:         time.UnixMilli(1790000000000 + int64(i)*1000).UTC(),
			Point:      orb.Point{106.7 + float64(i)*1e-4 + 3e-5*math.Sin(angle*7), 26.5 + 2e-3*math.Sin(angle)},
			ElevationM: 900 + 50*math.Sin(angle), AccuracyM: 5, SpeedMPS: 12 + math.Cos(angle), HeadingDeg: math.NaN(), Where: i + 1,
		}
	}
	packed, err := packFixes(fixes)
	if err != nil {
		t.Fatal(err)
	}
	if len(packed) > 40_000 {
		t.Errorf("%d bytes for 3600 fixes", len(packed))
	}
}

func TestPackedFixesComeBackWhateverTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		figure := rapid.OneOf(rapid.Just(math.NaN()), rapid.Map(rapid.Int64Range(-1e6, 1e6), func(v int64) float64 { return float64(v) / 100 }))
		degree := func(limit int64) *rapid.Generator[float64] {
			return rapid.Map(rapid.Int64Range(-limit*1e7, limit*1e7), func(v int64) float64 { return float64(v) / 1e7 })
		}
		fix := rapid.Custom(func(t *rapid.T) MarkedFix {
			f := MarkedFix{Fix: trace.Fix{
				Point:      orb.Point{degree(180).Draw(t, "lon"), degree(90).Draw(t, "lat")},
				ElevationM: figure.Draw(t, "elevation"), AccuracyM: figure.Draw(t, "accuracy"),
				SpeedMPS: figure.Draw(t, "speed"), HeadingDeg: figure.Draw(t, "heading"),
				Where: rapid.IntRange(0, 1e6).Draw(t, "where"),
			}, Dropped: rapid.SampledFrom([]string{"", "teleport", "frozen", "重复"}).Draw(t, "dropped")}
			if rapid.Bool().Draw(t, "timed") {
				f.At = time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "ms")).UTC()
			}
			return f
		})
		fixes := rapid.SliceOfN(fix, 1, 30).Draw(t, "fixes")
		packed, err := packFixes(fixes)
		if err != nil {
			t.Fatal(err)
		}
		got, err := unpackFixes(packed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(fixes, got, sameFix); diff != "" {
			t.Fatal(diff)
		}
		var want []trace.Fix
		for _, f := range fixes {
			if f.Dropped == "" {
				want = append(want, trace.Fix{At: f.At, Point: f.Point, ElevationM: math.NaN(), AccuracyM: math.NaN(), SpeedMPS: math.NaN(), HeadingDeg: math.NaN()})
			}
		}
		kept, err := unpackKept(packed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, kept, sameFix, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("kept: %s", diff)
		}
	})
}

func TestDamagedPackedFixesAreRefused(t *testing.T) {
	packed, err := packFixes([]MarkedFix{{Dropped: "frozen"}, {}})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"nothing":         nil,
		"another version": append([]byte{9}, packed[1:]...),
		"cut short":       packed[:len(packed)-4],
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := unpackFixes(data); !errors.Is(err, errPacked) {
				t.Errorf("got %v, want errPacked", err)
			}
			if _, err := unpackKept(data); !errors.Is(err, errPacked) {
				t.Errorf("kept: got %v, want errPacked", err)
			}
		})
	}
}

// FuzzUnpackFixes holds that no bytes make unpackFixes panic or believe in
// more fixes than they can hold, nor unpackKept in others.
func FuzzUnpackFixes(f *testing.F) {
	packed, err := packFixes([]MarkedFix{{Dropped: "frozen"}, {}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Add([]byte{packVersion})
	f.Fuzz(func(t *testing.T, data []byte) {
		fixes, err := unpackFixes(data)
		if err == nil && len(fixes) > packedFixesMax {
			t.Fatalf("%d fixes", len(fixes))
		}
		kept, keptErr := unpackKept(data)
		if err == nil && (keptErr != nil || len(kept) > len(fixes)) {
			t.Fatalf("%d kept of %d, %v", len(kept), len(fixes), keptErr)
		}
	})
}
