package trace

import (
	"errors"
	"io"
)

// Limits bounds what one file may cost. A zero field means its default.
type Limits struct {
	Bytes         int64 // of the file as sent
	UnpackedBytes int64 // after gzip or zip
	Ratio         int64 // unpacked : packed, looked at from the first unpacked MiB on
	Fixes         int   // positions found
	Depth         int   // nested XML elements or JSON values
}

// DefaultLimits are generous for a day of driving and small for a server: a
// week at one fix a second is 600,000 fixes and about 60 MiB of GPX.
func DefaultLimits() Limits {
	return Limits{Bytes: 128 << 20, UnpackedBytes: 512 << 20, Ratio: 200, Fixes: 2_000_000, Depth: 64}
}

// filled returns the limits with every zero field set to its default.
func (l Limits) filled() Limits {
	d := DefaultLimits()
	if l.Bytes <= 0 {
		l.Bytes = d.Bytes
	}
	if l.UnpackedBytes <= 0 {
		l.UnpackedBytes = d.UnpackedBytes
	}
	if l.Ratio <= 0 {
		l.Ratio = d.Ratio
	}
	if l.Fixes <= 0 {
		l.Fixes = d.Fixes
	}
	if l.Depth <= 0 {
		l.Depth = d.Depth
	}
	return l
}

// ratioFrom is how many unpacked bytes are let through before the ratio is
// looked at: short texts of one letter compress very well and do no harm.
const ratioFrom = 1 << 20

var (
	errTooManyBytes    = errors.New("more bytes than the limit")
	errTooManyUnpacked = errors.New("more unpacked bytes than the limit")
	errRatio           = errors.New("unpacks to suspiciously much")
)

// meter counts the bytes read through it and fails past max with tooMany. When
// packed is set it also fails when the bytes exceed ratio times packed's count.
type meter struct {
	src     io.Reader
	n, max  int64
	tooMany error
	packed  *meter
	ratio   int64

	ratioBase int64 // what of n is not set against packed: other files of the archive
}

// Read reads from the source; the failure comes after the last allowed byte.
func (m *meter) Read(p []byte) (int, error) {
	if m.n > m.max {
		return 0, m.tooMany
	}
	if room := m.max - m.n + 1; int64(len(p)) > room {
		p = p[:room]
	}
	n, err := m.src.Read(p)
	m.n += int64(n)
	switch {
	case m.n > m.max:
		return n, m.tooMany
	case m.packed != nil && m.n-m.ratioBase > ratioFrom && m.n-m.ratioBase > m.ratio*max(m.packed.n, 1):
		return n, errRatio
	}
	return n, err
}
