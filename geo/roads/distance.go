package roads

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
)

// EarthRadiusM is the radius of the sphere on which all lengths are measured:
// the mean radius of the WGS-84 ellipsoid.
const EarthRadiusM = 6371008.8

const radian = math.Pi / 180

// DistanceM returns the great-circle distance between two points in metres, by
// the haversine formula.
func DistanceM(a, b orb.Point) float64 {
	sinLat := math.Sin((b[1] - a[1]) * radian / 2)
	sinLon := math.Sin((b[0] - a[0]) * radian / 2)
	h := sinLat*sinLat + math.Cos(a[1]*radian)*math.Cos(b[1]*radian)*sinLon*sinLon
	return 2 * EarthRadiusM * math.Asin(math.Sqrt(min(h, 1)))
}

// LineLengthM returns the length of a line in metres.
func LineLengthM(line orb.LineString) float64 {
	sum := 0.0
	for i := 1; i < len(line); i++ {
		sum += DistanceM(line[i-1], line[i])
	}
	return sum
}

// varint reads one zigzag number. It answers 0, 0 when b holds none.
func varint(b []byte) (int64, int) {
	v, used := binary.Varint(b)
	if used <= 0 {
		return 0, 0
	}
	return v, used
}
