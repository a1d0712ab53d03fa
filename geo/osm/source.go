package osm

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// visitor is called for each object of a file, in the file's order. A nil
// function skips its kind. Slices are reused between calls.
type visitor struct {
	node     func(id int64, lon, lat float64, tags Tags)
	way      func(id int64, nodes []int64, tags Tags)
	relation func(id int64, tags Tags, members []Member)
}

// visit reads the whole file at path, whatever its name says it is: the first
// bytes decide. read counts the bytes taken from the disk.
func visit(path string, read func(n int), v visitor) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	err = visitReader(&counter{r: file, count: read}, v)
	var known *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		known.File = filepath.Base(path)
		return known
	default:
		return &Error{File: filepath.Base(path), Offset: -1, Err: err}
	}
}

func visitReader(r io.Reader, v visitor) error {
	plain, err := unpack(bufio.NewReaderSize(r, 1<<16))
	if err != nil {
		return err
	}
	head, err := plain.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return plainCause(err)
	}
	switch {
	case len(bytes.TrimLeft(head, " \t\r\n\ufeff")) == 0:
		return ErrEmpty
	case looksLikePBF(head):
		return visitPBF(plain, v)
	case bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n\ufeff"), []byte("<")):
		return visitXML(plain, v)
	default:
		return ErrNotOSM
	}
}

// unpack takes off one layer of gzip or bzip2 if there is one.
func unpack(r *bufio.Reader) (*bufio.Reader, error) {
	head, _ := r.Peek(3) // a shorter file is neither
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, plainCause(err)
		}
		return bufio.NewReaderSize(z, 1<<16), nil
	case bytes.Equal(head, []byte("BZh")):
		return bufio.NewReaderSize(bzip2.NewReader(r), 1<<16), nil
	default:
		return r, nil
	}
}

// plainCause says what a decompressor's error means to the person who has the file.
func plainCause(err error) error {
	var broken bzip2.StructuralError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return ErrCutShort
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.As(err, &broken):
		return ErrDamaged
	default:
		return err
	}
}

// counter tells how much has been read.
type counter struct {
	r     io.Reader
	count func(n int)
}

// Read passes on to the reader.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.count != nil {
		c.count(n)
	}
	return n, err
}
