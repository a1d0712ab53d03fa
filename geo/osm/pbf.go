package osm

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The limits of the PBF format.
const (
	maxBlobHeader = 64 << 10
	maxBlob       = 32 << 20
)

// looksLikePBF tells a PBF file by its first blob, which must be an OSMHeader.
func looksLikePBF(head []byte) bool {
	return len(head) >= 15 && binary.BigEndian.Uint32(head) <= maxBlobHeader &&
		bytes.Contains(head[:min(len(head), 64)], []byte("OSMHeader"))
}

// visitPBF reads a PBF file blob by blob.
func visitPBF(r io.Reader, v visitor) error {
	p := &pbfReader{r: r, v: v}
	for {
		begin := p.offset
		err := p.blob()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return &Error{Offset: begin, Err: ErrCutShort}
		case err != nil:
			return &Error{Offset: begin, Err: err}
		}
	}
}

// pbfReader holds the buffers between blobs.
type pbfReader struct {
	r      io.Reader
	v      visitor
	offset int64
	packed []byte
	plain  bytes.Buffer
	block  block
}

// blob reads one blob; io.EOF after the last.
func (p *pbfReader) blob() error {
	var length [4]byte
	if n, err := io.ReadFull(p.r, length[:]); err != nil {
		if n == 0 && errors.Is(err, io.EOF) {
			return io.EOF
		}
		return within(err)
	}
	headerBytes := binary.BigEndian.Uint32(length[:])
	if headerBytes > maxBlobHeader {
		return ErrTooBig
	}
	header, err := p.read(int(headerBytes))
	if err != nil {
		return err
	}
	var kind string
	var size uint64
	if !each(header, func(field uint64, wireKind int, w *wire) bool {
		switch {
		case field == 1 && wireKind == wireBytes:
			kind = string(w.bytes())
		case field == 3 && wireKind == wireVarint:
			size = w.varint()
		default:
			return false
		}
		return true
	}) {
		return ErrDamaged
	}
	if size > maxBlob {
		return ErrTooBig
	}
	body, err := p.read(int(size))
	if err != nil {
		return err
	}
	p.offset += 4 + int64(headerBytes) + int64(size)
	return p.content(kind, body)
}

// read returns the next n bytes, in a buffer that the next read overwrites.
func (p *pbfReader) read(n int) ([]byte, error) {
	if cap(p.packed) < n {
		p.packed = make([]byte, n)
	}
	p.packed = p.packed[:n]
	_, err := io.ReadFull(p.r, p.packed)
	return p.packed, within(err)
}

// within makes an end in the middle of something an unexpected one.
func within(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return plainCause(err)
	}
	return err
}

func (p *pbfReader) content(kind string, body []byte) error {
	if kind != "OSMHeader" && kind != "OSMData" {
		return nil // the format lets readers pass over what they do not know
	}
	message, err := p.unzip(body)
	if err != nil {
		return err
	}
	if kind == "OSMHeader" {
		return features(message)
	}
	if !p.block.visit(message, p.v) {
		return ErrDamaged
	}
	return nil
}

// unzip returns the message inside a blob.
func (p *pbfReader) unzip(body []byte) ([]byte, error) {
	var message, zipped []byte
	var rawSize uint64
	unknown := uint64(0)
	if !each(body, func(field uint64, kind int, w *wire) bool {
		switch {
		case field == 1 && kind == wireBytes:
			message = w.bytes()
		case field == 2 && kind == wireVarint:
			rawSize = w.varint()
		case field == 3 && kind == wireBytes:
			zipped = w.bytes()
		default:
			unknown = field
			return false
		}
		return true
	}) {
		return nil, ErrDamaged
	}
	switch {
	case zipped != nil:
		return p.inflate(zipped, rawSize)
	case message == nil && unknown != 0:
		return nil, errors.New("the blocks are compressed in a way other than zlib; convert the file with osmium")
	}
	return message, nil
}

func (p *pbfReader) inflate(zipped []byte, rawSize uint64) ([]byte, error) {
	if rawSize > maxBlob {
		return nil, ErrTooBig
	}
	z, err := zlib.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil, ErrDamaged
	}
	p.plain.Reset()
	n, err := p.plain.ReadFrom(io.LimitReader(z, maxBlob+1))
	switch {
	case err != nil || uint64(n) != rawSize:
		return nil, ErrDamaged
	case n > maxBlob:
		return nil, ErrTooBig
	}
	return p.plain.Bytes(), nil
}

// features refuses a file that needs more than we can read.
func features(header []byte) error {
	var err error
	whole := each(header, func(field uint64, kind int, w *wire) bool {
		if field != 4 || kind != wireBytes {
			return false
		}
		if f := string(w.bytes()); f != "OsmSchema-V0.6" && f != "DenseNodes" && err == nil {
			err = fmt.Errorf("the file needs the feature %.60q, which is not supported", f)
		}
		return true
	})
	if !whole {
		return ErrDamaged
	}
	return err
}
