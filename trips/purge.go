package trips

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
)

// Settlements knows when nothing that was decided about a trip can need its raw
// points any more, and keeps the record of their purge.
type Settlements interface {
	// PointsKept is how long the county keeps raw points after that, and those of
	// trips that nobody hands in.
	PointsKept(ctx context.Context, county County) (KeptDays, error)
	// Settled tells where the trips of one trace stand, whole as they are
	// stored. It holds the county's book until tx ends.
	Settled(ctx context.Context, tx *sqlx.Tx, county County, trips []Trip) (Settlement, error)
	// PointsPurged writes a purge in the county's book: it is there if and only
	// if tx commits.
	PointsPurged(ctx context.Context, tx *sqlx.Tx, county County, p Purge, trips []Trip) error
	// LateFound writes in the county's book what was learnt of a trip after its
	// claim was handed in: whoever may ask about it has their time from then.
	LateFound(ctx context.Context, tx *sqlx.Tx, trip Trip, found []LateFinding) error
}

// KeptDays is how many days a county keeps raw points.
type KeptDays struct {
	Settled   int // after the last decision, payment or answer about their trips
	Unclaimed int // of trips in no claim handed in: after the drive; not fewer
}

// Settlement is where the trips of a trace stand.
type Settlement struct {
	Open      Keeping   // what may still need the points; empty: nothing
	At        time.Time // when the last of what was handed in was settled; zero: nothing of it was
	Unclaimed time.Time // the end of the last drive nobody handed in; zero: all were
}

// keeps says why points stay on a day; empty when they may go.
func (st Settlement) keeps(days KeptDays, now time.Time) Keeping {
	switch {
	case st.Open != "":
		return st.Open
	case !st.Unclaimed.IsZero() && st.Unclaimed.AddDate(0, 0, days.Unclaimed).After(now):
		return KeptUnclaimed
	case !st.At.IsZero() && st.At.AddDate(0, 0, days.Settled).After(now):
		return KeptPeriod
	}
	return ""
}

// Keeping is why raw points stay.
type Keeping string

// The reasons to keep raw points.
const (
	KeptUnclaimed Keeping = "not-claimed" // a trip is in no claim handed in, and the drive not long enough ago
	KeptClaim     Keeping = "claim-open"  // a claim of the month is not paid, nor rejected
	KeptAppeal    Keeping = "appeal-open"
	KeptAltered   Keeping = "trip-altered" // a trip is not what its claim sealed: the points are the proof
	KeptPeriod    Keeping = "period"       // settled, but not for long enough
)

// Purge is what is known of the raw points of a trace that are no more.
type Purge struct {
	Trace      TraceID
	MergedInto TraceID // the trace that has its trips, and counts its fixes; empty: its own
	Person     PersonID
	At         time.Time
	By         string     // the account
	SHA256     string     // of the file as it was on the device
	KeptSHA256 string     // of the bytes that were stored
	Bytes      int64      // of them
	Fixes      int        // of its trips
	KeptDays   KeptDays   // by the county's rule on that day
	Settlement Settlement // that they were counted from
	Why        lang.Text
}

// Purged says that the raw points of a trace are gone, and why.
type Purged struct {
	At  time.Time
	Why lang.Text
}

// PurgeReport is what a look for points to purge came to.
type PurgeReport struct {
	DryRun   bool
	KeptDays KeptDays
	Purged   []Purge // or, in a dry run, what would be
	Kept     map[Keeping]int
	Altered  []TraceID // those kept for KeptAltered: somebody has to look
}

// purgePage is how many traces are asked for at once.
const purgePage = 200

// PurgeDue removes the raw points of every trace whose trips are settled for as
// long as the county says, or were driven so long ago that nobody is expected to
// hand them in: the fixes of its trips, those a phone recorded, and the file. What
// decisions rest on stays: paths, lengths, findings, both sums of the file, and
// the county's book, which gains an event for each trace. A file that was refused
// goes after the same time as one that is settled. by is who has it done. SQLite's
// log is emptied at the end, of what was removed otherwise as well.
// Whatever it finds done already it leaves alone, so it may end at any moment
// and be called again.
func (s *Service) PurgeDue(ctx context.Context, county County, by string, dryRun bool) (PurgeReport, error) {
	report := PurgeReport{DryRun: dryRun, Kept: map[Keeping]int{}}
	if s.config.Settlements == nil {
		return report, errors.New("trips: nobody knows what is settled")
	}
	var err error
	if report.KeptDays, err = s.config.Settlements.PointsKept(ctx, county); err != nil {
		return report, fmt.Errorf("how long raw points are kept: %w", err)
	}
	before := s.now().AddDate(0, 0, -report.KeptDays.Settled)
	for last := (traceRow{}); ; {
		page, err := tracesWithPoints(ctx, s.db, county, before, last, purgePage)
		if err != nil {
			return report, err
		}
		for _, row := range page {
			if err := s.purgeOne(ctx, row, by, &report); err != nil {
				return report, fmt.Errorf("purge the points of trace %s: %w", row.ID, err)
			}
			last = row
		}
		if len(page) < purgePage {
			break
		}
	}
	if dryRun {
		return report, nil
	}
	return report, errors.Join(s.removePurged(ctx, county), s.removeWithdrawn(ctx, county), s.removeStrays(ctx, county, report.KeptDays.Unclaimed), emptyLog(ctx, s.db))
}

// What ends the transaction of a trace without a purge.
var (
	errKept      = errors.New("the points are kept")
	errNotListed = errors.New("the trace was purged, or is to be read again, since it was listed")
)

// purgeOne purges one trace, with those merged into it, if it is due, and counts
// them.
func (s *Service) purgeOne(ctx context.Context, row traceRow, by string, report *PurgeReport) error {
	var done []Purge
	var kept Keeping
	err := s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		rows, err := wholeTrace(ctx, tx, row.County, row.ID)
		if err != nil {
			return err
		}
		found, all, err := tripsToPurge(ctx, tx, rows)
		if err != nil {
			return err
		}
		settlement, err := s.settlement(ctx, tx, row, all)
		if err != nil {
			return err
		}
		if kept = settlement.keeps(report.KeptDays, s.now()); kept != "" {
			return errKept
		}
		done = nil
		for i, row := range rows {
			p := s.purgeOf(row, found[i], settlement, by, report.KeptDays)
			if done = append(done, p); report.DryRun {
				continue
			}
			if err := s.purgeRows(ctx, tx, row, p, found[i]); err != nil {
				return err
			}
		}
		if report.DryRun {
			return errKept // roll back: nothing was done
		}
		return nil
	})
	switch {
	case errors.Is(err, errNotListed): // nothing was done, nothing is counted
		return nil
	case errors.Is(err, errKept) && kept != "":
		report.Kept[kept]++
		if kept == KeptAltered {
			report.Altered = append(report.Altered, row.ID)
		}
		return nil
	case err != nil && !errors.Is(err, errKept):
		return err
	}
	report.Purged = append(report.Purged, done...)
	return nil
}

// tripsToPurge returns the trips of each of the traces that are read together, and
// all of them.
func tripsToPurge(ctx context.Context, q querier, rows []traceRow) (each [][]Trip, all []Trip, err error) {
	each = make([][]Trip, len(rows))
	for i, row := range rows {
		if each[i], err = listTrips(ctx, q, row.County, TripFilter{Trace: row.ID, inFile: true}); err != nil {
			return nil, nil, err
		}
		all = append(all, each[i]...)
	}
	return each, all, nil
}

// settlement tells where a trace stands. One that nothing was driven in counts as
// not handed in; what was received later than driven counts from then.
func (s *Service) settlement(ctx context.Context, tx *sqlx.Tx, row traceRow, found []Trip) (st Settlement, err error) {
	switch {
	case row.State == TraceRefused:
		return Settlement{At: timeOf(row.ReadAt)}, nil
	case len(found) == 0:
		return Settlement{Unclaimed: row.ReceivedAt}, nil
	}
	st, err = s.config.Settlements.Settled(ctx, tx, row.County, found)
	if !st.Unclaimed.IsZero() && row.ReceivedAt.After(st.Unclaimed) {
		st.Unclaimed = row.ReceivedAt
	}
	return st, err
}

// purgeOf describes the purge of a trace.
func (s *Service) purgeOf(row traceRow, found []Trip, st Settlement, by string, days KeptDays) Purge {
	st.At, st.Unclaimed = st.At.UTC(), st.Unclaimed.UTC()
	p := Purge{
		Trace: row.ID, MergedInto: row.MergedInto, Person: row.Person, At: s.now(), By: by, SHA256: row.SHA256, KeptSHA256: row.SHA256, Bytes: row.Bytes,
		KeptDays: days, Settlement: st, Why: whyPurged(row.State, st, days),
	}
	if row.KeptSHA256.Valid {
		p.KeptSHA256 = row.KeptSHA256.String
	}
	for _, t := range found {
		p.Fixes += t.Fixes
	}
	return p
}

// whyPurged says why points went.
func whyPurged(state TraceState, st Settlement, days KeptDays) lang.Text {
	switch {
	case state == TraceRefused:
		return lang.Sayf("文件于 %s 读过，不能使用，按县里规定保存 %d 天后删除。",
			"The file was read on %s and could not be used; the county keeps such files for %d days.", dayOf(st.At), days.Settled)
	case !st.Unclaimed.IsZero():
		return lang.Sayf("行程到 %s 为止，没有报销，按县里规定保存 %d 天后删除。行驶路线、里程和文件的校验值仍在，仍可以报销。",
			"The trip was over on %s and nobody claimed for it; the county keeps such points for %d days. The road driven, its length and the sums of the file stay, and it can still be claimed.",
			dayOf(st.Unclaimed), days.Unclaimed)
	}
	return lang.Sayf("报销已于 %s 结清，按县里规定保存 %d 天后删除。行驶路线、里程和文件的校验值仍在。",
		"The claim was settled on %s; the county keeps the points for %d days after that. The road driven, its length and the sums of the file stay.", dayOf(st.At), days.Settled)
}

// purgeRows removes the points of a trace from the tables and writes down that
// they are gone.
func (s *Service) purgeRows(ctx context.Context, tx *sqlx.Tx, row traceRow, p Purge, found []Trip) (err error) {
	mine, err := markPurged(ctx, tx, row, p)
	if err != nil {
		return err
	}
	if !mine {
		return errNotListed
	}
	end, err := overwriting(ctx, s.db.Dialect, tx)
	if err != nil {
		return err
	}
	if err := deletePoints(ctx, tx, row.County, row.ID); err != nil {
		return err
	}
	if err := end(); err != nil {
		return err
	}
	return s.config.Settlements.PointsPurged(ctx, tx, row.County, p, found)
}

// removePurged removes the files of traces that were purged and still have one.
func (s *Service) removePurged(ctx context.Context, county County) error {
	keys, err := purgedBlobs(ctx, s.db, county)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := s.dropBlob(ctx, county, key); err != nil {
			return err
		}
	}
	return nil
}

// dropBlob removes a file that no trace with points rests on any more. A trace
// that is handed in at the same moment either is seen here, or finds the file
// gone and stores it again (claimBlob).
func (s *Service) dropBlob(ctx context.Context, county County, key string) error {
	return s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := takeTurn(ctx, s.db.Dialect, tx, key); err != nil {
			return err
		}
		needed, err := blobNeeded(ctx, tx, county, key)
		if err != nil {
			return err
		}
		if !needed {
			if err := s.blobs.remove(ctx, key); err != nil {
				return err
			}
		}
		return forgetBlob(ctx, tx, county, key)
	})
}

// errBlobGone reports that the file of a trace was removed between its being
// stored and the trace's row being written.
var errBlobGone = errors.New("the stored file was purged meanwhile")

// claimBlob makes sure that the file under a key is there and stays until tx
// ends; errBlobGone when it has to be stored again.
func (s *Service) claimBlob(ctx context.Context, tx *sqlx.Tx, key string) error {
	if err := takeTurn(ctx, s.db.Dialect, tx, key); err != nil {
		return err
	}
	there, err := s.blobs.exists(ctx, key)
	if err == nil && !there {
		err = errBlobGone
	}
	return err
}

// PurgedTrace returns the purge of a trace as the tables have it, with its
// trips, for the room that holds the book against it; found is false when its
// points were not purged, or are still there.
func (s *Service) PurgedTrace(ctx context.Context, county County, id TraceID) (p Purge, found bool, trips []Trip, err error) {
	row, err := traceByID(ctx, s.db, county, id)
	if errors.Is(err, ErrNoTrace) {
		return p, false, nil, nil
	}
	if err != nil || !row.PurgedAt.Valid {
		return p, false, nil, err
	}
	points, err := countPoints(ctx, s.db, county, id)
	if err != nil {
		return p, false, nil, err
	}
	trips, err = listTrips(ctx, s.db, county, TripFilter{Trace: id, inFile: true})
	p = s.purgeOf(row, trips, Settlement{}, row.PurgedBy, KeptDays{})
	p.At = row.PurgedAt.Time.UTC()
	return p, points == 0, trips, err
}
