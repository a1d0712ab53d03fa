package voucher

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/yamlfile"
)

// Account is an account of the unit's books.
type Account struct {
	Code string `yaml:"code"` // such as 30239
	Name string `yaml:"name"` // such as 其他交通费用
}

// AccountMap says which account takes what: expenses by line code, with one for
// all others, what is owed to staff, and where the money comes from.
type AccountMap struct {
	Expense map[claim.Code]Account `yaml:"expense"`
	Other   Account                `yaml:"other"`   // expenses whose code is not in Expense
	Payable Account                `yaml:"payable"` // owed to staff from approval to payment
	Cash    Account                `yaml:"cash"`    // where payments come from
}

// DefaultAccounts follows 政府收支分类: transport money to staff is 30239
// 其他交通费用, day-rate travel money 30211 差旅费; the other side are 其他应付款
// and the treasury quota of 政府会计制度.
func DefaultAccounts() AccountMap {
	travel := Account{"30211", "差旅费"}
	return AccountMap{
		Expense: map[claim.Code]Account{claim.Meals: travel, claim.LocalTransport: travel, "LODGING": travel, claim.Hardship: {"30102", "津贴补贴"}},
		Other:   Account{"30239", "其他交通费用"},
		Payable: Account{"2307", "其他应付款"},
		Cash:    Account{"1011", "零余额账户用款额度"},
	}
}

// ErrAccounts reports an account map that cannot be used.
var ErrAccounts = errors.New("the account map cannot be used")

// ParseAccounts reads an account map. Its error wraps ErrAccounts and names the
// line or the account at fault.
func ParseAccounts(text []byte) (AccountMap, error) {
	var m AccountMap
	if err := yamlfile.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%w: %w", ErrAccounts, err)
	}
	return m, m.Check()
}

// Check reports an account without code or name, wrapping ErrAccounts.
func (m AccountMap) Check() error {
	named := map[string]Account{"other": m.Other, "payable": m.Payable, "cash": m.Cash}
	for code, a := range m.Expense {
		named["expense "+string(code)] = a
	}
	for _, what := range slices.Sorted(maps.Keys(named)) {
		a := named[what]
		if a.Code == "" || a.Name == "" {
			return fmt.Errorf("%w: account %q wants a code and a name", ErrAccounts, what)
		}
	}
	return nil
}

// expense returns the account a line's money belongs to. A cut reduces the
// same account as the transport money it was taken from.
func (m AccountMap) expense(code claim.Code) Account {
	if a, ok := m.Expense[code]; ok {
		return a
	}
	return m.Other
}

// Posting is one line of an accounting entry. Exactly one of Debit and Credit
// is not zero, and neither is negative.
type Posting struct {
	On      time.Time
	Voucher string // number of the entry
	Text    string // 摘要
	Account Account
	Debit   money.Amount
	Credit  money.Amount
	Unit    string
	Claim   string
}

// Posted is a claim as the accounts take it.
type Posted struct {
	Claim, Person, Unit, Month string
	Lines                      []claim.Line
	On                         time.Time // approved, or paid
	Reference                  string    // of the payment
}

// Accrual returns the entry that an approved claim makes: expenses by account
// against what is owed. Debits and credits are equal.
func Accrual(m AccountMap, p Posted) ([]Posting, error) {
	order, sums := []Account{}, map[Account]money.Amount{}
	for _, l := range p.Lines {
		a := m.expense(l.Code)
		if _, seen := sums[a]; !seen {
			order = append(order, a)
		}
		var err error
		if sums[a], err = sums[a].Add(l.Amount); err != nil {
			return nil, err
		}
	}
	total, err := claim.Total(p.Lines)
	if err != nil {
		return nil, err
	}
	words := monthText(p.Month) + "公务交通费 " + p.Person
	var postings []Posting
	for _, a := range order {
		postings = append(postings, p.posting(a, words, sums[a])...)
	}
	return append(postings, p.posting(m.Payable, words, -total)...), nil
}

// Payout returns the entry that a payment makes: what was owed against cash.
func Payout(m AccountMap, p Posted) ([]Posting, error) {
	total, err := claim.Total(p.Lines)
	if err != nil {
		return nil, err
	}
	words := "支付" + monthText(p.Month) + "公务交通费 " + p.Person
	return append(p.posting(m.Payable, words, total), p.posting(m.Cash, words, -total)...), nil
}

// posting puts a sum on the debit side, a negative one on the credit side, and
// leaves out nothing.
func (p Posted) posting(a Account, words string, fen money.Amount) []Posting {
	made := Posting{On: p.On, Voucher: p.Reference, Text: words, Account: a, Unit: p.Unit, Claim: p.Claim}
	switch {
	case fen > 0:
		made.Debit = fen
	case fen < 0:
		made.Credit = -fen
	default:
		return nil
	}
	return []Posting{made}
}

// EntriesCSV writes postings for the unit's accounting software: UTF-8 with a
// byte order mark, which spreadsheets need to know it.
func EntriesCSV(postings []Posting) ([]byte, error) {
	rows := [][]string{{"日期", "凭证号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额", "单位", "报销单号"}}
	side := func(a money.Amount) string {
		if a == 0 {
			return ""
		}
		return a.String()
	}
	for _, p := range postings {
		rows = append(rows, []string{day(p.On), p.Voucher, p.Text, p.Account.Code, p.Account.Name, side(p.Debit), side(p.Credit), p.Unit, p.Claim})
	}
	text, err := writeCSV(rows, ',', false)
	return append([]byte("\ufeff"), text...), err
}
