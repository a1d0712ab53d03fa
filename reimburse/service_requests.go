package reimburse

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/matter"
	"licheng/reimburse/rules"
	"licheng/trips"
)

const (
	placesMax     = 20                  // of one request
	companionsMax = 20                  // of one request
	longestLeave  = 31 * 24 * time.Hour // of one request
)

// AskRequest asks leave for a trip of the actor. Of places that have a code the
// name and position are those of the county's list. A trip that has begun can
// only be asked for as an emergency, with its reason, within the county's days.
//
// Faults: ErrClaimsDenied for an account that is nobody's, ErrRequest,
// ErrRequestLate, ErrRequestOver, ErrNotEmergency, ErrTooLong, ErrNoPerson.
func (s *Service) AskRequest(ctx context.Context, actor trips.Actor, terms RequestTerms) (Request, error) {
	if actor.Person == "" {
		return Request{}, fmt.Errorf("account %s: %w", actor.Login, ErrClaimsDenied)
	}
	terms, err := s.checkRequest(ctx, actor, terms)
	if err != nil {
		return Request{}, err
	}
	var row matterRow
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if row, err = s.newMatter(ctx, tx, actor, matter.Request, terms); err != nil {
			return err
		}
		from, until := terms.From.UTC(), terms.Until.UTC()
		row.FromAt, row.UntilAt = &from, &until
		row, err = s.askMatter(ctx, tx, row, matter.Ask)
		return err
	})
	if err != nil {
		return Request{}, err
	}
	return s.requestSeen(ctx, actor, row)
}

// checkRequest returns the terms with trimmed texts and the places of the
// county's list, or what is wrong with them.
func (s *Service) checkRequest(ctx context.Context, actor trips.Actor, t RequestTerms) (RequestTerms, error) {
	t.Purpose, t.Reason = strings.TrimSpace(t.Purpose), strings.TrimSpace(t.Reason)
	t.From, t.Until = t.From.UTC().Truncate(time.Second), t.Until.UTC().Truncate(time.Second)
	if utf8.RuneCountInString(t.Purpose) > textMax || utf8.RuneCountInString(t.Reason) > textMax {
		return t, ErrTooLong
	}
	if t.Purpose == "" || len(t.Places) == 0 || len(t.Places) > placesMax || len(t.Companions) > companionsMax ||
		!t.Until.After(t.From) || t.Until.Sub(t.From) > longestLeave {
		return t, ErrRequest
	}
	if err := s.checkBegun(ctx, actor.County, t); err != nil {
		return t, err
	}
	slices.Sort(t.Companions)
	t.Companions = slices.Compact(append([]trips.PersonID{}, t.Companions...))
	for _, c := range t.Companions {
		if _, err := s.store.person(ctx, s.store.db, actor.County, c); err != nil || c == actor.Person {
			return t, fmt.Errorf("companion %s: %w", c, ErrRequest)
		}
	}
	if t.Vehicle != "" {
		if may, err := s.MayDrive(ctx, actor.County, actor.Person, t.Vehicle); err != nil || !may {
			return t, fmt.Errorf("vehicle %s: %w", t.Vehicle, ErrRequest)
		}
	}
	return t, s.findPlaces(ctx, actor.County, t.Places)
}

// checkBegun holds the time of a request against now.
func (s *Service) checkBegun(ctx context.Context, county trips.County, t RequestTerms) error {
	begun := !t.From.After(s.now())
	policy, err := s.policy(ctx, s.store.db, county)
	switch {
	case err != nil:
		return err
	case t.Emergency && (!begun || t.Reason == ""):
		return ErrNotEmergency
	case t.Emergency && s.now().After(t.Until.AddDate(0, 0, policy.EmergencyDays)):
		return ErrRequestOver
	case !t.Emergency && begun:
		return ErrRequestLate
	}
	return nil
}

// findPlaces fills in name and position of the places that have a code.
func (s *Service) findPlaces(ctx context.Context, county trips.County, places []matter.Place) error {
	known, err := s.trips.Places(ctx, county)
	if err != nil {
		return fmt.Errorf("places: %w", err)
	}
	for i, p := range places {
		if p.Code == "" {
			if p.Name = strings.TrimSpace(p.Name); p.Name == "" || utf8.RuneCountInString(p.Name) > 100 {
				return fmt.Errorf("place %d: %w", i+1, ErrRequest)
			}
			places[i] = matter.Place{Name: p.Name}
			continue
		}
		at := slices.IndexFunc(known, func(k trips.Place) bool { return k.Code == p.Code })
		if at < 0 {
			return fmt.Errorf("place %s: %w", p.Code, ErrRequest)
		}
		places[i] = matter.Place{Code: p.Code, Name: known[at].Name, Lon: known[at].Lon, Lat: known[at].Lat}
	}
	return nil
}

// RequestFilter narrows a list of requests; empty fields do not.
type RequestFilter struct {
	State matter.State
	Own   bool // only those the actor asked or rides along on
	Limit int  // 1 to 500; 0 means 100
}

// Requests lists the requests the actor may see, the latest first: their own and
// those they ride along on; for an approver those of the township; for finance
// and auditors all of the county's.
func (s *Service) Requests(ctx context.Context, actor trips.Actor, f RequestFilter) ([]Request, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return nil, err
	}
	if f.Limit <= 0 {
		f.Limit = 100
	}
	ask := matterFilter{kind: matter.Request, state: f.State, limit: min(f.Limit, mattersMax)}
	if f.Own || !s.seesCounty(w) {
		ask.person = actor.Person
		if !f.Own {
			ask.township = s.townships(w)
		}
		if ask.person == "" && len(ask.township) == 0 {
			return []Request{}, nil
		}
	}
	rows, err := s.store.matters(ctx, s.store.db, actor.County, ask)
	if err != nil {
		return nil, err
	}
	found := make([]Request, len(rows))
	for i, row := range rows {
		if found[i], err = s.requestView(ctx, s.store.db, w, row); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// Request returns one request. ErrNoMatter when there is none the actor may see.
func (s *Service) Request(ctx context.Context, actor trips.Actor, id MatterID) (Request, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return Request{}, err
	}
	row, err := s.store.matter(ctx, s.store.db, actor.County, matter.Request, id)
	if err == nil && !s.seesRequest(w, row) {
		err = fmt.Errorf("request %s: %w", id, ErrNoMatter)
	}
	if err != nil {
		return Request{}, err
	}
	return s.requestView(ctx, s.store.db, w, row)
}

// DecideRequest approves, rejects or withdraws a request. When leave is given or
// withdrawn the months it lies in are priced anew.
//
// Faults: ErrNoMatter, ErrNotYours, ErrOwnMatter, ErrMatterState, ErrMoved,
// ErrComment to reject without a reason, ErrDriven, ErrTooLong.
func (s *Service) DecideRequest(ctx context.Context, actor trips.Actor, id MatterID, d MatterDecision) (Request, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return Request{}, err
	}
	var row matterRow
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := s.store.lockHead(ctx, tx, string(actor.County)); err != nil {
			return err
		}
		row, err = s.store.matter(ctx, tx, actor.County, matter.Request, id)
		if err == nil && !s.seesRequest(w, row) {
			err = ErrNoMatter
		}
		if err != nil {
			return err
		}
		if err := s.notDriven(ctx, tx, row, d.Action); err != nil {
			return err
		}
		if row, err = s.decideMatter(ctx, tx, w, row, d); err != nil {
			return err
		}
		return s.enqueueLeave(ctx, tx, row)
	})
	if err != nil {
		return Request{}, fmt.Errorf("%s request %s: %w", d.Action, id, err)
	}
	return s.requestSeen(ctx, actor, row)
}

// notDriven returns ErrDriven when leave that was used would be withdrawn.
func (s *Service) notDriven(ctx context.Context, tx *sqlx.Tx, row matterRow, action matter.Action) error {
	if action != matter.Withdraw {
		return nil
	}
	driven, err := s.store.linked(ctx, tx, row.County, row.ID)
	if err == nil && len(driven) > 0 {
		err = ErrDriven
	}
	return err
}

// enqueueLeave has the months of a request priced anew, for who asked and who
// rode along: their trips may be of it.
func (s *Service) enqueueLeave(ctx context.Context, tx *sqlx.Tx, row matterRow) error {
	if row.State != matter.Approved {
		return nil
	}
	people := append([]trips.PersonID{row.Person}, row.companions()...)
	last := monthOf(*row.UntilAt)
	for at := row.FromAt.In(rules.Shanghai()); monthOf(at) <= last; at = firstOf(at).AddDate(0, 1, 0) {
		for _, p := range people {
			if err := s.enqueueDraft(ctx, tx, row.County, p, monthOf(at)); err != nil {
				return err
			}
		}
	}
	return nil
}

func firstOf(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, at.Location())
}

// seesCounty reports whether the actor sees what everybody asked.
func (s *Service) seesCounty(w wardrobe) bool {
	held := trips.Actor{Roles: w.roles(w.given, s.now())}
	return oversees(held)
}

// townships are those whose people the actor decides on.
func (s *Service) townships(w wardrobe) []string {
	codes := []string{}
	for _, h := range w.hats(w.given, s.now()) {
		if h.township != "" && !slices.Contains(codes, h.township) {
			codes = append(codes, h.township)
		}
	}
	return codes
}

func (s *Service) seesRequest(w wardrobe, row matterRow) bool {
	return s.seesCounty(w) || partyTo(w.actor, row) || slices.Contains(s.townships(w), row.Township)
}

func (s *Service) requestSeen(ctx context.Context, actor trips.Actor, row matterRow) (Request, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return Request{}, err
	}
	return s.requestView(ctx, s.store.db, w, row)
}

func (s *Service) requestView(ctx context.Context, q querier, w wardrobe, row matterRow) (Request, error) {
	r := Request{With: []PersonView{}, Trips: []trips.TripID{}}
	var err error
	if r.Matter, err = s.matterView(ctx, q, w, row); err != nil {
		return r, err
	}
	if err := fromJSON(row.Terms, &r.RequestTerms); err != nil {
		return r, err
	}
	r.From, r.Until = row.FromAt.UTC(), row.UntilAt.UTC()
	for _, c := range r.Companions {
		person, err := s.store.person(ctx, q, row.County, c)
		if err != nil {
			return r, err
		}
		r.With = append(r.With, person.view())
	}
	if r.Vehicle != "" {
		v, _, err := s.store.vehicle(ctx, q, row.County, r.Vehicle)
		if err != nil {
			return r, err
		}
		r.Plate = v.Plate
	}
	driven, err := s.store.linked(ctx, q, row.County, row.ID)
	if err != nil {
		return r, err
	}
	for _, l := range driven {
		r.Trips = append(r.Trips, l.Trip)
	}
	return r, nil
}

// Colleagues lists who somebody may take along: the people of their township.
func (s *Service) Colleagues(ctx context.Context, actor trips.Actor) ([]PersonView, error) {
	found := []PersonView{}
	if actor.Person == "" {
		return found, nil
	}
	own, err := s.store.person(ctx, s.store.db, actor.County, actor.Person)
	if err != nil {
		return nil, err
	}
	people, err := s.store.persons(ctx, s.store.db, actor.County)
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	for _, p := range people {
		if p.Township == own.Township && p.ID != own.ID {
			found = append(found, p.view())
		}
	}
	return found, nil
}
