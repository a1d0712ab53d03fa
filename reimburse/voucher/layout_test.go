package voucher_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"licheng/reimburse/money"
	"licheng/reimburse/voucher"
)

func payments() []voucher.Payment {
	return []voucher.Payment{
		{Claim: "c1", Person: "p1", Name: "𠮷田丽", Bank: "青石农商行", Account: "6222 0200 0000 1234 567", Unit: "青石镇", Month: "2026-10", Amount: 12_000},
		{Claim: "c2", Person: "p2", Name: "李二", Bank: "青石农商行", Account: "0222020000001234568", Unit: "青石镇", Month: "2026-10", Amount: 5},
	}
}

const bankYAML = `name: 农商行批量代发
format: csv
encoding: gb18030
separator: "|"
columns:
  - {title: 户名, field: name}
  - {title: 账号, field: account}
  - {title: 金额分, field: amount_fen}
  - {title: 币种, text: "156"}
  - {title: 摘要, field: purpose}
`

// TestBankCSV: the county's layout, byte for byte.
func TestBankCSV(t *testing.T) {
	layout, err := voucher.ParseLayout([]byte(bankYAML))
	if err != nil {
		t.Fatal(err)
	}
	file, ending, err := voucher.BankFile(layout, "B-1", payments())
	if err != nil || ending != "csv" {
		t.Fatal(err, ending)
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(file)
	if err != nil {
		t.Fatal(err)
	}
	want := "户名|账号|金额分|币种|摘要\r\n" +
		"𠮷田丽|6222020000001234567|12000|156|2026年10月公务交通费\r\n" +
		"李二|0222020000001234568|5|156|2026年10月公务交通费\r\n"
	if string(text) != want {
		t.Errorf("file:\n%s\nwant:\n%s", text, want)
	}
}

// TestBankXLSX: the default layout; account numbers keep their leading zero
// and their last digits, the first row is the titles.
func TestBankXLSX(t *testing.T) {
	file, ending, err := voucher.BankFile(voucher.DefaultLayout(), "B-1", payments())
	if err != nil || ending != "xlsx" {
		t.Fatal(err, ending)
	}
	book := workbook(t, file)
	for cell, want := range map[string]string{"A1": "序号", "B1": "收款人账号", "A2": "1", "B2": "6222020000001234567", "C2": "𠮷田丽", "E2": "120.00", "B3": "0222020000001234568", "E3": "0.05"} {
		if got, err := book.GetCellValue("付款", cell); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", cell, got, err, want)
		}
	}
}

func TestUnpayable(t *testing.T) {
	good := payments()[0]
	for name, change := range map[string]func(*voucher.Payment){
		"nothing":    func(p *voucher.Payment) { p.Amount = 0 },
		"less":       func(p *voucher.Payment) { p.Amount = -1 },
		"no account": func(p *voucher.Payment) { p.Account = " " },
		"no name":    func(p *voucher.Payment) { p.Name = "" },
	} {
		bad := good
		change(&bad)
		if voucher.Unpayable(bad) == "" {
			t.Errorf("%s: payable", name)
		}
		if _, _, err := voucher.BankFile(voucher.DefaultLayout(), "B-1", []voucher.Payment{good, bad}); err == nil || !strings.Contains(err.Error(), "c1") {
			t.Errorf("%s: %v, want the claim named", name, err)
		}
	}
	if reason := voucher.Unpayable(good); reason != "" {
		t.Error(reason)
	}
}

func TestLayoutRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no yaml":       ":",
		"unknown key":   "format: csv\ncolour: red\n",
		"format":        strings.Replace(bankYAML, "format: csv", "format: pdf", 1),
		"encoding":      strings.Replace(bankYAML, "gb18030", "ebcdic", 1),
		"separator":     strings.Replace(bankYAML, `"|"`, `"||"`, 1),
		"no columns":    "format: csv\n",
		"unknown field": strings.Replace(bankYAML, "field: purpose", "field: iban", 1),
		"both":          strings.Replace(bankYAML, `text: "156"`, `text: "156", field: no`, 1),
		"no account":    strings.Replace(bankYAML, "field: account", "field: person", 1),
		"no amount":     strings.Replace(bankYAML, "field: amount_fen", "field: no", 1),
	} {
		if _, err := voucher.ParseLayout([]byte(text)); !errors.Is(err, voucher.ErrLayout) {
			t.Errorf("%s: %v, want ErrLayout", name, err)
		}
	}
}

// TestPaymentOrder: a county that pays by cheque or payment order prints sums and
// days in capital figures (支付结算办法附一): 20 October 2026 in Shanghai.
func TestPaymentOrder(t *testing.T) {
	layout, err := voucher.ParseLayout([]byte(`{name: 电汇凭证, format: csv, encoding: utf-8, headless: true, columns: [
		{title: 日期, field: date}, {title: 出票日期, field: date_uppercase}, {title: 账号, field: account}, {title: 户名, field: name},
		{title: 金额, field: amount}, {title: 大写, field: amount_uppercase}]}`))
	if err != nil {
		t.Fatal(err)
	}
	file, _, err := voucher.BankFile(layout, "B-1", []voucher.Payment{{
		Name: "张一", Account: "6222", Amount: 140950, On: time.Date(2026, 10, 19, 16, 30, 0, 0, time.UTC),
	}})
	const want = "2026-10-20,贰零贰陆年零壹拾月零贰拾日,6222,张一,1409.50,人民币壹仟肆佰零玖元伍角\r\n"
	if got := strings.TrimPrefix(string(file), "\ufeff"); err != nil || got != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

// TestCSVIsTame: whatever stands in a name, no cell of the file begins with
// what a spreadsheet runs, and the sum of the amounts is the batch's.
func TestCSVIsTame(t *testing.T) {
	layout := voucher.DefaultLayout()
	layout.Format = "csv"
	rapid.Check(t, func(t *rapid.T) {
		var batch []voucher.Payment
		var want money.Amount
		for range rapid.IntRange(1, 10).Draw(t, "payments") {
			p := payments()[0]
			p.Name = rapid.SampledFrom([]string{"", " ", "\t"}).Draw(t, "blank") + rapid.SampledFrom([]string{"=1+1", "+86", "-x", "@a", "＝1", "张三", "\"a\",b"}).Draw(t, "name")
			p.Amount = money.Amount(rapid.Int64Range(1, 1e12).Draw(t, "fen"))
			batch, want = append(batch, p), want+p.Amount
		}
		file, _, err := voucher.BankFile(layout, "B-1", batch)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
		if err != nil || len(rows) != len(batch)+1 {
			t.Fatal(err, len(rows))
		}
		var got money.Amount
		for _, row := range rows[1:] {
			for _, cell := range row {
				if trimmed := strings.TrimSpace(cell); strings.HasPrefix(trimmed, "=") || strings.HasPrefix(trimmed, "+") || strings.HasPrefix(trimmed, "@") || strings.HasPrefix(trimmed, "-x") || strings.HasPrefix(trimmed, "＝") {
					t.Fatalf("cell %q", cell)
				}
			}
			fen, err := money.Parse(row[4])
			if err != nil {
				t.Fatal(err)
			}
			got += fen
		}
		if got != want {
			t.Fatalf("the file is about %s, the batch about %s", got, want)
		}
	})
}

func FuzzParseLayout(f *testing.F) {
	f.Add([]byte(bankYAML))
	f.Add([]byte("format: [csv"))
	f.Add([]byte("columns: ! ")) // the YAML library panics over it
	f.Fuzz(func(t *testing.T, text []byte) {
		layout, err := voucher.ParseLayout(text)
		if err != nil {
			if !errors.Is(err, voucher.ErrLayout) {
				t.Errorf("%v is not ErrLayout", err)
			}
			return
		}
		if _, _, err := voucher.BankFile(layout, "B-1", payments()); err != nil {
			t.Errorf("a layout that was taken makes no file: %v", err)
		}
	})
}
