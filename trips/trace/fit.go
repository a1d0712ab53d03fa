package trace

import (
	"errors"
	"io"
	"math"
	"time"

	"github.com/muktihari/fit/decoder"
	"github.com/muktihari/fit/profile/basetype"
	"github.com/muktihari/fit/profile/mesgdef"
	"github.com/muktihari/fit/profile/typedef"
	"github.com/muktihari/fit/proto"
)

// fitFile reads Garmin's FIT, as watches and bicycle computers write it: the
// record messages are fixes, a timer that stops begins a segment, and chained
// files are a trace each. A course file is a plan to follow and is not read.
type fitFile struct {
	*collector
	messages int  // read so far
	course   bool // the present file is a course
	err      error
}

// decodeFIT reads a file with all that is chained to it.
func decodeFIT(src io.Reader, c *collector) ([]Trace, Report, error) {
	f := &fitFile{collector: c}
	dec := decoder.New(src, decoder.WithMesgListener(f), decoder.WithBroadcastOnly())
	for dec.Next() {
		f.course = false
		f.startTrace("")
		_, err := dec.Decode()
		switch {
		case f.err != nil:
			err = f.err
		case errors.Is(err, io.EOF):
			err = errTruncated
		case errors.Is(err, decoder.ErrCRCChecksumMismatch):
			f.note("文件的校验和不符（第 %[1]d 条报文之后），传输或保存时可能出过错；已读到的点照常使用。",
				"The checksum of the file does not fit (after message %[1]d): it may have been damaged on the way; what was read is used as usual.", f.messages)
			return c.finish()
		}
		if err != nil {
			return c.stopped(err, max(f.messages, 1))
		}
	}
	return c.finish()
}

// OnMesg takes one message. Past the limit on fixes nothing more is taken; the
// decoder cannot be stopped, but its bytes are bounded.
func (f *fitFile) OnMesg(m proto.Message) {
	f.messages++
	if f.err != nil {
		return
	}
	switch m.Num {
	case typedef.MesgNumFileId:
		f.course = mesgdef.NewFileId(&m).Type == typedef.FileCourse
	case typedef.MesgNumEvent:
		e := mesgdef.NewEvent(&m)
		if e.Event == typedef.EventTimer && (e.EventType == typedef.EventTypeStop || e.EventType == typedef.EventTypeStopAll) {
			f.breakSegment()
		}
	case typedef.MesgNumRecord:
		if f.course {
			f.others.routePoints++
			return
		}
		f.err = f.add(f.record(mesgdef.NewRecord(&m)))
	}
}

// fitSystemTime is where real times begin: smaller ones are seconds since the
// device was switched on (Profile.xlsx, date_time).
const fitSystemTime = 0x10000000

// record reads a record message. Positions are in semicircles, 2³¹ to 180°.
func (f *fitFile) record(r *mesgdef.Record) position {
	p := blank(f.messages)
	if r.PositionLat != basetype.Sint32Invalid && r.PositionLong != basetype.Sint32Invalid {
		p.lat, p.lon = semicircles(r.PositionLat), semicircles(r.PositionLong)
	}
	if sinceEpoch := r.Timestamp.Unix() - fitEpoch.Unix(); !r.Timestamp.IsZero() && sinceEpoch >= fitSystemTime {
		p.timed = true
		if at := r.Timestamp.UTC(); !at.Before(earliest) && at.Before(latest) {
			p.at, p.precision = at, exact
		}
	}
	p.elevationM = firstKnown(r.EnhancedAltitudeScaled(), r.AltitudeScaled())
	p.speedMPS = firstKnown(r.EnhancedSpeedScaled(), r.SpeedScaled())
	if r.GpsAccuracy != basetype.Uint8Invalid {
		p.accuracyM = float64(r.GpsAccuracy)
	}
	return p
}

// fitEpoch is what FIT counts seconds from.
var fitEpoch = time.Date(1989, 12, 31, 0, 0, 0, 0, time.UTC)

func semicircles(v int32) float64 { return float64(v) * 180 / (1 << 31) }

// firstKnown returns the first of two numbers, the second where it is NaN.
func firstKnown(a, b float64) float64 {
	if math.IsNaN(a) {
		return b
	}
	return a
}
