package trips

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"licheng/trips/trace"
)

// FixRead is one look at the raw fixes of a trip by somebody else than its
// owner.
type FixRead struct {
	By      string    // account name
	Person  PersonID  // who that is; empty for accounts that are nobody's
	At      time.Time // UTC
	Purpose string    // as the reader stated it
}

// Fixes returns every fix of a trip as it was recorded, in WGS-84, those that
// cleaning dropped too. Others than the owner must be finance or auditors and
// state a purpose; the look is recorded before the fixes are returned, and the
// owner can see it (FixReads).
//
// Faults: ErrNoTraceAccess, ErrNoTrip, ErrNoReason, ErrPurged.
func (s *Service) Fixes(ctx context.Context, actor Actor, id TripID, purpose string) ([]trace.Fix, error) {
	marked, err := s.MarkedFixes(ctx, actor, id, purpose)
	if err != nil {
		return nil, err
	}
	return plainFixes(marked), nil
}

// MarkedFixes is Fixes with the reason beside each dropped fix.
func (s *Service) MarkedFixes(ctx context.Context, actor Actor, id TripID, purpose string) ([]MarkedFix, error) {
	if err := seesTracks(actor); err != nil {
		return nil, err
	}
	var fixes []MarkedFix
	err := s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		owner, err := tripOwner(ctx, tx, actor.County, id)
		if err != nil {
			return err
		}
		if !sees(actor, owner) {
			return fmt.Errorf("trip %s: %w", id, ErrNoTrip)
		}
		if fixes, err = tripFixes(ctx, tx, actor.County, id); err != nil {
			return whyNoFixes(ctx, tx, actor.County, id, err)
		}
		if owner != actor.Person {
			return s.recordRead(ctx, tx, actor, id, purpose)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return fixes, nil
}

// recordRead writes down a look at somebody else's fixes.
func (s *Service) recordRead(ctx context.Context, tx *sqlx.Tx, actor Actor, id TripID, purpose string) error {
	purpose, err := plainPurpose(purpose)
	if err != nil {
		return err
	}
	if purpose == "" {
		return fmt.Errorf("trip %s: %w", id, ErrNoReason)
	}
	key, err := uuid.NewV7()
	if err != nil {
		return err
	}
	const insert = `
		INSERT INTO fix_reads (county, id, trip_id, login, person, purpose, at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`
	_, err = tx.ExecContext(ctx, tx.Rebind(insert),
		actor.County, key.String(), id, actor.Login, actor.Person, purpose, s.now())
	if err != nil {
		return fmt.Errorf("record read of trip %s: %w", id, err)
	}
	return nil
}

// FixReads returns who looked at the raw fixes of a trip, oldest first: for
// its owner, finance and auditors.
func (s *Service) FixReads(ctx context.Context, actor Actor, id TripID) ([]FixRead, error) {
	if err := seesTracks(actor); err != nil {
		return nil, err
	}
	owner, err := tripOwner(ctx, s.db, actor.County, id)
	if err == nil && !sees(actor, owner) {
		err = fmt.Errorf("trip %s: %w", id, ErrNoTrip)
	}
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Login   string    `db:"login"`
		Person  PersonID  `db:"person"`
		Purpose string    `db:"purpose"`
		At      time.Time `db:"at"`
	}
	const query = `SELECT login, person, purpose, at FROM fix_reads WHERE county = ? AND trip_id = ? ORDER BY at, id`
	if err := s.db.SelectContext(ctx, &rows, s.db.Rebind(query), actor.County, id); err != nil {
		return nil, fmt.Errorf("select reads of trip %s: %w", id, err)
	}
	reads := make([]FixRead, len(rows))
	for i, r := range rows {
		reads[i] = FixRead{By: r.Login, Person: r.Person, At: r.At.UTC(), Purpose: r.Purpose}
	}
	return reads, nil
}

// keepReads has the looks at trips that are no more shown with those that hold
// most of their time now, so that their owner still sees who looked.
func keepReads(ctx context.Context, tx *sqlx.Tx, county County, old, stored []Trip) error {
	const update = `UPDATE fix_reads SET trip_id = ? WHERE county = ? AND trip_id = ?`
	for _, o := range old {
		best, most := TripID(""), time.Duration(-1)
		for _, t := range stored {
			if t.ID == o.ID {
				best = ""
				break
			}
			if d, meets := common(o, t); meets && d > most {
				best, most = t.ID, d
			}
		}
		if best == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, tx.Rebind(update), best, county, o.ID); err != nil {
			return fmt.Errorf("keep the reads of trip %s: %w", o.ID, err)
		}
	}
	return nil
}

// tripOwner returns whose trip it is, or ErrNoTrip.
func tripOwner(ctx context.Context, q querier, county County, id TripID) (PersonID, error) {
	var owner PersonID
	const query = `SELECT person FROM trips WHERE county = ? AND id = ?`
	err := sqlx.GetContext(ctx, q, &owner, q.Rebind(query), county, id)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoTrip
	}
	if err != nil {
		return "", fmt.Errorf("trip %s: %w", id, err)
	}
	return owner, nil
}

// tripFixes reads the stored fixes of a trip.
func tripFixes(ctx context.Context, q querier, county County, id TripID) ([]MarkedFix, error) {
	return storedFixes(ctx, q, county, id, unpackFixes)
}

// keptFixes reads when and where the kept fixes of a trip were.
func keptFixes(ctx context.Context, q querier, county County, id TripID) ([]trace.Fix, error) {
	return storedFixes(ctx, q, county, id, unpackKept)
}

func storedFixes[F any](ctx context.Context, q querier, county County, id TripID, unpack func([]byte) ([]F, error)) ([]F, error) {
	var packed []byte
	const query = `SELECT packed FROM trip_fixes WHERE county = ? AND trip_id = ?`
	if err := sqlx.GetContext(ctx, q, &packed, q.Rebind(query), county, id); err != nil {
		return nil, fmt.Errorf("select fixes of trip %s: %w", id, err)
	}
	fixes, err := unpack(packed)
	if err != nil {
		return nil, fmt.Errorf("fixes of trip %s: %w", id, err)
	}
	return fixes, nil
}

// insertFixes stores the fixes of a trip.
func insertFixes(ctx context.Context, tx *sqlx.Tx, county County, id TripID, fixes []MarkedFix) error {
	packed, err := packFixes(fixes)
	if err != nil {
		return fmt.Errorf("pack fixes of trip %s: %w", id, err)
	}
	const insert = `INSERT INTO trip_fixes (county, trip_id, packed) VALUES (?, ?, ?)`
	if _, err := tx.ExecContext(ctx, tx.Rebind(insert), county, id, packed); err != nil {
		return fmt.Errorf("insert fixes of trip %s: %w", id, err)
	}
	return nil
}
