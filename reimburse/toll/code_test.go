package toll_test

import (
	"errors"
	"testing"

	"licheng/reimburse/toll"
)

// The gantries' codes: 0x01–0x04 coaches, 0x0B–0x10 trucks, 0x15–0x1A special
// vehicles, in order of class.
func TestVehicleCodes(t *testing.T) {
	read := map[toll.VehicleCode]bool{}
	for _, span := range []struct {
		first toll.VehicleCode
		last  toll.VehicleCode
		kind  toll.VehicleKind
	}{{0x01, 0x04, toll.Passenger}, {0x0B, 0x10, toll.GoodsKind}, {0x15, 0x1A, toll.Special}} {
		class := 1
		for code := span.first; code <= span.last; code++ {
			read[code] = true
			if kind, got, err := code.Read(); kind != span.kind || got != class || err != nil {
				t.Errorf("0x%02X is %s %d, %v; want %s %d", code, kind, got, err, span.kind, class)
			}
			class++
		}
	}
	for code := range 256 {
		if c := toll.VehicleCode(code); !read[c] {
			if kind, class, err := c.Read(); !errors.Is(err, toll.ErrCode) {
				t.Errorf("0x%02X is %s %d, %v; want ErrCode", code, kind, class, err)
			}
		}
	}
	if len(read) != 16 {
		t.Errorf("%d codes, want 16", len(read))
	}
	for class, column := range map[toll.Class]string{1: "Fee1", 4: "Fee4"} {
		if got := class.Code().FeeColumn(); got != column {
			t.Errorf("class %d stands in %s, want %s", class, got, column)
		}
	}
	if got := toll.VehicleCode(0x0B).FeeColumn(); got != "Fee11" {
		t.Errorf("trucks of class 1 stand in %s, want Fee11", got)
	}
	if got := toll.VehicleCode(0x1A).FeeColumn(); got != "Fee26" {
		t.Errorf("special vehicles of class 6 stand in %s, want Fee26", got)
	}
}

func TestParseVersion(t *testing.T) {
	province, from, err := toll.ParseVersion("5220260101001", shanghai)
	if province != "52" || !from.Equal(at("2026-01-01 00:00:00")) || err != nil {
		t.Errorf("%s from %s, %v; want province 52 from 2026-01-01", province, from, err)
	}
	for _, bad := range []string{"", "522026010101", "52202601010011", "5220260230001", "52-0260101001", "+220260101001", "5x20260101001"} {
		if _, _, err := toll.ParseVersion(bad, shanghai); !errors.Is(err, toll.ErrCode) {
			t.Errorf("%q: %v, want ErrCode", bad, err)
		}
	}
}
