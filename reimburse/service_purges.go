package reimburse

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/matter"
	"licheng/trips"
)

// PurgedTraces is what the book is held against: what trips says of the traces
// whose raw points are gone, and of what was learnt late.
type PurgedTraces interface {
	// PurgedTrace returns the purge of a trace with its trips as they stay; found
	// is false when there is none, or points of it are still there.
	PurgedTrace(ctx context.Context, county trips.County, id trips.TraceID) (p trips.Purge, found bool, stay []trips.Trip, err error)
	// LateFindings returns what was learnt of trips after their claims were handed
	// in, by trip.
	LateFindings(ctx context.Context, county trips.County) (map[trips.TripID][]trips.LateFinding, error)
}

// WirePurges sets who knows the traces whose raw points are gone. Call it before
// the first request.
func (s *Service) WirePurges(p PurgedTraces) { s.purges = p }

// PointsKeptDays is how long the county keeps the raw points of a trip after its
// claim is settled.
func (s *Service) PointsKeptDays(ctx context.Context, county trips.County) (int, error) {
	policy, err := s.policy(ctx, s.store.db, county)
	return policy.KeepPointsDays, err
}

// Settled tells where the trips of a trace stand: settled when each is in a claim
// as that claim sealed it, when no claim of those months waits to be decided or
// paid, and when no appeal against one waits for an answer; from the last of
// these, or from what was learnt of a trip after. It holds the county's book
// until tx ends, so that nobody appeals meanwhile.
func (s *Service) Settled(ctx context.Context, tx *sqlx.Tx, county trips.County, driven []trips.Trip) (trips.Settlement, error) {
	if _, err := s.store.lockHead(ctx, tx, string(county)); err != nil {
		return trips.Settlement{}, err
	}
	marks, err := markTrips(driven)
	if err != nil {
		return trips.Settlement{}, err
	}
	var out trips.Settlement
	months := map[personMonth]bool{}
	for _, t := range driven {
		row, sealed, found, err := s.store.claimOfTrip(ctx, tx, county, t.ID)
		if err != nil {
			return out, err
		}
		mark, _ := slices.BinarySearchFunc(marks, string(t.ID), func(m ledger.TripMark, id string) int { return strings.Compare(m.ID, id) })
		switch {
		case !found:
			return trips.Settlement{Open: trips.KeptUnclaimed}, nil
		case sealed != marks[mark].Digest && row.State.Settled(row.TotalFen):
			return trips.Settlement{Open: trips.KeptAltered}, nil
		}
		months[personMonth{row.Person, row.Month}] = true
	}
	for month := range months {
		since, open, err := s.monthSettled(ctx, tx, county, month)
		if err != nil || open != "" {
			return trips.Settlement{Open: open}, err
		}
		if since.After(out.At) {
			out.At = since
		}
	}
	if len(driven) == 0 {
		out.Open = trips.KeptUnclaimed
	}
	late, err := s.lateSince(ctx, tx, county, tripIDs(driven))
	if late.After(out.At) {
		out.At = late // whoever may ask about it has their time from then
	}
	return out, err
}

// monthSettled returns when the last claim of a month, or appeal against one,
// was settled; open says what is not.
func (s *Service) monthSettled(ctx context.Context, q querier, county trips.County, month personMonth) (since time.Time, open trips.Keeping, err error) {
	rows, err := s.store.monthClaims(ctx, q, county, month.Person, month.Month)
	if err != nil {
		return since, "", err
	}
	for _, row := range rows {
		if !row.State.Settled(row.TotalFen) {
			return since, trips.KeptClaim, nil
		}
		at := row.DecidedAt
		if row.State == claim.Paid {
			at = cmp.Or(row.PaidAt, at)
		}
		if at != nil && at.After(since) {
			since = at.UTC()
		}
		appeals, err := s.store.matters(ctx, q, county, matterFilter{kind: matter.Appeal, subject: string(row.ID)})
		if err != nil {
			return since, "", err
		}
		for _, a := range appeals {
			if a.State == matter.Asked {
				return since, trips.KeptAppeal, nil
			}
			if a.DecidedAt != nil && a.DecidedAt.After(since) {
				since = a.DecidedAt.UTC()
			}
		}
	}
	return since, "", nil
}

// PointsPurged writes in the county's book that the raw points of a trace are
// gone, and what of its trips stays.
func (s *Service) PointsPurged(ctx context.Context, tx *sqlx.Tx, county trips.County, p trips.Purge, stay []trips.Trip) error {
	marks, err := markTrips(stay)
	if err != nil {
		return err
	}
	_, err = s.store.appendEvent(ctx, tx, ledger.Entry{
		County: string(county), At: p.At, Actor: p.By, Type: ledger.PurgeType, Subject: string(p.Trace),
		Payload: ledger.Purge{
			Trace: string(p.Trace), Person: string(p.Person), SHA256: p.SHA256, KeptSHA256: p.KeptSHA256, Bytes: p.Bytes, Fixes: p.Fixes,
			Trips: marks, KeptDays: p.KeptDays, SettledAt: p.SettledAt.UTC(),
		},
	})
	return err
}

// verifyPurges holds what trips says of purged traces against the events: that
// the points are gone, and that what was to stay is as it was.
func (s *Service) verifyPurges(ctx context.Context, county trips.County, book *ledger.Book) error {
	if len(book.Purged) == 0 {
		return nil
	}
	if s.purges == nil {
		return errors.New("reimburse: nobody knows the purged traces the book speaks of")
	}
	for id, standing := range book.Purged {
		p, found, stay, err := s.purges.PurgedTrace(ctx, county, trips.TraceID(id))
		if err != nil {
			return err
		}
		marks, err := markTrips(stay)
		if err != nil {
			return err
		}
		wrong := ""
		switch {
		case !found:
			wrong = "its points are not gone"
		case p.SHA256 != standing.SHA256 || p.KeptSHA256 != standing.KeptSHA256 || p.Bytes != standing.Bytes:
			wrong = "the stored sums of the file are not those the event sealed"
		case !p.At.Equal(standing.At) || p.By != standing.By:
			wrong = "the stored row says another time or another hand"
		case !slices.Equal(marks, standing.Trips):
			wrong = "a trip that was to stay is not what the event sealed"
		}
		if wrong != "" {
			return &ledger.Altered{Seq: standing.Seq, Type: ledger.PurgeType, Subject: id, Reason: wrong}
		}
	}
	return nil
}

var _ trips.Settlements = (*Service)(nil)
