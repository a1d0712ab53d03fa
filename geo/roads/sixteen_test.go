package roads

import (
	"testing"

	"pgregory.net/rapid"
)

func drawBox(t *rapid.T, within box, name string) box {
	lon := rapid.SliceOfN(rapid.Int32Range(within.MinLon, within.MaxLon), 2, 2).Draw(t, name+" lon")
	lat := rapid.SliceOfN(rapid.Int32Range(within.MinLat, within.MaxLat), 2, 2).Draw(t, name+" lat")
	return box{min(lon[0], lon[1]), min(lat[0], lat[1]), max(lon[0], lon[1]), max(lat[0], lat[1])}
}

func (b box) holds(o box) bool {
	return b.MinLon <= o.MinLon && b.MinLat <= o.MinLat && b.MaxLon >= o.MaxLon && b.MaxLat >= o.MaxLat
}

// No box that is touched is ever missed, none of the others is taken that is
// more than a step away, and what comes back of a box holds it.
func TestSixteen(t *testing.T) {
	earth := box{-180 * degree, -90 * degree, 180 * degree, 90 * degree}
	rapid.Check(t, func(t *rapid.T) {
		frame := earth
		if !rapid.Bool().Draw(t, "whole earth") {
			x, y := rapid.Int32Range(-100*degree, 100*degree).Draw(t, "x"), rapid.Int32Range(-80*degree, 80*degree).Draw(t, "y")
			size := int32(1) << rapid.IntRange(0, 27).Draw(t, "size")
			frame = drawBox(t, box{x, y, x + size, y + size/2}, "frame")
		}
		var group sixteen
		var boxes []box
		for i := range rapid.IntRange(1, fanOut).Draw(t, "boxes") {
			b := drawBox(t, frame, "box")
			group.set(i, b, &frame)
			if got := group.part(i, &frame); !got.holds(b) || !frame.holds(got) {
				t.Fatalf("box %v in %v came back as %v", b, frame, got)
			}
			boxes = append(boxes, b)
		}
		query := drawBox(t, earth, "query")
		if rapid.Bool().Draw(t, "near") {
			query = drawBox(t, frame, "query")
		}
		hits := group.touching(frame.reachTo(&query))
		for i, b := range boxes {
			if hit := hits>>i&1 == 1; !hit && b.touches(query) {
				t.Fatalf("box %d, %v in %v, touches %v and was missed", i, b, frame, query)
			} else if hit && frame.touches(query) && !group.part(i, &frame).touches(query) {
				t.Fatalf("box %d, %v in %v, is a step from %v and was taken", i, b, frame, query)
			}
		}
	})
}

// By hand: in a frame 256 wide a step is four units, in one 255 wide two.
func TestSixteen_byHand(t *testing.T) {
	frame := box{0, 0, 256, 255}
	var group sixteen
	group.set(1, box{100, 10, 107, 20}, &frame)
	// West 156 units are 39 steps, south 245 are 123, east 107 are 27, north 20 are 10.
	if want := uint64(38|122<<8|26<<16|9<<24) << 32; group[0] != want {
		t.Errorf("got %x, want %x", group[0], want)
	}
	if got, want := group.part(1, &frame), (box{100, 9, 108, 20}); got != want {
		t.Errorf("came back as %v, want %v", got, want)
	}
	for _, c := range []struct {
		query box
		want  uint32
	}{
		{box{108, 0, 120, 255}, 2}, // within a step
		{box{109, 0, 120, 255}, 0},
		{box{0, 0, 99, 255}, 0},
		{box{0, 0, 100, 9}, 2},
		{box{0, 21, 256, 255}, 0},
	} {
		if got := group.touching(frame.reachTo(&c.query)) & 2; got != c.want {
			t.Errorf("%v: %b, want %b", c.query, got, c.want)
		}
	}
}
