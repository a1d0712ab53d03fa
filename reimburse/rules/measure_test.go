package rules_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/lang"
	"licheng/reimburse/rules"
)

// square covers 108.0 to 108.1 east, 27.0 to 27.1 north; its ring is not closed.
var square = rules.Area{
	ID: "town", Name: lang.Say("县城", "town"),
	Rings: [][][]float64{{{108, 27}, {108.1, 27}, {108.1, 27.1}, {108, 27.1}}},
}

func TestMeasure(t *testing.T) {
	in, edge, out := orb.Point{108.05, 27.05}, orb.Point{108.1, 27.05}, orb.Point{108.2, 27.05}
	half := orbgeo.Distance(in, edge)
	tests := []struct {
		name    string
		line    orb.MultiLineString
		insideM float64
		outside bool
	}{
		{"inside", orb.MultiLineString{{in, edge}}, half, false},
		{"out of the area", orb.MultiLineString{{in, out}}, half, true},
		{"into it", orb.MultiLineString{{out, in}}, half, true},
		{"there and back as one trip", orb.MultiLineString{{in, out, in}}, 2 * half, true},
		{"round the corner and home", orb.MultiLineString{{in, edge, in}}, 2 * half, false},
		{"in two parts", orb.MultiLineString{{in, edge}, {edge, out}}, half, true},
		{"never near it", orb.MultiLineString{{out, {108.3, 27.05}}}, 0, true},
		{"nothing driven", nil, 0, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			insideM, outside := rules.Measure([]rules.Area{square}, test.line)
			if got := insideM["town"]; math.Abs(got-test.insideM) > 0.005*test.insideM {
				t.Errorf("%v m inside, want %v", got, test.insideM)
			}
			if got, known := outside["town"]; got != test.outside || !known {
				t.Errorf("outside %v, want %v", got, test.outside)
			}
		})
	}
}

func TestPolygonIsClosed(t *testing.T) {
	if ring := (rules.Area{Rings: [][][]float64{{}}}).Polygon()[0]; len(ring) != 0 {
		t.Errorf("of no corners: %v", ring)
	}
	closed := square
	closed.Rings = [][][]float64{append(append([][]float64{}, square.Rings[0]...), square.Rings[0][0])}
	for _, area := range []rules.Area{square, closed} {
		if ring := area.Polygon()[0]; len(ring) != 5 || !ring.Closed() {
			t.Errorf("ring %v", ring)
		}
	}
}
