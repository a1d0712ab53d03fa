package roads

import (
	"math"

	"github.com/paulmach/orb"
)

// unitM is the length of one file unit along a meridian, in metres.
const unitM = EarthRadiusM * radian / degree

// Near appends, for every segment within radiusM metres of p, the nearest point
// of it, and returns the extended slice, in no particular order. It allocates
// only when dst has no room. Distances are measured on the plane that touches
// the sphere at p, good to 1 part in 10,000 within ten kilometres.
func (n *Network) Near(dst []Snap, p orb.Point, radiusM float64) []Snap {
	if !(radiusM >= 0) || !onEarth(p) {
		return dst
	}
	q := query{x: p[0] * degree, y: p[1] * degree, radiusM: radiusM, base: len(dst)}
	sin, cos := math.Sincos(p[1] * radian)
	q.eastM, q.eastSlope = unitM*cos, -unitM*sin*radian/degree
	around := q.box(cos)
	w := n.walk(around)
	for node, ok := w.next(n); ok; node, ok = w.next(n) {
		first := node * fanOut
		last := min(first+fanOut, len(n.leafBox))
		want := squeezeQuery(around, n.tree[node])
		for leaf := first; leaf < last; leaf++ {
			if n.leafBox[leaf].touches(want) {
				dst = n.snap(dst, &q, leaf)
			}
		}
	}
	return dst
}

// query is a position in file units with the scale of the map around it.
type query struct {
	x, y      float64
	eastM     float64 // metres of one unit of longitude at y
	eastSlope float64 // how much eastM changes with a unit of latitude
	radiusM   float64
	base      int // where this query's snaps begin in dst
}

func (q *query) box(cos float64) box {
	lat := q.radiusM/unitM + 2
	lon := lat / max(cos, 1e-6)
	return box{
		MinLon: clampUnit(q.x - lon), MinLat: clampUnit(q.y - lat),
		MaxLon: clampUnit(q.x + lon), MaxLat: clampUnit(q.y + lat),
	}
}

// snap finds the nearest point of one chunk and adds it to dst if it is within
// the radius and nearer than the same segment's other chunks.
func (n *Network) snap(dst []Snap, q *query, leaf int) []Snap {
	s := n.leafSeg[leaf]
	seg := &n.segments[s]
	inner := n.inner(s)
	first := int(n.leafChunk[leaf]) * chunkPieces
	last := min(first+chunkPieces, len(inner)+1)
	best, bestT, bestPiece := math.Inf(1), 0.0, first
	a := n.vertex(seg, inner, first)
	ax, ay := q.east(a), q.north(a)
	for i := first; i < last; i++ {
		b := n.vertex(seg, inner, i+1)
		bx, by := q.east(b), q.north(b)
		t := nearestOn(ax, ay, bx, by)
		x, y := ax+t*(bx-ax), ay+t*(by-ay)
		if d := x*x + y*y; d < best {
			best, bestT, bestPiece = d, t, i
		}
		ax, ay = bx, by
	}
	distM := math.Sqrt(best)
	if distM > q.radiusM {
		return dst
	}
	at := place(dst, q.base, EdgeID(s<<1), distM)
	if at < 0 {
		return dst
	}
	found := n.snapAt(q, leaf, bestPiece, bestT)
	found.DistanceM = distM
	if at == len(dst) {
		return append(dst, found)
	}
	dst[at] = found
	return dst
}

// place returns where in dst a snap onto the segment of edge e belongs: over
// the same segment's farther snap, at the end, or nowhere (-1).
func place(dst []Snap, base int, e EdgeID, distM float64) int {
	for i := base; i < len(dst); i++ {
		if dst[i].Edge|1 == e|1 {
			if dst[i].DistanceM <= distM {
				return -1
			}
			return i
		}
	}
	return len(dst)
}

// snapAt fills a Snap for the point a share t along a piece.
func (n *Network) snapAt(q *query, leaf, piece int, t float64) Snap {
	s := n.leafSeg[leaf]
	seg := &n.segments[s]
	inner := n.inner(s)
	offsetM := n.startM(s, uint32(n.leafChunk[leaf]))
	for i := int(n.leafChunk[leaf]) * chunkPieces; i < piece; i++ {
		offsetM += q.lengthM(n.vertex(seg, inner, i), n.vertex(seg, inner, i+1))
	}
	a, b := n.vertex(seg, inner, piece), n.vertex(seg, inner, piece+1)
	offsetM += t * q.lengthM(a, b)
	lengthM := float64(seg.LengthMM) / 1000
	offsetM = min(offsetM, lengthM)
	e := EdgeID(s << 1)
	if !seg.Flags.of(0).Has(Drivable) {
		e, offsetM = e|1, lengthM-offsetM
	}
	return Snap{Edge: e, OffsetM: offsetM, Point: orb.Point{
		(float64(a.Lon) + t*(float64(b.Lon)-float64(a.Lon))) / degree,
		(float64(a.Lat) + t*(float64(b.Lat)-float64(a.Lat))) / degree,
	}}
}

// vertex returns point i of a segment: 0 is its start, len(inner)+1 its end.
func (n *Network) vertex(seg *segment, inner []point, i int) point {
	switch {
	case i == 0:
		return n.nodePoints[seg.From]
	case i <= len(inner):
		return inner[i-1]
	default:
		return n.nodePoints[seg.To]
	}
}

func (q *query) east(p point) float64  { return (float64(p.Lon) - q.x) * q.eastM }
func (q *query) north(p point) float64 { return (float64(p.Lat) - q.y) * unitM }

// lengthM is the length of a short piece near the position: the plane's, with
// the scale of the piece's own latitude. Within ten kilometres it agrees with
// the haversine to a few parts in a million.
func (q *query) lengthM(a, b point) float64 {
	mid := (float64(a.Lat)+float64(b.Lat))/2 - q.y
	dx := (float64(b.Lon) - float64(a.Lon)) * (q.eastM + q.eastSlope*mid)
	dy := (float64(b.Lat) - float64(a.Lat)) * unitM
	return math.Sqrt(dx*dx + dy*dy)
}

// nearestOn returns the share of the way from a to b at which the line between
// them comes nearest to the origin.
func nearestOn(ax, ay, bx, by float64) float64 {
	dx, dy := bx-ax, by-ay
	square := dx*dx + dy*dy
	if square == 0 {
		return 0
	}
	return min(max(-(ax*dx+ay*dy)/square, 0), 1)
}

func onEarth(p orb.Point) bool {
	return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90
}

func clampUnit(v float64) int32 {
	return int32(min(max(v, -180*degree), 180*degree))
}
