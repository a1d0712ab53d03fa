package voucher

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"licheng/reimburse/money"
	"licheng/reimburse/yamlfile"
)

// Payment is one transfer of a batch.
type Payment struct {
	Claim   string
	Person  string // id
	Name    string
	Bank    string
	Account string
	Unit    string
	Month   string
	Amount  money.Amount
	On      time.Time // the day of the batch
}

// Layout says how a bank wants its file. Every bank has its own; the county
// writes it down once, as YAML.
type Layout struct {
	Name      string         `yaml:"name"`
	Format    string         `yaml:"format"`    // csv or xlsx
	Encoding  string         `yaml:"encoding"`  // of csv: utf-8 or gb18030
	Separator string         `yaml:"separator"` // of csv: one character; empty: a comma
	Headless  bool           `yaml:"headless"`  // no row of column titles
	Columns   []LayoutColumn `yaml:"columns"`
}

// LayoutColumn is one column of a bank's file: a field of the payment, or the
// same fixed text in every row.
type LayoutColumn struct {
	Title string `yaml:"title"`
	Field string `yaml:"field"`
	Text  string `yaml:"text"`
}

// The fields of a payment that a column may show.
var layoutFields = []string{"no", "account", "name", "bank", "amount", "amount_fen", "person", "unit", "month", "purpose", "claim", "batch", "date", "amount_uppercase", "date_uppercase"}

// ErrLayout reports a layout that cannot be used.
var ErrLayout = errors.New("the bank file's layout cannot be used")

// DefaultLayout is a plain table that most banks' batch upload can be pointed
// at by hand: number, account, name, bank, amount, purpose.
func DefaultLayout() Layout {
	return Layout{Name: "通用", Format: "xlsx", Columns: []LayoutColumn{
		{Title: "序号", Field: "no"},
		{Title: "收款人账号", Field: "account"},
		{Title: "收款人户名", Field: "name"},
		{Title: "开户行", Field: "bank"},
		{Title: "金额", Field: "amount"},
		{Title: "用途", Field: "purpose"},
		{Title: "报销单号", Field: "claim"},
	}}
}

// ParseLayout reads a layout. Its error wraps ErrLayout and names the line or
// the column at fault.
func ParseLayout(text []byte) (Layout, error) {
	var l Layout
	if err := yamlfile.Unmarshal(text, &l); err != nil {
		return l, fmt.Errorf("%w: %w", ErrLayout, err)
	}
	return l, l.Check()
}

// Check reports what is wrong with a layout, as an error that wraps ErrLayout.
func (l Layout) Check() error {
	switch {
	case l.Format != "csv" && l.Format != "xlsx":
		return fmt.Errorf("%w: format is %q, want csv or xlsx", ErrLayout, l.Format)
	case l.Encoding != "" && l.Encoding != "utf-8" && l.Encoding != "gb18030":
		return fmt.Errorf("%w: encoding is %q, want utf-8 or gb18030", ErrLayout, l.Encoding)
	case len([]rune(l.Separator)) > 1 || strings.ContainsAny(l.Separator, "\"\r\n\ufffd"):
		return fmt.Errorf("%w: separator is %q, want one character", ErrLayout, l.Separator)
	case len(l.Columns) == 0:
		return fmt.Errorf("%w: it has no columns", ErrLayout)
	}
	has := map[string]bool{}
	for i, c := range l.Columns {
		switch {
		case (c.Field == "") == (c.Text == ""):
			return fmt.Errorf("%w: column %d wants a field or a fixed text, not both", ErrLayout, i+1)
		case c.Field != "" && !slices.Contains(layoutFields, c.Field):
			return fmt.Errorf("%w: column %d shows %q; the fields are %s", ErrLayout, i+1, c.Field, strings.Join(layoutFields, ", "))
		}
		has[c.Field] = true
	}
	if !has["account"] || !has["name"] || (!has["amount"] && !has["amount_fen"]) {
		return fmt.Errorf("%w: account, name and amount (or amount_fen) must be among its columns", ErrLayout)
	}
	return nil
}

// BankFile writes a batch's payments in the bank's layout, and the name ending
// of the file: csv or xlsx. The rows' amounts add up to the batch's sum. A
// payment of nothing, or to nobody's account, is refused: see Unpayable.
func BankFile(l Layout, batch string, payments []Payment) (file []byte, ending string, err error) {
	if err := l.Check(); err != nil {
		return nil, "", err
	}
	for _, p := range payments {
		if reason := Unpayable(p); reason != "" {
			return nil, "", fmt.Errorf("claim %s of %s: %s", p.Claim, p.Name, reason)
		}
	}
	if l.Format == "xlsx" {
		file, err = XLSX(l.paper(batch, payments))
		return file, l.Format, err
	}
	file, err = l.csv(batch, payments)
	return file, l.Format, err
}

// Unpayable says why a payment cannot stand in a bank's file; nothing when it can.
func Unpayable(p Payment) string {
	switch {
	case p.Amount <= 0:
		return "the amount is not above zero"
	case strings.TrimSpace(p.Account) == "":
		return "no bank account"
	case strings.TrimSpace(p.Name) == "":
		return "no name"
	}
	return ""
}

// value is what a column shows of a payment.
func (c LayoutColumn) value(no int, batch string, p Payment) string {
	switch c.Field {
	case "no":
		return countText(int64(no))
	case "account":
		return strings.ReplaceAll(p.Account, " ", "")
	case "name":
		return p.Name
	case "bank":
		return p.Bank
	case "amount":
		return p.Amount.String()
	case "amount_fen":
		return countText(int64(p.Amount))
	case "person":
		return p.Person
	case "unit":
		return p.Unit
	case "month":
		return p.Month
	case "purpose":
		return monthText(p.Month) + "公务交通费"
	case "claim":
		return p.Claim
	case "batch":
		return batch
	case "date":
		return day(p.On)
	case "amount_uppercase":
		return "人民币" + p.Amount.Uppercase()
	case "date_uppercase":
		return money.UppercaseDate(p.On.In(china))
	default:
		return c.Text
	}
}

// paper lays the payments out without a title, because banks read the first
// row as the titles. Accounts are texts, so that no spreadsheet rounds them.
func (l Layout) paper(batch string, payments []Payment) Paper {
	p := Paper{Bare: true}
	head := Row{Kind: Head}
	for _, c := range l.Columns {
		p.Widths = append(p.Widths, 34)
		head.Cells = append(head.Cells, text(c.Title, 1))
	}
	if !l.Headless {
		p.Rows = append(p.Rows, head)
	}
	for i, payment := range payments {
		var r Row
		for _, c := range l.Columns {
			cell := text(c.value(i+1, batch, payment), 1)
			if c.Field == "amount" {
				cell = sum(payment.Amount, 1)
			}
			r.Cells = append(r.Cells, cell)
		}
		p.Rows = append(p.Rows, r)
	}
	p.Title = "付款"
	return p
}

func (l Layout) csv(batch string, payments []Payment) ([]byte, error) {
	var rows [][]string
	var head []string
	for _, c := range l.Columns {
		head = append(head, c.Title)
	}
	if !l.Headless {
		rows = append(rows, head)
	}
	for i, payment := range payments {
		var row []string
		for _, c := range l.Columns {
			row = append(row, c.value(i+1, batch, payment))
		}
		rows = append(rows, row)
	}
	separator := ','
	if l.Separator != "" {
		separator = []rune(l.Separator)[0]
	}
	return writeCSV(rows, separator, l.Encoding == "gb18030")
}

// writeCSV writes rows with CR LF. A text that a spreadsheet would run as a
// formula gets an apostrophe before it; numbers stay numbers.
func writeCSV(rows [][]string, separator rune, gb18030 bool) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma, w.UseCRLF = separator, true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = tame(cell)
		}
		if err := w.Write(safe); err != nil {
			return nil, fmt.Errorf("write CSV: %w", err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, fmt.Errorf("write CSV: %w", err)
	}
	if !gb18030 {
		return out.Bytes(), nil
	}
	encoded, err := simplifiedchinese.GB18030.NewEncoder().Bytes(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("write CSV in GB18030: %w", err)
	}
	return encoded, nil
}

// tame puts an apostrophe before a text that a spreadsheet opening the CSV
// would run: one that begins with = + - @ or a blank that hides them. Amounts
// such as -5.10 are left alone.
func tame(cell string) string {
	if _, err := money.Parse(cell); err == nil {
		return cell
	}
	if trimmed := strings.TrimLeft(cell, " \t\r\n"); trimmed != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(trimmed)[0]) {
		return "'" + cell
	}
	return cell
}
