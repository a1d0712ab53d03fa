package reimburse

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// AskVoucher asks the office to approve a voucher of the actor's own month, which
// the rule pays only then. The line that says so stands with what is asked, and
// the invoices of its kind that are attached to the claim. Until there is an
// answer, or it is withdrawn, the month is not handed in and the voucher stays as
// it is.
//
// Faults: ErrClaimsDenied, ErrMonth, ErrNoClaim, ErrVoucher, ErrFactsHeld,
// ErrAskedBefore, ErrNobody, ErrTooLong.
func (s *Service) AskVoucher(ctx context.Context, actor trips.Actor, month, voucher, reason string) (VoucherApproval, error) {
	seen, err := s.MonthFacts(ctx, actor, month)
	if err != nil {
		return VoucherApproval{}, err
	}
	at := slices.IndexFunc(seen.Facts.Vouchers, func(v VoucherFacts) bool { return v.ID == voucher })
	reason = strings.TrimSpace(reason)
	switch {
	case utf8.RuneCountInString(reason) > textMax:
		return VoucherApproval{}, ErrTooLong
	case at < 0 || reason == "":
		return VoucherApproval{}, fmt.Errorf("voucher %s: %w", voucher, ErrVoucher)
	case !seen.Open:
		return VoucherApproval{}, ErrFactsHeld
	}
	terms := VoucherTerms{Month: month, Voucher: seen.Facts.Vouchers[at], Reason: reason}
	if err := s.officeCould(ctx, actor, terms); err != nil {
		return VoucherApproval{}, err
	}
	var row matterRow
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := s.voucherTerms(ctx, tx, actor, &terms); err != nil {
			return err
		}
		if row, err = s.newMatter(ctx, tx, actor, matter.Voucher, terms); err != nil {
			return err
		}
		row.Subject = month + "/" + voucher
		row, err = s.askMatter(ctx, tx, row, matter.Ask)
		return err
	})
	if err != nil {
		return VoucherApproval{}, fmt.Errorf("ask about voucher %s: %w", voucher, err)
	}
	return s.approvalView(ctx, inOwnRight(actor), row)
}

// officeCould returns ErrNobody when too few of the office could approve the
// voucher.
func (s *Service) officeCould(ctx context.Context, actor trips.Actor, t VoucherTerms) error {
	people, err := s.roster(ctx, actor.County)
	if err != nil || people == nil {
		return err
	}
	policy, err := s.policy(ctx, s.store.db, actor.County)
	if err != nil {
		return err
	}
	level := policy.On(string(rules.DateOf(s.now())))
	way := level.Way(t.Voucher.AmountFen, claim.Ahead{}, claim.Hands{Office: people.office, Own: whoOf(actor)})
	if way.Stuck() {
		return fmt.Errorf("%s: %w", way.Missing(), ErrNobody)
	}
	return nil
}

// voucherTerms fills in what the open claim says of the voucher and what is
// attached; ErrVoucher when no line of it waits for an approval.
func (s *Service) voucherTerms(ctx context.Context, tx *sqlx.Tx, actor trips.Actor, t *VoucherTerms) error {
	row, lines, err := s.openMonth(ctx, tx, actor, t.Month)
	if err != nil {
		return err
	}
	if t.Why, err = waitsForApproval(lines, t.Voucher.ID); err != nil {
		return err
	}
	attached := []Invoice{}
	if err := list(ctx, tx, &attached, `SELECT `+invoiceColumns+` FROM invoices WHERE county = ? AND claim_id = ? ORDER BY issued_on, id`, row.County, row.ID); err != nil {
		return fmt.Errorf("invoices of claim %s: %w", row.ID, err)
	}
	t.Invoices = []SealedFile{}
	for _, i := range attached {
		if invoiceShows(i.Kind, t.Voucher.Kind) {
			t.Invoices = append(t.Invoices, SealedFile{Invoice: i.ID, SHA256: i.SHA256})
		}
	}
	return nil
}

// openMonth returns the actor's first claim of a month, while it is open, with
// its lines.
func (s *Service) openMonth(ctx context.Context, q querier, actor trips.Actor, month string) (claimRow, []claim.Line, error) {
	rows, err := s.store.monthClaims(ctx, q, actor.County, actor.Person, month)
	if err != nil {
		return claimRow{}, nil, err
	}
	if len(rows) == 0 {
		return claimRow{}, nil, fmt.Errorf("%s: %w", month, ErrNoClaim)
	}
	if rows[0].State.Pinned() {
		return rows[0], nil, ErrFactsHeld
	}
	lines, err := s.store.lines(ctx, q, actor.County, rows[0].ID)
	return rows[0], lines, err
}

// waitsForApproval returns the sentence of the line that keeps a voucher unpaid
// until it is approved; ErrVoucher when there is none.
func waitsForApproval(lines []claim.Line, voucher string) (lang.Text, error) {
	for _, l := range lines {
		if id, is := voucherOf(l); is && id == voucher && l.Code == claim.NeedsApproval {
			return l.Text, nil
		}
	}
	return lang.Text{}, fmt.Errorf("voucher %s: %w", voucher, ErrVoucher)
}

// voucherOf returns the id of the voucher a line is about.
func voucherOf(l claim.Line) (string, bool) {
	if len(l.Inputs) == 0 {
		return "", false
	}
	return strings.CutPrefix(l.Inputs[0].From, "voucher ")
}

// invoiceShows reports whether an invoice of the kind is evidence for a voucher
// of the other: their words differ, since an invoice knows what tax law knows.
func invoiceShows(invoice string, voucher rules.ExpenseKind) bool {
	switch voucher {
	case rules.TollVoucher:
		return invoice == "toll" || invoice == "toll-topup"
	case rules.Parking, rules.Lodging:
		return invoice == string(voucher)
	default:
		return invoice == "other"
	}
}

// DecideVoucher approves, refuses or withdraws what was asked of a voucher; the
// month is priced anew when it is approved. Above the county's limit of the day
// it was asked (four_eyes_above) two different people of the office approve: the
// first approval is an endorsement, and it goes on waiting.
//
// Faults: ErrNoMatter, ErrNotYours, ErrOwnMatter, ErrFourEyes, ErrMatterState,
// ErrMoved, ErrComment to refuse without a reason, ErrTooLong.
func (s *Service) DecideVoucher(ctx context.Context, actor trips.Actor, id MatterID, d MatterDecision) (VoucherApproval, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return VoucherApproval{}, err
	}
	var row matterRow
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := s.store.lockHead(ctx, tx, string(actor.County)); err != nil {
			return err
		}
		if row, err = s.voucherMatter(ctx, tx, w, id); err != nil {
			return err
		}
		if d.Action, err = s.firstOfTwo(ctx, tx, row, d.Action); err != nil {
			return err
		}
		if row, err = s.decideMatter(ctx, tx, w, row, d); err != nil {
			return err
		}
		var terms VoucherTerms
		if err := fromJSON(row.Terms, &terms); err != nil || row.State != matter.Approved {
			return err
		}
		return s.enqueueDraft(ctx, tx, row.County, row.Person, terms.Month)
	})
	if err != nil {
		return VoucherApproval{}, fmt.Errorf("%s voucher %s: %w", d.Action, id, err)
	}
	return s.approvalView(ctx, w, row)
}

// voucherMatter returns what was asked of a voucher, if the actor may see it;
// who endorsed it is barred from more.
func (s *Service) voucherMatter(ctx context.Context, q querier, w wardrobe, id MatterID) (matterRow, error) {
	row, err := s.store.matter(ctx, q, w.actor.County, matter.Voucher, id)
	if err == nil && !s.seesCounty(w) && !askedBy(w.actor, row) {
		err = fmt.Errorf("voucher %s: %w", id, ErrNoMatter)
	}
	if err != nil {
		return row, err
	}
	return row, fromJSON(row.Hands, &row.barred)
}

// firstOfTwo makes an endorsement of the first of two approvals.
func (s *Service) firstOfTwo(ctx context.Context, q querier, row matterRow, action matter.Action) (matter.Action, error) {
	if action == matter.Endorse {
		return action, ErrMatterState // what an approval is the policy says
	}
	if action != matter.Approve || row.Hands != "[]" {
		return action, nil
	}
	policy, err := s.policy(ctx, q, row.County)
	if err != nil {
		return action, err
	}
	var terms VoucherTerms
	if err := fromJSON(row.Terms, &terms); err != nil {
		return action, err
	}
	if policy.On(string(rules.DateOf(row.AskedAt))).NeedsTwo(terms.Voucher.AmountFen) {
		return matter.Endorse, nil
	}
	return action, nil
}

// VoucherApprovals lists what was asked of vouchers, the latest first: one's own,
// for finance and auditors all of the county's. An empty state is every one.
func (s *Service) VoucherApprovals(ctx context.Context, actor trips.Actor, state matter.State) ([]VoucherApproval, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return nil, err
	}
	f := matterFilter{kind: matter.Voucher, state: state, limit: mattersMax}
	if !s.seesCounty(w) {
		f.login = actor.Login
	}
	rows, err := s.store.matters(ctx, s.store.db, actor.County, f)
	if err != nil {
		return nil, err
	}
	found := make([]VoucherApproval, len(rows))
	for i, row := range rows {
		if found[i], err = s.approvalView(ctx, w, row); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// VoucherInvoice returns the file of an invoice that a voucher's approval rests
// on, to who asked and to the office, which sees nothing else of an open claim.
// Faults: ErrNoMatter, ErrNoInvoice when it is not there or not the file it was.
func (s *Service) VoucherInvoice(ctx context.Context, actor trips.Actor, id MatterID, invoice InvoiceID) (Printed, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return Printed{}, err
	}
	row, err := s.voucherMatter(ctx, s.store.db, w, id)
	if err != nil {
		return Printed{}, err
	}
	view, err := s.approvalView(ctx, w, row)
	if err != nil {
		return Printed{}, err
	}
	at := slices.IndexFunc(view.Invoices, func(i Invoice) bool { return i.ID == invoice })
	if at < 0 {
		return Printed{}, fmt.Errorf("invoice %s: %w", invoice, ErrNoInvoice)
	}
	return s.invoiceBytes(ctx, actor.County, view.Invoices[at])
}

func (s *Service) approvalView(ctx context.Context, w wardrobe, row matterRow) (VoucherApproval, error) {
	v := VoucherApproval{Invoices: []Invoice{}}
	err := fromJSON(row.Hands, &row.barred)
	if err != nil {
		return v, err
	}
	if n := len(row.barred); n > 0 {
		v.EndorsedBy = row.barred[n-1].Login
	}
	if v.Matter, err = s.matterView(ctx, s.store.db, w, row); err != nil {
		return v, err
	}
	if err := fromJSON(row.Terms, &v.VoucherTerms); err != nil {
		return v, err
	}
	claims, err := s.store.monthClaims(ctx, s.store.db, row.County, row.Person, v.Month)
	if err != nil || len(claims) == 0 {
		return v, err
	}
	v.Claim = claims[0].ID
	attached, err := s.invoicesOf(ctx, claims[0])
	for _, i := range attached {
		if slices.Contains(v.VoucherTerms.Invoices, SealedFile{Invoice: i.ID, SHA256: i.SHA256}) {
			v.Invoices = append(v.Invoices, i)
		}
	}
	return v, err
}

// grantedVouchers are the vouchers of a person's month that the office approved.
func (s *Service) grantedVouchers(ctx context.Context, q querier, county trips.County, person trips.PersonID, month string) (map[VoucherFacts]bool, error) {
	granted := map[VoucherFacts]bool{}
	return granted, s.eachVoucher(ctx, q, county, person, month, matter.Approved, func(t VoucherTerms) { granted[t.Voucher] = true })
}

// eachVoucher calls fn with what was asked of a person's month and stands in the
// state.
func (s *Service) eachVoucher(ctx context.Context, q querier, county trips.County, person trips.PersonID, month string, state matter.State, fn func(VoucherTerms)) error {
	rows, err := s.store.matters(ctx, q, county, matterFilter{kind: matter.Voucher, state: state, asker: person})
	if err != nil {
		return err
	}
	for _, row := range rows {
		var terms VoucherTerms
		if err := fromJSON(row.Terms, &terms); err != nil {
			return fmt.Errorf("voucher %s: %w", row.ID, err)
		}
		if terms.Month == month {
			fn(terms)
		}
	}
	return nil
}

// noVoucherWaits returns ErrVoucherWaits while the office owes an answer about a
// voucher of the month.
func (s *Service) noVoucherWaits(ctx context.Context, q querier, county trips.County, person trips.PersonID, month string) error {
	var waits error
	err := s.eachVoucher(ctx, q, county, person, month, matter.Asked, func(t VoucherTerms) {
		waits = fmt.Errorf("voucher %s: %w", t.Voucher.ID, ErrVoucherWaits)
	})
	if err != nil {
		return err
	}
	return waits
}

// keepAsked refuses to change or drop a voucher while the office is asked about it.
func (s *Service) keepAsked(ctx context.Context, q querier, seen monthSeen, before, now Facts) error {
	var changed error
	err := s.eachVoucher(ctx, q, seen.county, seen.person, seen.month, matter.Asked, func(t VoucherTerms) {
		if slices.Contains(before.Vouchers, t.Voucher) && !slices.Contains(now.Vouchers, t.Voucher) {
			changed = fmt.Errorf("voucher %s: %w", t.Voucher.ID, ErrVoucherWaits)
		}
	})
	if err != nil {
		return err
	}
	return changed
}
