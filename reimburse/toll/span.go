package toll

import "time"

// Span is the time a vehicle was on tolled roads in one go. A vehicle is on one
// road at a time, so two spans of one vehicle that are the Same are of one pass,
// whoever tells of it: a track, a statement, an invoice.
type Span struct {
	From  time.Time     `json:"from"` // the moment of the exit where the entry is not known
	Until time.Time     `json:"until"`
	Slack time.Duration `json:"slack"` // how far the times may be off
}

// The slack of what tells of a pass: tracks are interpolated between fixes,
// and lanes print the minute in which they open; a statement with the exit
// alone is held against a track by it only.
const (
	spanSlack = 2 * time.Minute
	exitSlack = NearTime
)

// TogetherTime is how far apart two phones in one car may tell the passing of a
// toll point.
const TogetherTime = spanSlack

// Same reports whether both spans are of one pass: the middle of the shorter one
// lies in the longer one, give or take the larger slack. Passes that follow each
// other are told apart, a pass seen in part is not. Without times nothing is the
// same.
func (a Span) Same(b Span) bool {
	if a.Until.IsZero() || b.Until.IsZero() {
		return false
	}
	away := a.middle().Sub(b.middle()).Abs()
	return away <= max(a.length(), b.length())/2+max(a.Slack, b.Slack)
}

func (a Span) middle() time.Time { return a.From.Add(a.length() / 2) }

func (a Span) length() time.Duration { return max(a.Until.Sub(a.From), 0) }

// Around is the span of a whole drive: what is paid by it, such as an estimate,
// is for every pass within.
func Around(start, end time.Time) Span { return Span{From: start, Until: end} }
