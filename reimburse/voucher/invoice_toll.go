package voucher

// Tax says which of the two kinds of electronic toll invoice
// 收费公路通行费电子发票 it is, by what is printed in its corner and tax column.
type Tax string

// The kinds.
const (
	Taxed   Tax = "taxed"   // 征税发票: 通行费 in the upper left, a rate shown: a ride on an operated road
	Untaxed Tax = "untaxed" // 不征税发票: no mark, 不征税 in the tax column: a road built on public debt, or a top-up
)

// checkToll looks over what tells a toll invoice of a ride from one of a
// top-up: only a ride is taxed or has trip records, tied to it by the number of
// its summary 电子汇总单. An untaxed invoice without one may be either.
func checkToll(i Invoice, add func(rule string, serious bool, zh, en string, args ...any)) {
	switch {
	case i.Kind == "toll-topup" && (i.Tax == Taxed || i.Summary != ""):
		add("invoice-toll-kind", false, "征税发票和有汇总单号的发票是通行发票，不是充值发票，请核对种类。", "A taxed invoice, or one with a summary number, is of a ride and not of a top-up; look at its kind.")
	case i.Kind == "toll" && i.Tax == Untaxed && i.Summary == "":
		add("invoice-toll-summary", false, "不征税发票没有填汇总单号，可能是充值发票，请核对并附通行费电子汇总单。", "It is untaxed and has no summary number, so it may be of a top-up; look at it and attach the summary of its trips.")
	}
}
