package demo

import "testing"

// BenchmarkNew makes the whole county: terrain, roads, a month of trips.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if c := New(1); len(c.Trips) == 0 {
			b.Fatal("no trips")
		}
	}
}
