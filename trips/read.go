package trips

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng/lang"
	"licheng/trips/trace"
	"licheng/trips/verify"
)

// reading is what reading one upload gave, before anything is stored.
type reading struct {
	outcome
	others   []trace.Report // of the traces merged into it
	drives   []*beside
	stated   *stated // of a statement
	closures int64   // their version when the trips were held against them
}

// Read reads one upload into trips: decode → datum → clean → segment → match →
// verify, then one transaction that puts the trips in place of any the trace
// had and tells the listener. It is the job queued by HandIn, and idempotent:
// a trace that is not waiting to be read, or is no more, is left alone. One that
// was merged into another is read with it.
//
// A file with nothing usable in it is no error: the trace becomes refused and
// says why. An error (a blob that cannot be read, a matcher that failed, a
// database that is away) is also noted in the trace, with what to do, and the
// trace stays received, to be tried again.
func (s *Service) Read(ctx context.Context, county County, id TraceID) error {
	rows, err := wholeTrace(ctx, s.db, county, id)
	if errors.Is(err, ErrNoTrace) {
		return nil // its owner took it back
	}
	if err != nil {
		return fmt.Errorf("read trace %s: %w", id, err)
	}
	if rows[0].State != TraceReceived {
		return nil
	}
	result, err := s.work(ctx, rows)
	if err == nil {
		err = s.db.InTx(ctx, func(tx *sqlx.Tx) error { return s.store(ctx, tx, rows, result) })
	}
	if err != nil && !errors.Is(err, errOutrun) {
		err = fmt.Errorf("read trace %s: %w", id, err)
		return errors.Join(err, s.note(ctx, county, rows[0].ID, err))
	}
	return nil
}

// note records in the trace why it could not be read, even when the work was
// stopped because its time was over.
func (s *Service) note(ctx context.Context, county County, id TraceID, err error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	cause, _, _ := strings.Cut(err.Error(), "\n") // not the stack of a panic
	problem := lang.Sayf(
		"暂时没有读成，系统会自动再试，文件已妥善保存，无需重传。若一天后仍未读成，请把此提示交给管理员：%s",
		"Not read yet; it will be tried again by itself. The file is safe, there is no need to send it again. If it is still unread after a day, show this to the administrator: %s",
		cause)
	return noteProblem(ctx, s.db, county, id, problem)
}

// ErrNoMatcher reports a reading asked of a service without roads.
var ErrNoMatcher = errors.New("this service has no road file: it cannot read traces")

// errOutrun ends the transaction of a reading that another was faster than.
var errOutrun = errors.New("the trace was read, or changed, since its reading began")

// work turns the bytes of traces that are read together into trips of the first;
// it stores nothing.
func (s *Service) work(ctx context.Context, rows []traceRow) (reading, error) {
	row := rows[0]
	if s.config.Matcher == nil {
		return reading{}, ErrNoMatcher
	}
	if row.Kind == KindStatement {
		return s.readStatement(ctx, row)
	}
	read, err := s.readFiles(ctx, rows)
	var refusal *trace.Refusal
	switch {
	case len(rows) == 1 && errors.As(err, &refusal) && refusal.Reason != trace.RefusedUnread:
		return refused(read.Report, refusal.Said()), nil
	case err != nil:
		return reading{}, err
	}
	drives := read.Drives()
	if len(drives) == 0 {
		return refused(read.Report, refusalNoDrive()), nil
	}
	closures, err := closuresVersion(ctx, s.db, row.County)
	if err != nil {
		return reading{}, err
	}
	if err := s.ownAll(ctx, rows, drives); err != nil {
		return reading{}, err
	}
	held := make([]*beside, len(drives))
	for i := range drives {
		held[i] = hold(&drives[i], row.ReceivedAt)
		if err := held[i].compare(ctx, s.db, rows); err != nil {
			return reading{}, fmt.Errorf("trip %d of %d: %w", i+1, len(drives), err)
		}
	}
	return reading{outcome: outcome{state: TraceRead, report: read.Report}, others: read.Others, drives: held, closures: closures}, nil
}

// refused is the reading of a file with nothing usable in it.
func refused(report trace.Report, why lang.Text) reading {
	return reading{outcome: outcome{state: TraceRefused, report: report, refusal: &why}}
}

// ownAll makes drives the trips of whoever handed them in. One that was a trip
// before keeps what its owner said of it; one of several what was said of the
// longest, or else of any.
func (s *Service) ownAll(ctx context.Context, rows []traceRow, drives []Drive) error {
	before, err := tripsOfTraces(ctx, s.db, rows)
	if err != nil {
		return err
	}
	now := make([]Trip, len(drives))
	for i := range drives {
		if err := s.own(ctx, rows[0], &drives[i]); err != nil {
			return fmt.Errorf("trip %d of %d: %w", i+1, len(drives), err)
		}
		now[i] = drives[i].Trip
	}
	for i, old := range kin(before, now) {
		if old >= 0 {
			drives[i].Trip.Purpose, drives[i].Trip.Vehicle = before[old].Purpose, before[old].Vehicle
		}
		drives[i].Trip.saidOfParts(before)
	}
	return nil
}

// saidOfParts fills in the purpose and vehicle of a trip that has none from those
// it was merged of.
func (t *Trip) saidOfParts(before []Trip) {
	for _, b := range before {
		if _, meets := common(b, *t); meets {
			t.Purpose, t.Vehicle = cmp.Or(t.Purpose, b.Purpose), cmp.Or(t.Vehicle, b.Vehicle)
		}
	}
}

// own makes a drive the trip of whoever handed it in, names its places and holds
// it against the roads that were closed.
func (s *Service) own(ctx context.Context, row traceRow, d *Drive) error {
	t := &d.Trip
	t.County, t.Trace, t.Person, t.Vehicle, t.Purpose = row.County, row.ID, row.Person, row.Vehicle, row.Purpose
	t.Month = monthOf(t.StartedAt, row.ReceivedAt)
	day := t.StartedAt
	if day.IsZero() {
		day = row.ReceivedAt
	}
	if err := s.nameTrip(ctx, day, d); err != nil {
		return err
	}
	if err := s.noteClosedWays(ctx, d); err != nil {
		return err
	}
	return s.noteClosures(ctx, d)
}

// box returns the bounding box of the kept fixes.
func (d Drive) box() orb.Bound {
	box := d.driven[0].Point.Bound()
	for _, f := range d.driven {
		box = box.Extend(f.Point)
	}
	return box
}

// store writes what reading gave, unless another worker was faster. Trips that
// were handed in with a claim since the trace was reopened stay as they are.
func (s *Service) store(ctx context.Context, tx *sqlx.Tx, rows []traceRow, r reading) error {
	row := rows[0]
	if err := takeTurn(ctx, s.db.Dialect, tx, "drives of "+string(row.County)); err != nil {
		return err
	}
	old, err := tripsOfTraces(ctx, tx, rows)
	if err != nil {
		return err
	}
	if err := s.noneHeld(ctx, tx, old); errors.Is(err, ErrHeld) {
		return s.leave(ctx, tx, rows)
	} else if err != nil {
		return err
	}
	if err := s.close(ctx, tx, rows, r); err != nil {
		return err
	}
	for _, each := range rows {
		if err := clearTrips(ctx, s.db.Dialect, tx, each.County, each.ID); err != nil {
			return err
		}
	}
	if err := s.takeBack(ctx, tx, row.County, old); err != nil {
		return err
	}
	stored := make([]Trip, len(r.drives))
	for i, b := range r.drives {
		stored[i] = b.drive.Trip
	}
	of := kin(old, stored)
	for i, b := range r.drives {
		d := b.drive
		if d.Trip.ID, err = tripID(old, of[i]); err != nil {
			return err
		}
		if err := b.compare(ctx, tx, nil); err != nil {
			return err
		}
		if err := insertDrive(ctx, tx, *d, i+1); err != nil {
			return err
		}
		if err := s.tellLater(ctx, tx, b); err != nil {
			return err
		}
		stored[i] = d.Trip
	}
	if r.stated != nil {
		if r.stated.ID, err = tripID(old, kin(old, []Trip{r.stated.Trip})[0]); err != nil {
			return err
		}
		if err := insertStated(ctx, tx, r.stated); err != nil {
			return err
		}
		stored = append(stored, r.stated.Trip)
	}
	if err := keepReads(ctx, tx, row.County, old, stored); err != nil {
		return err
	}
	if err := s.weighStored(ctx, tx, row, r, stored); err != nil {
		return err
	}
	if err := s.askCompanions(ctx, tx, row, stored); err != nil {
		return err
	}
	return s.tell(ctx, tx, row.Person, append(stored, lost(old, stored)...))
}

// lost returns the old trips that are no more, or count to another month now.
func lost(old, stored []Trip) []Trip {
	return slices.DeleteFunc(slices.Clone(old), func(o Trip) bool {
		return slices.ContainsFunc(stored, func(t Trip) bool { return t.ID == o.ID && t.Month == o.Month })
	})
}

// close moves the traces of a reading to their outcome, or returns errOutrun.
func (s *Service) close(ctx context.Context, tx *sqlx.Tx, rows []traceRow, r reading) error {
	for i, row := range rows {
		out := r.outcome
		if i > 0 {
			out = outcome{state: TraceRead, report: r.others[i-1]}
		}
		mine, err := closeTrace(ctx, tx, row, out, s.now())
		if err == nil && !mine {
			err = errOutrun
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// leave closes traces that were read before and leaves their trips alone.
func (s *Service) leave(ctx context.Context, tx *sqlx.Tx, rows []traceRow) error {
	for _, row := range rows {
		before, err := row.upload()
		if err != nil {
			return err
		}
		out := outcome{state: TraceRead}
		if before.Report != nil {
			out.report = *before.Report
		}
		out.report.Notes = append(out.report.Notes, lang.Say(
			"本要重新读取，但其中的行程已在提交的报销单里，所以保持原样。",
			"It was to be read again, but a trip of it is in a claim that was handed in: its trips stay as they were."))
		if _, err := closeTrace(ctx, tx, row, out, s.now()); err != nil {
			return err
		}
	}
	return nil
}

// tripID returns the id of the trip at place i of those before, or a new one.
func tripID(before []Trip, i int) (TripID, error) {
	if i >= 0 {
		return before[i].ID, nil
	}
	id, err := uuid.NewV7()
	return TripID(id.String()), err
}

// insertDrive writes the rows of one trip.
func insertDrive(ctx context.Context, tx *sqlx.Tx, d Drive, no int) error {
	row, err := tripRowOf(d.Trip, no, d.box())
	if err != nil {
		return err
	}
	if err := insertTrip(ctx, tx, row); err != nil {
		return err
	}
	if err := insertFixes(ctx, tx, d.Trip.County, d.Trip.ID, d.Fixes); err != nil {
		return err
	}
	if err := insertMarks(ctx, tx, d.Trip.County, d.Trip.ID, verify.MarksOf(d.recorded())); err != nil {
		return err
	}
	return insertFindings(ctx, tx, d.Trip)
}

// ReadAgain has a trace read once more, for instance with a mended road map:
// its trips keep their ids and are put in place of the old ones. Only
// administrators may ask, and not once a trip of it is in a claim handed in.
//
// Faults: ErrImportDenied, ErrNoTrace, ErrHeld, ErrPurged.
func (s *Service) ReadAgain(ctx context.Context, actor Actor, id TraceID) error {
	if !actor.Has(Admin) {
		return fmt.Errorf("account %s: %w", actor.Login, ErrImportDenied)
	}
	return s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		rows, err := wholeTrace(ctx, tx, actor.County, id)
		if err == nil && rows[0].PurgedAt.Valid {
			err = ErrPurged
		}
		if err != nil {
			return fmt.Errorf("trace %s: %w", id, err)
		}
		old, err := tripsOfTraces(ctx, tx, rows)
		if err != nil {
			return err
		}
		if err := s.noneHeld(ctx, tx, old); err != nil {
			return err
		}
		if err := reopenTrace(ctx, tx, actor.County, rows[0].ID); err != nil {
			return err
		}
		return s.config.Queue.Enqueue(ctx, tx, readJob(actor.County, rows[0].ID))
	})
}
