package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/toll"
)

// expenseWords name the kinds of voucher.
var expenseWords = map[ExpenseKind]lang.Text{
	Parking: lang.Say("停车费", "parking"), TollVoucher: lang.Say("通行费发票", "toll invoice"), BusTicket: lang.Say("客车票", "bus ticket"),
	TaxiTicket: lang.Say("出租车票", "taxi ticket"), RailTicket: lang.Say("火车票", "rail ticket"), Lodging: lang.Say("住宿费", "lodging"),
	FuelReceipt: lang.Say("加油票", "fuel receipt"),
}

// vouchers adds the lines of the vouchers handed in, by day. One that no
// clause takes is not paid, and says so.
func (p *pricer) vouchers() error {
	handed := slices.Clone(p.month.Expenses)
	slices.SortStableFunc(handed, func(a, b Expense) int {
		return strings.Compare(string(a.Day)+a.ID, string(b.Day)+b.ID)
	})
	for _, e := range handed {
		if err := p.voucher(e); err != nil {
			return err
		}
	}
	return nil
}

// voucher adds the lines of one voucher under the first clause that takes it.
func (p *pricer) voucher(e Expense) error {
	if zh, en, not := p.tollElsewhere(e); not {
		p.add(p.notTaken(e, zh, en))
		return nil
	}
	r := p.voucherRun(e)
	for _, item := range p.doc.Items {
		if item.Voucher == nil || !slices.Contains(item.Voucher.Kinds, e.Kind) || !covers(p.doc.InForce.From, p.doc.InForce.To, e.Day) {
			continue
		}
		applies, err := p.applies(item, &r)
		if err != nil {
			return errItem(item, err)
		}
		if applies {
			return errItem(item, p.spent(item, e))
		}
	}
	p.add(p.notTaken(e, "本规则不报销此类票据", "the rule does not pay vouchers of this kind"))
	return nil
}

// tolled reports whether the table priced the trip's tolls.
func (p *pricer) tolled(trip string) bool {
	return trip != "" && slices.ContainsFunc(p.lines, func(l claim.Line) bool {
		return l.Trip == trip && (l.Code == claim.TollCode || l.Code == claim.TollEstimate)
	})
}

// tollElsewhere reports whether a toll invoice is not paid because its pass is
// paid already, or may be, and says why. A pass is paid once: by its record, the
// table or its invoice, with one trip. An invoice that names no trip may be of
// any, so under a document that pays tolls by trip it waits until it names one.
func (p *pricer) tollElsewhere(e Expense) (zh, en string, elsewhere bool) {
	if e.Kind != TollVoucher {
		return "", "", false
	}
	if e.Trip == "" {
		return "未写明哪次行程；通行费按行程计算，写明是哪次行程后再计，避免同一次通行付两次",
			"it names no trip; tolls are paid by trip, so it is paid once it names one and no pass is paid twice", p.paysTolls(e.Day)
	}
	if p.tolled(e.Trip) {
		return "该行程通行费已按收费表或 ETC 记录计算，不重复报销", "the trip's toll is already paid by the table or by its ETC record", true
	}
	r := p.voucherRun(e)
	if taken := r.takenMeanwhile(); taken != nil {
		return taken.Why.ZH, taken.Why.EN, true
	}
	if seen := len(toll.Spans(r.Passages)); seen > 0 && p.tollVouchers(e.Trip) >= seen {
		return fmt.Sprintf("轨迹上这次行程只有 %d 次通行，已凭票计算", seen),
			fmt.Sprintf("the track shows %d passes on this trip, and as many invoices are paid", seen), true
	}
	return "", "", false
}

// tollVouchers counts the toll invoices of the trip that are paid so far.
func (p *pricer) tollVouchers(trip string) int {
	n := 0
	for _, paid := range p.passes {
		if paid.Trip == trip && paid.By == ByInvoice {
			n++
		}
	}
	return n
}

// paysTolls reports whether the document pays the person tolls by trip on the day.
func (p *pricer) paysTolls(day Date) bool {
	return slices.ContainsFunc(p.doc.Items, func(item Item) bool {
		return item.Toll != nil && covers(p.doc.InForce.From, p.doc.InForce.To, day) && item.inForce(day) &&
			fits(item.When.StaffClasses, p.month.Person.StaffClass)
	})
}

// voucherRun is what a condition sees of a voucher: its trip, or its day.
func (p *pricer) voucherRun(e Expense) run {
	for _, d := range p.days {
		for _, r := range d.runs {
			if r.TripID == e.Trip {
				return r
			}
		}
	}
	return p.stayRun(Stay{ID: e.ID, From: e.Day, To: e.Day}, e.Day)
}

// spent pays one voucher, up to its limit, once it is approved where it must be.
func (p *pricer) spent(item Item, e Expense) error {
	k, what := item.Voucher, expenseWords[e.Kind]
	if k.Approval.written && !e.Approved {
		above, err := money.FromYuan(k.Approval.Decimal)
		if err != nil {
			return err
		}
		if e.Amount > above {
			p.add(p.voucherLine(claim.NeedsApproval, item, e, 0, lang.Say(
				p.zh("%s %s %s ¤超过 %s ¤，须先经批准，批准前不付（%s）", e.Day, what.ZH, e.Amount, above, item.Clause),
				p.en("%s: %s of %s ¤ is above %s ¤ and paid once it is approved (%s)", e.Day, what.EN, e.Amount, above, item.Title.EN))))
			return nil
		}
	}
	if e.Kind == TollVoucher && e.Trip != "" {
		r := p.voucherRun(e)
		p.passes = append(p.passes, PaidPass{Trip: e.Trip, By: ByInvoice, Span: toll.Around(r.StartedAt, r.EndedAt)})
	}
	p.add(p.voucherLine(claim.Voucher, item, e, e.Amount, lang.Say(
		p.zh("%s %s凭票 %s ¤（%s）", e.Day, what.ZH, e.Amount, item.Clause),
		p.en("%s: %s by voucher, %s ¤ (%s)", e.Day, what.EN, e.Amount, item.Title.EN))))
	yuan, limited := sumFor(k.Max, p.month.Person)
	if !limited {
		return nil
	}
	times := decimal.One
	if k.Per == PerNight {
		times = decimal.MustNew(int64(max(e.Nights, 1)), 0)
	}
	limit, err := money.Times(yuan.Decimal, times)
	if err != nil || e.Amount <= limit {
		return err
	}
	p.add(p.voucherLine(claim.OverLimit, item, e, limit-e.Amount, lang.Say(
		p.zh("%s %s超过限额 %s ¤，%s ¤未付，计入缺口（%s）", e.Day, what.ZH, limit, e.Amount-limit, item.Clause),
		p.en("%s: %s is above the limit of %s ¤; %s ¤ stay unpaid and are counted as shortfall (%s)", e.Day, what.EN, limit, e.Amount-limit, item.Title.EN))))
	return nil
}

// notTaken explains a voucher that is not paid.
func (p *pricer) notTaken(e Expense, zh, en string) claim.Line {
	what := expenseWords[e.Kind]
	return p.voucherLine(claim.NotPayable, Item{ID: "general-voucher", Clause: general}, e, 0, lang.Say(
		p.zh("%s %s %s ¤：%s", e.Day, what.ZH, e.Amount, zh),
		p.en("%s: %s of %s ¤: %s", e.Day, what.EN, e.Amount, en)))
}

// voucherLine returns a line about one voucher.
func (p *pricer) voucherLine(code claim.Code, item Item, e Expense, amount money.Amount, text lang.Text) claim.Line {
	line := claim.Line{
		Code: code, Trip: e.Trip, Quantity: "1", Unit: "voucher", Rate: amount.String(), Amount: amount, Rule: p.rule(item), Text: text,
		Inputs: []claim.Input{input("票据金额", "voucher", e.Amount.String(), p.unit(""), "voucher "+e.ID)},
		On:     p.voucherRun(e).StartedAt,
	}
	return line
}
