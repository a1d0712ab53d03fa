package roads

import (
	"math"
	"math/bits"

	"github.com/paulmach/orb"
)

// unitM is the length of one file unit along a meridian, in metres.
const unitM = EarthRadiusM * radian / degree

// Near appends, for every segment within radiusM metres of p, the nearest point
// of it, and returns the extended slice, in no particular order. It allocates
// only when dst has no room. Distances are measured on the plane that touches
// the sphere at p, good to 1 part in 10,000 within ten kilometres.
func (n *Network) Near(dst []Snap, p orb.Point, radiusM float64) []Snap {
	return n.Passes(dst, p, radiusM, math.Inf(1))
}

// Passes is Near for roads that double back: a segment that comes near several
// times, as the legs of a hairpin do, gives a snap for each pass that lies at
// least apartM metres along it from a nearer one.
func (n *Network) Passes(dst []Snap, p orb.Point, radiusM, apartM float64) []Snap {
	q, ok := newQuery(p, radiusM)
	if !ok {
		return dst
	}
	q.apartM, q.base = apartM, len(dst)
	var w walk
	w.begin(n, q.around)
	for first, hits, ok := w.next(n); ok; first, hits, ok = w.next(n) {
		for ; hits != 0; hits &= hits - 1 {
			dst = n.snap(dst, &q, n.chunk(n.leaves[first+bits.TrailingZeros32(hits)]))
		}
	}
	return dst
}

// NearestM returns how far the nearest segment is from p, in metres, measured
// as Near does; ok is false when none is within radiusM.
func (n *Network) NearestM(p orb.Point, radiusM float64) (distanceM float64, ok bool) {
	q, ok := newQuery(p, radiusM)
	if !ok {
		return 0, false
	}
	least, found := radiusM*radiusM, false
	var w walk
	w.begin(n, q.around)
	for first, hits, ok := w.next(n); ok; first, hits, ok = w.next(n) {
		for ; hits != 0; hits &= hits - 1 {
			c := n.chunk(n.leaves[first+bits.TrailingZeros32(hits)])
			if d := n.leastSquare(&q, c); d <= least {
				least, found = d, true
			}
		}
	}
	return math.Sqrt(least), found
}

// query is a position in file units with the scale of the map around it.
type query struct {
	x, y      float64
	eastM     float64 // metres of one unit of longitude at y
	eastSlope float64 // how much eastM changes with a unit of latitude
	radiusM   float64
	around    box     // of radiusM
	apartM    float64 // passes of one segment nearer to each other than this are one
	base      int     // where this query's snaps begin in dst
}

// newQuery prepares to look around p; ok is false where there is nothing to see.
func newQuery(p orb.Point, radiusM float64) (q query, ok bool) {
	if !(radiusM >= 0) || !onEarth(p) {
		return query{}, false
	}
	q = query{x: p[0] * degree, y: p[1] * degree, radiusM: radiusM}
	sin, cos := math.Sincos(p[1] * radian)
	q.eastM, q.eastSlope = unitM*cos, -unitM*sin*radian/degree
	lat := radiusM/unitM + 2
	lon := lat / max(cos, 1e-6)
	q.around = box{
		MinLon: clampUnit(q.x - lon), MinLat: clampUnit(q.y - lat),
		MaxLon: clampUnit(q.x + lon), MaxLat: clampUnit(q.y + lat),
	}
	return q, true
}

// snap adds the places of one chunk where the line comes nearest before it goes
// away again, as far as they are within the radius.
func (n *Network) snap(dst []Snap, q *query, c chunk) []Snap {
	seg, inner := &n.segments[c.Segment], n.inner(c.Segment)
	first := int(c.Number) * chunkPieces
	last := min(first+chunkPieces, len(inner)+1)
	limit := q.radiusM * q.radiusM
	a := n.vertex(seg, inner, first)
	for i := first; i < last; i++ {
		b := n.after(seg, inner, i)
		if q.around.crosses(a, b) {
			x, y, t := q.nearest(a, b)
			if d := x*x + y*y; d <= limit && q.turnsAway(n, seg, inner, i, t) {
				dst = n.pass(dst, q, c, i, t, math.Sqrt(d))
			}
		}
		a = b
	}
	return dst
}

// leastSquare returns the square of the distance from the position to the
// nearest point of a chunk; +Inf when that is out of the radius' box.
func (n *Network) leastSquare(q *query, c chunk) float64 {
	seg, inner := &n.segments[c.Segment], n.inner(c.Segment)
	first := int(c.Number) * chunkPieces
	last := min(first+chunkPieces, len(inner)+1)
	least := math.Inf(1)
	a := n.vertex(seg, inner, first)
	for i := first; i < last; i++ {
		b := n.after(seg, inner, i)
		if q.around.crosses(a, b) {
			x, y, _ := q.nearest(a, b)
			least = min(least, x*x+y*y)
		}
		a = b
	}
	return least
}

// crosses reports whether the box around the straight piece from p to r touches
// b: most pieces of a chunk are told off by it, without any arithmetic.
func (b *box) crosses(p, r point) bool {
	return min(p.Lon, r.Lon) <= b.MaxLon && max(p.Lon, r.Lon) >= b.MinLon &&
		min(p.Lat, r.Lat) <= b.MaxLat && max(p.Lat, r.Lat) >= b.MinLat
}

// nearest returns the point of the straight piece from a to b that is nearest to
// the position, in metres east and north of it, and how far along that is, 0 to 1.
func (q *query) nearest(a, b point) (x, y, t float64) {
	ax, ay := q.east(a), q.north(a)
	dx, dy := (float64(b.Lon)-float64(a.Lon))*q.eastM, (float64(b.Lat)-float64(a.Lat))*unitM
	t = alongShare(ax, ay, dx, dy)
	return ax + t*dx, ay + t*dy, t
}

// turnsAway reports whether the line is farther before and after the point t
// along piece i, which is that piece's nearest. Where two pieces meet it is the
// first that may say so.
func (q *query) turnsAway(n *Network, seg *segment, inner []point, i int, t float64) bool {
	switch {
	case t > 0 && t < 1:
		return true
	case t == 0:
		return i == 0
	case i == len(inner):
		return true
	}
	_, _, onward := q.nearest(n.vertex(seg, inner, i+1), n.vertex(seg, inner, i+2))
	return onward == 0
}

// pass adds a snap to dst, in place of farther ones that it is not apart from,
// unless there is a nearer one that it is not apart from.
func (n *Network) pass(dst []Snap, q *query, c chunk, piece int, t, distM float64) []Snap {
	e := EdgeID(c.Segment << 1)
	found, known := Snap{}, false
	for i := q.base; i < len(dst); i++ {
		if dst[i].Edge|1 != e|1 {
			continue
		}
		if !known && (dst[i].DistanceM > distM || !math.IsInf(q.apartM, 1)) {
			found, known = n.snapAt(q, c, piece, t), true
			found.DistanceM = distM
		}
		if known && math.Abs(dst[i].OffsetM-found.OffsetM) >= q.apartM {
			continue
		}
		if dst[i].DistanceM <= distM {
			return dst
		}
		last := len(dst) - 1
		dst[i] = dst[last]
		dst = dst[:last]
		i--
	}
	if !known {
		found = n.snapAt(q, c, piece, t)
		found.DistanceM = distM
	}
	return append(dst, found)
}

// snapAt fills a Snap for the point a share t along a piece.
func (n *Network) snapAt(q *query, c chunk, piece int, t float64) Snap {
	seg, inner := &n.segments[c.Segment], n.inner(c.Segment)
	offsetM := float64(c.StartMM) / 1000
	for i := int(c.Number) * chunkPieces; i < piece; i++ {
		offsetM += q.lengthM(n.vertex(seg, inner, i), n.vertex(seg, inner, i+1))
	}
	a, b := n.vertex(seg, inner, piece), n.vertex(seg, inner, piece+1)
	pieceM := q.lengthM(a, b)
	offsetM += t * pieceM
	lengthM := float64(seg.LengthMM) / 1000
	offsetM = min(offsetM, lengthM)
	e, east, north := EdgeID(c.Segment<<1), 0.0, 0.0
	if pieceM > 0 {
		east, north = (q.east(b)-q.east(a))/pieceM, (q.north(b)-q.north(a))/pieceM
	}
	if !seg.Flags.of(0).Has(Drivable) {
		e, offsetM, east, north = e|1, lengthM-offsetM, -east, -north
	}
	return Snap{Edge: e, OffsetM: offsetM, East: east, North: north, Point: orb.Point{
		(float64(a.Lon) + t*(float64(b.Lon)-float64(a.Lon))) / degree,
		(float64(a.Lat) + t*(float64(b.Lat)-float64(a.Lat))) / degree,
	}}
}

// vertex returns point i of a segment: 0 is its start, len(inner)+1 its end.
func (n *Network) vertex(seg *segment, inner []point, i int) point {
	switch {
	case i == 0:
		return n.nodes[seg.Ends[0]].At
	case i <= len(inner):
		return inner[i-1]
	default:
		return n.nodes[seg.Ends[1]].At
	}
}

// after returns point i+1 of a segment, of which piece i is.
func (n *Network) after(seg *segment, inner []point, i int) point {
	if i < len(inner) {
		return inner[i]
	}
	return n.nodes[seg.Ends[1]].At
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

// alongShare returns the share of the way at which the line from a, dx and dy
// long, comes nearest to the origin.
func alongShare(ax, ay, dx, dy float64) float64 {
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
