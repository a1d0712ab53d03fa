package tile

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

// longTrip is a day of 20,000 positions through the mountains.
func longTrip() orb.MultiLineString {
	var line orb.LineString
	for i := range 20_000 {
		line = append(line, orb.Point{107 + 0.00003*float64(i), 26.5 + 0.01*math.Sin(float64(i)/70)})
	}
	return orb.MultiLineString{line}
}

func TestTripLayer(t *testing.T) {
	path := orb.MultiLineString{{{107.0, 26.5}, {107.01, 26.5}, {107.02, 26.5}}}
	x, y := tileOf(14)
	for name, c := range map[string]struct {
		offRoad orb.MultiLineString
		want    []string
	}{
		"on the road":                {nil, []string{"path"}},
		"off the map here":           {orb.MultiLineString{{{107.005, 26.5}, {107.01, 26.5}}}, []string{"path", "off_road"}},
		"off the map somewhere else": {orb.MultiLineString{{{108, 26.5}, {108.01, 26.5}}}, []string{"path"}},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := Encode(14, x, y, TripLayer(path, c.offRoad))
			if err != nil {
				t.Fatal(err)
			}
			layers := decode(t, data)
			if len(layers) != 1 || layers[0].Name != "trip" {
				t.Fatalf("layers %v", layers)
			}
			var got []string
			for _, f := range layers[0].Features {
				got = append(got, f.Properties["kind"].(string))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := TripLayer(nil, nil); len(got.Features) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

func BenchmarkTrip(b *testing.B) {
	path := longTrip()
	for b.Loop() {
		if _, err := Encode(12, 3265, 1732, TripLayer(path, nil)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/tile")
}
