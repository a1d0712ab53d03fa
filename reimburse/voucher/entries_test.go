package voucher_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/voucher"
)

func posted(lines ...claim.Line) voucher.Posted {
	return voucher.Posted{Claim: "c1", Person: "王丽", Unit: "青石镇", Month: "2026-10", Lines: lines, On: printedAt, Reference: "B-1"}
}

// TestEntries: the story's claim of 120.00 with 100.00 of meals beside it.
// Expenses: 30239 120.00, 30211 100.00; owed 220.00; then paid.
func TestEntries(t *testing.T) {
	lines := story().Lines
	lines = append(lines, claim.Line{Code: "MEALS", Amount: 10_000})
	accrued, err := voucher.Accrual(voucher.DefaultAccounts(), posted(lines...))
	if err != nil {
		t.Fatal(err)
	}
	paid, err := voucher.Payout(voucher.DefaultAccounts(), posted(lines...))
	if err != nil {
		t.Fatal(err)
	}
	text, err := voucher.EntriesCSV(append(accrued, paid...))
	if err != nil {
		t.Fatal(err)
	}
	want := "\ufeff日期,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额,单位,报销单号\r\n" +
		"2026-11-02,B-1,2026年10月公务交通费 王丽,30239,其他交通费用,120.00,,青石镇,c1\r\n" +
		"2026-11-02,B-1,2026年10月公务交通费 王丽,30211,差旅费,100.00,,青石镇,c1\r\n" +
		"2026-11-02,B-1,2026年10月公务交通费 王丽,2307,其他应付款,,220.00,青石镇,c1\r\n" +
		"2026-11-02,B-1,支付2026年10月公务交通费 王丽,2307,其他应付款,220.00,,青石镇,c1\r\n" +
		"2026-11-02,B-1,支付2026年10月公务交通费 王丽,1011,零余额账户用款额度,,220.00,青石镇,c1\r\n"
	if string(text) != want {
		t.Errorf("entries:\n%s\nwant:\n%s", text, want)
	}
}

// TestEntriesBalance: for any lines, cuts and clawbacks included, debits equal
// credits, no side is negative, and after the payment nothing is owed.
func TestEntriesBalance(t *testing.T) {
	accounts := voucher.DefaultAccounts()
	rapid.Check(t, func(t *rapid.T) {
		var lines []claim.Line
		for range rapid.IntRange(0, 12).Draw(t, "lines") {
			lines = append(lines, claim.Line{
				Code:   rapid.SampledFrom([]claim.Code{claim.Mileage, claim.TollCode, "MEALS", "LODGING", claim.OverMonthlyCap}).Draw(t, "code"),
				Amount: money.Amount(rapid.Int64Range(-1e9, 1e9).Draw(t, "fen")),
			})
		}
		accrued, err := voucher.Accrual(accounts, posted(lines...))
		if err != nil {
			t.Fatal(err)
		}
		paid, err := voucher.Payout(accounts, posted(lines...))
		if err != nil {
			t.Fatal(err)
		}
		var balance, owed money.Amount
		for _, p := range append(accrued, paid...) {
			if p.Debit < 0 || p.Credit < 0 || (p.Debit == 0) == (p.Credit == 0) {
				t.Fatalf("posting %+v", p)
			}
			balance += p.Debit - p.Credit
			if p.Account == accounts.Payable {
				owed += p.Debit - p.Credit
			}
		}
		if balance != 0 || owed != 0 {
			t.Fatalf("off by %s, still owed %s", balance, owed)
		}
	})
}

func TestAccountsChecked(t *testing.T) {
	m := voucher.DefaultAccounts()
	if err := m.Check(); err != nil {
		t.Error(err)
	}
	m.Cash.Code = ""
	if err := m.Check(); !errors.Is(err, voucher.ErrAccounts) || !strings.Contains(err.Error(), "cash") {
		t.Errorf("%v, want the account named", err)
	}
}
