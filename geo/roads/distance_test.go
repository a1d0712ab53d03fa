package roads

import (
	"math"
	"testing"
)

func TestCosLat(t *testing.T) {
	for lat := -91.0; lat <= 91; lat += 0.0137 {
		if got, want := CosLat(lat), math.Cos(lat*math.Pi/180); math.Abs(got-want) > 1e-12 {
			t.Fatalf("cos %.4f is %.15f, want %.15f", lat, got, want)
		}
	}
	if !math.IsNaN(CosLat(math.NaN())) {
		t.Error("of no number there is no cosine")
	}
}
