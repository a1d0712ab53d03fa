package ledger

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"licheng/reimburse/matter"
)

// Step is the payload of an event that moves a matter: request.ask,
// delegation.give, appeal.approve, … It seals the whole row as it stands after
// the move.
type Step struct {
	Matter     string          `json:"matter"`
	Kind       string          `json:"kind"`
	Action     string          `json:"action"`
	From       string          `json:"from"` // empty: it was not there before
	To         string          `json:"to"`
	Version    int64           `json:"version"`
	Terms      string          `json:"terms"` // digest of what was asked: it never changes
	Row        json.RawMessage `json:"row"`   // canonical
	OnBehalfOf []matter.Who    `json:"on_behalf_of,omitempty"`
	// ActorPerson is whose account acted in another's place: who was deputised may
	// do it with any of their accounts.
	ActorPerson string `json:"actor_person,omitempty"`
}

// MatterStanding is where a matter stands after its moves.
type MatterStanding struct {
	Last Step
	Seq  int64 // of the event of that move
	Type string
}

// LinkType is the type of an event that says which request a trip was driven
// under.
const LinkType = "trip.request"

// Link is the payload of such an event.
type Link struct {
	Trip    string `json:"trip"`
	Request string `json:"request"` // empty: under none
	ByHand  bool   `json:"by_hand"` // somebody said so; else time and place did
}

// stepKind returns the kind of matter an event moves; false when it moves none.
func (e Event) stepKind() (matter.Kind, bool) {
	kind, _, found := strings.Cut(e.Type, ".")
	for _, k := range matter.Kinds() {
		if found && string(k) == kind {
			return k, true
		}
	}
	return "", false
}

// applyStep takes in the move of a matter.
func (b *Book) applyStep(e Event, kind matter.Kind) error {
	var step Step
	if err := json.Unmarshal(e.Payload, &step); err != nil {
		return altered(e, "its payload is not the move of a matter")
	}
	before, known := b.Matters[step.Matter]
	switch {
	case e.Subject != step.Matter || step.Kind != string(kind) || e.Type != step.Kind+"."+step.Action:
		return altered(e, "its payload is to %s %s %s", step.Action, step.Kind, step.Matter)
	case known && before.Last.Kind != step.Kind:
		return altered(e, "it was a %s before", before.Last.Kind)
	case step.From != before.Last.To:
		return altered(e, "starts from %q, but it stood %q", step.From, before.Last.To)
	case !matter.Has(kind, matter.State(step.From), matter.Action(step.Action), matter.State(step.To)):
		return altered(e, "no %s goes from %q to %q by %q", kind, step.From, step.To, step.Action)
	case step.Version != before.Last.Version+1:
		return altered(e, "its version %d does not follow %d", step.Version, before.Last.Version)
	case known && step.Terms != before.Last.Terms:
		return altered(e, "what was asked is not what event %d says", before.Seq)
	}
	if err := b.checkDeputies(e, step.OnBehalfOf, step.ActorPerson); err != nil {
		return err
	}
	if kind == matter.Appeal {
		if err := b.noteAppeal(step); err != nil {
			return altered(e, "its row cannot be read: %v", err)
		}
	}
	b.Matters[step.Matter] = MatterStanding{Last: step, Seq: e.Seq, Type: e.Type}
	return nil
}

// applyLink takes in which request a trip was driven under.
func (b *Book) applyLink(e Event) error {
	var link Link
	if err := json.Unmarshal(e.Payload, &link); err != nil || link.Trip != e.Subject {
		return altered(e, "its payload is not about the request of trip %s", e.Subject)
	}
	if link.Request != "" {
		request := b.Matters[link.Request].Last
		if request.Kind != string(matter.Request) || request.To != string(matter.Approved) {
			return altered(e, "trip %s is put under request %s, which is not approved", link.Trip, link.Request)
		}
	}
	b.Links[link.Trip] = link
	return nil
}

// deputyRow is what the book reads of the row of a delegation.
type deputyRow struct {
	Of    matter.Who `json:"of"`
	To    matter.Who `json:"to"`
	From  time.Time  `json:"from"`
	Until time.Time  `json:"until"`
}

// Deputies returns the delegations that stand, whatever their days.
func (b *Book) Deputies() ([]matter.Deputy, error) {
	var all []matter.Deputy
	for id, standing := range b.Matters {
		if standing.Last.To != string(matter.Given) {
			continue
		}
		var row deputyRow
		if err := json.Unmarshal(standing.Last.Row, &row); err != nil {
			return nil, fmt.Errorf("delegation %s: %w", id, err)
		}
		all = append(all, matter.Deputy(row))
	}
	return all, nil
}

// checkDeputies holds an event done in another's place against the delegations
// in force at that moment: each of the chain deputised the next, the last one
// the actor or another account of the actor's person. without are those the chain must not touch.
func (b *Book) checkDeputies(e Event, chain []matter.Who, person string, without ...matter.Who) error {
	if len(chain) == 0 {
		return nil
	}
	given, err := b.Deputies()
	if err != nil {
		return altered(e, "%v", err)
	}
	whole := append(append([]matter.Who(nil), chain...), matter.Who{Login: e.Actor, Person: person})
	for i, who := range whole {
		for _, w := range without {
			if who.Is(w) {
				return altered(e, "%s decides on what is their own", who.Login)
			}
		}
		if i > 0 && !deputised(given, whole[i-1], who, e.At) {
			return altered(e, "%s did not deputise %s at that time", whole[i-1].Login, who.Login)
		}
	}
	return nil
}

func deputised(given []matter.Deputy, of, to matter.Who, at time.Time) bool {
	for _, d := range given {
		if d.Of.Is(of) && d.To.Is(to) && !at.Before(d.From) && at.Before(d.Until) {
			return true
		}
	}
	return false
}
