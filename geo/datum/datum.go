// Package datum converts positions between the three coordinate systems that
// Chinese traces come in, and finds out which one a trace is in.
//
//   - WGS-84 is what satellites give and what the road network is in.
//   - GCJ-02 火星坐标系 is WGS-84 shifted by a smooth secret-looking function of
//     300 to 600 m, inside China only: Amap, Tencent, WeChat, Apple maps.
//   - BD-09 is GCJ-02 shifted once more by about 600 to 700 m: Baidu.
//
// All points are lon, lat in degrees. Lengths hardly change under the shifts,
// so that a wrong datum does not show in kilometres but puts every village
// check half a kilometre beside the truth.
package datum

import (
	"errors"
	"fmt"

	"github.com/paulmach/orb"
)

// Datum names a coordinate system, or Auto for one that is to be found out.
type Datum string

// The coordinate systems.
const (
	Auto  Datum = "auto"  // not declared: Detect decides
	WGS84 Datum = "wgs84" // GPS, BeiDou receivers; CGCS2000 is the same within a metre
	GCJ02 Datum = "gcj02" // Amap, Tencent, Apple in China
	BD09  Datum = "bd09"  // Baidu
)

// ErrUnknown reports a datum name that Parse does not know.
var ErrUnknown = errors.New("datum: not one of auto, wgs84, gcj02, bd09")

// Parse reads a datum as users and flags write it. The empty string is Auto.
func Parse(s string) (Datum, error) {
	switch d := Datum(s); d {
	case Auto, WGS84, GCJ02, BD09:
		return d, nil
	case "":
		return Auto, nil
	}
	return "", fmt.Errorf("%w: %q", ErrUnknown, s)
}

// ToWGS84 converts a point in datum d to WGS-84, exact to about a tenth of a
// millimetre. Auto is taken as WGS-84.
func (d Datum) ToWGS84(p orb.Point) orb.Point {
	switch d {
	case GCJ02:
		return invert(p, ToGCJ02)
	case BD09:
		return invert(invert(p, gcjToBD), ToGCJ02)
	default:
		return p
	}
}

// FromWGS84 converts a WGS-84 point to datum d. Auto is taken as WGS-84.
func (d Datum) FromWGS84(p orb.Point) orb.Point {
	switch d {
	case GCJ02:
		return ToGCJ02(p)
	case BD09:
		return gcjToBD(ToGCJ02(p))
	default:
		return p
	}
}
