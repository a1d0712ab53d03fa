package reimburse_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// approved hands in and approves the person's October claim.
func (f *fixture) approved(person string) reimburse.ClaimView {
	f.t.Helper()
	view := f.submitted(person)
	return f.must(f.Approve(f.t.Context(), clerk, view.ID, view.Version, ""))
}

func seen(views ...reimburse.ClaimView) []reimburse.ClaimVersion {
	var list []reimburse.ClaimVersion
	for _, v := range views {
		list = append(list, reimburse.ClaimVersion{ID: v.ID, Version: v.Version})
	}
	return list
}

// again reads claims anew.
func (f *fixture) again(views ...reimburse.ClaimView) []reimburse.ClaimView {
	f.t.Helper()
	var fresh []reimburse.ClaimView
	for _, v := range views {
		fresh = append(fresh, f.must(f.Claim(f.t.Context(), clerk, v.ID)))
	}
	return fresh
}

// TestBatch: p1 gets 8.00, p2 4.00. The bank pays p1 and sends p2 back; the
// next batch pays p2, and only p2.
func TestBatch(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 10)
		f.drove("p2", "t2", 12, 5)
		p1, p2 := f.approved("p1"), f.approved("p2")
		first, err := f.MakeBatch(t.Context(), clerk, seen(p1, p2))
		if err != nil {
			t.Fatal(err)
		}
		if first.Number != "B20261102-01" || first.TotalFen != 1200 || first.Sent != 2 || first.Items[0].Account != "************1234" {
			t.Errorf("batch %+v", first)
		}
		file, err := f.BatchFile(t.Context(), clerk, first.ID)
		if err != nil || file.SHA256 != first.SHA256 {
			t.Fatal(err, file.SHA256, first.SHA256)
		}
		want := "序号|收款人账号|收款人户名|开户行|金额|用途|报销单号\n" +
			"1|6222020000001234|张一||8.00|2026年10月公务交通费|" + string(p1.ID) + "\n2|6222020000005678|李二||4.00|2026年10月公务交通费|" + string(p2.ID) + "\n"
		if diff := cmp.Diff(want, cellsOf(t, file.Bytes)); diff != "" {
			t.Error(diff)
		}
		answers := []reimburse.Answer{{No: 1, Arrived: true}, {No: 2, Reason: "账号与户名不符"}}
		after, err := f.AnswerBatch(t.Context(), clerk, first.ID, first.Version, answers)
		if err != nil || after.Sent != 0 || after.Failed != 1 || after.Items[1].Reason != "账号与户名不符" {
			t.Fatal(err, after)
		}
		now := f.again(p1, p2)
		if now[0].State != claim.Paid || now[1].State != claim.Approved || now[1].PaymentReference != "" || now[1].PaidAt != nil {
			t.Errorf("claims stand %s and %s", now[0].State, now[1].State)
		}
		if last := now[1].Events[len(now[1].Events)-1]; last.Action != claim.Bounce || last.Comment != "B20261102-01：账号与户名不符" {
			t.Errorf("last event %+v", last)
		}
		_, err = f.AnswerBatch(t.Context(), clerk, first.ID, after.Version, answers[:1])
		wantFault(t, err, reimburse.ErrAnswered)
		_, err = f.MakeBatch(t.Context(), clerk, seen(now...))
		wantFault(t, err, reimburse.ErrState) // p1 has its money: none is paid
		second, err := f.MakeBatch(t.Context(), clerk, seen(now[1]))
		if err != nil || second.Number != "B20261102-02" || second.TotalFen != 400 {
			t.Fatal(err, second)
		}
		if _, err = f.AnswerBatch(t.Context(), clerk, second.ID, second.Version, []reimburse.Answer{{No: 1, Arrived: true}}); err != nil {
			t.Fatal(err)
		}
		list, err := f.Batches(t.Context(), auditor)
		if err != nil || len(list) != 2 || list[0].Number != "B20261102-02" {
			t.Error(err, list)
		}
		f.wantWhole()
	})
}

// wantWhole fails unless the ledger fits what is stored.
func (f *fixture) wantWhole() {
	f.t.Helper()
	report, err := f.VerifyLedger(f.t.Context(), county)
	if err != nil || !report.OK {
		f.t.Errorf("ledger: %v %s", err, report.Problem)
	}
}

func TestBatchRefused(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 10)
		f.drove("p3", "t3", 12, 50)
		f.drove("p4", "t4", 12, 10)
		p1, p4 := f.approved("p1"), f.approved("p4")
		_, err := f.MakeBatch(t.Context(), clerk, seen(p1, p4)) // p4 has no account
		wantFault(t, err, reimburse.ErrUnpayable)
		if err == nil || !strings.Contains(err.Error(), "赵四") {
			t.Errorf("%v, want who it is", err)
		}
		if now := f.again(p1); now[0].State != claim.Approved {
			t.Errorf("p1 stands %s: the batch was not all or nothing", now[0].State)
		}
		stale := seen(p1)
		stale[0].Version--
		_, err = f.MakeBatch(t.Context(), clerk, stale)
		wantFault(t, err, reimburse.ErrMoved)
		_, err = f.MakeBatch(t.Context(), clerk, seen(p1, p1))
		wantFault(t, err, reimburse.ErrDecision)
		_, err = f.MakeBatch(t.Context(), clerk, nil)
		wantFault(t, err, reimburse.ErrDecision)
		_, err = f.MakeBatch(t.Context(), auditor, seen(p1))
		wantFault(t, err, reimburse.ErrClaimsDenied)
		made, err := f.MakeBatch(t.Context(), clerk, seen(p1))
		if err != nil {
			t.Fatal(err)
		}
		for name, tt := range map[string]struct {
			version int64
			answers []reimburse.Answer
			want    *licheng.Fault
		}{
			"none":            {made.Version, nil, reimburse.ErrAnswer},
			"no such number":  {made.Version, []reimburse.Answer{{No: 2, Arrived: true}}, reimburse.ErrAnswer},
			"one twice":       {made.Version, []reimburse.Answer{{No: 1, Arrived: true}, {No: 1, Reason: "x"}}, reimburse.ErrAnswer},
			"no reason":       {made.Version, []reimburse.Answer{{No: 1, Reason: " "}}, reimburse.ErrComment},
			"somebody faster": {made.Version + 1, []reimburse.Answer{{No: 1, Arrived: true}}, reimburse.ErrMoved},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := f.AnswerBatch(t.Context(), clerk, made.ID, tt.version, tt.answers)
				wantFault(t, err, tt.want)
			})
		}
		_, err = f.Batch(t.Context(), clerk, "none")
		wantFault(t, err, reimburse.ErrNoBatch)
		_, err = f.BatchFile(t.Context(), auditor, made.ID)
		wantFault(t, err, reimburse.ErrClaimsDenied)
		_, err = f.Decide(t.Context(), clerk, p1.ID, reimburse.Decision{Action: claim.Bounce, Version: f.again(p1)[0].Version, Comment: "x"})
		wantFault(t, err, reimburse.ErrNotYours) // nobody but the bank sends a payment back
		f.wantWhole()
	})
}

// TestTwoBatchesAtOnce: two clerks put the same claims in a batch at the same
// time; one of them gets it.
func TestTwoBatchesAtOnce(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 10)
		p1 := f.approved("p1")
		errs := make([]error, 6)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				who := clerk
				if i%2 == 1 {
					who = clerk2
				}
				_, errs[i] = f.MakeBatch(t.Context(), who, seen(p1))
			})
		}
		all.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
				continue
			}
			if fault, ok := licheng.FaultOf(err); !ok || (fault != reimburse.ErrMoved && fault != reimburse.ErrState) {
				t.Errorf("a loser got %v", err)
			}
		}
		if made != 1 {
			t.Errorf("%d batches pay the claim", made)
		}
		f.wantWhole()
	})
}

// TestPaymentsAltered: a transfer that no event stands for is named.
func TestPaymentsAltered(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.drove("p1", "t1", 12, 10)
	p1 := f.approved("p1")
	made, err := f.MakeBatch(t.Context(), clerk, seen(p1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.AnswerBatch(t.Context(), clerk, made.ID, made.Version, []reimburse.Answer{{No: 1, Reason: "销户"}}); err != nil {
		t.Fatal(err)
	}
	f.exec(`UPDATE payment_claims SET failed = false`)
	report, err := f.VerifyLedger(t.Context(), county)
	if err != nil || report.OK || !strings.Contains(report.Problem, made.Number) {
		t.Errorf("report %+v, %v", report, err)
	}
}

// TestCameBackLater: the bank said that both transfers arrived; two days later
// the payee's own bank sends one back. Its claim is paid once more, and what
// came back is never said to have arrived.
func TestCameBackLater(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f, batch := sentBatch(t, db)
		said, err := f.AnswerBatch(t.Context(), clerk, batch.ID, batch.Version, []reimburse.Answer{{No: 1, Arrived: true}, {No: 2, Arrived: true}})
		if err != nil {
			t.Fatal(err)
		}
		const later = "序号,结果,失败原因\n1,成功,\n2,退汇,收款账户已销户\n"
		read, err := f.ReadAnswers(t.Context(), clerk, batch.ID, "answer.csv", []byte(later))
		if diff := cmp.Diff([]reimburse.Answer{{No: 2, Reason: "收款账户已销户"}}, read.Answers); err != nil || diff != "" || len(read.Problems) > 0 {
			t.Fatal(err, diff, read.Problems)
		}
		said, err = f.AnswerBatch(t.Context(), clerk, batch.ID, said.Version, read.Answers)
		if err != nil || said.Failed != 1 || said.Items[1].State != reimburse.TransferFailed || said.Items[1].Reason != "收款账户已销户" {
			t.Fatal(err, said)
		}
		p2 := f.current("p2")
		if p2.State != claim.Approved || p2.PaymentReference != "" {
			t.Errorf("the claim stands %s", p2.State)
		}
		_, err = f.AnswerBatch(t.Context(), clerk, batch.ID, said.Version, []reimburse.Answer{{No: 2, Arrived: true}})
		wantFault(t, err, reimburse.ErrAnswered)
		_, err = f.AnswerBatch(t.Context(), clerk, batch.ID, said.Version, []reimburse.Answer{{No: 1, Arrived: true}})
		wantFault(t, err, reimburse.ErrAnswered)
		read, err = f.ReadAnswers(t.Context(), clerk, batch.ID, "answer.csv", []byte("序号,结果\n2,成功\n"))
		if err != nil || len(read.Answers) != 0 || len(read.Problems) != 1 || !strings.Contains(read.Problems[0].Text.ZH, "第 2 笔（李二）已登记为退回") {
			t.Errorf("%+v, %v; want it told", read, err)
		}
		if _, err := f.MakeBatch(t.Context(), clerk, seen(p2)); err != nil {
			t.Error(err)
		}
		f.wantWhole()
	})
}

// TestPaymentRowsAltered: what was sent to the bank, and what it said, is held
// against the events, row by row.
func TestPaymentRowsAltered(t *testing.T) {
	f, batch := sentBatch(t, migrated.SQLite(t))
	if _, err := f.AnswerBatch(t.Context(), clerk, batch.ID, batch.Version, []reimburse.Answer{{No: 1, Arrived: true, Reason: "x"}}); err != nil {
		t.Fatal(err)
	}
	f.wantWhole()
	f.exec(`PRAGMA foreign_keys = OFF`)
	for _, tt := range []struct{ alter, back, want string }{
		{`UPDATE payment_transfers SET amount_fen = 801 WHERE no = 1`, `UPDATE payment_transfers SET amount_fen = 800 WHERE no = 1`, "the stored transfer 1 is of 8.01, the event sealed 8.00"},
		{`UPDATE payment_transfers SET person_id = 'p3' WHERE no = 2`, `UPDATE payment_transfers SET person_id = 'p2' WHERE no = 2`, "the stored transfer 2 pays other people or claims"},
		{`UPDATE payment_transfers SET state = 'failed', reason = '退汇' WHERE no = 1`, `UPDATE payment_transfers SET state = 'arrived', reason = '' WHERE no = 1`, `the stored transfer 1 stands "failed" 退汇`},
		{`UPDATE payment_transfers SET state = 'arrived', answered_at = made_at FROM payment_batches WHERE no = 2`, `UPDATE payment_transfers SET state = 'sent', answered_at = NULL WHERE no = 2`, `the stored transfer 2 stands "arrived"`},
		{`UPDATE payment_batches SET total_fen = 1300`, `UPDATE payment_batches SET total_fen = 1200`, "it is of 13.00, the event of 12.00"},
		{`UPDATE payment_batches SET number = 'B-9'`, `UPDATE payment_batches SET number = '` + batch.Number + `'`, "batch B-9 (in no event)"},
		{`UPDATE claims SET payment_reference = 'B-9' WHERE person_id = 'p1'`, `UPDATE claims SET payment_reference = '` + batch.Number + `' WHERE person_id = 'p1'`, `the stored payment reference is "B-9"`},
		{`UPDATE payment_batches SET file = x'00'`, "", "the stored bank file is not the one that was sent"},
	} {
		f.exec(tt.alter)
		report, err := f.VerifyLedger(t.Context(), county)
		if err != nil || report.OK || !strings.Contains(report.Problem, tt.want) {
			t.Errorf("%s: %v %q, want %q", tt.alter, err, report.Problem, tt.want)
		}
		if tt.back != "" {
			f.exec(tt.back)
			f.wantWhole()
		}
	}
}

// TestOfficeDocuments: the county's own layout and accounts are what the next
// files are written by; what cannot be used is refused with its place.
func TestOfficeDocuments(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportBankLayout, "name: 信用社\nformat: csv\ncolumns:\n- {title: 户名, field: name}\n- {title: 账号, field: account}\n- {title: 金额, field: amount}\n")
		f.mustImport(reimburse.ImportAccounts, "other: {code: '5001', name: 业务活动费用}\npayable: {code: '2307', name: 其他应付款}\ncash: {code: '1002', name: 银行存款}\n")
		f.drove("p1", "t1", 12, 10)
		made, err := f.MakeBatch(t.Context(), clerk, seen(f.approved("p1")))
		if err != nil || made.Layout != "信用社" {
			t.Fatal(err, made.Layout)
		}
		file, err := f.BatchFile(t.Context(), clerk, made.ID)
		if err != nil || string(file.Bytes) != "户名,账号,金额\r\n张一,6222020000001234,8.00\r\n" {
			t.Errorf("%q, %v", file.Bytes, err)
		}
		entries, err := f.List(t.Context(), clerk, reimburse.ListRequest{Kind: reimburse.Entries, Month: "2026-10", Format: reimburse.CSV})
		if err != nil || !strings.Contains(string(entries.Bytes), "1002,银行存款,,8.00") {
			t.Errorf("%s, %v", entries.Bytes, err)
		}
		report, err := f.Import(t.Context(), admin, reimburse.ImportBankLayout, "bank.yaml", strings.NewReader("format: csv\ncolumns: 3\n"), false)
		wantFault(t, err, reimburse.ErrOffice)
		if report.Written {
			t.Error("written all the same")
		}
		f.wantWhole()
	})
}

// TestNoSequencePaysATripTwice runs random sequences of everything people do
// with a month's claims, new trips, bulk payment and the bank's answers among
// it. After each, the ledger must replay to what is stored, and every trip must
// be in at most one payment that did not fail.
func TestNoSequencePaysATripTwice(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.lookedAtByMany()
	month := time.Date(2027, 1, 1, 0, 0, 0, 0, rules.Shanghai())
	rapid.Check(t, func(rt *rapid.T) {
		month = month.AddDate(0, 1, 0)
		m := &months{fixture: f, rt: rt, month: month}
		rt.Repeat(map[string]func(*rapid.T){
			"drive": m.drive, "submit": m.decide(claim.Submit), "return": m.decide(claim.Return), "approve": m.decide(claim.Approve),
			"approve as often": m.decide(claim.Approve), "pay as often": m.decide(claim.Pay), "submit as often": m.decide(claim.Submit),
			"reject": m.decide(claim.Reject), "pay": m.decide(claim.Pay), "batch": m.batch, "answer": m.answer, "": m.check,
			"correct": m.correct, "ask": m.ask, "leave": m.leave, "appeal": m.appeal, "answer appeal": m.answerAppeal,
		})
		report, err := f.VerifyLedger(t.Context(), county)
		if err != nil || !report.OK {
			rt.Fatalf("ledger: %v %s", err, report.Problem)
		}
	})
}

// months is one month of two people under random actions.
type months struct {
	*fixture
	rt    *rapid.T
	month time.Time
	trips int
	rules int // versions of the rule so far
}

func (m *months) name() string { return m.month.Format("2006-01") }

func (m *months) drive(rt *rapid.T) {
	m.trips++
	person := rapid.SampledFrom([]string{"p1", "p2"}).Draw(rt, "person")
	m.drove(person, fmt.Sprintf("%s-%d", m.name(), m.trips), 1, float64(rapid.IntRange(1, 50).Draw(rt, "km")), func(t *trips.Trip) {
		t.StartedAt = m.month.AddDate(0, 0, m.trips%27).Add(8 * time.Hour)
		t.EndedAt = t.StartedAt.Add(time.Hour)
	})
	if err := m.Draft(m.t.Context(), county, trips.PersonID(person), m.name()); err != nil {
		rt.Fatal(err)
	}
}

// claims are the month's claims of both people.
func (m *months) claims(rt *rapid.T) []reimburse.ClaimSummary {
	var all []reimburse.ClaimSummary
	for _, person := range []string{"p1", "p2"} {
		found, err := m.Claims(m.t.Context(), cadre(person), reimburse.ClaimFilter{Month: m.name()})
		if err != nil {
			rt.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}

func (m *months) decide(action claim.Action) func(*rapid.T) {
	return func(rt *rapid.T) {
		all := m.claims(rt)
		if len(all) == 0 {
			rt.Skip("no claim yet")
		}
		c := rapid.SampledFrom(all).Draw(rt, "claim")
		who := clerk
		switch action {
		case claim.Submit:
			who = cadre(string(c.Person.ID))
		case claim.Approve, claim.Reject:
			who = rapid.SampledFrom(deciders).Draw(rt, "who")
		}
		_, err := m.Decide(m.t.Context(), who, c.ID, reimburse.Decision{Action: action, Version: c.Version, Comment: "说明", Reference: "手工"})
		m.mayFail(rt, err)
	}
}

// mayFail lets refusals pass: what is tried at random is often not allowed.
func (m *months) mayFail(rt *rapid.T, err error) {
	if err == nil {
		return
	}
	if _, ok := licheng.FaultOf(err); !ok {
		rt.Fatal(err)
	}
}

func (m *months) batch(rt *rapid.T) {
	var chosen []reimburse.ClaimVersion
	for _, c := range m.claims(rt) {
		if rapid.Bool().Draw(rt, "choose") {
			chosen = append(chosen, reimburse.ClaimVersion{ID: c.ID, Version: c.Version})
		}
	}
	_, err := m.MakeBatch(m.t.Context(), clerk, chosen)
	m.mayFail(rt, err)
}

func (m *months) answer(rt *rapid.T) {
	list, err := m.Batches(m.t.Context(), clerk)
	if err != nil {
		rt.Fatal(err)
	}
	if len(list) == 0 {
		rt.Skip("no batch yet")
	}
	b := list[rapid.IntRange(0, min(len(list), 3)-1).Draw(rt, "batch")]
	a := reimburse.Answer{No: rapid.IntRange(1, b.Transfers).Draw(rt, "no"), Arrived: rapid.Bool().Draw(rt, "arrived"), Reason: "退汇"}
	_, err = m.AnswerBatch(m.t.Context(), clerk, b.ID, b.Version, []reimburse.Answer{a})
	m.mayFail(rt, err)
}

// check counts, from the stored rows alone, the payments that hold each trip, and
// holds what the claims of each person come to against the cap of the month.
func (m *months) check(rt *rapid.T) {
	m.checkCap(rt)
	var twice []string
	if err := m.db.Select(&twice, `SELECT t.trip_id FROM claim_trips t JOIN payment_claims p ON p.county = t.county AND p.claim_id = t.claim_id
		WHERE NOT p.failed GROUP BY t.trip_id HAVING COUNT(*) > 1`); err != nil {
		rt.Fatal(err)
	}
	if len(twice) > 0 {
		rt.Fatalf("paid twice: %v", twice)
	}
}
