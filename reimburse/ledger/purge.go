package ledger

import (
	"encoding/json"
	"slices"
	"time"

	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
)

// PurgeType is the type of an event that says that the raw points of a trace
// are no more.
const PurgeType = "trace.purge"

// Purge is the payload of such an event: what was there, and that nothing was
// open about it. The sums let whoever keeps the file prove which it was.
type Purge struct {
	Trace      string     `json:"trace"`
	MergedInto string     `json:"merged_into,omitempty"` // the trace that has its trips; empty: its own
	Person     string     `json:"person"`
	SHA256     string     `json:"sha256"`      // of the file as it was on the device
	KeptSHA256 string     `json:"kept_sha256"` // of the bytes that were stored
	Bytes      int64      `json:"bytes"`
	Fixes      int        `json:"fixes"`
	Trips      []TripMark `json:"trips"` // as they stay, without a digest where no claim sealed one; none of a file that was refused
	KeptDays   int        `json:"kept_days"`
	SettledAt  time.Time  `json:"settled_at"`

	// Of trips in no claim handed in, which may be claimed yet: the end of the last
	// drive, and how long it was waited for.
	UnclaimedSince time.Time `json:"unclaimed_since,omitzero"`
	UnclaimedDays  int       `json:"unclaimed_days,omitempty"`
}

// PurgeStanding is a purge and the event that sealed it.
type PurgeStanding struct {
	Purge
	Seq int64
	At  time.Time
	By  string
}

// applyPurge takes in a purge. It refuses one before its time, one of a trace
// purged before, and one of a trip that is in no settled claim though nobody
// waited for one, that its claim sealed otherwise, whose claim was appealed against
// and not answered, or of which something was learnt that the time was not counted
// from.
func (b *Book) applyPurge(e Event) error {
	var p Purge
	if err := json.Unmarshal(e.Payload, &p); err != nil || p.Trace != e.Subject {
		return altered(e, "its payload is not the purge of trace %s", e.Subject)
	}
	before, twice := b.Purged[p.Trace]
	switch {
	case twice:
		return altered(e, "the points of the trace were purged by event %d", before.Seq)
	case e.At.Before(p.SettledAt.AddDate(0, 0, p.KeptDays)):
		return altered(e, "%d days have not passed since %s", p.KeptDays, p.SettledAt)
	case e.At.Before(p.UnclaimedSince.AddDate(0, 0, p.UnclaimedDays)):
		return altered(e, "%d days have not passed since %s", p.UnclaimedDays, p.UnclaimedSince)
	}
	for _, t := range p.Trips {
		id, claimed := b.holder[t.ID]
		last := b.Claims[id].Last
		waited := !p.UnclaimedSince.IsZero() && t.Digest == ""
		switch {
		case waited && (!claimed || claim.State(last.To) == claim.Returned): // nothing holds it
		case !claimed:
			return altered(e, "trip %s is in no claim", t.ID)
		case !claim.State(last.To).Settled(last.TotalFen):
			return altered(e, "trip %s is in claim %s, which stands %q", t.ID, id, last.To)
		case p.SettledAt.Before(b.Late[t.ID].At):
			return altered(e, "event %d learnt something of trip %s after %s", b.Late[t.ID].Seq, t.ID, p.SettledAt)
		case b.appealed[id] > 0:
			return altered(e, "trip %s is in claim %s, which is appealed against", t.ID, id)
		case !slices.Contains(last.Trips, t):
			return altered(e, "trip %s is not what claim %s sealed", t.ID, id)
		}
	}
	b.Purged[p.Trace] = PurgeStanding{Purge: p, Seq: e.Seq, At: e.At, By: e.Actor}
	return nil
}

// noteAppeal counts the appeals against a claim that wait for an answer.
func (b *Book) noteAppeal(step Step) error {
	var row struct {
		Subject string `json:"subject"`
	}
	if err := json.Unmarshal(step.Row, &row); err != nil {
		return err
	}
	if step.From == string(matter.Asked) {
		b.appealed[row.Subject]--
	}
	if step.To == string(matter.Asked) {
		b.appealed[row.Subject]++
	}
	return nil
}
