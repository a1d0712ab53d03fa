package reimburse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"licheng/reimburse/ledger"
	"licheng/reimburse/matter"
	"licheng/trips"
)

// mattersMax is the longest list of matters one question gets.
const mattersMax = 500

// newMatter begins the row of a matter that the actor asks.
func (s *Service) newMatter(ctx context.Context, q querier, actor trips.Actor, kind matter.Kind, terms any) (matterRow, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return matterRow{}, fmt.Errorf("make an id: %w", err)
	}
	row := matterRow{
		County: actor.County, ID: MatterID(id.String()), Kind: kind, Person: actor.Person,
		AskedAt: s.now(), AskedBy: actor.Login, OnBehalfOf: "[]", Hands: "[]",
	}
	if actor.Person != "" {
		person, err := s.store.person(ctx, q, actor.County, actor.Person)
		if err != nil {
			return row, err
		}
		row.Township = person.Township
	}
	row.Terms, err = toJSON(terms)
	return row, err
}

// askMatter writes a new matter and the event that seals it.
func (s *Service) askMatter(ctx context.Context, tx *sqlx.Tx, row matterRow, action matter.Action) (matterRow, error) {
	if _, err := s.store.lockHead(ctx, tx, string(row.County)); err != nil {
		return row, err
	}
	to, err := matter.Next(row.Kind, matter.None, action, nil, true)
	if err != nil {
		return row, err
	}
	row.State, row.Version = to, 1
	if err := s.store.addMatter(ctx, tx, row); err != nil {
		return row, fmt.Errorf("%s a %s: %w", action, row.Kind, err)
	}
	return row, s.recordStep(ctx, tx, row.AskedBy, matter.None, row, action)
}

// decideMatter does what the decision says: the matter's new state and the event
// that seals it are written together. It locks the county's book first, as the
// moves of claims do.
func (s *Service) decideMatter(ctx context.Context, tx *sqlx.Tx, w wardrobe, row matterRow, d MatterDecision) (matterRow, error) {
	d.Comment = strings.TrimSpace(d.Comment)
	given, err := s.store.deputies(ctx, tx, row.County)
	if err != nil {
		return row, err
	}
	to, worn, err := w.nextMatter(given, s.now(), row, d.Action)
	switch {
	case err != nil:
		return row, err
	case row.Version != d.Version:
		return row, ErrMoved
	case utf8.RuneCountInString(d.Comment) > textMax:
		return row, ErrTooLong
	case (d.Action == matter.Reject || d.Action == matter.Answer) && d.Comment == "":
		return row, ErrComment
	}
	now, moved := s.now(), row
	moved.State, moved.Version = to, row.Version+1
	moved.DecidedAt, moved.DecidedBy, moved.DecidedPerson, moved.Comment = &now, w.actor.Login, w.actor.Person, d.Comment
	if d.Action == matter.Endorse { // somebody else has to approve too
		moved.DecidedAt = nil
		if moved.Hands, err = toJSON(append(slices.Clone(worn.chain), whoOf(w.actor))); err != nil {
			return row, err
		}
	}
	moved.Outcome = d.outcome
	if moved.OnBehalfOf, err = toJSON(append([]matter.Who{}, worn.chain...)); err != nil {
		return row, err
	}
	changed, err := s.store.moveMatter(ctx, tx, moved, row.Version)
	if err == nil && !changed {
		err = ErrMoved
	}
	if err != nil {
		return row, err
	}
	if err := s.lookUpNamed(ctx, tx, moved); err != nil {
		return row, err
	}
	return moved, s.recordStep(ctx, tx, w.actor.Login, row.State, moved, d.Action)
}

// nextMatter returns the state the action leads to and the hat it is taken
// under, or the fault that forbids it. No hat is worn that is a power of who
// asked or of who rides along, nor one that went through their hands.
func (w wardrobe) nextMatter(given []matter.Deputy, at time.Time, row matterRow, action matter.Action) (matter.State, hat, error) {
	refused := error(ErrNotYours)
	if action != matter.Withdraw && slices.ContainsFunc(row.barred, whoOf(w.actor).Is) {
		return row.State, hat{}, ErrFourEyes
	}
	for _, h := range w.hats(given, at, append(parties(row), row.barred...)...) {
		own := askedBy(w.actor, row)
		if action != matter.Withdraw && action != matter.End {
			own = partyTo(w.actor, row)
		}
		to, err := matter.Next(row.Kind, row.State, action, h.rolesFor(row.Township), own)
		switch {
		case err == nil:
			return to, h, nil
		case errors.Is(err, matter.ErrState):
			return row.State, h, ErrMatterState
		case errors.Is(err, matter.ErrOwn):
			refused = ErrOwnMatter
		}
	}
	return row.State, hat{}, refused
}

// parties are who asked and, of a request, who is to ride along.
func parties(row matterRow) []matter.Who {
	all := []matter.Who{{Login: row.AskedBy, Person: string(row.Person)}}
	for _, p := range row.companions() {
		all = append(all, matter.Who{Person: string(p)})
	}
	return all
}

func partyTo(a trips.Actor, row matterRow) bool {
	return slices.ContainsFunc(parties(row), whoOf(a).Is)
}

func askedBy(a trips.Actor, row matterRow) bool { return parties(row)[0].Is(whoOf(a)) }

// companions of a request; of another matter none.
func (r matterRow) companions() []trips.PersonID {
	if r.Kind != matter.Request {
		return nil
	}
	var terms RequestTerms
	if json.Unmarshal([]byte(r.Terms), &terms) != nil {
		return nil // a row that cannot be read is named where it is shown
	}
	return terms.Companions
}

// recordStep appends the move of a matter to the county's book.
func (s *Service) recordStep(ctx context.Context, tx *sqlx.Tx, login string, from matter.State, row matterRow, action matter.Action) error {
	sealed, terms, err := row.sealed()
	if err != nil {
		return err
	}
	step := ledger.Step{
		Matter: string(row.ID), Kind: string(row.Kind), Action: string(action), From: string(from), To: string(row.State),
		Version: row.Version, Terms: terms, Row: sealed,
	}
	if err := fromJSON(row.OnBehalfOf, &step.OnBehalfOf); err != nil {
		return err
	}
	if len(step.OnBehalfOf) > 0 {
		step.ActorPerson = string(row.DecidedPerson)
	}
	if from == matter.None && row.unnamed() {
		login = unnamedLogin
	}
	_, err = s.store.appendEvent(ctx, tx, ledger.Entry{
		County: string(row.County), At: s.now(), Actor: login, Type: string(row.Kind) + "." + string(action),
		Subject: string(row.ID), Payload: step,
	})
	return err
}

// unnamedLogin stands in the book where somebody complained without a name.
const unnamedLogin = "unnamed"

// sealed is what the ledger seals of a row, and the digest of the part of it
// that never changes. The name behind an unnamed complaint is not in it: the
// book can be exported.
func (r matterRow) sealed() (row json.RawMessage, terms string, err error) {
	asked := map[string]any{
		"kind": r.Kind, "person": r.Person, "township": r.Township, "subject": r.Subject, "line": r.LineNo, "asked_by": r.AskedBy,
		"asked_at": r.AskedAt.UTC(), "from": whenOrNil(r.FromAt), "until": whenOrNil(r.UntilAt), "due": whenOrNil(r.DueAt), "terms": json.RawMessage(r.Terms),
	}
	if r.unnamed() {
		asked["person"], asked["township"], asked["asked_by"] = "", "", unnamedLogin
	}
	if terms, err = ledger.Digest(asked); err != nil {
		return nil, "", err
	}
	all := map[string]any{
		"id": r.ID, "state": r.State, "version": r.Version, "decided_at": whenOrNil(r.DecidedAt), "decided_by": r.DecidedBy,
		"decided_person": r.DecidedPerson, "comment": r.Comment,
	}
	if r.Hands != "[]" {
		all["hands"] = json.RawMessage(r.Hands)
	}
	if r.Outcome != "" {
		all["outcome"] = json.RawMessage(r.Outcome)
	}
	for key, value := range asked {
		all[key] = value
	}
	if r.Kind == matter.Delegation {
		var t DelegationTerms
		if err := fromJSON(r.Terms, &t); err != nil {
			return nil, "", err
		}
		all["of"], all["to"] = matter.Who{Login: r.AskedBy, Person: string(r.Person)}, t.To
	}
	row, err = ledger.Canonical(all)
	return row, terms, err
}

// unnamed reports whether this is a complaint whose sender gave no name.
func (r matterRow) unnamed() bool {
	if r.Kind != matter.Complaint {
		return false
	}
	var terms ComplaintTerms
	return json.Unmarshal([]byte(r.Terms), &terms) == nil && terms.Unnamed
}

func whenOrNil(at *time.Time) any {
	if at == nil {
		return nil
	}
	return at.UTC()
}

// matterView is what every kind of matter shows alike.
func (s *Service) matterView(ctx context.Context, q querier, w wardrobe, row matterRow) (Matter, error) {
	v := Matter{
		ID: row.ID, Kind: row.Kind, State: row.State, Version: row.Version, AskedAt: row.AskedAt.UTC(), AskedBy: row.AskedBy,
		DueAt: utc(row.DueAt), DecidedAt: utc(row.DecidedAt), DecidedBy: row.DecidedBy, Comment: row.Comment, Allowed: []matter.Action{},
	}
	if err := fromJSON(row.OnBehalfOf, &v.OnBehalfOf); err != nil {
		return v, err
	}
	if row.Person != "" {
		person, err := s.store.person(ctx, q, row.County, row.Person)
		if err != nil {
			return v, err
		}
		v.Person = person.view()
	}
	if row.unnamed() && !askedBy(w.actor, row) {
		v.Person, v.AskedBy = PersonView{}, ""
	}
	for _, action := range []matter.Action{matter.Approve, matter.Reject, matter.Withdraw, matter.End, matter.Answer} {
		if _, _, err := w.nextMatter(w.given, s.now(), row, action); err == nil {
			v.Allowed = append(v.Allowed, action)
		}
	}
	return v, nil
}
