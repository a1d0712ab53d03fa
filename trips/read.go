package trips

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/lang"
	"licheng/trips/segment"
	"licheng/trips/trace"
	"licheng/trips/verify"
)

// reading is what reading one upload gave, before anything is stored.
type reading struct {
	outcome
	drives   []*beside
	stated   *stated // of a statement
	closures int64   // their version when the trips were held against them
}

// Read reads one upload into trips: decode → datum → clean → segment → match →
// verify, then one transaction that puts the trips in place of any the trace
// had and tells the listener. It is the job queued by HandIn, and idempotent:
// a trace that is not waiting to be read is left alone.
//
// A file with nothing usable in it is no error: the trace becomes refused and
// says why. An error (a blob that cannot be read, a matcher that failed, a
// database that is away) is also noted in the trace, with what to do, and the
// trace stays received, to be tried again.
func (s *Service) Read(ctx context.Context, county County, id TraceID) error {
	row, err := traceByID(ctx, s.db, county, id)
	if err != nil {
		return fmt.Errorf("read trace %s: %w", id, err)
	}
	if row.State != TraceReceived {
		return nil
	}
	result, err := s.work(ctx, row)
	if err == nil {
		err = s.db.InTx(ctx, func(tx *sqlx.Tx) error { return s.store(ctx, tx, row, result) })
	}
	if err != nil {
		err = fmt.Errorf("read trace %s: %w", id, err)
		return errors.Join(err, s.note(ctx, county, id, err))
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

// work turns the bytes of an upload into trips; it stores nothing.
func (s *Service) work(ctx context.Context, row traceRow) (reading, error) {
	if s.config.Matcher == nil {
		return reading{}, ErrNoMatcher
	}
	if row.Kind == KindStatement {
		return s.readStatement(ctx, row)
	}
	edits, err := fromJSON[segment.Edits](row.Edits)
	if err != nil {
		return reading{}, fmt.Errorf("edits: %w", err)
	}
	sent, err := fromJSON[trace.Report](row.SentReport)
	if err != nil {
		return reading{}, fmt.Errorf("report on the file as sent: %w", err)
	}
	body, err := s.blobs.open(ctx, row.BlobKey)
	if err != nil {
		return reading{}, err
	}
	defer body.Close()
	source := Source{FileName: row.FileName, Datum: datum.Datum(row.Datum), ReceivedAt: row.ReceivedAt, Sent: sent}
	if edits != nil {
		source.Edits = *edits
	}
	reader := Reader{
		Matcher: s.config.Matcher, Roads: s.config.Roads,
		MatchVersion: s.config.MatchVersion, Limits: s.config.Limits.Trace, Ways: s.config.Ways,
	}
	read, err := reader.Read(ctx, body, source)
	var refusal *trace.Refusal
	switch {
	case errors.As(err, &refusal) && refusal.Reason != trace.RefusedUnread:
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
	if err := s.ownAll(ctx, row, drives); err != nil {
		return reading{}, err
	}
	held := make([]*beside, len(drives))
	for i := range drives {
		held[i] = hold(&drives[i], row.ReceivedAt)
		if err := held[i].compare(ctx, s.db, row.ID); err != nil {
			return reading{}, fmt.Errorf("trip %d of %d: %w", i+1, len(drives), err)
		}
	}
	return reading{outcome: outcome{state: TraceRead, report: read.Report}, drives: held, closures: closures}, nil
}

// refused is the reading of a file with nothing usable in it.
func refused(report trace.Report, why lang.Text) reading {
	return reading{outcome: outcome{state: TraceRefused, report: report, refusal: &why}}
}

// ownAll makes drives the trips of whoever handed them in. One that was a trip
// before keeps what its owner said of it.
func (s *Service) ownAll(ctx context.Context, row traceRow, drives []Drive) error {
	before, err := listTrips(ctx, s.db, row.County, TripFilter{Trace: row.ID, Summary: true, inFile: true})
	if err != nil {
		return err
	}
	now := make([]Trip, len(drives))
	for i := range drives {
		if err := s.own(ctx, row, &drives[i]); err != nil {
			return fmt.Errorf("trip %d of %d: %w", i+1, len(drives), err)
		}
		now[i] = drives[i].Trip
	}
	for i, old := range kin(before, now) {
		if old >= 0 {
			drives[i].Trip.Purpose, drives[i].Trip.Vehicle = before[old].Purpose, before[old].Vehicle
		}
	}
	return nil
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
func (s *Service) store(ctx context.Context, tx *sqlx.Tx, row traceRow, r reading) error {
	if err := takeTurn(ctx, s.db.Dialect, tx, "drives of "+string(row.County)); err != nil {
		return err
	}
	old, err := listTrips(ctx, tx, row.County, TripFilter{Trace: row.ID, Summary: true, inFile: true})
	if err != nil {
		return err
	}
	if err := s.noneHeld(ctx, tx, old); errors.Is(err, ErrHeld) {
		return s.leave(ctx, tx, row)
	} else if err != nil {
		return err
	}
	mine, err := closeTrace(ctx, tx, row, r.outcome, s.now())
	if err != nil || !mine {
		return err
	}
	if err := clearTrips(ctx, tx, row.County, row.ID); err != nil {
		return err
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
		if err := b.compare(ctx, tx, ""); err != nil {
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

// leave closes a trace that was read before and leaves its trips alone.
func (s *Service) leave(ctx context.Context, tx *sqlx.Tx, row traceRow) error {
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
	_, err = closeTrace(ctx, tx, row, out, s.now())
	return err
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
		row, err := traceByID(ctx, tx, actor.County, id)
		if err == nil && row.PurgedAt.Valid {
			err = ErrPurged
		}
		if err != nil {
			return fmt.Errorf("trace %s: %w", id, err)
		}
		old, err := listTrips(ctx, tx, actor.County, TripFilter{Trace: id, Summary: true})
		if err != nil {
			return err
		}
		if err := s.noneHeld(ctx, tx, old); err != nil {
			return err
		}
		if err := reopenTrace(ctx, tx, actor.County, id); err != nil {
			return err
		}
		return s.config.Queue.Enqueue(ctx, tx, readJob(actor.County, id))
	})
}
