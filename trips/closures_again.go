package trips

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/lang"
	"licheng/queue"
	"licheng/trips/segment"
	"licheng/trips/trace"
	"licheng/trips/verify"
)

// JobClosures is the kind of the job that holds a trip that was read before
// against the closures as they are known today.
const JobClosures = "trips.closures"

// ruleWayClosed is the finding, learnt late, that the way by road of a trip was
// closed: kilometres beyond it are paid.
const ruleWayClosed = "way-closed"

// closureRules are the findings that follow from closures.
var closureRules = []string{"road-closed", "closure-explains", ruleWayClosed}

// HandleClosures runs a job of kind JobClosures; it is a queue.Handler.
func (s *Service) HandleClosures(ctx context.Context, job queue.Job) error {
	return s.HoldAgainstClosures(ctx, County(job.County), TripID(job.ID))
}

// weighTries is how often a trip is weighed anew when closures came meanwhile,
// before the job is left for later.
const weighTries = 3

var errWeighing = errors.New("closures and trips changed while one was held against the other")

// HoldAgainstClosures weighs a trip against the closures known today: those it
// drove through, those that explain a detour, and whether the way by road it is
// measured by was closed. It is idempotent. Of a trip in a claim handed in
// nothing changes: what is new becomes a LateFinding. A trip that is gone, and
// one whose points were purged, is left alone. The listener is told when
// something changed.
func (s *Service) HoldAgainstClosures(ctx context.Context, county County, id TripID) error {
	for range weighTries {
		w, there, err := s.weighClosures(ctx, county, id)
		if err != nil || !there {
			return err
		}
		kept := false
		err = s.db.InTx(ctx, func(tx *sqlx.Tx) (err error) {
			kept, err = s.keepWeighed(ctx, tx, w)
			return err
		})
		if err != nil || kept {
			return err
		}
	}
	return fmt.Errorf("trip %s: %w", id, errWeighing)
}

// weighed is what closures say of a trip, and what it was held against.
type weighed struct {
	trip     Trip
	readAt   sql.NullTime // of its trace
	version  int64        // of the closures
	findings []Finding
	closed   string // stretch of the way by road
}

// weighClosures holds a trip against the closures; false when it is gone, has no
// trace, or its points are gone.
func (s *Service) weighClosures(ctx context.Context, county County, id TripID) (w weighed, there bool, err error) {
	if w.version, err = closuresVersion(ctx, s.db, county); err != nil {
		return w, false, err
	}
	found, err := listTrips(ctx, s.db, county, TripFilter{id: id})
	if err != nil || len(found) == 0 || found[0].Evidence != "" {
		return w, false, err
	}
	w.trip = found[0]
	row, err := traceByID(ctx, s.db, county, w.trip.Trace)
	if err != nil {
		return w, false, err
	}
	w.readAt = row.ReadAt
	marked, err := tripFixes(ctx, s.db, county, id)
	if err != nil {
		if err = whyNoFixes(ctx, s.db, county, id, err); errors.Is(err, ErrPurged) || errors.Is(err, sql.ErrNoRows) {
			return w, false, nil
		}
		return w, false, err
	}
	d := driveOf(marked, Drive{Fixes: marked}.recorded(), nil)
	if len(d.driven) == 0 {
		return w, false, nil
	}
	d.Trip = w.trip
	if w.findings, err = s.closureFindings(ctx, d, w.trip.Path); err != nil {
		return w, false, err
	}
	w.closed, err = s.closedNow(ctx, row, d)
	return w, true, err
}

// closedNow is the stretch of the way by road of a trip that was closed. The way
// is looked up anew, over the places where the trip stopped; where these cannot
// be told any more what was known stays.
func (s *Service) closedNow(ctx context.Context, row traceRow, d Drive) (string, error) {
	t := d.Trip
	if t.ByRoad == nil || s.config.Ways == nil {
		return t.ClosedWay(), nil
	}
	edits, err := fromJSON[segment.Edits](row.Edits)
	if err != nil {
		return "", fmt.Errorf("edits of trace %s: %w", row.ID, err)
	}
	source := Source{ReceivedAt: row.ReceivedAt}
	if edits != nil {
		source.Edits = *edits
	}
	fixes := make([]trace.Fix, len(d.Fixes))
	for i, f := range d.Fixes {
		fixes[i] = f.Fix
	}
	reader := Reader{Ways: s.config.Ways, Whole: true}
	again := sequencesOf([]strip{reader.strip(fixes, source)}, source.Edits)[0]
	if len(again.Drives) != 1 {
		return t.ClosedWay(), nil
	}
	drive := again.Drives[0]
	drive.Trip.County, drive.Trip.StartedAt, drive.Trip.EndedAt = t.County, t.StartedAt, t.EndedAt
	if err := reader.byRoad(&drive); err != nil {
		return "", err
	}
	if drive.Trip.ByRoad == nil || drive.Trip.ByRoad.Stops != t.ByRoad.Stops {
		return t.ClosedWay(), nil
	}
	return s.closedWay(ctx, drive)
}

// keepWeighed writes what was weighed; false when closures or the trip changed
// meanwhile.
func (s *Service) keepWeighed(ctx context.Context, tx *sqlx.Tx, w weighed) (bool, error) {
	t := w.trip
	if err := watchClosures(ctx, s.db.Dialect, tx, t.County); err != nil {
		return false, err
	}
	version, err := closuresVersion(ctx, tx, t.County)
	if err != nil || version != w.version {
		return false, err
	}
	row, err := traceByID(ctx, tx, t.County, t.Trace)
	if err != nil || row.State != TraceRead || !row.ReadAt.Time.Equal(w.readAt.Time) {
		// A trace that is being read sees the closures by itself.
		return row.State == TraceReceived, err
	}
	if row.PurgedAt.Valid { // since it was weighed: it stays as the book has it
		return true, nil
	}
	found, err := listTrips(ctx, tx, t.County, TripFilter{id: t.ID, Summary: true})
	if err != nil || len(found) == 0 {
		return true, err
	}
	t = found[0]
	if err := s.notHeld(ctx, tx, t); errors.Is(err, ErrHeld) {
		return true, s.learnLate(ctx, tx, t, w)
	} else if err != nil {
		return false, err
	}
	return true, s.putClosures(ctx, tx, t, w)
}

// learnLate adds what the closures say anew of a trip in a claim handed in.
func (s *Service) learnLate(ctx context.Context, tx *sqlx.Tx, t Trip, w weighed) error {
	var fresh []late
	for _, f := range w.findings {
		fresh = append(fresh, late{Finding: f})
	}
	if w.closed != "" {
		fresh = append(fresh, wayClosed(w.closed))
	}
	news := t.learnt(closureRules, fresh, s.now())
	if len(news) == 0 {
		return nil
	}
	if err := s.keepLate(ctx, tx, t, news); err != nil {
		return err
	}
	t.Late = append(t.Late, news...)
	return s.tell(ctx, tx, t.Person, []Trip{t})
}

// putClosures puts what the closures say in place of what they said before, of a
// trip nobody has handed in.
func (s *Service) putClosures(ctx context.Context, tx *sqlx.Tx, t Trip, w weighed) error {
	before := t
	t.Findings = slices.DeleteFunc(slices.Clone(t.Findings), func(f Finding) bool { return slices.Contains(closureRules, f.Rule) })
	t.Findings = append(t.Findings, w.findings...)
	for _, l := range t.Late { // of other rules, learnt while its claim was handed in
		if !l.Gone && !slices.Contains(closureRules, l.Rule) {
			t.Findings = append(t.Findings, l.Finding)
		}
	}
	if t.ByRoad != nil {
		way := *t.ByRoad
		way.Closed = w.closed
		t.ByRoad = &way
	}
	t.Late = nil
	if sameClosures(before, t) {
		return nil
	}
	if err := replaceFindings(ctx, tx, t); err != nil {
		return err
	}
	if err := clearLate(ctx, tx, t); err != nil {
		return err
	}
	if err := updateByRoad(ctx, tx, t); err != nil {
		return err
	}
	return s.tell(ctx, tx, t.Person, []Trip{t})
}

// sameClosures reports whether closures say the same of both states of a trip.
func sameClosures(a, b Trip) bool {
	of := func(t Trip) (found []Finding) {
		for _, f := range t.Findings {
			if slices.Contains(closureRules, f.Rule) {
				found = append(found, f)
			}
		}
		return found
	}
	return len(a.Late) == len(b.Late) && reflect.DeepEqual(a.ByRoad, b.ByRoad) && reflect.DeepEqual(of(a), of(b))
}

// wayClosed says that the way by road of a trip was closed.
func wayClosed(stretch string) late {
	return late{Finding: Finding{
		Rule: ruleWayClosed, Severity: verify.Note,
		Text: lang.Sayf("按路网计算的路线当时经过封闭路段“%s”：绕行多出的里程有原因。",
			"The way by road the trip is measured by was closed at %s at that time: the kilometres driven round it have their reason.", stretch),
		Clears: lang.Say("无需说明；因“比路网路线远”未补的，可以退回重算、申诉或更正。",
			"Nothing needs to be said; what was not paid for being longer can be returned, appealed against or corrected."),
	}, stretch: stretch}
}

// weighAgain enqueues a look at the trips that closures may have to do with, as
// they are and as they were before, and says how many.
func (s *Service) weighAgain(ctx context.Context, tx *sqlx.Tx, county County, closures []Closure) (int, error) {
	again := map[TripID]bool{}
	for _, c := range closures {
		near, err := tripsNear(ctx, tx, county, c.From, c.Until, orbgeo.BoundPad(c.Line.Bound(), closuresAround))
		if err != nil {
			return 0, err
		}
		for _, id := range near {
			if again[id] {
				continue
			}
			again[id] = true
			if err := s.config.Queue.Enqueue(ctx, tx, closuresJob(county, id)); err != nil {
				return 0, err
			}
		}
	}
	return len(again), nil
}

func closuresJob(county County, id TripID) queue.Job {
	return queue.Job{Kind: JobClosures, County: string(county), ID: string(id)}
}

// weighStored has the trips just stored held against closures that were imported
// since their trace was begun to be read.
func (s *Service) weighStored(ctx context.Context, tx *sqlx.Tx, row traceRow, r reading, stored []Trip) error {
	if len(r.drives) == 0 {
		return nil
	}
	if err := watchClosures(ctx, s.db.Dialect, tx, row.County); err != nil {
		return err
	}
	version, err := closuresVersion(ctx, tx, row.County)
	if err != nil || version == r.closures {
		return err
	}
	for _, t := range stored {
		if err := s.config.Queue.Enqueue(ctx, tx, closuresJob(row.County, t.ID)); err != nil {
			return err
		}
	}
	return nil
}

// closuresVersion grows with every import that changes a closure.
func closuresVersion(ctx context.Context, q querier, county County) (version int64, err error) {
	const query = `SELECT COALESCE(SUM(version), 0) FROM closures WHERE county = ?`
	if err := sqlx.GetContext(ctx, q, &version, q.Rebind(query), county); err != nil {
		return 0, fmt.Errorf("version of the closures: %w", err)
	}
	return version, nil
}

// tripsNear returns the trips with a trace that were under way between two times
// and have to do with a box.
func tripsNear(ctx context.Context, q querier, county County, from, until time.Time, box orb.Bound) (ids []TripID, err error) {
	const query = `
		SELECT id FROM trips
		WHERE county = ? AND started_at >= ? AND started_at <= ? AND ended_at >= ? AND evidence = 'trace'
			AND west <= ? AND east >= ? AND south <= ? AND north >= ?
		ORDER BY started_at, id`
	if err := sqlx.SelectContext(ctx, q, &ids, q.Rebind(query), county, from.Add(-longestTrip), until, from,
		box.Max[0], box.Min[0], box.Max[1], box.Min[1]); err != nil {
		return nil, fmt.Errorf("select trips near a closure: %w", err)
	}
	return ids, nil
}
