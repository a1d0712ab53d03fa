package verify

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

// Signature is a sketch of the positions of a trace, without its times: the
// signatureSize smallest hashes of eight successive places. It is ascending,
// and the same for a re-timed copy. Overlap of two sketches estimates how much
// of the places two traces share; the sketch is for finding candidates,
// Compare decides.
type Signature []uint64

const (
	signatureSize = 64
	shingle       = 8   // successive places in one hash
	placeScale    = 1e6 // places are told apart to 1e-6 degrees, about 0.1 m
)

// SignatureOf sketches the fixes. Standing repeats no place. Fewer than eight
// different places give an empty signature, which overlaps with nothing.
func SignatureOf(fixes []trace.Fix) Signature {
	places := placesOf(fixes)
	if len(places) < shingle {
		return nil
	}
	hashes := make([]uint64, 0, len(places)-shingle+1)
	for i := 0; i+shingle <= len(places); i++ {
		hashes = append(hashes, hashPlaces(places[i:i+shingle]))
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return slices.Clone(hashes[:min(len(hashes), signatureSize)])
}

// Overlap estimates the share of places two traces have in common, 0 to 1
// (Broder 1997: the bottom-k sketch of the union).
func (s Signature) Overlap(other Signature) float64 {
	if len(s) == 0 || len(other) == 0 {
		return 0
	}
	union := append(slices.Clone(s), other...)
	slices.Sort(union)
	union = slices.Compact(union)
	union = union[:min(len(union), signatureSize)]
	both := 0
	for _, h := range union {
		_, inA := slices.BinarySearch(s, h)
		_, inB := slices.BinarySearch(other, h)
		if inA && inB {
			both++
		}
	}
	return float64(both) / float64(len(union))
}

// place is a position in units of 1e-6 degrees.
type place struct{ lon, lat int64 }

// placesOf returns the positions without immediate repetitions.
func placesOf(fixes []trace.Fix) []place {
	var out []place
	for _, f := range fixes {
		p := placeOf(f.Point)
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	return out
}

// placeOf rounds a point to 1e-6 degrees.
func placeOf(p orb.Point) place {
	return place{int64(math.Round(p[0] * placeScale)), int64(math.Round(p[1] * placeScale))}
}

// hashPlaces hashes successive places.
func hashPlaces(places []place) uint64 {
	h := fnv.New64a()
	var b [16]byte
	for _, p := range places {
		binary.LittleEndian.PutUint64(b[:8], uint64(p.lon))
		binary.LittleEndian.PutUint64(b[8:], uint64(p.lat))
		_, _ = h.Write(b[:]) // never fails
	}
	return h.Sum64()
}
