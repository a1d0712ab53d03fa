package trace

import "licheng/lang"

// The reasons a whole file is refused for.
const (
	RefusedEmpty    = "empty"           // no bytes at all
	RefusedUnknown  = "unknown-format"  // none of the formats known here
	RefusedLater    = "unread-format"   // recognised, but not a format that is read
	RefusedNoTrack  = "no-track"        // readable, but without a usable track
	RefusedBroken   = "broken"          // damaged before its first usable fix
	RefusedTooLarge = "too-large"       // over one of the Limits
	RefusedNested   = "nested-archive"  // an archive within an archive
	RefusedUnread   = "reading-stopped" // the reader itself failed
)

// Refusal is the error of a file that cannot be used: one sentence for the
// person who sent it, with the place where it went wrong when there is one.
type Refusal struct {
	Reason string    // one of the Refused… slugs
	Format string    // gpx, kml, …; empty when not recognised
	Line   int       // line, row or message, from 1; 0 when the file as a whole is meant
	Unit   Unit      // what Line counts
	Text   lang.Text // what is wrong and what to do
	Err    error     // the cause below, if any
}

// Error returns the English sentence behind format and place:
// "gpx: line 812: …".
func (r *Refusal) Error() string {
	if r.Format == "" {
		return r.Said().EN
	}
	return r.Format + ": " + r.Said().EN
}

// Unwrap returns the cause below.
func (r *Refusal) Unwrap() error { return r.Err }

// Said returns the sentence with the place before it, as it is shown to
// people: "第 812 行：…", "line 812: …".
func (r *Refusal) Said() lang.Text {
	if r.Line == 0 {
		return r.Text
	}
	return located(r.unit().At(r.Line), r.Text)
}

// unit returns what Line counts, lines when nothing was said.
func (r *Refusal) unit() Unit {
	if r.Unit == "" {
		return UnitLine
	}
	return r.Unit
}

// refuse makes a Refusal without a place.
func refuse(reason, format string, text lang.Text) *Refusal {
	return &Refusal{Reason: reason, Format: format, Text: text}
}
