package reimburse

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"licheng/queue"
	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/trips"
)

// TripsRead is told by trips, in the transaction that stores them, that trips
// of a person are new or changed. It leaves the pricing of their months to the
// queue: the job is there if and only if the trips are.
func (s *Service) TripsRead(ctx context.Context, tx *sqlx.Tx, person trips.PersonID, read []trips.Trip) error {
	if err := s.lookAgain(ctx, tx, read); err != nil {
		return err
	}
	months := map[string]bool{}
	for _, t := range read {
		month := monthOf(t.StartedAt)
		if t.StartedAt.IsZero() {
			month = monthOf(s.now())
		}
		if months[month] {
			continue
		}
		months[month] = true
		if err := s.enqueueDraft(ctx, tx, t.County, person, month); err != nil {
			return err
		}
	}
	return nil
}

// lookAgain has trips that are known to be of a request held against it once
// more: a trip that was read anew has lost those findings.
func (s *Service) lookAgain(ctx context.Context, tx *sqlx.Tx, read []trips.Trip) error {
	if len(read) == 0 {
		return nil
	}
	linked, err := s.store.links(ctx, tx, read[0].County, tripIDs(read))
	if err != nil {
		return err
	}
	for _, t := range read {
		if linked[t.ID].Request == "" {
			continue
		}
		if err := s.queue.Enqueue(ctx, tx, queue.Job{Kind: trips.JobAsked, County: string(t.County), ID: string(t.ID)}); err != nil {
			return fmt.Errorf("enqueue the look at trip %s: %w", t.ID, err)
		}
	}
	return nil
}

func (s *Service) enqueueDraft(ctx context.Context, tx *sqlx.Tx, county trips.County, person trips.PersonID, month string) error {
	job := queue.Job{Kind: DraftJob, County: string(county), ID: string(person) + "/" + month}
	if err := s.queue.Enqueue(ctx, tx, job); err != nil {
		return fmt.Errorf("enqueue the draft of %s: %w", job.ID, err)
	}
	return nil
}

// DraftJob is the handler of jobs of the kind DraftJob.
func (s *Service) DraftJob(ctx context.Context, job queue.Job) error {
	person, month, ok := strings.Cut(job.ID, "/")
	if !ok {
		return fmt.Errorf("job %s %q: want person/month", job.Kind, job.ID)
	}
	return s.Draft(ctx, trips.County(job.County), trips.PersonID(person), month)
}

// TripHeld reports whether the trip is in a claim that was handed in, so that
// it must not change any more.
func (s *Service) TripHeld(ctx context.Context, tx *sqlx.Tx, county trips.County, id trips.TripID) (bool, error) {
	var held int
	_, err := get(ctx, tx, &held, `SELECT COUNT(*) FROM claim_trips JOIN claims
		ON claims.county = claim_trips.county AND claims.id = claim_trips.claim_id
		WHERE claim_trips.county = ? AND claim_trips.trip_id = ? AND claims.state NOT IN ('draft', 'returned')`, county, id)
	return held > 0, err
}

// Draft prices the month's open claims anew from its trips: the draft, a
// returned claim, and a supplementary draft for trips that came after the
// month was handed in. A person's first look at a month makes its draft. What
// was handed in or decided is not touched, and pricing twice changes nothing.
//
// Faults: ErrMonth, ErrNoPerson.
func (s *Service) Draft(ctx context.Context, county trips.County, person trips.PersonID, month string) error {
	if _, err := time.Parse("2006-01", month); err != nil {
		return fmt.Errorf("%q: %w", month, ErrMonth)
	}
	return s.withMonth(ctx, county, person, month, func(seen monthSeen) error {
		if err := s.link(ctx, seen); err != nil {
			return err
		}
		return s.store.db.InTx(ctx, func(tx *sqlx.Tx) error { return s.draftIn(ctx, tx, seen) })
	})
}

// monthSeen is a person's month as the trips room told it, and how often the
// person's months had been priced just before it was asked.
type monthSeen struct {
	county trips.County
	person trips.PersonID
	month  string
	driven []trips.Trip
	beside beside
	drafts int64
}

// errOvertaken reports that another pricing of the person came between asking
// for the trips and using them.
var errOvertaken = errors.New("another pricing came between")

// overtakenMax is how often a pricing is begun anew before it gives up.
const overtakenMax = 20

// withMonth asks for the trips of a month, outside of any transaction because
// they live in another room, and calls fn with them; again from the start when
// fn was overtaken by a pricing that may have seen more.
func (s *Service) withMonth(ctx context.Context, county trips.County, person trips.PersonID, month string, fn func(monthSeen) error) error {
	for range overtakenMax {
		seen := monthSeen{county: county, person: person, month: month}
		var err error
		if seen.drafts, err = s.store.drafts(ctx, s.store.db, county, person); err != nil {
			return err
		}
		if seen.driven, err = s.trips.MonthTrips(ctx, county, person, month); err != nil {
			return fmt.Errorf("trips of %s in %s: %w", person, month, err)
		}
		if seen.beside, err = s.besides(ctx, county, person, seen.driven); err != nil {
			return err
		}
		if err = fn(seen); !errors.Is(err, errOvertaken) {
			return err
		}
	}
	return fmt.Errorf("draft of %s in %s: %w", person, month, ErrMoved)
}

// draftIn is Draft within tx, or errOvertaken.
func (s *Service) draftIn(ctx context.Context, tx *sqlx.Tx, seen monthSeen) error {
	county, person, month, driven := seen.county, seen.person, seen.month, seen.driven
	first, err := s.store.countDraft(ctx, tx, county, person, seen.drafts)
	if err != nil {
		return err
	}
	if !first {
		return errOvertaken
	}
	pricing, err := s.pricing(ctx, tx, seen, driven)
	if err != nil {
		return err
	}
	if err := s.saveCosts(ctx, tx, pricing, driven); err != nil {
		return err
	}
	claims, err := s.store.monthClaims(ctx, tx, county, person, month)
	if err != nil {
		return fmt.Errorf("claims of %s in %s: %w", person, month, err)
	}
	shares, err := s.share(ctx, tx, county, person, month, claims, driven)
	if err != nil {
		return err
	}
	for _, share := range shares {
		if err := s.priceDraft(ctx, tx, pricing, share); err != nil {
			return fmt.Errorf("draft claim %s: %w", share.row.ID, err)
		}
	}
	return s.saveMatches(ctx, tx, pricing)
}

// share is an open claim and the trips it is to be priced from.
type share struct {
	row    claimRow
	isNew  bool
	trips  []trips.Trip // its own
	month  []trips.Trip // all of the month
	claims []claimRow   // all of the month that were there before
}

// share deals the month's trips out to its open claims. A trip stays with the
// claim that has it; one that no claim has goes to the latest open claim, or
// to a new draft when there is none.
func (s *Service) share(ctx context.Context, tx *sqlx.Tx, county trips.County, person trips.PersonID, month string,
	claims []claimRow, driven []trips.Trip,
) ([]*share, error) {
	owner := map[string]ClaimID{}
	open := map[ClaimID]*share{}
	var shares []*share
	for _, row := range claims {
		marks, err := s.store.claimTrips(ctx, tx, county, row.ID)
		if err != nil {
			return nil, err
		}
		for _, mark := range marks {
			owner[mark.ID] = row.ID
		}
		if !row.State.Pinned() {
			open[row.ID] = &share{row: row, month: driven, claims: claims}
			shares = append(shares, open[row.ID])
		}
	}
	var free []trips.Trip
	for _, t := range driven {
		id, owned := owner[string(t.ID)]
		switch {
		case !owned:
			free = append(free, t)
		case open[id] != nil:
			open[id].trips = append(open[id].trips, t)
		}
	}
	if len(shares) == 0 && (len(free) > 0 || len(claims) == 0) {
		row, err := s.newClaim(county, person, month, nextSequence(claims))
		if err != nil {
			return nil, err
		}
		shares = append(shares, &share{row: row, month: driven, claims: claims, isNew: true})
	}
	if len(shares) > 0 {
		last := shares[len(shares)-1]
		last.trips = append(last.trips, free...)
	}
	return shares, nil
}

// nextSequence is the number of the next claim of a month that has these; a draft
// that went away may have left a hole.
func nextSequence(claims []claimRow) int {
	next := 1
	for _, row := range claims {
		next = max(next, row.Sequence+1)
	}
	return next
}

func (s *Service) newClaim(county trips.County, person trips.PersonID, month string, sequence int) (claimRow, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return claimRow{}, fmt.Errorf("make a claim id: %w", err)
	}
	return claimRow{
		County: county, ID: ClaimID(id.String()), Person: person, Month: month, Sequence: sequence,
		State: claim.Draft, Version: 1, Kind: KindMonth, Hands: "[]",
	}, nil
}

// priceDraft prices one open claim and writes it if anything changed. A
// supplement whose trips all went away goes too.
func (s *Service) priceDraft(ctx context.Context, tx *sqlx.Tx, p *pricing, share *share) error {
	if len(share.trips) == 0 && share.row.Sequence > 1 && share.row.State == claim.Draft {
		return s.store.deleteDraft(ctx, tx, share.row)
	}
	lines, passes, err := p.lines(ctx, tx, s.store, share)
	if err != nil {
		return err
	}
	uses := p.usesFor(passes, share.trips)
	if len(share.claims) > 1 {
		if uses, err = s.unheld(ctx, tx, share.row.County, uses); err != nil {
			return err
		}
	}
	marks, digest, err := markLines(lines)
	if err != nil {
		return err
	}
	tripMarks, err := markTrips(share.trips)
	if err != nil {
		return err
	}
	row := share.row
	if err := fillDraft(&row, p, share.trips, lines, digest); err != nil {
		return err
	}
	before := share.row.Version
	switch {
	case share.isNew:
		before = 0
	case row == share.row && s.sameTrips(ctx, tx, row, tripMarks):
		return s.store.saveUses(ctx, tx, row.County, row.ID, uses)
	default:
		row.Version++
	}
	row.DraftedAt = s.now()
	saved, err := s.store.saveDraft(ctx, tx, row, before)
	if err == nil && !saved {
		err = ErrMoved
	}
	if err != nil {
		return err
	}
	if err := s.store.saveClaimTrips(ctx, tx, row.County, row.ID, tripMarks); err != nil {
		return err
	}
	if err := s.store.saveUses(ctx, tx, row.County, row.ID, uses); err != nil {
		return err
	}
	return s.store.saveLines(ctx, tx, row.County, row.ID, lines, marks)
}

// sameTrips reports whether the claim already holds exactly these trips.
func (s *Service) sameTrips(ctx context.Context, tx *sqlx.Tx, row claimRow, want []ledger.TripMark) bool {
	have, err := s.store.claimTrips(ctx, tx, row.County, row.ID)
	if err != nil || len(have) != len(want) {
		return false // written anew, which meets the same error where it can be told
	}
	for i := range have {
		if have[i] != want[i] {
			return false
		}
	}
	return true
}

// fillDraft fills in what follows from trips and lines.
func fillDraft(row *claimRow, p *pricing, driven []trips.Trip, lines []claim.Line, digest string) error {
	row.RuleDocument, row.RuleVersion, row.RuleHash = p.pinned.ID, p.pinned.Version, p.pinned.SHA256
	row.Trips, row.LinesDigest = len(driven), digest
	row.DistanceM, row.FindingsSerious, row.FindingsNote = 0, 0, 0
	for _, t := range driven {
		row.DistanceM += t.DistanceM
		for _, f := range t.Findings {
			if f.Severity == "serious" {
				row.FindingsSerious++
			} else {
				row.FindingsNote++
			}
		}
	}
	var err error
	if row.TotalFen, err = claim.Total(lines); err != nil {
		return err
	}
	if row.CutFen, err = claim.Cut(lines); err != nil {
		return err
	}
	if row.RoadsVersions, err = versions(driven, func(t trips.Trip) string { return t.RoadsVersion }); err != nil {
		return err
	}
	row.MatchVersions, err = versions(driven, func(t trips.Trip) string { return t.MatchVersion })
	return err
}
