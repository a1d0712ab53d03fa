package ledger

import (
	"encoding/json"
	"time"
)

// LateType is the type of an event that says that something was learnt of a trip
// after its claim was handed in.
const LateType = "trip.late"

// Late is the payload of such an event. It changes nothing of the claim.
type Late struct {
	Trip     string        `json:"trip"`
	Person   string        `json:"person"`
	FoundAt  time.Time     `json:"found_at"`
	Findings []LateFinding `json:"findings"`
}

// LateFinding is one thing that was learnt.
type LateFinding struct {
	Rule   string `json:"rule"`
	Gone   bool   `json:"gone,omitempty"` // it was found before, and holds no more
	ZH     string `json:"zh"`
	EN     string `json:"en"`
	Digest string `json:"digest"` // of all of it
}

// applyLate notes when something was learnt of a trip last.
func (b *Book) applyLate(e Event) error {
	var l Late
	if err := json.Unmarshal(e.Payload, &l); err != nil || l.Trip != e.Subject {
		return altered(e, "its payload is not what was learnt of trip %s", e.Subject)
	}
	standing := b.Late[l.Trip]
	standing.Seq, standing.At = e.Seq, e.At
	standing.Findings = append(standing.Findings, l.Findings...)
	b.Late[l.Trip] = standing
	return nil
}

// LateStanding is all that was learnt of a trip late, and when and by which event
// the last of it.
type LateStanding struct {
	Seq      int64
	At       time.Time
	Findings []LateFinding
}
