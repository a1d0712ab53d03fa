// Package trace reads what phones, watches and trackers export into one form:
// a Trace of Fixes with an import Report that names what was dropped and why.
// Every decoder streams, holds to Limits and keeps what was whole in a
// truncated file. Formats are recognised by content, not by name.
package trace

import (
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/lang"
)

// Fix is one position report as the device wrote it.
type Fix struct {
	At         time.Time // UTC; zero when the file gives no time for this fix
	Point      orb.Point // lon, lat, in the datum of the trace
	ElevationM float64   // NaN when not given
	AccuracyM  float64   // horizontal, one standard deviation; NaN when not given
	SpeedMPS   float64   // NaN when not given
	HeadingDeg float64   // clockwise from north; NaN when not given
	Mocked     bool      // the phone says that another app than its receiver gave it
	Where      int       // line, row or message in the file, from 1; Unit says which
}

// Trace is one recorded track: fixes in the order of the file, or of their times
// in a format whose messages need not come in the order they were measured in
// (JT/T 808), or where the file has the latest first.
type Trace struct {
	Name    string // the track's own name; may be empty
	Vehicle string // which of several vehicles of one table; empty elsewhere
	Fixes   []Fix
	// Datum is what the file itself says its positions are in, or what the app
	// it names as its author is known to write; empty when it says nothing.
	Datum datum.Datum
	// Gaps lists indexes into Fixes before which the file itself starts a new
	// segment (<trkseg>, a new LineString); ascending, never 0.
	Gaps []int
	// Apart says that positions were taken out before the first fix which are
	// nobody's business: this and what was recorded before are not one drive.
	Apart bool
}

// Report says what a file held and what became of it.
type Report struct {
	Format  string      `json:"format"`            // gpx, kml, kmz, tcx, geojson, csv, xlsx, fit, nmea, igc, …; zip for several
	Charset string      `json:"charset,omitempty"` // utf-8 or gb18030, text formats only
	Fixes   int         `json:"fixes"`             // positions found in the file
	Kept    int         `json:"kept"`              // of those, kept
	Dropped []Drop      `json:"dropped"`           // the rest, one entry a run of equal reason
	Notes   []lang.Text `json:"notes"`             // what else a person should know: truncated, no times, …
	Day     string      `json:"day,omitempty"`     // 2006-01-02, the first date of a file whose points have dates without a time of day
}

// Drop names fixes of a file that were not kept.
type Drop struct {
	Reason string    `json:"reason"` // stable slug: no-position, out-of-range, zero-island, bad-time, …
	First  int       `json:"first"`  // line, row or message of the first
	Last   int       `json:"last"`   // the same of the last
	Fixes  int       `json:"fixes"`  // how many
	Text   lang.Text `json:"text"`   // where, what it means and what to do
}
