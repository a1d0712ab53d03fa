package reimburse

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/reimburse/money"
	"licheng/trips"
)

// Appeal appeals against the decision on a claim of the actor's own: line 0 is
// the whole claim. It can be done once, within the county's days after the
// decision, or after something was learnt of a trip later, and is answered by somebody who had no hand in it.
//
// Faults: ErrNoClaim, ErrAppeal, ErrAppealLate, ErrAskedBefore, ErrLine,
// ErrTooLong.
func (s *Service) Appeal(ctx context.Context, actor trips.Actor, id ClaimID, line int, reason string) (Appeal, error) {
	reason = strings.TrimSpace(reason)
	var row matterRow
	err := s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		of, err := s.store.claim(ctx, tx, actor.County, id)
		if err == nil && !isOwn(actor, of) {
			err = ErrNoClaim
		}
		if err != nil {
			return err
		}
		policy, err := s.policy(ctx, tx, actor.County)
		if err != nil {
			return err
		}
		since, err := s.appealSince(ctx, tx, of)
		switch {
		case err != nil:
			return err
		case utf8.RuneCountInString(reason) > textMax:
			return ErrTooLong
		case !of.State.Decided() || reason == "" || (of.State == claim.Rejected && line != 0):
			return ErrAppeal
		case s.now().After(since.AddDate(0, 0, policy.AppealDays)):
			return ErrAppealLate
		}
		terms := AppealTerms{Reason: reason}
		if line != 0 {
			l, err := s.lineNo(ctx, tx, of, line)
			if err != nil {
				return err
			}
			terms.Line = l.Text.ZH
		}
		if row, err = s.newMatter(ctx, tx, actor, matter.Appeal, terms); err != nil {
			return err
		}
		due := s.now().AddDate(0, 0, policy.AppealAnswerDays)
		row.Subject, row.LineNo, row.DueAt = string(id), line, &due
		row, err = s.askMatter(ctx, tx, row, matter.Ask)
		return err
	})
	if err != nil {
		return Appeal{}, fmt.Errorf("appeal against claim %s, line %d: %w", id, line, err)
	}
	return s.appealView(ctx, inOwnRight(actor), row)
}

// appealSince is when the days of an appeal against a claim begin: when it was
// decided or, if something was learnt of one of its trips after, then.
func (s *Service) appealSince(ctx context.Context, q querier, row claimRow) (time.Time, error) {
	if row.DecidedAt == nil {
		return time.Time{}, nil
	}
	marks, err := s.store.claimTrips(ctx, q, row.County, row.ID)
	if err != nil {
		return time.Time{}, err
	}
	ids := make([]trips.TripID, len(marks))
	for i, m := range marks {
		ids[i] = trips.TripID(m.ID)
	}
	since, err := s.lateSince(ctx, q, row.County, ids)
	if row.DecidedAt.After(since) {
		since = *row.DecidedAt
	}
	return since, err
}

// lineNo returns one line of a claim, or ErrLine.
func (s *Service) lineNo(ctx context.Context, q querier, row claimRow, no int) (claim.Line, error) {
	lines, err := s.store.lines(ctx, q, row.County, row.ID)
	if err != nil {
		return claim.Line{}, err
	}
	if no < 1 || no > len(lines) {
		return claim.Line{}, fmt.Errorf("line %d: %w", no, ErrLine)
	}
	return lines[no-1], nil
}

// AppealDecision answers an appeal, or withdraws it.
type AppealDecision struct {
	MatterDecision
	Fen money.Amount // to be paid more when it is right; 0 where a rejection is overturned
}

// DecideAppeal answers an appeal. Found right, a rejection is overturned: the
// claim stands approved with the figures it had. Of a claim that was approved
// nothing changes; a claim of its own, which somebody else approves, pays the
// sum more. Who had a hand in the first decision, or acts for one who had, does
// not answer.
//
// Faults: ErrNoMatter, ErrNotYours, ErrOwnMatter, ErrFourEyes, ErrMatterState,
// ErrMoved, ErrComment, ErrAppeal, ErrBudget.
func (s *Service) DecideAppeal(ctx context.Context, actor trips.Actor, id MatterID, d AppealDecision) (Appeal, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return Appeal{}, err
	}
	var row matterRow
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := s.store.lockHead(ctx, tx, string(actor.County)); err != nil {
			return err
		}
		row, err = s.store.matter(ctx, tx, actor.County, matter.Appeal, id)
		if err == nil && !s.seesCounty(w) && !askedBy(actor, row) {
			err = ErrNoMatter
		}
		if err != nil {
			return err
		}
		of, err := s.appealed(ctx, tx, &row)
		if err != nil {
			return err
		}
		if _, _, err := w.nextMatter(w.given, s.now(), row, d.Action); err != nil {
			return err
		}
		if d.Action == matter.Approve {
			if d.outcome, err = s.grant(ctx, tx, w, row, of, d); err != nil {
				return err
			}
		}
		row, err = s.decideMatter(ctx, tx, w, row, d.MatterDecision)
		return err
	})
	if err != nil {
		return Appeal{}, fmt.Errorf("%s appeal %s: %w", d.Action, id, err)
	}
	return s.appealView(ctx, w, row)
}

// appealed returns the claim an appeal is about, and bars those who had a hand
// in the decision from answering it.
func (s *Service) appealed(ctx context.Context, q querier, row *matterRow) (claimRow, error) {
	of, err := s.store.claim(ctx, q, row.County, ClaimID(row.Subject))
	if err != nil {
		return of, err
	}
	hands, err := of.handsOn()
	hands = append(hands, matter.Who{Login: of.DecidedBy})
	row.barred = hands
	return of, err
}

// grant does what an appeal found right brings, and returns it as JSON.
func (s *Service) grant(ctx context.Context, tx *sqlx.Tx, w wardrobe, row matterRow, of claimRow, d AppealDecision) (string, error) {
	if of.State == claim.Rejected {
		if d.Fen != 0 {
			return "", ErrAppeal
		}
		_, err := s.decideIn(ctx, tx, w, of.ID, Decision{Action: claim.Overturn, Version: of.Version, Comment: d.Comment, as: claim.System}, nil)
		if err != nil {
			return "", err
		}
		return toJSON(AppealOutcome{Claim: of.ID})
	}
	if d.Fen <= 0 {
		return "", ErrAppeal
	}
	id, err := s.supplementFor(ctx, tx, w, row, of, d)
	if err != nil {
		return "", err
	}
	return toJSON(AppealOutcome{Fen: d.Fen, Claim: id})
}

// supplementFor makes the claim that pays what an appeal was right about.
func (s *Service) supplementFor(ctx context.Context, tx *sqlx.Tx, w wardrobe, row matterRow, of claimRow, d AppealDecision) (ClaimID, error) {
	drafts, err := s.store.drafts(ctx, tx, of.County, of.Person)
	if err != nil {
		return "", err
	}
	if first, err := s.store.countDraft(ctx, tx, of.County, of.Person, drafts); err != nil || !first {
		return "", errors.Join(err, ErrMoved)
	}
	line := claim.Line{
		Code: claim.Appealed, Quantity: "1", Unit: "appeal", Amount: d.Fen, On: s.now(),
		Rule: claim.Rule{Document: of.RuleDocument, Version: of.RuleVersion},
		Text: lang.Sayf("申诉成立，补发 %[1]s 元（原报销单第 %[2]d 行）：%[3]s", "An appeal was right: %[1]s yuan more (line %[2]d of the claim): %[3]s", d.Fen, row.LineNo, d.Comment),
		Inputs: []claim.Input{
			{Name: lang.Say("申诉", "appeal"), Value: string(row.ID), From: "decision"},
			{Name: lang.Say("原报销单", "claim"), Value: string(of.ID), From: "claim"},
		},
	}
	if row.LineNo > 0 {
		was, err := s.lineNo(ctx, tx, of, row.LineNo)
		if err != nil {
			return "", err
		}
		line.Rule, line.Trip = was.Rule, was.Trip
		line.Inputs = append(line.Inputs, claim.Input{Name: lang.Say("原金额", "amount before"), Value: was.Amount.String(), Unit: "yuan", From: "claim"})
	}
	c := Correction{Month: of.Month, Lines: []claim.Line{line}, seen: monthSeen{county: of.County, person: of.Person, month: of.Month}}
	marks, digest, err := markLines(c.Lines)
	if err != nil {
		return "", err
	}
	made, err := s.correctionRow(ctx, tx, c, digest)
	if err != nil {
		return "", err
	}
	if _, err := s.store.saveDraft(ctx, tx, made, 0); err != nil {
		return "", err
	}
	if err := s.store.saveLines(ctx, tx, made.County, made.ID, c.Lines, marks); err != nil {
		return "", err
	}
	_, err = s.decideIn(ctx, tx, inOwnRight(w.actor), made.ID, Decision{Action: claim.Correct, Version: made.Version, Comment: d.Comment, as: claim.System}, nil)
	return made.ID, err
}

// Appeals lists the appeals the actor may see, the latest first: their own; for
// finance and auditors all of the county's. An empty claim does not narrow them.
func (s *Service) Appeals(ctx context.Context, actor trips.Actor, state matter.State, of ClaimID) ([]Appeal, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return nil, err
	}
	f := matterFilter{kind: matter.Appeal, state: state, subject: string(of), limit: mattersMax}
	if !s.seesCounty(w) {
		if f.person = actor.Person; f.person == "" {
			return []Appeal{}, nil
		}
	}
	rows, err := s.store.matters(ctx, s.store.db, actor.County, f)
	if err != nil {
		return nil, err
	}
	found := make([]Appeal, len(rows))
	for i, row := range rows {
		if found[i], err = s.appealView(ctx, w, row); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (s *Service) appealView(ctx context.Context, w wardrobe, row matterRow) (Appeal, error) {
	a := Appeal{Claim: ClaimID(row.Subject), LineNo: row.LineNo, Overdue: s.overdue(row)}
	of, err := s.appealed(ctx, s.store.db, &row)
	if err != nil {
		return a, err
	}
	a.Month = of.Month
	if a.Matter, err = s.matterView(ctx, s.store.db, w, row); err != nil {
		return a, err
	}
	if row.Outcome != "" {
		a.Outcome = &AppealOutcome{}
		if err := fromJSON(row.Outcome, a.Outcome); err != nil {
			return a, err
		}
	}
	return a, fromJSON(row.Terms, &a.AppealTerms)
}

// overdue reports whether an answer that is owed did not come in time.
func (s *Service) overdue(row matterRow) bool {
	return row.State == matter.Asked && row.DueAt != nil && s.now().After(*row.DueAt)
}

// mayAppeal is until when the actor may appeal against the decision on a claim;
// nil when they may not.
func (s *Service) mayAppeal(ctx context.Context, q querier, actor trips.Actor, row claimRow) (*time.Time, error) {
	if !isOwn(actor, row) || !row.State.Decided() {
		return nil, nil
	}
	policy, err := s.policy(ctx, q, row.County)
	if err != nil {
		return nil, err
	}
	since, err := s.appealSince(ctx, q, row)
	if err != nil {
		return nil, err
	}
	until := since.UTC().AddDate(0, 0, policy.AppealDays)
	if s.now().After(until) {
		return nil, nil
	}
	return &until, nil
}
