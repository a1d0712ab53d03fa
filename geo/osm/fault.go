package osm

import (
	"errors"
	"fmt"
)

// Error says why a file cannot be used, in one plain sentence, and where in it.
type Error struct {
	File   string // name without folder
	Line   int    // of an XML file; 0 when unknown
	Offset int64  // of a PBF file, in bytes after decompression; -1 when unknown
	Err    error
}

// Error names the file, the place and the cause.
func (e *Error) Error() string {
	switch {
	case e.Line > 0:
		return fmt.Sprintf("%s: line %d: %v", e.File, e.Line, e.Err)
	case e.Offset >= 0:
		return fmt.Sprintf("%s: byte %d: %v", e.File, e.Offset, e.Err)
	default:
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// The causes that callers may want to tell apart.
var (
	ErrEmpty     = errors.New("the file is empty")
	ErrCutShort  = errors.New("the file is cut short: fetch it again")
	ErrNotOSM    = errors.New("this is no OpenStreetMap file (neither XML nor PBF)")
	ErrDamaged   = errors.New("the content is damaged")
	ErrTooBig    = errors.New("a block is larger than the format allows")
	ErrNoObjects = errors.New("the file is in order but holds no map objects, so there are no roads to build from")
)
