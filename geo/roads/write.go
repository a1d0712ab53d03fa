package roads

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/cespare/xxhash/v2"
)

// assemble copies the arrays into one block laid out as the file and reads it back.
func (b *builder) assemble() (*Network, error) {
	meta, err := json.Marshal(b.info)
	if err != nil {
		return nil, err
	}
	parts := b.net.sections(meta)
	size := roundUp(headerBytes + tableBytes)
	for _, p := range parts {
		size += roundUp(len(p))
	}
	data := raw(make([]uint64, roundUp(size)/8))[:size]
	copy(data, magic)
	binary.LittleEndian.PutUint32(data[atVersion:], formatVersion)
	binary.LittleEndian.PutUint32(data[atSections:], uint32(numSections))
	binary.LittleEndian.PutUint64(data[atSize:], uint64(size))
	content := xxhash.New()
	at := roundUp(headerBytes + tableBytes)
	for s, p := range parts {
		entry := data[headerBytes+16*s:]
		binary.LittleEndian.PutUint64(entry, uint64(at))
		binary.LittleEndian.PutUint64(entry[8:], uint64(len(p)))
		copy(data[at:], p)
		if section(s) != sectionMeta {
			_, _ = content.Write(entry[:16]) // a hash takes everything
			_, _ = content.Write(p)
		}
		at += roundUp(len(p))
	}
	binary.LittleEndian.PutUint64(data[atContent:], content.Sum64())
	binary.LittleEndian.PutUint32(data[atChecksum:], checksum(data, func() {}))
	b.net = nil
	return fromBytes(data)
}

// sections returns the arrays as bytes, in the order of the file.
func (n *Network) sections(meta []byte) [numSections][]byte {
	return [numSections][]byte{
		sectionNodes: raw(n.nodes), sectionNodeOSM: raw(n.nodeOSM), sectionOut: raw(n.out),
		sectionSegments: raw(n.segments), sectionClimbs: raw(n.climbs), sectionDetails: raw(n.details),
		sectionShape: raw(n.shape), sectionShapeOSM: n.shapeOSM,
		sectionFrame: raw(n.frame), sectionTree: raw(n.tree), sectionLeaves: raw(n.leaves), sectionChunks: raw(n.chunks),
		sectionTurns: raw(n.turns), sectionSequences: raw(n.sequences), sectionTolls: raw(n.tolls),
		sectionNames: raw(n.names), sectionTextStart: raw(n.textStart), sectionText: n.text,
		sectionMeta: meta,
	}
}

// WriteFile writes the network to path: first to a new file beside it, which
// takes the name only when everything is on the disk. A reader of the old file
// keeps the old content.
func (n *Network) WriteFile(path string) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".roads-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = file.Close() // the first error is the one to tell
			_ = os.Remove(file.Name())
		}
	}()
	if _, err = file.Write(n.data); err != nil {
		return err
	}
	if err = file.Chmod(0o644); err != nil {
		return err
	}
	if err = file.Sync(); err != nil {
		return err
	}
	if err = file.Close(); err != nil {
		return err
	}
	if err = os.Rename(file.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a rename durable.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}
