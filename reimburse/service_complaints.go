package reimburse

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/matter"
	"licheng/trips"
)

// Complain puts something into the county's complaint box. Who gives no name is
// known to nobody but themselves: neither the office nor the book is told.
// Faults: ErrComplaint.
func (s *Service) Complain(ctx context.Context, actor trips.Actor, terms ComplaintTerms) (Complaint, error) {
	terms.About, terms.Text = strings.TrimSpace(terms.About), strings.TrimSpace(terms.Text)
	if terms.Text == "" || utf8.RuneCountInString(terms.Text) > textMax || utf8.RuneCountInString(terms.About) > 200 {
		return Complaint{}, ErrComplaint
	}
	var row matterRow
	err := s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		policy, err := s.policy(ctx, tx, actor.County)
		if err != nil {
			return err
		}
		if row, err = s.newMatter(ctx, tx, actor, matter.Complaint, terms); err != nil {
			return err
		}
		due := s.now().AddDate(0, 0, policy.AnswerDays)
		row.DueAt = &due
		row, err = s.askMatter(ctx, tx, row, matter.Ask)
		return err
	})
	if err != nil {
		return Complaint{}, err
	}
	return s.complaintView(ctx, inOwnRight(actor), row)
}

// AnswerComplaint answers a complaint of somebody else. Faults: ErrNoMatter,
// ErrNotYours, ErrOwnMatter, ErrMatterState, ErrMoved, ErrComment.
func (s *Service) AnswerComplaint(ctx context.Context, actor trips.Actor, id MatterID, version int64, answer string) (Complaint, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return Complaint{}, err
	}
	var row matterRow
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := s.store.lockHead(ctx, tx, string(actor.County)); err != nil {
			return err
		}
		row, err = s.store.matter(ctx, tx, actor.County, matter.Complaint, id)
		if err == nil && !s.seesCounty(w) && !askedBy(actor, row) {
			err = ErrNoMatter
		}
		if err != nil {
			return err
		}
		row, err = s.decideMatter(ctx, tx, w, row, MatterDecision{Action: matter.Answer, Version: version, Comment: answer})
		return err
	})
	if err != nil {
		return Complaint{}, fmt.Errorf("answer complaint %s: %w", id, err)
	}
	return s.complaintView(ctx, w, row)
}

// Complaints lists the complaints the actor may see: their own; for finance and
// auditors all of the county's. Those that wait stand first, the longest owed
// before the others.
func (s *Service) Complaints(ctx context.Context, actor trips.Actor) ([]Complaint, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return nil, err
	}
	f := matterFilter{kind: matter.Complaint, limit: mattersMax}
	if !s.seesCounty(w) {
		f.login = actor.Login
	}
	rows, err := s.store.matters(ctx, s.store.db, actor.County, f)
	if err != nil {
		return nil, err
	}
	found := []Complaint{}
	for _, row := range rows {
		c, err := s.complaintView(ctx, w, row)
		if err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	slices.SortStableFunc(found, func(a, b Complaint) int {
		switch aWaits, bWaits := a.State == matter.Asked, b.State == matter.Asked; {
		case aWaits && bWaits:
			return a.DueAt.Compare(*b.DueAt)
		case aWaits:
			return -1
		case bWaits:
			return 1
		default:
			return 0
		}
	})
	return found, nil
}

func (s *Service) complaintView(ctx context.Context, w wardrobe, row matterRow) (Complaint, error) {
	c := Complaint{Overdue: s.overdue(row)}
	var err error
	if c.Matter, err = s.matterView(ctx, s.store.db, w, row); err != nil {
		return c, err
	}
	return c, fromJSON(row.Terms, &c.ComplaintTerms)
}
