package roads

import (
	"encoding/binary"
	"unsafe"

	"github.com/paulmach/orb"
)

// The road file: a header, a table of sections and the sections, every one
// beginning a cache line, all numbers little-endian. docs/road-file.md draws it.
const (
	magic         = "LICHENGR"
	formatVersion = 4
	alignment     = 64 // a cache line: what is read together begins one

	headerBytes = 40
	// offsets inside the header
	atVersion  = 8
	atSections = 12
	atSize     = 16
	atContent  = 24 // xxhash64 of the sections before sectionMeta
	atChecksum = 32 // CRC-32C of the whole file with this field zero
	tableBytes = 16 * int(numSections)
)

// section names a part of the file by its place in the table.
type section int

// The sections, in the order in which they lie in the file.
const (
	sectionNodes section = iota
	sectionNodeOSM
	sectionOut
	sectionSegments
	sectionClimbs
	sectionDetails
	sectionShape
	sectionShapeOSM
	sectionFrame
	sectionTree
	sectionLeaves
	sectionChunks
	sectionTurns
	sectionSequences
	sectionTolls
	sectionNames
	sectionTextStart
	sectionText
	sectionMeta // Info as JSON; not part of the version
	numSections
)

// degree is how many file units make one degree: a unit is about a centimetre.
const degree = 1e7

// point is a position in units of 1e-7 degree.
type point struct{ Lon, Lat int32 }

func (p point) orb() orb.Point { return orb.Point{float64(p.Lon) / degree, float64(p.Lat) / degree} }

// node is a junction, 12 bytes. The drivable edges that leave it are
// out[Out:next.Out]; one node more than there are junctions stands at the end.
type node struct {
	At  point
	Out uint32
}

// segment is what searches and the looking for near roads need of a stretch of
// road, 24 bytes. Its inner points are shape[Shape:Shape+Inner].
type segment struct {
	Ends             [2]uint32 // nodes: where the forward edge begins, where it ends
	LengthMM         uint32
	Shape            uint32 // index of the first inner point
	Inner            uint16 // how many there are
	Flags            flagBits
	Heading          [2]uint8 // in which the forward and the backward edge leave, in 256ths clockwise from north
	Speed, SpeedBack uint8    // km/h
}

// climb is how many decimetres a segment gains and loses forward.
type climb struct{ UpDM, DownDM uint16 }

// detail is what else is known of a segment, 16 bytes.
type detail struct {
	ShapeOSM uint32 // where the ids of the inner points begin in shapeOSM
	WayLow   uint32 // the low 32 bits of the OSM way id
	Name     uint32 // index into names
	WayHigh  int8   // the bits of the way id above the low 32
	Class    Class
	_        uint16
}

// flagBits are the flags of both directions of a segment: those that both share
// where Flags has them, then Drivable forward and backward, then Restricted.
type flagBits uint16

const (
	sharedFlags    = Toll | Tunnel | Bridge | Roundabout | Link | Private | Ferry | OneWay
	drivableBits   = 12
	restrictedBits = 14
)

// of returns the flags of one edge of the segment.
func (b flagBits) of(e EdgeID) Flags {
	return Flags(b)&sharedFlags | Flags(b)>>(drivableBits+e&1)&1*Drivable | Flags(b)>>(restrictedBits+e&1)&1*Restricted
}

// drivable reports whether one direction at least may be driven.
func (b flagBits) drivable() bool { return b>>drivableBits&3 != 0 }

// restrict sets Restricted on one edge of the segment.
func (b *flagBits) restrict(e EdgeID) { *b |= 1 << (restrictedBits + e&1) }

func (d *detail) way() int64 { return int64(d.WayHigh)<<32 | int64(d.WayLow) }

// box is a bounding box in file units.
type box struct{ MinLon, MinLat, MaxLon, MaxLat int32 }

// chunk is eight straight pieces of a segment, or what is left of them.
type chunk struct {
	Segment uint32
	Number  uint32 // which of the segment's chunks
	StartMM uint32 // how far along the segment it begins
}

// leaf names a chunk in the tree: the first chunk of a segment by the segment's
// number, a later one by laterChunk and its place among chunks.
type leaf uint32

const laterChunk = 1 << 31

// tollRecord is a toll point on a segment.
type tollRecord struct {
	OSM       int64
	Segment   uint32
	OffsetMM  uint32 // from the segment's start
	At        point
	Ref, Name uint32 // texts
	Kind      uint32
	_         uint32
}

// nameRecord is the name and number of a road, as texts.
type nameRecord struct{ Name, Ref uint32 }

// turn is a forbidden pair of edges: from in the high half, to in the low.
type turn uint64

func newTurn(from, to EdgeID) turn { return turn(from)<<32 | turn(to) }

// view shows b as a slice of T without copying; b is aligned to a cache line, or
// in memory to eight bytes,
// and as long as whole Ts.
func view[T any](b []byte) []T {
	var t T
	n := len(b) / int(unsafe.Sizeof(t))
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), n)
}

// raw shows s as bytes without copying.
func raw[T any](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(s[0])))
}

// littleEndian reports whether this machine can read the arrays in place.
func littleEndian() bool {
	return binary.NativeEndian.Uint16([]byte{1, 0}) == 1
}

func roundUp(n int) int { return (n + alignment - 1) &^ (alignment - 1) }

func sizeOf[T any](t T) int { return int(unsafe.Sizeof(t)) }
