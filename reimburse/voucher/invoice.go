package voucher

import (
	"strings"
	"time"

	"licheng/lang"
	"licheng/reimburse/money"
)

// Invoice is what is known of an invoice handed in with a claim.
type Invoice struct {
	Number string // 发票号码: 20 digits, or 8 with a Code
	Code   string // 发票代码 of the older kinds: 10 or 12 digits
	Kind   string // toll, toll-topup, parking, lodging, other
	Buyer  string
	Seller string
	Date   time.Time // day of issue
	Amount money.Amount

	Tax     Tax    // of a toll invoice, as printed; empty: not told
	Summary string // 汇总单号 that ties toll invoices to their trip records; empty: none
}

// Case is what an invoice is held against.
type Case struct {
	Unit     string       // the buyer it should name
	From, To time.Time    // first and last day of the claim's trips; zero: not known
	Claimed  money.Amount // what the claim asks for of this kind; 0: not compared
	Today    time.Time
}

// Finding is something about an invoice that a person should look at. Like
// every finding it decides nothing.
type Finding struct {
	Rule    string    `json:"rule"`
	Serious bool      `json:"serious"` // the invoice cannot be right, or cannot be used
	Text    lang.Text `json:"text"`
}

// provinces are the first two digits of GB/T 2260, which stand third and
// fourth in the number of a 数电票. Cities with a plan of their own may use
// others, so a code that is not here is a note, not a mistake.
const provinces = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65"

// CheckInvoice looks an invoice over: the form of its number after the rules of
// 全面数字化的电子发票 (digits 1–2 year, 3–4 province, 5 channel, 6–20 serial),
// its date, its buyer and its amount. That the number was not used before is
// asked of the county's whole store, not here.
func CheckInvoice(i Invoice, c Case) []Finding {
	var found []Finding
	add := func(rule string, serious bool, zh, en string, args ...any) {
		found = append(found, Finding{Rule: rule, Serious: serious, Text: lang.Sayf(zh, en, args...)})
	}
	checkNumber(i, c, add)
	if c.Unit != "" && i.Buyer != "" && normalName(i.Buyer) != normalName(c.Unit) {
		add("invoice-buyer", true, "购买方是“%[1]s”，不是本单位“%[2]s”。", "The buyer is %[1]q, not the unit %[2]q.", i.Buyer, c.Unit)
	}
	switch {
	case i.Date.IsZero():
	case day(i.Date) > day(c.Today):
		add("invoice-date", true, "开票日期 %[1]s 在今天之后。", "It is dated %[1]s, after today.", day(i.Date))
	case (i.Kind == "toll" || i.Kind == "parking") && !c.From.IsZero() && (day(i.Date) < day(c.From) || day(i.Date) > day(c.To)):
		add("invoice-window", false, "开票日期 %[1]s 不在出行日期 %[2]s 至 %[3]s 之内，请核对。", "It is dated %[1]s, outside of the trips' days %[2]s to %[3]s.", day(i.Date), day(c.From), day(c.To))
	}
	if i.Amount <= 0 {
		add("invoice-amount", true, "金额 %[1]s 应大于 0（红字发票不作报销依据）。", "Its amount %[1]s is not above zero; a red invoice is no ground for payment.", i.Amount)
	} else if c.Claimed > 0 && i.Amount < c.Claimed {
		add("invoice-amount", false, "发票 %[1]s 元少于所报 %[2]s 元。", "It is about %[1]s yuan, less than the %[2]s claimed.", i.Amount, c.Claimed)
	}
	checkToll(i, add)
	if i.Kind == "toll-topup" {
		add("invoice-topup", true, "充值发票不作通行费报销依据，请用消费（通行）发票，以免同一笔钱报两次。", "A top-up invoice is no ground for tolls: use the invoice of the trip, or the same money is paid twice.")
	}
	return found
}

func checkNumber(i Invoice, c Case, add func(rule string, serious bool, zh, en string, args ...any)) {
	older := i.Code != ""
	switch {
	case !digits(i.Number) || !digits(i.Code):
		add("invoice-number", true, "发票号码和代码只能是数字：“%[1]s”“%[2]s”。", "Number and code are digits only: %[1]q, %[2]q.", i.Number, i.Code)
	case older && len(i.Code) != 10 && len(i.Code) != 12:
		add("invoice-number", true, "发票代码应为 10 或 12 位，现为 %[1]d 位。", "The code has %[1]d digits, not 10 or 12.", len(i.Code))
	case older && len(i.Number) != 8:
		add("invoice-number", true, "有发票代码时发票号码应为 8 位，现为 %[1]d 位。", "Beside a code the number has 8 digits, not %[1]d.", len(i.Number))
	case !older && len(i.Number) != 20:
		add("invoice-number", true, "数电票号码应为 20 位，现为 %[1]d 位。", "The number of a fully digital invoice has 20 digits, not %[1]d.", len(i.Number))
	case !older:
		checkDigital(i, c, add)
	}
}

func checkDigital(i Invoice, c Case, add func(rule string, serious bool, zh, en string, args ...any)) {
	if year := "20" + i.Number[:2]; year > c.Today.In(china).Format("2006") {
		add("invoice-year", true, "号码前两位表示 %[1]s 年，在今年之后。", "Its number begins with the year %[1]s, which is still to come.", year)
	} else if !i.Date.IsZero() && year != i.Date.In(china).Format("2006") {
		add("invoice-year", true, "号码前两位表示 %[1]s 年，开票日期是 %[2]s。", "Its number says the year %[1]s, its date %[2]s.", year, day(i.Date))
	}
	if !strings.Contains(provinces, i.Number[2:4]) {
		add("invoice-province", false, "号码第 3–4 位“%[1]s”不是省级代码，请核对是否计划单列市。", "Digits 3 and 4, %[1]q, are no province's code; a city with its own plan may have another.", i.Number[2:4])
	}
}

func digits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// normalName drops what two writings of one name differ in.
func normalName(name string) string {
	return strings.NewReplacer(" ", "", "　", "", "（", "(", "）", ")").Replace(strings.TrimSpace(name))
}

// Key is what an invoice is told apart by in the county: its code and number.
func (i Invoice) Key() string { return i.Code + "/" + i.Number }
