package reimburse

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/ledger"
	"licheng/trips"
)

// LateFound writes in the county's book what was learnt of a trip after its claim
// was handed in. The claim stays as it is: the days of an appeal, and those its
// points are kept for, count from now.
func (s *Service) LateFound(ctx context.Context, tx *sqlx.Tx, trip trips.Trip, found []trips.LateFinding) error {
	if len(found) == 0 {
		return nil
	}
	learnt := ledger.Late{Trip: string(trip.ID), Person: string(trip.Person), FoundAt: found[0].FoundAt.UTC()}
	for _, f := range found {
		sealed, err := lateMark(f)
		if err != nil {
			return err
		}
		learnt.Findings = append(learnt.Findings, sealed)
	}
	_, err := s.store.appendEvent(ctx, tx, ledger.Entry{
		County: string(trip.County), At: learnt.FoundAt, Actor: systemLogin, Type: ledger.LateType, Subject: string(trip.ID), Payload: learnt,
	})
	return err
}

// lateMark seals a late finding.
func lateMark(f trips.LateFinding) (ledger.LateFinding, error) {
	f.FoundAt, f.At = f.FoundAt.UTC(), f.At.UTC()
	digest, err := ledger.Digest(f)
	return ledger.LateFinding{Rule: f.Rule, Gone: f.Gone, ZH: f.Text.ZH, EN: f.Text.EN, Digest: digest}, err
}

// lateSince returns when something was learnt late of one of some trips last;
// zero when nothing ever was.
func (s *Service) lateSince(ctx context.Context, q querier, county trips.County, ids []trips.TripID) (last time.Time, err error) {
	for _, id := range ids {
		var at time.Time
		found, err := get(ctx, q, &at, `SELECT at FROM ledger_events WHERE county = ? AND subject = ? AND type = ?
			ORDER BY seq DESC LIMIT 1`, county, id, ledger.LateType)
		if err != nil {
			return last, fmt.Errorf("late findings of trip %s: %w", id, err)
		}
		if found && at.After(last) {
			last = at.UTC()
		}
	}
	return last, nil
}

// verifyLate holds what trips says was learnt late against the events: each of it
// was sealed by one. What came back with its claim and was weighed anew is no
// longer there.
func (s *Service) verifyLate(ctx context.Context, county trips.County, book *ledger.Book) error {
	if s.purges == nil {
		return nil
	}
	all, err := s.purges.LateFindings(ctx, county)
	if err != nil {
		return err
	}
	for id, found := range all {
		standing := book.Late[string(id)]
		for _, f := range found {
			mark, err := lateMark(f)
			if err != nil {
				return err
			}
			if !slices.Contains(standing.Findings, mark) {
				return &ledger.Altered{
					Seq: standing.Seq, Type: ledger.LateType, Subject: string(id),
					Reason: "no event sealed the stored finding " + f.Rule,
				}
			}
		}
	}
	return nil
}
