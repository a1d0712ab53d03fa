package reimburse

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/trips"
)

// textMax is how many characters a comment or reference may have.
const textMax = 2000

// Decision is what somebody does to a claim. Version is that of the claim they
// looked at: when it has changed since, nothing happens.
type Decision struct {
	Action       claim.Action
	Version      int64
	Comment      string               // required to return and to reject
	LineComments []ledger.LineComment // to return only
	Reference    string               // required to pay: voucher or batch number

	as     claim.Party // the bank's answer or a computed correction, not somebody's own step; empty: the actor's
	office bool        // with as: the office enters it, in its own right or by a deputy who has no hand in the claim
}

// Submit hands the claim in. Faults of all moves: ErrClaimsDenied, ErrNoClaim,
// ErrNotYours, ErrOwnClaim, ErrState, ErrMoved when somebody else was faster;
// of this one ErrEmptyClaim and ErrNoRules.
func (s *Service) Submit(ctx context.Context, actor trips.Actor, id ClaimID, version int64) (ClaimView, error) {
	return s.Decide(ctx, actor, id, Decision{Action: claim.Submit, Version: version})
}

// Return gives the claim back with a comment, and comments on single lines.
// Faults besides those of Submit: ErrComment, ErrLine, ErrTooLong.
func (s *Service) Return(ctx context.Context, actor trips.Actor, id ClaimID, version int64, comment string, lines []ledger.LineComment) (ClaimView, error) {
	return s.Decide(ctx, actor, id, Decision{Action: claim.Return, Version: version, Comment: comment, LineComments: lines})
}

// Approve decides for the claim; from then on nothing in it changes.
func (s *Service) Approve(ctx context.Context, actor trips.Actor, id ClaimID, version int64, comment string) (ClaimView, error) {
	return s.Decide(ctx, actor, id, Decision{Action: claim.Approve, Version: version, Comment: comment})
}

// Reject decides against the claim. Faults besides those of Submit: ErrComment.
func (s *Service) Reject(ctx context.Context, actor trips.Actor, id ClaimID, version int64, comment string) (ClaimView, error) {
	return s.Decide(ctx, actor, id, Decision{Action: claim.Reject, Version: version, Comment: comment})
}

// Pay records the payment of an approved claim. Faults besides those of
// Submit: ErrReference.
func (s *Service) Pay(ctx context.Context, actor trips.Actor, id ClaimID, version int64, reference string) (ClaimView, error) {
	return s.Decide(ctx, actor, id, Decision{Action: claim.Pay, Version: version, Reference: reference})
}

// Decide does what the decision says: the claim's new state and the event that
// seals it are written in one transaction, or neither is.
func (s *Service) Decide(ctx context.Context, actor trips.Actor, id ClaimID, d Decision) (ClaimView, error) {
	if err := mayLook(actor); err != nil {
		return ClaimView{}, err
	}
	view, err := s.decide(ctx, actor, id, d)
	if err != nil {
		return ClaimView{}, fmt.Errorf("%s claim %s: %w", d.Action, id, err)
	}
	return view, nil
}

func (s *Service) decide(ctx context.Context, actor trips.Actor, id ClaimID, d Decision) (view ClaimView, err error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return view, err
	}
	do := func(seen *monthSeen) error {
		return s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
			row, err := s.decideIn(ctx, tx, w, id, d, seen)
			if err != nil {
				return err
			}
			view, err = s.view(ctx, tx, w, row)
			return err
		})
	}
	if d.Action != claim.Submit {
		err = do(nil)
		return view, err
	}
	row, err := s.store.claim(ctx, s.store.db, actor.County, id)
	if err != nil {
		return view, err
	}
	err = s.withMonth(ctx, row.County, row.Person, row.Month, func(seen monthSeen) error { return do(&seen) })
	return view, err
}

// decideIn is Decide within tx. It locks the county's book first, then the
// person, then the claim: all moves take their locks in this order, so that
// none wait for each other in a ring. To submit it needs the claim's month.
func (s *Service) decideIn(ctx context.Context, tx *sqlx.Tx, w wardrobe, id ClaimID, d Decision, seen *monthSeen) (claimRow, error) {
	if _, err := s.store.lockHead(ctx, tx, string(w.actor.County)); err != nil {
		return claimRow{}, err
	}
	row, err := s.store.claim(ctx, tx, w.actor.County, id)
	if err != nil {
		return row, err
	}
	on, err := s.deciding(ctx, tx, w, row)
	if err != nil {
		return row, err
	}
	if !on.sees(row) && d.as == "" {
		return row, ErrNoClaim
	}
	made, err := on.next(row, d)
	if err != nil {
		return row, err
	}
	d.Action = made.action
	if row.Version != d.Version {
		return row, ErrMoved
	}
	if d, err = d.checked(row); err != nil {
		return row, err
	}
	if seen != nil {
		if err := s.followTrips(ctx, tx, row, *seen); err != nil {
			return row, err
		}
		if err := s.noVoucherWaits(ctx, tx, row.County, row.Person, row.Month); err != nil {
			return row, err
		}
	}
	if err := s.draw(ctx, tx, row, d); err != nil {
		return row, err
	}
	moved := row
	moved.State, moved.Version = made.to, row.Version+1
	if err := s.stamp(&moved, w.actor, d, made.hat); err != nil {
		return row, err
	}
	changed, err := s.store.moveClaim(ctx, tx, moved, row.State, row.Version)
	if err == nil && !changed {
		err = ErrMoved
	}
	if err != nil {
		return row, err
	}
	if err := s.store.holdUses(ctx, tx, moved.County, moved.ID, moved.holds()); err != nil {
		return row, err
	}
	return moved, s.record(ctx, tx, w.actor, row, moved, d, made)
}

// checked returns the decision with trimmed texts, or what is missing in it.
func (d Decision) checked(row claimRow) (Decision, error) {
	d.Comment, d.Reference = strings.TrimSpace(d.Comment), strings.TrimSpace(d.Reference)
	switch {
	case utf8.RuneCountInString(d.Comment) > textMax || utf8.RuneCountInString(d.Reference) > textMax:
		return d, ErrTooLong
	case d.Action == claim.Submit && row.empty():
		return d, ErrEmptyClaim
	case d.Action == claim.Submit && row.RuleDocument == "":
		return d, ErrNoRules
	case (d.Action == claim.Reject || d.Action == claim.Bounce) && d.Comment == "":
		return d, ErrComment
	case d.Action == claim.Return && d.Comment == "" && len(d.LineComments) == 0:
		return d, ErrComment
	case d.Action != claim.Return && len(d.LineComments) > 0:
		return d, ErrLine
	case d.Action == claim.Pay && d.Reference == "":
		return d, ErrReference
	}
	if d.Action != claim.Pay {
		d.Reference = ""
	}
	return d, nil
}

// followTrips prices the month once more before it is handed in: what is handed
// in is what the trips are worth now. When that is no longer what the claimant
// saw, they are to look again.
func (s *Service) followTrips(ctx context.Context, tx *sqlx.Tx, row claimRow, seen monthSeen) error {
	if err := s.draftIn(ctx, tx, seen); err != nil {
		return err
	}
	again, err := s.store.claim(ctx, tx, row.County, row.ID)
	if errors.Is(err, ErrNoClaim) || (err == nil && again.Version != row.Version) {
		return ErrMoved
	}
	return err
}

// stamp writes into the row who did what when, and in whose place.
func (s *Service) stamp(row *claimRow, actor trips.Actor, d Decision, h hat) error {
	now := s.now()
	switch d.Action {
	case claim.Submit, claim.Correct:
		row.SubmittedAt, row.SubmittedBy = &now, actor.Login
	case claim.Endorse:
		row.EndorsedBy, row.EndorsedPerson = actor.Login, actor.Person
	case claim.Return:
		row.EndorsedBy, row.EndorsedPerson, row.Hands = "", "", "[]"
	case claim.Approve, claim.Reject, claim.Overturn:
		row.DecidedAt, row.DecidedBy = &now, actor.Login
	case claim.Pay:
		row.PaidAt, row.Reference = &now, d.Reference
	case claim.Bounce:
		row.PaidAt, row.Reference = nil, ""
	}
	switch d.Action {
	case claim.Correct, claim.Check, claim.Endorse, claim.Approve, claim.Reject, claim.Overturn:
		hands, err := row.handsOn()
		if err != nil {
			return err
		}
		row.Hands, err = toJSON(append(append(hands, h.chain...), whoOf(actor)))
		return err
	}
	return nil
}

// record appends the move to the county's book, and keeps its line comments
// where the claim's page finds them.
func (s *Service) record(ctx context.Context, tx *sqlx.Tx, actor trips.Actor, from, to claimRow, d Decision, made move) error {
	lines, err := s.store.lines(ctx, tx, to.County, to.ID)
	if err != nil {
		return err
	}
	for _, c := range d.LineComments {
		switch {
		case c.No < 1 || c.No > len(lines):
			return fmt.Errorf("line %d: %w", c.No, ErrLine)
		case strings.TrimSpace(c.Comment) == "":
			return fmt.Errorf("line %d: %w", c.No, ErrComment)
		case utf8.RuneCountInString(c.Comment) > textMax:
			return fmt.Errorf("line %d: %w", c.No, ErrTooLong)
		}
	}
	move, err := s.move(ctx, tx, from, to, lines, d)
	if err != nil {
		return err
	}
	move.OnBehalfOf, move.Skipped = made.hat.chain, string(made.skip)
	if len(move.OnBehalfOf) > 0 {
		move.ActorPerson = string(actor.Person)
	}
	event, err := s.store.appendEvent(ctx, tx, ledger.Entry{
		County: string(to.County), At: s.now(), Actor: actor.Login,
		Type: ledger.MovePrefix + string(d.Action), Subject: string(to.ID), Payload: move,
	})
	if err != nil {
		return err
	}
	for _, c := range d.LineComments {
		if err := s.store.addComment(ctx, tx, to.County, to.ID, commentRow{
			Seq: event.Seq, LineNo: c.No,
			LineKey: lineKey(lines[c.No-1]), At: event.At, Login: actor.Login, Text: strings.TrimSpace(c.Comment),
		}); err != nil {
			return fmt.Errorf("comment on line %d: %w", c.No, err)
		}
	}
	return nil
}

// move gathers everything the event seals.
func (s *Service) move(ctx context.Context, tx *sqlx.Tx, from, to claimRow, lines []claim.Line, d Decision) (ledger.Move, error) {
	marks, digest, err := markLines(lines)
	if err != nil {
		return ledger.Move{}, err
	}
	if digest != to.LinesDigest {
		return ledger.Move{}, fmt.Errorf("the lines of claim %s do not fit the digest they were saved with; run ledger verify", to.ID)
	}
	tripMarks, err := s.store.claimTrips(ctx, tx, to.County, to.ID)
	if err != nil {
		return ledger.Move{}, err
	}
	with, err := s.store.handedInWith(ctx, tx, to.County, to.ID)
	if err != nil {
		return ledger.Move{}, err
	}
	pins, err := to.pins()
	if err != nil {
		return ledger.Move{}, err
	}
	return ledger.Move{
		Claim: string(to.ID), Person: string(to.Person), Month: to.Month, Unit: with.Unit, Facts: with.Facts, Sequence: to.Sequence,
		Action: string(d.Action), From: string(from.State), To: string(to.State), Version: to.Version,
		TotalFen: to.TotalFen, CutFen: to.CutFen, LinesDigest: digest, Lines: marks, Trips: tripMarks, Pins: pins,
		Comment: d.Comment, Comments: d.LineComments, Reference: d.Reference,
	}, nil
}
