package trace

import (
	"fmt"

	"licheng/lang"
)

// The reasons a whole file is refused for.
const (
	RefusedEmpty    = "empty"           // no bytes at all
	RefusedUnknown  = "unknown-format"  // none of the formats known here
	RefusedLater    = "unread-format"   // recognised, but not read by this version
	RefusedNoTrack  = "no-track"        // readable, but without a usable track
	RefusedBroken   = "broken"          // damaged before its first usable fix
	RefusedTooLarge = "too-large"       // over one of the Limits
	RefusedUnread   = "reading-stopped" // the reader itself failed
)

// Refusal is the error of a file that cannot be used: one sentence for the
// person who sent it, with the line where it went wrong when there is one.
type Refusal struct {
	Reason string    // one of the Refused… slugs
	Format string    // gpx, kml, …; empty when not recognised
	Line   int       // line or ordinal, from 1; 0 when the file as a whole is meant
	Text   lang.Text // what is wrong and what to do
	Err    error     // the cause below, if any
}

// Error returns the English sentence behind format and line:
// "gpx: line 812: …".
func (r *Refusal) Error() string { return r.Place() + r.Text.EN }

// Unwrap returns the cause below.
func (r *Refusal) Unwrap() error { return r.Err }

// Place returns "gpx: line 812: ", as much of it as is known.
func (r *Refusal) Place() string {
	place := ""
	if r.Format != "" {
		place = r.Format + ": "
	}
	if r.Line > 0 {
		place += fmt.Sprintf("line %d: ", r.Line)
	}
	return place
}

// refuse makes a Refusal without a line.
func refuse(reason, format string, text lang.Text) *Refusal {
	return &Refusal{Reason: reason, Format: format, Text: text}
}
