package roads

import "testing"

func TestFastestKMH(t *testing.T) {
	in := town()
	in.Ways[1].SpeedKMH, in.Ways[1].Flags = 120, Toll
	n := mustBuild(t, in)
	if n.FastestKMH() != 120 || n.FastestFreeKMH() != 60 {
		t.Errorf("%.0f and %.0f km/h, want 120 and, without toll, 60", n.FastestKMH(), n.FastestFreeKMH())
	}
}
