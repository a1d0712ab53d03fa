package money_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licheng/reimburse/money"
)

// The vectors of 支付结算办法附一 and of the account books.
func TestUppercase(t *testing.T) {
	tests := []struct{ yuan, want string }{
		{"1409.50", "壹仟肆佰零玖元伍角"},
		{"6007.14", "陆仟零柒元壹角肆分"},
		{"1680.32", "壹仟陆佰捌拾元零叁角贰分"},
		{"107000.53", "壹拾万柒仟元零伍角叁分"},
		{"16409.02", "壹万陆仟肆佰零玖元零贰分"},
		{"325.04", "叁佰贰拾伍元零肆分"},
		{"0.00", "零元整"},
		{"0.05", "伍分"},
		{"0.50", "伍角"},
		{"0.55", "伍角伍分"},
		{"1.00", "壹元整"},
		{"10.00", "壹拾元整"},
		{"100.00", "壹佰元整"},
		{"1000.00", "壹仟元整"},
		{"10000", "壹万元整"},
		{"100000", "壹拾万元整"},
		{"1009", "壹仟零玖元整"},
		{"1010", "壹仟零壹拾元整"},
		{"10110", "壹万零壹佰壹拾元整"},
		{"20300.40", "贰万零叁佰元肆角"},
		{"30050.09", "叁万零伍拾元零玖分"},
		{"100700", "壹拾万零柒佰元整"},
		{"1000001", "壹佰万零壹元整"},
		{"1100010.01", "壹佰壹拾万零壹拾元零壹分"},
		{"100000000", "壹亿元整"},
		{"100000001", "壹亿零壹元整"},
		{"100010000", "壹亿零壹万元整"},
		{"100000000.05", "壹亿元零伍分"},
		{"1234.56", "壹仟贰佰叁拾肆元伍角陆分"},
		{"999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"},
		{"54.60", "伍拾肆元陆角"},
		{"68.30", "陆拾捌元叁角"},
		{"10.11", "壹拾元零壹角壹分"},
		{"1.01", "壹元零壹分"},
		{"11.11", "壹拾壹元壹角壹分"},
		{"1005.20", "壹仟零伍元贰角"},
		{"-100.00", "负壹佰元整"},
		{"-0.05", "负伍分"},
		{"-1234.56", "负壹仟贰佰叁拾肆元伍角陆分"},
		{"110000000", "壹亿壹仟万元整"},
		{"1000000000000", "壹万亿元整"},
	}
	for _, test := range tests {
		t.Run(test.yuan, func(t *testing.T) {
			amount, err := money.Parse(test.yuan)
			if err != nil {
				t.Fatal(err)
			}
			if got := amount.Uppercase(); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestUppercaseReadsBack(t *testing.T) {
	check := func(t interface{ Fatalf(string, ...any) }, fen int64) {
		text := money.Amount(fen).Uppercase()
		if strings.Contains(text, "零零") || strings.HasSuffix(text, "零") {
			t.Fatalf("%d: stray 零 in %s", fen, text)
		}
		if got := lowercase(text); got != fen {
			t.Fatalf("%d: %s reads as %d", fen, text, got)
		}
	}
	for fen := int64(0); fen <= 2_000_000; fen++ {
		check(t, fen)
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.Int64Range(0, math.MaxInt64).Draw(t, "fen"))
	})
}

// lowercase reads capital figures back, by the grammar a bank clerk knows.
func lowercase(text string) int64 {
	whole, fraction, _ := strings.Cut(text, "元")
	if !strings.Contains(text, "元") {
		whole, fraction = "", text
	}
	fen := readWhole(whole) * 100
	digit := int64(0)
	for _, sign := range fraction {
		switch sign {
		case '角':
			fen += digit * 10
		case '分':
			fen += digit
		case '整':
		default:
			digit = int64(strings.Index("零壹贰叁肆伍陆柒捌玖", string(sign)) / len("零"))
		}
	}
	return fen
}

func readWhole(text string) int64 {
	for _, unit := range []struct {
		sign  string
		value int64
	}{{"亿", 1e8}, {"万", 1e4}, {"仟", 1000}, {"佰", 100}, {"拾", 10}} {
		if at := strings.LastIndex(text, unit.sign); at >= 0 {
			return readWhole(text[:at])*unit.value + readWhole(text[at+len(unit.sign):])
		}
	}
	text = strings.TrimLeft(text, "零")
	if text == "" {
		return 0
	}
	return int64(strings.Index("零壹贰叁肆伍陆柒捌玖", text) / len("零"))
}
