package roads

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"

	"github.com/edsrzf/mmap-go"
	"github.com/paulmach/orb"
)

// The reasons for refusing a road file. Open wraps them with the file's name.
var (
	ErrNotRoads  = errors.New("this is not a road file")
	ErrVersion   = errors.New("this road file was written by another version of licheng; build it again from the map")
	ErrTruncated = errors.New("this road file is cut short; copy or build it again")
	ErrDamaged   = errors.New("this road file is damaged; copy or build it again")
	ErrBigEndian = errors.New("road files can only be read on little-endian machines")
)

var crcTable = crc32.MakeTable(crc32.Castagnoli)

// Open maps a road file into memory. The file must not be edited in place
// while it is open; WriteFile never does. A file that is truncated, damaged or
// something else altogether is refused with one of the errors above.
func Open(path string) (*Network, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	stat, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !stat.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), ErrNotRoads)
	}
	if stat.Size() < headerBytes {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), ErrNotRoads)
	}
	mapped, err := mmap.Map(file, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	var unreleased error
	n, err := checkedFrom(mapped, func() { unreleased = errors.Join(unreleased, release(mapped)) })
	if err = errors.Join(err, unreleased); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", filepath.Base(path), err), mapped.Unmap())
	}
	n.close = mapped.Unmap
	return n, nil
}

// Close releases the file. The network and slices gained from it must not be
// used afterwards; strings, lines and copies may be.
func (n *Network) Close() error {
	if n.close == nil {
		return nil
	}
	unmap := n.close
	*n = Network{}
	return unmap()
}

// fromBytes reads a whole road file that begins at an address divisible by eight.
func fromBytes(data []byte) (*Network, error) { return checkedFrom(data, func() {}) }

// checkedFrom is fromBytes that calls rest whenever it is through with a large
// part of the file, and at the end, so that checking never holds all of it.
func checkedFrom(data []byte, rest func()) (*Network, error) {
	if !littleEndian() {
		return nil, ErrBigEndian
	}
	if len(data) < headerBytes || string(data[:len(magic)]) != magic {
		return nil, ErrNotRoads
	}
	if binary.LittleEndian.Uint32(data[atVersion:]) != formatVersion ||
		binary.LittleEndian.Uint32(data[atSections:]) != uint32(numSections) {
		return nil, ErrVersion
	}
	if size := binary.LittleEndian.Uint64(data[atSize:]); size > uint64(len(data)) {
		return nil, ErrTruncated
	} else if size < uint64(len(data)) || len(data) < headerBytes+tableBytes {
		return nil, ErrDamaged
	}
	if binary.LittleEndian.Uint32(data[atChecksum:]) != checksum(data, rest) {
		return nil, ErrDamaged
	}
	n := &Network{data: data}
	if !n.attach() || !n.sound(rest) {
		return nil, ErrDamaged
	}
	n.watch = newWatch(n.sequences)
	return n, nil
}

// restBytes is how much of a file is summed up before a rest.
const restBytes = 8 << 20

// checksum is the CRC-32C of the file with its own field taken as zero.
func checksum(data []byte, rest func()) uint32 {
	sum := crc32.Checksum(data[:atChecksum], crcTable)
	sum = crc32.Update(sum, crcTable, make([]byte, 4))
	for part := range slices.Chunk(data[atChecksum+4:], restBytes) {
		sum = crc32.Update(sum, crcTable, part)
		rest()
	}
	return sum
}

// attach points the arrays into the data; false when the table of sections
// does not fit the file.
func (n *Network) attach() bool {
	ok := n.slices()
	if !ok {
		return false
	}
	meta, ok := n.bytesOf(sectionMeta, 1)
	if !ok || json.Unmarshal(meta, &n.info) != nil {
		return false
	}
	n.info.Version = versionOf(binary.LittleEndian.Uint64(n.data[atContent:]))
	n.info.Format = formatVersion
	n.info.Bytes = int64(len(n.data))
	b := n.info.Bound
	n.bound = orb.Bound{Min: orb.Point{b[0], b[1]}, Max: orb.Point{b[2], b[3]}}
	var groups int
	n.levels, groups = treeLevels(len(n.leaves))
	return groups == len(n.tree) && len(n.levels) <= maxLevels && len(n.frame) == 1
}

// slices sets every array from its section.
func (n *Network) slices() bool {
	return attachTo(n, sectionNodes, &n.nodes) &&
		attachTo(n, sectionNodeOSM, &n.nodeOSM) &&
		attachTo(n, sectionOut, &n.out) &&
		attachTo(n, sectionSegments, &n.segments) &&
		attachTo(n, sectionClimbs, &n.climbs) &&
		attachTo(n, sectionDetails, &n.details) &&
		attachTo(n, sectionShape, &n.shape) &&
		attachTo(n, sectionShapeOSM, &n.shapeOSM) &&
		attachTo(n, sectionFrame, &n.frame) &&
		attachTo(n, sectionTree, &n.tree) &&
		attachTo(n, sectionLeaves, &n.leaves) &&
		attachTo(n, sectionChunks, &n.chunks) &&
		attachTo(n, sectionTurns, &n.turns) &&
		attachTo(n, sectionSequences, &n.sequences) &&
		attachTo(n, sectionTolls, &n.tolls) &&
		attachTo(n, sectionNames, &n.names) &&
		attachTo(n, sectionTextStart, &n.textStart) &&
		attachTo(n, sectionText, &n.text)
}

func attachTo[T any](n *Network, s section, dst *[]T) bool {
	var t T
	b, ok := n.bytesOf(s, sizeOf(t))
	*dst = view[T](b)
	return ok
}

// bytesOf returns a section of whole elements.
func (n *Network) bytesOf(s section, elementBytes int) ([]byte, bool) {
	entry := n.data[headerBytes+16*int(s):]
	begin, length := binary.LittleEndian.Uint64(entry), binary.LittleEndian.Uint64(entry[8:])
	size := uint64(len(n.data))
	if begin%alignment != 0 || begin > size || length > size-begin || length%uint64(elementBytes) != 0 {
		return nil, false
	}
	return n.data[begin : begin+length], true
}

func versionOf(content uint64) string { return fmt.Sprintf("%016x", content)[:12] }
