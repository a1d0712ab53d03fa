package trips

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"math"
	"time"

	"licheng/trips/trace"
)

// MarkedFix is a fix as it was recorded, in WGS-84, with the cleaning rule
// that set it aside.
type MarkedFix struct {
	trace.Fix
	Dropped string // the reason's slug; empty for a kept fix
}

// The packed form of fixes is one version byte, then a raw DEFLATE stream of:
// the number of reasons, each as length and bytes; the number of fixes; then
// column after column, one signed varint a fix, all but the reason as the
// difference from the fix before: time (ms), lon, lat (1e-7 degrees, 1 cm),
// elevation (cm), accuracy (cm), speed (mm/s), heading (1/100 degree), place
// in the file, reason (0 for kept). A value that was not given is written as
// the flagged difference notGiven. An hour at one fix a second is about 20 kB.
const (
	packVersion = 1
	notGiven    = math.MinInt64
	degreeScale = 1e7
	// The most fixes and bytes unpackFixes believes in.
	packedFixesMax = 4_000_000
	reasonsMax     = 1000
	reasonBytesMax = 200
)

var errPacked = errors.New("packed fixes are damaged")

// fixColumn is one figure of a fix in whole units.
type fixColumn struct {
	get func(*MarkedFix) int64
	set func(*MarkedFix, int64)
}

// fixColumns are the columns in their order. Reasons are handled beside them.
var fixColumns = []fixColumn{
	{
		func(f *MarkedFix) int64 {
			if f.At.IsZero() {
				return notGiven
			}
			return f.At.UnixMilli()
		},
		func(f *MarkedFix, v int64) {
			if v != notGiven {
				f.At = time.UnixMilli(v).UTC()
			}
		},
	},
	{
		func(f *MarkedFix) int64 { return scaled(f.Point[0], degreeScale) },
		func(f *MarkedFix, v int64) { f.Point[0] = unscaled(v, degreeScale) },
	},
	{
		func(f *MarkedFix) int64 { return scaled(f.Point[1], degreeScale) },
		func(f *MarkedFix, v int64) { f.Point[1] = unscaled(v, degreeScale) },
	},
	scaledColumn(func(f *MarkedFix) *float64 { return &f.ElevationM }, 100),
	scaledColumn(func(f *MarkedFix) *float64 { return &f.AccuracyM }, 100),
	scaledColumn(func(f *MarkedFix) *float64 { return &f.SpeedMPS }, 1000),
	scaledColumn(func(f *MarkedFix) *float64 { return &f.HeadingDeg }, 100),
	{
		func(f *MarkedFix) int64 { return int64(f.Where) },
		func(f *MarkedFix, v int64) { f.Where = int(v) },
	},
}

func scaledColumn(field func(*MarkedFix) *float64, scale float64) fixColumn {
	return fixColumn{
		func(f *MarkedFix) int64 { return scaled(*field(f), scale) },
		func(f *MarkedFix, v int64) { *field(f) = unscaled(v, scale) },
	}
}

// scaled is v in whole units of 1/scale; notGiven for NaN and for values that
// no sensor gives.
func scaled(v, scale float64) int64 {
	v = math.Round(v * scale)
	if math.IsNaN(v) || math.Abs(v) > 1e15 {
		return notGiven
	}
	return int64(v)
}

func unscaled(v int64, scale float64) float64 {
	if v == notGiven {
		return math.NaN()
	}
	return float64(v) / scale
}

// packFixes writes fixes in their packed form.
func packFixes(fixes []MarkedFix) ([]byte, error) {
	var raw []byte
	reasons, names := map[string]int64{"": 0}, []string(nil)
	for _, f := range fixes {
		if _, known := reasons[f.Dropped]; !known {
			names = append(names, f.Dropped)
			reasons[f.Dropped] = int64(len(names))
		}
	}
	raw = binary.AppendUvarint(raw, uint64(len(names)))
	for _, name := range names {
		raw = binary.AppendUvarint(raw, uint64(len(name)))
		raw = append(raw, name...)
	}
	raw = binary.AppendUvarint(raw, uint64(len(fixes)))
	for _, column := range fixColumns {
		last := int64(0)
		for i := range fixes {
			v := column.get(&fixes[i])
			if v == notGiven {
				raw = binary.AppendVarint(raw, notGiven)
				continue
			}
			raw = binary.AppendVarint(raw, v-last)
			last = v
		}
	}
	for i := range fixes {
		raw = binary.AppendVarint(raw, reasons[fixes[i].Dropped])
	}
	out := bytes.NewBuffer([]byte{packVersion})
	w, err := flate.NewWriter(out, flate.DefaultCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
