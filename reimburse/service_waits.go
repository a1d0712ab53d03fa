package reimburse

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// Waiting is whose turn it is on a claim, and since when.
type Waiting struct {
	Turn  claim.Wait
	Since time.Time // of the move that made it so
	Day   int       // of waiting, in the county's calendar: 1 on the day it began
	// Missing says who is missing while nobody can take that turn.
	Missing lang.Text
}

// waiting is whose turn it is on a claim whose last move was at the instant; nil
// where nobody's.
func (d deciding) waiting(row claimRow, since time.Time) (*Waiting, error) {
	way, err := d.ahead(row)
	turn := claim.WaitOf(row.State, way, row.EndorsedBy != "")
	if err != nil || turn == claim.NoWait {
		return nil, err
	}
	w := &Waiting{Turn: turn, Since: since.UTC(), Day: 1 + daysBetween(since, d.at)}
	if turn != claim.WaitClaimant && turn != claim.WaitPayment {
		w.Missing = way.Missing()
	}
	return w, nil
}

// daysBetween counts midnights of the county between two instants.
func daysBetween(from, to time.Time) int {
	noon := func(at time.Time) time.Time {
		y, m, d := at.In(rules.Shanghai()).Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	return int(noon(to).Sub(noon(from)) / (24 * time.Hour))
}

// statesOf are the states in which a claim may wait for the turn.
func statesOf(turn claim.Wait) []claim.State {
	switch turn {
	case claim.WaitTownship:
		return []claim.State{claim.Submitted}
	case claim.WaitClaimant:
		return []claim.State{claim.Returned}
	case claim.WaitPayment:
		return []claim.State{claim.Approved}
	default:
		return []claim.State{claim.Submitted, claim.Checked}
	}
}

// summaries tells of each claim whose turn it is, and keeps those that pass the
// part of the filter that only people can answer.
func (s *Service) summaries(ctx context.Context, w wardrobe, rows []listed, f ClaimFilter) ([]ClaimSummary, error) {
	ids := make([]ClaimID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	moved, err := s.store.lastMoves(ctx, s.store.db, w.actor.County, ids)
	if err != nil {
		return nil, err
	}
	common, err := s.decidingAny(ctx, s.store.db, w)
	if err != nil {
		return nil, err
	}
	found := []ClaimSummary{}
	for _, r := range rows {
		on := common.on(r.claimRow, r.Township)
		waiting, err := on.waiting(r.claimRow, moved[r.ID])
		if err != nil {
			return nil, fmt.Errorf("claim %s: %w", r.ID, err)
		}
		if f.passes(on, r.claimRow, waiting) {
			made := r.summary(r.person())
			made.Waiting = waiting
			found = append(found, made)
		}
	}
	return found, nil
}

// passes reports whether whose turn it is is what was asked for.
func (f ClaimFilter) passes(on deciding, row claimRow, waiting *Waiting) bool {
	if f.Turn != claim.NoWait && (waiting == nil || waiting.Turn != f.Turn) {
		return false
	}
	if !f.Mine {
		return true
	}
	_, err := on.next(row, Decision{Action: claim.Approve})
	return err == nil
}

// lastMoves returns when each of the claims was moved last; those never moved are
// left out.
func (s *store) lastMoves(ctx context.Context, q querier, county trips.County, ids []ClaimID) (map[ClaimID]time.Time, error) {
	moved := map[ClaimID]time.Time{}
	for len(ids) > 0 {
		some := ids[:min(len(ids), 500)]
		ids = ids[len(some):]
		args := []any{county, ledger.MovePrefix + "%"}
		for _, id := range some {
			args = append(args, id)
		}
		rows := []struct {
			Claim ClaimID   `db:"subject"`
			At    time.Time `db:"at"`
		}{}
		if err := list(ctx, q, &rows, `SELECT subject, at FROM ledger_events WHERE county = ? AND type LIKE ?
			AND subject IN (`+strings.TrimSuffix(strings.Repeat("?, ", len(some)), ", ")+`) ORDER BY seq`, args...); err != nil {
			return nil, fmt.Errorf("last moves: %w", err)
		}
		for _, r := range rows {
			moved[r.Claim] = r.At
		}
	}
	return moved, nil
}

// Stuck lists the claims handed in that nobody can bring to a decision now, as
// after somebody of the office left; each says who is missing.
func (s *Service) Stuck(ctx context.Context, county trips.County) ([]ClaimSummary, error) {
	people, err := s.roster(ctx, county)
	if err != nil {
		return nil, err
	}
	w := inOwnRight(trips.Actor{County: county, Login: systemLogin})
	w.people = people
	rows, err := s.store.listClaims(ctx, s.store.db, claimsOf{county: county, all: true}, ClaimFilter{
		states: statesOf(claim.NoWait), Sort: Newest, Limit: math.MaxInt32,
	})
	if err != nil {
		return nil, err
	}
	waiting, err := s.summaries(ctx, w, rows, ClaimFilter{})
	return slices.DeleteFunc(waiting, func(c ClaimSummary) bool {
		return c.Waiting == nil || c.Waiting.Missing == (lang.Text{})
	}), err
}
