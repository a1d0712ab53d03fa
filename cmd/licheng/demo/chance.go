package demo

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// chance returns the stream of random numbers that belongs to one part of the
// county. Parts draw from their own streams, so that a change in one does not
// reshuffle the others.
func chance(seed uint64, part string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(part)) // a hash never fails
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// noise is smooth gradient noise on the plane, about -0.7 to 0.7, with
// features one unit wide.
type noise struct{ perm [512]uint8 }

func newNoise(r *rand.Rand) *noise {
	n := &noise{}
	for i, p := range r.Perm(256) {
		n.perm[i], n.perm[i+256] = uint8(p), uint8(p)
	}
	return n
}

func (n *noise) corner(ix, iy int, dx, dy float64) float64 {
	h := n.perm[int(n.perm[ix&255])+iy&255]
	sin, cos := math.Sincos(float64(h) * math.Pi / 128)
	return dx*cos + dy*sin
}

func (n *noise) at(x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	ix, iy, dx, dy := int(fx), int(fy), x-fx, y-fy
	u, v := fade(dx), fade(dy)
	lo := n.corner(ix, iy, dx, dy)*(1-u) + n.corner(ix+1, iy, dx-1, dy)*u
	hi := n.corner(ix, iy+1, dx, dy-1)*(1-u) + n.corner(ix+1, iy+1, dx-1, dy-1)*u
	return lo*(1-v) + hi*v
}

func fade(t float64) float64 { return t * t * t * (t*(t*6-15) + 10) }

// octaves sums the noise at the given width and at ever finer ones, each half
// as strong.
func (n *noise) octaves(p vec, widthM float64, count int) float64 {
	sum, amp := 0.0, 1.0
	for i := range count {
		sum += amp * n.at(p.x/widthM+float64(i)*17.3, p.y/widthM-float64(i)*9.1)
		widthM, amp = widthM/2, amp/2
	}
	return sum
}
