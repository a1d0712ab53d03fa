package trips

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/queue"
)

// CompanionAsk is a trip of a colleague that names the actor as having come along.
type CompanionAsk struct {
	Trip Trip  // its figures; nothing of its evidence but who told it
	Rode *bool // what the actor said; nil: nothing yet
}

// companionAskedFor is how long somebody is asked whether they came along.
const companionAskedFor = 62 * 24 * time.Hour

// CompanionAsks returns the trips of the last two months that name the actor as
// having come along, the newest first.
//
// Faults: ErrNotOwn for an account that is nobody's.
func (s *Service) CompanionAsks(ctx context.Context, actor Actor) ([]CompanionAsk, error) {
	if actor.Person == "" {
		return nil, fmt.Errorf("account %s: %w", actor.Login, ErrNotOwn)
	}
	found, err := tripsNaming(ctx, s.db, actor.County, actor.Person, s.now().Add(-companionAskedFor))
	if err != nil {
		return nil, err
	}
	asks := make([]CompanionAsk, len(found))
	for i, t := range found {
		asks[i].Trip = t
		rode, said, err := companionWord(ctx, s.db, actor.County, t.Trace, actor.Person)
		if err != nil {
			return nil, err
		}
		if said {
			asks[i].Rode = &rode
		}
	}
	return asks, nil
}

// SayCompanion says whether the actor came along on a trip that names them. The
// last word counts; of a trip in a claim handed in it is noted beside what was
// handed in.
//
// Faults: ErrNoTrip for a trip that does not name the actor.
func (s *Service) SayCompanion(ctx context.Context, actor Actor, id TripID, rode bool) error {
	return s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		found, err := listTrips(ctx, tx, actor.County, TripFilter{id: id, Summary: true})
		if err != nil {
			return err
		}
		if id == "" || len(found) == 0 || actor.Person == "" || found[0].Proof == nil || found[0].Proof.Companion != actor.Person {
			return fmt.Errorf("trip %s: %w", id, ErrNoTrip)
		}
		t := found[0]
		if err := saveCompanionWord(ctx, tx, actor.County, t.Trace, actor.Person, rode, s.now()); err != nil {
			return err
		}
		return s.config.Queue.Enqueue(ctx, tx, NamedJob(actor.County, t.Person, t.Month))
	})
}

// NamedJob looks up once more what a person's trips of a month name.
func NamedJob(county County, person PersonID, month string) queue.Job {
	return queue.Job{Kind: JobNamed, County: string(county), ID: string(person) + "/" + month}
}

// HandleNamed runs a job of kind JobNamed; it is a queue.Handler.
func (s *Service) HandleNamed(ctx context.Context, job queue.Job) error {
	person, month, ok := strings.Cut(job.ID, "/")
	if !ok {
		return fmt.Errorf("job %s %q: want person/month", job.Kind, job.ID)
	}
	return s.LookUpNamed(ctx, County(job.County), PersonID(person), month)
}

// LookUpNamed looks up once more what a person's trips of a month name in their
// support. Where another thing is found than before the statement is read anew;
// of a trip in a claim handed in a LateFinding says so.
func (s *Service) LookUpNamed(ctx context.Context, county County, person PersonID, month string) error {
	found, err := listTrips(ctx, s.db, county, TripFilter{Person: person, Month: month, Summary: true})
	if err != nil {
		return err
	}
	for _, t := range found {
		if t.Proof == nil {
			continue
		}
		if err := s.lookAgain(ctx, t); err != nil {
			return fmt.Errorf("trip %s: %w", t.ID, err)
		}
	}
	return nil
}

// lookAgain looks up what one trip names.
func (s *Service) lookAgain(ctx context.Context, t Trip) error {
	row, err := traceByID(ctx, s.db, t.County, t.Trace)
	if err != nil || row.State != TraceRead {
		return err
	}
	read, err := s.readStatement(ctx, row)
	if err != nil || read.stated == nil || read.stated.Proof == nil || sameProof(*t.Proof, *read.stated.Proof) && len(t.Late) == 0 {
		return err
	}
	fresh := *read.stated.Proof
	return s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		now, err := listTrips(ctx, tx, t.County, TripFilter{id: t.ID, Summary: true})
		if err != nil || len(now) == 0 {
			return err
		}
		if err := s.notHeld(ctx, tx, now[0]); errors.Is(err, ErrHeld) {
			return s.noteProof(ctx, tx, now[0], fresh)
		} else if err != nil {
			return err
		}
		if err := reopenTrace(ctx, tx, t.County, t.Trace); err != nil {
			return err
		}
		return s.config.Queue.Enqueue(ctx, tx, readJob(t.County, t.Trace))
	})
}

// sameProof reports whether two looks found the same. How often a usual route was
// driven grows with every drive: that alone is no news.
func sameProof(a, b Proof) bool {
	return a == b || a.Named == ByUsualRoute && a.Found == b.Found
}

// askCompanions has the trips that name a person looked at once more whose own
// trips were stored just now.
func (s *Service) askCompanions(ctx context.Context, tx *sqlx.Tx, row traceRow, stored []Trip) error {
	again := map[queue.Job]bool{}
	for _, t := range stored {
		if t.StartedAt.IsZero() {
			continue
		}
		named, err := namedAt(ctx, tx, row.County, row.Person, t.StartedAt, t.EndedAt)
		if err != nil {
			return err
		}
		for _, n := range named {
			job := NamedJob(row.County, n.Person, n.Month)
			if again[job] {
				continue
			}
			again[job] = true
			if err := s.config.Queue.Enqueue(ctx, tx, job); err != nil {
				return err
			}
		}
	}
	return nil
}
