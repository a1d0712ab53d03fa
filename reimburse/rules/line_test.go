package rules

import (
	"testing"
	"time"

	"licheng/lang"
)

// A line calls its trip as the claimant would: a round names where it turned.
func TestWay(t *testing.T) {
	eight := time.Date(2026, 10, 7, 16, 30, 0, 0, time.UTC) // 00:30 on the 8th in Shanghai
	for _, test := range []struct {
		name string
		trip Basis
		want lang.Text
	}{
		{"straight", Basis{From: "青石镇", To: "演示县城"}, lang.Say("10月8日青石镇→演示县城", "8 Oct, 青石镇 → 演示县城")},
		{"a round", Basis{From: "青石镇", Via: []string{"新寨村", "老寨村"}, To: "青石镇"}, lang.Say("10月8日青石镇→新寨村→老寨村→青石镇", "8 Oct, 青石镇 → 新寨村 → 老寨村 → 青石镇")},
		{"no place is near", Basis{To: "青石镇"}, lang.Say("10月8日行程", "8 Oct, trip")},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.trip.StartedAt = eight
			if got := (run{Basis: test.trip}).way(); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}
