package reimburse_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// busRule pays bus and rail tickets, above 50.00 only once they are approved.
const busRule = `
  - id: tickets
    clause: 第六条
    title: {zh: 客车火车票, en: bus and rail}
    voucher: {kinds: [bus, rail], approval_above: 50}
`

// ticketed is a county with such a rule, and p1's ticket of 62.00.
func ticketed(t *testing.T, db *licheng.Database) (*fixture, reimburse.ClaimView) {
	t.Helper()
	f := newFixture(t, db)
	f.mustImport(reimburse.ImportRules, strings.Replace(strings.Replace(mustRead(t, "testdata/rules.yaml"), "version: 2026-1", "version: 2026-1-tickets", 1), "{from: 2026-01-01}", "{from: 2026-09-01}", 1)+busRule)
	f.drove("p1", "t1", 12, 20)
	view := f.said(reimburse.Facts{Vouchers: []reimburse.VoucherFacts{{ID: "v1", Kind: rules.BusTicket, Day: "2026-10-12", AmountFen: 6200}}})
	return f, view
}

func answerVoucher(action matter.Action, version int64, comment string) reimburse.MatterDecision {
	return reimburse.MatterDecision{Action: action, Version: version, Comment: comment}
}

// TestVoucherApproved: 16.00 for 20 km, and a ticket of 62.00 that is above 50.00:
// 16.00 until finance approves it, then 78.00.
func TestVoucherApproved(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f, view := ticketed(t, db)
		if diff := cmp.Diff([]string{"MILEAGE t1 16.00", "NEEDS_APPROVAL  0.00"}, lineTexts(view)); diff != "" {
			t.Fatal(diff)
		}
		said, err := f.MonthFacts(t.Context(), cadre("p1"), "2026-10")
		if diff := cmp.Diff([]string{"v1"}, said.Unapproved); diff != "" || err != nil {
			t.Error(diff, err)
		}
		invoice, err := f.AddInvoice(t.Context(), cadre("p1"), view.ID, reimburse.Invoice{
			Kind: "other", Number: "26522000000012345678", Buyer: "青石镇政府", Seller: "客运公司", IssuedOn: "2026-10-12", Amount: 6200, FileName: "ticket.pdf",
		}, []byte("a ticket"))
		if err != nil {
			t.Fatal(err)
		}
		asked, err := f.AskVoucher(t.Context(), cadre("p1"), "2026-10", "v1", " 班车停运，改乘 ")
		if err != nil || asked.State != matter.Asked || asked.Why.ZH == "" || asked.Reason != "班车停运，改乘" || asked.Claim != view.ID || len(asked.Invoices) != 1 {
			t.Fatalf("%+v, %v", asked, err)
		}
		_, err = f.AskVoucher(t.Context(), cadre("p1"), "2026-10", "v1", "再问")
		wantFault(t, err, reimburse.ErrAskedBefore)
		_, err = f.Submit(t.Context(), cadre("p1"), view.ID, f.current("p1").Version)
		wantFault(t, err, reimburse.ErrVoucherWaits)
		_, err = f.SayFacts(t.Context(), cadre("p1"), "2026-10", said.Version, reimburse.Facts{})
		wantFault(t, err, reimburse.ErrVoucherWaits)

		waiting, err := f.VoucherApprovals(t.Context(), clerk, matter.Asked)
		if err != nil || len(waiting) != 1 || waiting[0].Person.Name != "张一" || waiting[0].Voucher.AmountFen != 6200 ||
			!cmp.Equal(waiting[0].Allowed, []matter.Action{matter.Approve, matter.Reject}) {
			t.Errorf("the office sees %+v, %v", waiting, err)
		}
		file, err := f.VoucherInvoice(t.Context(), clerk, asked.ID, invoice.ID)
		if err != nil || string(file.Bytes) != "a ticket" || file.Type != "application/octet-stream" {
			t.Errorf("the invoice: %+v, %v", file, err)
		}
		approved, err := f.DecideVoucher(t.Context(), clerk, asked.ID, answerVoucher(matter.Approve, asked.Version, "属实"))
		if err != nil || approved.State != matter.Approved || approved.DecidedBy != "clerk" {
			t.Fatal(approved, err)
		}
		view = f.current("p1")
		if diff := cmp.Diff([]string{"MILEAGE t1 16.00", "VOUCHER  62.00"}, lineTexts(view)); diff != "" || view.TotalFen != 7800 {
			t.Error(diff, view.TotalFen)
		}
		if view = f.submitted("p1"); view.State != claim.Submitted || view.TotalFen != 7800 {
			t.Errorf("%s %s", view.State, view.TotalFen)
		}
		f.wantIntact()
		f.exec(`UPDATE matters SET terms = replace(terms, '6200', '9900') WHERE kind = 'voucher'`)
		if report, err := f.VerifyLedger(t.Context(), county); err != nil || report.OK {
			t.Errorf("an altered voucher was not noticed: %+v, %v", report, err)
		}
	})
}

// TestVoucherRefused: with a reason; then the month goes without it, and it can be
// asked about once more.
func TestVoucherRefused(t *testing.T) {
	f, _ := ticketed(t, migrated.SQLite(t))
	asked, err := f.AskVoucher(t.Context(), cadre("p1"), "2026-10", "v1", "改乘")
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.DecideVoucher(t.Context(), clerk, asked.ID, answerVoucher(matter.Reject, asked.Version, " "))
	wantFault(t, err, reimburse.ErrComment)
	if _, err = f.DecideVoucher(t.Context(), clerk, asked.ID, answerVoucher(matter.Reject, asked.Version, "没有票根")); err != nil {
		t.Fatal(err)
	}
	again, err := f.AskVoucher(t.Context(), cadre("p1"), "2026-10", "v1", "找到票根了")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = f.DecideVoucher(t.Context(), cadre("p1"), again.ID, answerVoucher(matter.Withdraw, again.Version, "")); err != nil {
		t.Fatal(err)
	}
	if view := f.submitted("p1"); view.TotalFen != 1600 {
		t.Errorf("handed in with %s", view.TotalFen)
	}
	_, err = f.AskVoucher(t.Context(), cadre("p1"), "2026-10", "v1", "晚了")
	wantFault(t, err, reimburse.ErrFactsHeld)
	f.wantIntact()
}

// TestVoucherByTwo: above the limit two different people approve, none of them the
// asker, nor one person twice by way of a deputy.
func TestVoucherByTwo(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f, _ := ticketed(t, db)
		f.mustImport(reimburse.ImportApproval, "four_eyes_above: 60\n")
		deputy := cadre("p4")
		f.logins[deputy.Login] = deputy
		asked, err := f.AskVoucher(t.Context(), cadre("p1"), "2026-10", "v1", "改乘")
		if err != nil {
			t.Fatal(err)
		}
		f.delegated(clerk, deputy.Login, 2)
		_, err = f.DecideVoucher(t.Context(), clerk, asked.ID, answerVoucher(matter.Endorse, asked.Version, ""))
		wantFault(t, err, reimburse.ErrMatterState)
		first, err := f.DecideVoucher(t.Context(), deputy, asked.ID, answerVoucher(matter.Approve, asked.Version, ""))
		if err != nil || first.State != matter.Asked || first.EndorsedBy != deputy.Login || first.DecidedAt != nil {
			t.Fatalf("%+v, %v", first, err)
		}
		if view := f.current("p1"); view.TotalFen != 1600 {
			t.Errorf("one of two pays %s", view.TotalFen)
		}
		_, err = f.DecideVoucher(t.Context(), clerk, asked.ID, answerVoucher(matter.Approve, first.Version, ""))
		wantFault(t, err, reimburse.ErrFourEyes)
		second, err := f.DecideVoucher(t.Context(), clerk2, asked.ID, answerVoucher(matter.Approve, first.Version, ""))
		if err != nil || second.State != matter.Approved {
			t.Fatalf("%+v, %v", second, err)
		}
		if view := f.current("p1"); view.TotalFen != 7800 {
			t.Errorf("two of two pay %s", view.TotalFen)
		}
		f.wantIntact()
	})
}

// TestVoucherNotTheirs: who may not ask, and who may not answer.
func TestVoucherNotTheirs(t *testing.T) {
	f, _ := ticketed(t, migrated.SQLite(t))
	for name, tt := range map[string]struct {
		voucher, reason string
		want            *licheng.Fault
	}{
		"no such voucher": {"v2", "改乘", reimburse.ErrVoucher},
		"no reason":       {"v1", " ", reimburse.ErrVoucher},
		"too long":        {"v1", strings.Repeat("长", 2001), reimburse.ErrTooLong},
	} {
		_, err := f.AskVoucher(t.Context(), cadre("p1"), "2026-10", tt.voucher, tt.reason)
		if got, ok := licheng.FaultOf(err); !ok || got != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := f.AskVoucher(t.Context(), clerk, "2026-10", "v1", "改乘")
	wantFault(t, err, reimburse.ErrClaimsDenied)
	asked, err := f.AskVoucher(t.Context(), cadre("p1"), "2026-10", "v1", "改乘")
	if err != nil {
		t.Fatal(err)
	}
	own := cadre("p1")
	own.Login, own.Roles = "p1-at-the-office", clerk.Roles
	for name, tt := range map[string]struct {
		actor  trips.Actor
		action matter.Action
		want   *licheng.Fault
	}{
		"one's own second account": {own, matter.Approve, reimburse.ErrOwnMatter},
		"an auditor":               {auditor, matter.Approve, reimburse.ErrNotYours},
		"a head of the township":   {head, matter.Approve, reimburse.ErrNoMatter},
		"another's to withdraw":    {clerk, matter.Withdraw, reimburse.ErrNotYours},
	} {
		_, err := f.DecideVoucher(t.Context(), tt.actor, asked.ID, answerVoucher(tt.action, asked.Version, ""))
		if got, ok := licheng.FaultOf(err); !ok || got != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if found, err := f.VoucherApprovals(t.Context(), head, ""); err != nil || len(found) != 0 {
		t.Errorf("the head sees %d, %v", len(found), err)
	}
	_, err = f.VoucherInvoice(t.Context(), clerk, asked.ID, "not-there")
	wantFault(t, err, reimburse.ErrNoInvoice)
	_, err = f.DecideVoucher(t.Context(), clerk, asked.ID, answerVoucher(matter.Approve, asked.Version+1, ""))
	wantFault(t, err, reimburse.ErrMoved)
	f.wantIntact()
}
