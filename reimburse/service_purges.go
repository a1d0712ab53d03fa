package reimburse

import (
	"cmp"
	"context"
	"errors"
	"slices"
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

// PointsKept is how long the county keeps the raw points of a trip after its claim
// is settled, and of one that nobody hands in.
func (s *Service) PointsKept(ctx context.Context, county trips.County) (trips.KeptDays, error) {
	policy, err := s.policy(ctx, s.store.db, county)
	return trips.KeptDays{Settled: policy.KeepPointsDays, Unclaimed: policy.KeepUnclaimedDays}, err
}

// Settled tells where the trips of a trace stand: settled when each is in a claim
// as that claim sealed it, when no claim of those months waits to be decided or
// paid, and when no appeal against one waits for an answer; from the last of
// these, or from what was learnt of a trip after. What was never handed in, or came
// back and was left, is told by the end of its drive, or of its month where it
// could be handed in beside what was. It holds the county's book until tx ends, so
// that nobody hands in or appeals meanwhile.
func (s *Service) Settled(ctx context.Context, tx *sqlx.Tx, county trips.County, driven []trips.Trip) (out trips.Settlement, err error) {
	if _, err := s.store.lockHead(ctx, tx, string(county)); err != nil {
		return out, err
	}
	months := map[personMonth]bool{}
	for _, t := range driven {
		row, sealed, err := s.handedIn(ctx, tx, county, t.ID)
		if err != nil {
			return out, err
		}
		if sealed == "" {
			months[personMonth{t.Person, t.Month}] = true
			if err := leftAlone(t, &out); err != nil {
				return out, err
			}
			continue
		}
		months[personMonth{row.Person, row.Month}] = true
		mark, err := markTrips([]trips.Trip{t})
		if err != nil {
			return out, err
		}
		if sealed != mark[0].Digest && row.State.Settled(row.TotalFen) {
			return trips.Settlement{Open: trips.KeptAltered}, nil
		}
	}
	for month := range months {
		if err := s.monthSettled(ctx, tx, county, month, &out); err != nil || out.Open != "" {
			return trips.Settlement{Open: out.Open}, err
		}
	}
	late, err := s.lateSince(ctx, tx, county, tripIDs(driven))
	if !late.IsZero() {
		out.At = later(out.At, late) // whoever may ask about it has their time from then
	}
	return out, err
}

// handedIn returns the claim that holds a trip and the digest it sealed; the digest
// is empty while nobody has handed the trip in, or since it came back.
func (s *Service) handedIn(ctx context.Context, tx *sqlx.Tx, county trips.County, id trips.TripID) (claimRow, string, error) {
	row, sealed, found, err := s.store.claimOfTrip(ctx, tx, county, id)
	if err != nil || !found || !row.State.Pinned() {
		sealed = ""
	}
	return row, sealed, err
}

// leftAlone adds a trip that nobody hands in: from its end or, where it has no
// times, from the end of the month it counts to.
func leftAlone(t trips.Trip, out *trips.Settlement) error {
	if t.EndedAt.IsZero() {
		return monthAlone(t.Month, out)
	}
	out.Unclaimed = later(out.Unclaimed, t.EndedAt)
	return nil
}

// monthAlone adds a month of which something waits to be handed in: from its end.
func monthAlone(month string, out *trips.Settlement) error {
	first, err := monthStart(month)
	if err == nil {
		out.Unclaimed = later(out.Unclaimed, first.AddDate(0, 1, 0))
	}
	return err
}

// later returns the later of two instants, in UTC.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b.UTC()
	}
	return a.UTC()
}

// monthSettled adds to where trips stand when the last claim of a month, or appeal
// against one, was settled, or what of it is open. A claim that was not handed in,
// or came back and was left, waits until the month is as long ago as a trip that
// nobody hands in.
func (s *Service) monthSettled(ctx context.Context, q querier, county trips.County, month personMonth, out *trips.Settlement) error {
	rows, err := s.store.monthClaims(ctx, q, county, month.Person, month.Month)
	if err != nil {
		return err
	}
	for _, row := range rows {
		switch {
		case !row.State.Pinned():
			if err := monthAlone(month.Month, out); err != nil {
				return err
			}
			continue
		case !row.State.Settled(row.TotalFen):
			out.Open = trips.KeptClaim
			return nil
		}
		at := row.DecidedAt
		if row.State == claim.Paid {
			at = cmp.Or(row.PaidAt, at)
		}
		if at != nil {
			out.At = later(out.At, *at)
		}
		if err := s.appealsSettled(ctx, q, county, row.ID, out); err != nil || out.Open != "" {
			return err
		}
	}
	return nil
}

// appealsSettled adds when the last appeal against a claim was answered, or that
// one waits.
func (s *Service) appealsSettled(ctx context.Context, q querier, county trips.County, id ClaimID, out *trips.Settlement) error {
	appeals, err := s.store.matters(ctx, q, county, matterFilter{kind: matter.Appeal, subject: string(id)})
	if err != nil {
		return err
	}
	for _, a := range appeals {
		if a.State == matter.Asked {
			out.Open = trips.KeptAppeal
			return nil
		}
		if a.DecidedAt != nil {
			out.At = later(out.At, *a.DecidedAt)
		}
	}
	return nil
}

// PointsPurged writes in the county's book that the raw points of a trace are
// gone, and what of its trips stays.
func (s *Service) PointsPurged(ctx context.Context, tx *sqlx.Tx, county trips.County, p trips.Purge, stay []trips.Trip) error {
	marks, err := markTrips(stay)
	if err != nil {
		return err
	}
	for i := range marks {
		_, sealed, err := s.handedIn(ctx, tx, county, trips.TripID(marks[i].ID))
		if err != nil {
			return err
		}
		if sealed == "" { // it may be claimed yet: that seals it
			marks[i].Digest = ""
		}
	}
	done := ledger.Purge{
		Trace: string(p.Trace), MergedInto: string(p.MergedInto), Person: string(p.Person), SHA256: p.SHA256, KeptSHA256: p.KeptSHA256, Bytes: p.Bytes, Fixes: p.Fixes,
		Trips: marks, KeptDays: p.KeptDays.Settled, SettledAt: p.Settlement.At.UTC(),
	}
	if since := p.Settlement.Unclaimed; !since.IsZero() {
		done.UnclaimedSince, done.UnclaimedDays = since.UTC(), p.KeptDays.Unclaimed
	}
	_, err = s.store.appendEvent(ctx, tx, ledger.Entry{
		County: string(county), At: p.At, Actor: p.By, Type: ledger.PurgeType, Subject: string(p.Trace), Payload: done,
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
		case string(p.MergedInto) != standing.MergedInto:
			wrong = "the stored row says another trace that it was merged into"
		case p.SHA256 != standing.SHA256 || p.KeptSHA256 != standing.KeptSHA256 || p.Bytes != standing.Bytes:
			wrong = "the stored sums of the file are not those the event sealed"
		case !p.At.Equal(standing.At) || p.By != standing.By:
			wrong = "the stored row says another time or another hand"
		case !slices.EqualFunc(marks, standing.Trips, stays):
			wrong = "a trip that was to stay is not what the event sealed"
		}
		if wrong != "" {
			return &ledger.Altered{Seq: standing.Seq, Type: ledger.PurgeType, Subject: id, Reason: wrong}
		}
	}
	return nil
}

// stays reports whether a trip is the one an event sealed. One that no claim held
// then was not sealed: its purpose or vehicle may have been said since.
func stays(now, sealed ledger.TripMark) bool {
	return now == sealed || now.ID == sealed.ID && sealed.Digest == ""
}

var _ trips.Settlements = (*Service)(nil)
