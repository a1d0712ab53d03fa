package reimburse

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"licheng/queue"
	"licheng/reimburse/ledger"
	"licheng/reimburse/matter"
	"licheng/trips"
)

// systemLogin stands in the book where nobody's hand but time and place said it.
const systemLogin = "system"

// link puts the trips of a month that nothing was said of yet under the approved
// request each fits. Where none fits better than another nothing is said.
func (s *Service) link(ctx context.Context, seen monthSeen) error {
	links, err := s.fitting(ctx, s.store.db, seen)
	if err != nil || len(links) == 0 {
		return err
	}
	return s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := s.store.lockHead(ctx, tx, string(seen.county)); err != nil {
			return err
		}
		again, err := s.fitting(ctx, tx, seen) // a request may have been withdrawn meanwhile
		if err != nil {
			return err
		}
		for _, l := range again {
			if err := s.saveLink(ctx, tx, l); err != nil {
				return err
			}
		}
		return nil
	})
}

// fitting returns the links that time and place suggest for trips that have none.
func (s *Service) fitting(ctx context.Context, q querier, seen monthSeen) ([]linkRow, error) {
	leaves, err := s.leaves(ctx, q, seen.county, seen.person, seen.driven)
	if err != nil || len(leaves) == 0 {
		return nil, err
	}
	linked, err := s.store.links(ctx, q, seen.county, tripIDs(seen.driven))
	if err != nil {
		return nil, err
	}
	var found []linkRow
	for _, t := range seen.driven {
		if _, said := linked[t.ID]; said {
			continue
		}
		if id, sure := matter.Choose(driveOf(t), leaves); sure {
			found = append(found, linkRow{
				County: seen.county, Trip: t.ID, Request: MatterID(id), Person: seen.person, LinkedAt: s.now(), LinkedBy: systemLogin,
			})
		}
	}
	return found, nil
}

// leaves returns the approved requests of a person, asked or ridden along on,
// around the time of the trips.
func (s *Service) leaves(ctx context.Context, q querier, county trips.County, person trips.PersonID, driven []trips.Trip) ([]matter.Leave, error) {
	var timed []trips.Trip
	for _, t := range driven {
		if !t.StartedAt.IsZero() {
			timed = append(timed, t)
		}
	}
	if len(timed) == 0 {
		return nil, nil
	}
	first := slices.MinFunc(timed, func(a, b trips.Trip) int { return a.StartedAt.Compare(b.StartedAt) }).StartedAt
	last := slices.MaxFunc(timed, func(a, b trips.Trip) int { return a.EndedAt.Compare(b.EndedAt) }).EndedAt
	rows, err := s.store.matters(ctx, q, county, matterFilter{
		kind: matter.Request, state: matter.Approved, person: person, from: first.AddDate(0, 0, -1), to: last.AddDate(0, 0, 1),
	})
	if err != nil {
		return nil, err
	}
	leaves := make([]matter.Leave, len(rows))
	for i, r := range rows {
		var t RequestTerms
		if err := fromJSON(r.Terms, &t); err != nil {
			return nil, err
		}
		leaves[i] = matter.Leave{ID: string(r.ID), From: r.FromAt.UTC(), Until: r.UntilAt.UTC(), Places: t.Places}
	}
	return leaves, nil
}

func driveOf(t trips.Trip) matter.Drive {
	return matter.Drive{Start: t.StartedAt, End: t.EndedAt, Line: t.Path, Names: append([]string{t.From, t.To}, t.Via...)}
}

func tripIDs(driven []trips.Trip) []trips.TripID {
	ids := make([]trips.TripID, len(driven))
	for i, t := range driven {
		ids[i] = t.ID
	}
	return ids
}

// saveLink writes a link, the event that seals it, and has the trips of the
// request looked at again.
func (s *Service) saveLink(ctx context.Context, tx *sqlx.Tx, l linkRow) error {
	if err := s.store.saveLink(ctx, tx, l); err != nil {
		return err
	}
	if _, err := s.store.appendEvent(ctx, tx, ledger.Entry{
		County: string(l.County), At: l.LinkedAt, Actor: l.LinkedBy, Type: ledger.LinkType, Subject: string(l.Trip),
		Payload: ledger.Link{Trip: string(l.Trip), Request: string(l.Request), ByHand: l.ByHand},
	}); err != nil {
		return err
	}
	return s.enqueueAsked(ctx, tx, l.County, l.Request, l.Trip)
}

// enqueueAsked has trips held against their request once more: one, and all that
// were driven under the same request, because they reach its places together.
func (s *Service) enqueueAsked(ctx context.Context, tx *sqlx.Tx, county trips.County, request MatterID, trip trips.TripID) error {
	again := []trips.TripID{trip}
	if request != "" {
		driven, err := s.store.linked(ctx, tx, county, request)
		if err != nil {
			return err
		}
		for _, l := range driven {
			if l.Trip != trip {
				again = append(again, l.Trip)
			}
		}
	}
	for _, id := range again {
		if err := s.queue.Enqueue(ctx, tx, queue.Job{Kind: trips.JobAsked, County: string(county), ID: string(id)}); err != nil {
			return fmt.Errorf("enqueue the look at trip %s: %w", id, err)
		}
	}
	return nil
}

// TripRequest is the request a trip was driven under, and those it could have
// been.
type TripRequest struct {
	Request *Request // nil: none, or nothing was said yet
	Said    bool     // somebody or something said so, be it that there is none
	ByHand  bool
	Could   []Request // approved ones of the same time, best first
}

// TripRequest returns the request a trip of the actor's was driven under.
// ErrNoTripHere when there is no such trip.
func (s *Service) TripRequest(ctx context.Context, actor trips.Actor, t trips.Trip) (TripRequest, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return TripRequest{}, err
	}
	found := TripRequest{Could: []Request{}}
	linked, err := s.store.links(ctx, s.store.db, actor.County, []trips.TripID{t.ID})
	if err != nil {
		return found, err
	}
	link, said := linked[t.ID]
	found.Said, found.ByHand = said, link.ByHand
	view := func(id MatterID) (Request, error) {
		row, err := s.store.matter(ctx, s.store.db, actor.County, matter.Request, id)
		if err != nil {
			return Request{}, err
		}
		return s.requestView(ctx, s.store.db, w, row)
	}
	if link.Request != "" {
		r, err := view(link.Request)
		if err != nil {
			return found, err
		}
		found.Request = &r
	}
	leaves, err := s.leaves(ctx, s.store.db, actor.County, t.Person, []trips.Trip{t})
	if err != nil {
		return found, err
	}
	for _, id := range matter.Could(driveOf(t), leaves) {
		r, err := view(MatterID(id))
		if err != nil {
			return found, err
		}
		found.Could = append(found.Could, r)
	}
	return found, nil
}

// LinkTrip says by hand which request a trip of the actor's own was driven
// under; an empty one says that it was none. A trip in a claim that was handed
// in stays as it is.
//
// Faults: ErrNotYours, ErrNoMatter for a request that is not approved or not of
// the trip's person, trips.ErrHeld.
func (s *Service) LinkTrip(ctx context.Context, actor trips.Actor, t trips.Trip, request MatterID) error {
	if actor.Person == "" || t.Person != actor.Person {
		return fmt.Errorf("trip %s: %w", t.ID, ErrNotYours)
	}
	return s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := s.store.lockHead(ctx, tx, string(actor.County)); err != nil {
			return err
		}
		held, err := s.TripHeld(ctx, tx, actor.County, t.ID)
		if err == nil && held {
			err = fmt.Errorf("trip %s: %w", t.ID, trips.ErrHeld)
		}
		if err != nil {
			return err
		}
		if request != "" {
			row, err := s.store.matter(ctx, tx, actor.County, matter.Request, request)
			if err == nil && (row.State != matter.Approved || !partyTo(actor, row)) {
				err = fmt.Errorf("request %s: %w", request, ErrNoMatter)
			}
			if err != nil {
				return err
			}
		}
		before, err := s.store.links(ctx, tx, actor.County, []trips.TripID{t.ID})
		if err != nil {
			return err
		}
		if err := s.saveLink(ctx, tx, linkRow{
			County: actor.County, Trip: t.ID, Request: request, Person: t.Person, ByHand: true, LinkedAt: s.now(), LinkedBy: actor.Login,
		}); err != nil {
			return err
		}
		if left := before[t.ID].Request; left != "" && left != request {
			if err := s.enqueueAsked(ctx, tx, actor.County, left, t.ID); err != nil {
				return err
			}
		}
		return s.enqueueDraft(ctx, tx, actor.County, t.Person, t.Month)
	})
}

// Asked tells trips what was approved for a trip; false when it was driven under
// no request.
func (s *Service) Asked(ctx context.Context, county trips.County, id trips.TripID) (trips.Asked, bool, error) {
	linked, err := s.store.links(ctx, s.store.db, county, []trips.TripID{id})
	if err != nil || linked[id].Request == "" {
		return trips.Asked{}, false, err
	}
	row, err := s.store.matter(ctx, s.store.db, county, matter.Request, linked[id].Request)
	if err != nil {
		return trips.Asked{}, false, err
	}
	var terms RequestTerms
	if err := fromJSON(row.Terms, &terms); err != nil {
		return trips.Asked{}, false, err
	}
	asked := trips.Asked{From: row.FromAt.UTC(), Until: row.UntilAt.UTC()}
	for _, p := range terms.Places {
		if point, known := p.Point(); known {
			asked.Places = append(asked.Places, trips.AskedPlace{Name: p.Name, Point: point})
		} else {
			asked.Elsewhere = true
		}
	}
	driven, err := s.store.linked(ctx, s.store.db, county, row.ID)
	for _, l := range driven {
		if l.Person == linked[id].Person {
			asked.Trips = append(asked.Trips, l.Trip)
		}
	}
	return asked, true, err
}

// leave is what pricing knows of the request of a trip.
type leave struct{ persons int }

// approvedTrips returns, of the trips driven under an approved request, how many
// were to ride.
func (s *Service) approvedTrips(ctx context.Context, q querier, county trips.County, driven []trips.Trip) (map[trips.TripID]leave, error) {
	linked, err := s.store.links(ctx, q, county, tripIDs(driven))
	if err != nil {
		return nil, err
	}
	approved := map[trips.TripID]leave{}
	for trip, l := range linked {
		if l.Request == "" {
			continue
		}
		row, err := s.store.matter(ctx, q, county, matter.Request, l.Request)
		if err != nil {
			return nil, err
		}
		if row.State == matter.Approved {
			approved[trip] = leave{persons: 1 + len(row.companions())}
		}
	}
	return approved, nil
}
