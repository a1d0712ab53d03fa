package roads

import (
	"encoding/binary"
	"unsafe"

	"github.com/paulmach/orb"
)

// The road file: a header, a table of sections and the sections, every one
// aligned to eight bytes, all numbers little-endian. docs/road-file.md draws it.
const (
	magic         = "LICHENGR"
	formatVersion = 3
	alignment     = 8

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
	sectionNodePoints section = iota
	sectionNodeOSM
	sectionSegments
	sectionShape
	sectionShapeOSM
	sectionOutStart
	sectionOut
	sectionTree
	sectionLeafBox
	sectionLeafSegment
	sectionLeafChunk
	sectionChunkStart
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

// segment is one stretch of road, 40 bytes. Its inner points are
// shape[Shape:next.Shape], its length is in millimetres.
type segment struct {
	Ends             [2]uint32 // nodes: where the forward edge begins, where it ends
	Shape            uint32    // index of the first inner point
	ShapeOSM         uint32    // where the ids of the inner points begin in shapeOSM
	LengthMM         uint32
	WayLow           uint32 // the low 32 bits of the OSM way id
	Name             uint32 // index into names
	ClimbDM          uint16 // decimetres gained forward
	DescentDM        uint16 // decimetres lost forward
	Class            Class
	Speed, SpeedBack uint8 // km/h
	WayHigh          int8  // the bits of the way id above the low 32
	Flags            flagBits
	Heading          [2]uint8 // in which the forward and the backward edge leave, in 256ths clockwise from north
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

func (s *segment) way() int64 { return int64(s.WayHigh)<<32 | int64(s.WayLow) }

// box is a bounding box in file units.
type box struct{ MinLon, MinLat, MaxLon, MaxLat int32 }

// leafBox is the box of one chunk, in 255ths of the box of its tree node,
// rounded outwards.
type leafBox struct{ MinLon, MinLat, MaxLon, MaxLat uint8 }

// chunkStart says how far along its segment a chunk other than the first
// begins. They are sorted by segment, then chunk.
type chunkStart struct{ Segment, Chunk, StartMM uint32 }

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

// view shows b as a slice of T without copying; b is aligned to eight bytes
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
