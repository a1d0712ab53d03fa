package trips

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"time"

	"licheng/trips/trace"
)

// unpackFixes reads the packed form; errPacked when it is damaged.
func unpackFixes(data []byte) ([]MarkedFix, error) {
	p, err := openPacked(data)
	if err != nil {
		return nil, err
	}
	fixes := make([]MarkedFix, p.fixes)
	for _, column := range fixColumns {
		if err := p.column(func(i int, v int64) { column.set(&fixes[i], v) }); err != nil {
			return nil, err
		}
	}
	return fixes, p.reasons(func(i int, reason string) { fixes[i].Dropped = reason })
}

// unpackKept reads when and where the kept fixes were, all else not given:
// what one drive is held against another by, of which there are many for each
// new one. errPacked when the packed form is damaged.
func unpackKept(data []byte) ([]trace.Fix, error) {
	p, err := openPacked(data)
	if err != nil {
		return nil, err
	}
	nan := math.NaN()
	fixes := make([]trace.Fix, p.fixes)
	set := [...]func(i int, v int64){
		func(i int, v int64) {
			fixes[i] = trace.Fix{ElevationM: nan, AccuracyM: nan, SpeedMPS: nan, HeadingDeg: nan}
			if v != notGiven {
				fixes[i].At = time.UnixMilli(v).UTC()
			}
		},
		func(i int, v int64) { fixes[i].Point[0] = unscaled(v, degreeScale) },
		func(i int, v int64) { fixes[i].Point[1] = unscaled(v, degreeScale) },
	}
	for k := range fixColumns {
		if k < len(set) {
			err = p.column(set[k])
		} else {
			err = p.skip()
		}
		if err != nil {
			return nil, err
		}
	}
	kept := fixes[:0]
	err = p.reasons(func(i int, reason string) {
		if reason == "" {
			kept = append(kept, fixes[i]) // at i or before it
		}
	})
	return kept, err
}

// packed is the packed form, being read.
type packed struct {
	rest  []byte
	names []string // of the reasons; the first is that of kept fixes, empty
	fixes int
}

// openPacked reads the packed form up to its columns.
func openPacked(data []byte) (*packed, error) {
	if len(data) == 0 || data[0] != packVersion {
		return nil, fmt.Errorf("%w: unknown version", errPacked)
	}
	const rawMax, usual = packedFixesMax * 40, 6 // times as long as the packed form
	var raw bytes.Buffer
	raw.Grow(min(usual*len(data), rawMax))
	if _, err := raw.ReadFrom(io.LimitReader(flate.NewReader(bytes.NewReader(data[1:])), rawMax)); err != nil {
		return nil, fmt.Errorf("%w: %w", errPacked, err)
	}
	p := &packed{rest: raw.Bytes(), names: []string{""}}
	reasons, err := p.count(reasonsMax)
	if err != nil {
		return nil, err
	}
	for range reasons {
		length, err := p.count(reasonBytesMax)
		if err != nil || length > len(p.rest) {
			return nil, fmt.Errorf("%w: a reason", errPacked)
		}
		p.names, p.rest = append(p.names, string(p.rest[:length])), p.rest[length:]
	}
	// Every fix takes at least a byte in each column.
	p.fixes, err = p.count(min(packedFixesMax, uint64(len(p.rest)/(len(fixColumns)+1))+1))
	return p, err
}

func (p *packed) count(most uint64) (int, error) {
	v, n := binary.Uvarint(p.rest)
	if n <= 0 || v > most {
		return 0, fmt.Errorf("%w: count %d", errPacked, v)
	}
	p.rest = p.rest[n:]
	return int(v), nil
}

// column reads one column and sets each value, notGiven where there is none.
func (p *packed) column(set func(i int, v int64)) error {
	last := int64(0)
	for i := range p.fixes {
		v, n := binary.Varint(p.rest)
		if n <= 0 {
			return fmt.Errorf("%w: fix %d", errPacked, i)
		}
		p.rest = p.rest[n:]
		if v != notGiven {
			last += v
			v = last
		}
		set(i, v)
	}
	return nil
}

// skip leaves out one column.
func (p *packed) skip() error {
	left := p.fixes
	for i, b := range p.rest {
		if left == 0 {
			p.rest = p.rest[i:]
			return nil
		}
		if b < 0x80 { // the last byte of a value
			left--
		}
	}
	p.rest = nil
	if left > 0 {
		return fmt.Errorf("%w: cut short", errPacked)
	}
	return nil
}

// reasons reads the last column, why each fix was dropped.
func (p *packed) reasons(set func(i int, reason string)) error {
	for i := range p.fixes {
		reason, n := binary.Varint(p.rest)
		if n <= 0 || reason < 0 || reason >= int64(len(p.names)) {
			return fmt.Errorf("%w: reason of fix %d", errPacked, i)
		}
		p.rest = p.rest[n:]
		set(i, p.names[reason])
	}
	return nil
}

// plainFixes drops the marks.
func plainFixes(marked []MarkedFix) []trace.Fix {
	fixes := make([]trace.Fix, len(marked))
	for i, m := range marked {
		fixes[i] = m.Fix
	}
	return fixes
}
