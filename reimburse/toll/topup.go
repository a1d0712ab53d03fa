package toll

import (
	"cmp"
	"slices"
	"strings"

	"licheng/lang"
	"licheng/reimburse/money"
)

// Payable is what of an invoice may be paid, and why not all of it.
type Payable struct {
	Invoice Invoice
	Pay     money.Amount // 0 … Invoice.Amount
	Why     lang.Text    // filled where Pay is less than the invoice
}

// Settle says what of the invoices of one claim may be paid, so that no yuan
// is paid as a top-up and again as a trip. A number, or the same ride under
// another number, is paid once. With topUps a county pays top-ups; what a
// plate topped up is then used up by its trips in order of time, and a trip is
// paid only beyond it. Without, top-ups are not paid. The result is in the
// order of the invoices.
func Settle(invoices []Invoice, topUps bool) []Payable {
	settled := make([]Payable, len(invoices))
	order := make([]int, len(invoices))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := invoices[a], invoices[b]
		return cmp.Or(x.ExitAt.Compare(y.ExitAt), cmp.Compare(x.Kind.rank(), y.Kind.rank()), strings.Compare(x.Number, y.Number))
	})
	s := settling{topUps: topUps, numbers: map[string]bool{}, rides: map[Invoice]bool{}, prepaid: map[string]money.Amount{}}
	for _, at := range order {
		settled[at] = s.one(invoices[at])
	}
	return settled
}

// rank puts a top-up before the trips of the same moment.
func (k InvoiceKind) rank() int {
	if k == TopUp {
		return 0
	}
	return 1
}

// settling remembers what was paid on the way through the invoices.
type settling struct {
	topUps  bool
	numbers map[string]bool
	rides   map[Invoice]bool // by plate, stations and times
	prepaid map[string]money.Amount
}

// one settles the next invoice in order of time.
func (s *settling) one(i Invoice) Payable {
	car := PlateKey(i.Plate)
	ride := Invoice{Plate: car, Entry: i.Entry, Exit: i.Exit, EntryAt: i.EntryAt.UTC(), ExitAt: i.ExitAt.UTC()}
	switch {
	case i.Amount <= 0:
		return Payable{Invoice: i, Why: lang.Say("没有金额", "no amount")}
	case s.numbers[i.Number]:
		return Payable{Invoice: i, Why: lang.Say("同一发票号码重复", "the same number twice")}
	case i.Kind == TripInvoice && s.rides[ride]:
		return Payable{Invoice: i, Why: lang.Say("同一次通行已有另一张发票", "the same ride has another invoice")}
	case i.Kind == TopUp && !s.topUps:
		return Payable{Invoice: i, Why: lang.Say("充值发票不能证明行程，凭消费发票报销", "a top-up is no evidence of a trip; hand in the trips' invoices")}
	}
	s.numbers[i.Number] = true
	if i.Kind == TopUp {
		s.prepaid[car] += i.Amount
		return Payable{Invoice: i, Pay: i.Amount}
	}
	s.rides[ride] = true
	used := min(s.prepaid[car], i.Amount)
	s.prepaid[car] -= used
	p := Payable{Invoice: i, Pay: i.Amount - used}
	if used > 0 {
		p.Why = lang.Sayf("其中 %[1]s 元已随充值发票报销", "%[1]s yuan of it were paid with the top-up", used)
	}
	return p
}
