package rules

import (
	"fmt"
	"strconv"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/toll"
)

// PaidBy says what a pass of tolled roads was paid by.
type PaidBy string

// The ways.
const (
	ByRecord   PaidBy = "record"   // its ETC record
	ByTable    PaidBy = "table"    // the toll table
	ByEstimate PaidBy = "estimate" // of the whole trip
	ByInvoice  PaidBy = "invoice"  // a voucher for the whole trip
)

// PaidPass is a pass that a line pays: whoever keeps the claims sees by it that
// no pass is paid twice.
type PaidPass struct {
	Trip   string
	By     PaidBy
	Span   toll.Span
	Record *toll.Record // of ByRecord
}

// tollPass adds the lines of one pass: by its records or by the table, as the
// clause says, or that it is paid with another trip. class is 0 where it is not
// known; the pass has no charges then.
func (p *pricer) tollPass(item Item, r run, class toll.Class, pass toll.Pass) {
	if pass.Taken != nil {
		p.add(p.tollTaken(item, r, *pass.Taken, max(len(pass.Charges), len(pass.Records))))
		return
	}
	table, whole := pass.ByTable()
	record, told := pass.ByRecord()
	byTable := whole && (!told || item.Toll.Records == TableCounts || item.Toll.Records == LesserCounts && table < record)
	if told && !byTable {
		for i := range pass.Records {
			p.add(p.tollRecord(item, r, pass, pass.Records[i]))
			p.passes = append(p.passes, PaidPass{Trip: r.TripID, By: ByRecord, Span: pass.Records[i].Span(), Record: &pass.Records[i]})
		}
		return
	}
	for _, c := range pass.Charges {
		if len(c.Intervals) > 0 {
			p.add(p.beside(item, r, pass, p.tollCharge(item, r, class, c)))
			p.passes = append(p.passes, PaidPass{Trip: r.TripID, By: ByTable, Span: c.Span})
		}
		for _, missing := range c.Missing {
			p.add(p.tollMissing(item, r, missing))
		}
	}
}

// tollRecord explains a pass paid by what its ETC record says was charged.
func (p *pricer) tollRecord(item Item, r run, pass toll.Pass, record toll.Record) claim.Line {
	way, over, fee := r.way(), record.Exit, record.Fee
	if record.Entry != "" {
		over = record.Entry + "→" + record.Exit
	}
	left := record.ExitAt.In(Shanghai())
	zhTable, enTable := p.tableBeside(item, pass)
	line := claim.Line{
		Code: claim.TollCode, Trip: r.TripID, Quantity: "1", Unit: passUnit, Rate: fee.Real.String(), Amount: fee.Real, Rule: p.rule(item), On: record.ExitAt,
		Text: lang.Say(
			p.zh("%s：通行费 %s（%s 出站），ETC 记录应收 %s − 优惠 %s = 实收 %s ¤%s（%s）", way.ZH, over, left.Format("1月2日 15:04"), fee.Pay, fee.Discount, fee.Real, zhTable, item.Clause),
			p.en("%s: toll %s (left %s), by its ETC record %s − %s discount = %s ¤%s (%s)", way.EN, over, left.Format("2 Jan 15:04"), fee.Pay, fee.Discount, fee.Real, enTable, item.Title.EN)),
	}
	from := "toll record " + record.SHA256[:min(12, len(record.SHA256))] + " row " + strconv.Itoa(record.Row)
	line.Inputs = []claim.Input{
		input("收费路里程", "kilometres on tolled roads", kmText(r.TolledM), kmUnit, "trip "+r.TripID),
		input("ETC 记录车牌", "plate of the ETC record", record.Plate, "", from),
	}
	if !record.EntryAt.IsZero() {
		line.Inputs = append(line.Inputs, input("入口", "entry", record.Entry+" "+record.EntryAt.In(Shanghai()).Format("2006-01-02 15:04:05"), "", from))
	}
	line.Inputs = append(line.Inputs,
		input("出口", "exit", record.Exit+" "+left.Format("2006-01-02 15:04:05"), "", from),
		input("应收", "pay", fee.Pay.String(), p.unit(""), from),
		input("优惠", "discount", fee.Discount.String(), p.unit(""), from),
		input("实收", "real", fee.Real.String(), p.unit(""), from))
	if table, whole := pass.ByTable(); whole {
		line.Inputs = append(line.Inputs, input("按收费表", "by the toll table", table.String(), p.unit(""), p.source(item)))
	}
	return line
}

// tableBeside says what the table makes of a pass that is paid by its records,
// where that is more than a yuan away.
func (p *pricer) tableBeside(item Item, pass toll.Pass) (zh, en string) {
	table, whole := pass.ByTable()
	record, _ := pass.ByRecord()
	if off := record - table; !whole || off <= toll.NearFen && off >= -toll.NearFen {
		return "", ""
	}
	zhWhy, enWhy := "以记录为准", "the record counts"
	if item.Toll.Records == LesserCounts {
		zhWhy, enWhy = "取较低者", "the lesser counts"
	}
	return p.zh("；按收费表为 %s ¤，%s", table, zhWhy), p.en("; by the table it would be %s ¤, %s", table, enWhy)
}

// beside adds to a line paid by the table what records tell: what the record of
// the pass says, or that the vehicle has records that day and none of this pass.
// The latter accuses nobody: a record comes late, or the way was paid in cash.
func (p *pricer) beside(item Item, r run, pass toll.Pass, line claim.Line) claim.Line {
	record, told := pass.ByRecord()
	switch {
	case told:
		zhWhy, enWhy := "依条款以收费表为准", "the clause goes by the table"
		if item.Toll.Records == LesserCounts {
			zhWhy, enWhy = "取较低者", "the lesser counts"
		}
		line.Text = lang.Say(
			line.Text.ZH+p.zh("；ETC 记录实收 %s ¤，%s", record, zhWhy),
			line.Text.EN+p.en("; its ETC record says %s ¤, %s", record, enWhy))
		line.Inputs = append(line.Inputs, input("ETC 记录实收", "by its ETC record", record.String(), p.unit(""), ""))
	case r.RecordsThatDay > 0:
		line.Text = lang.Say(
			line.Text.ZH+fmt.Sprintf("；该车当天有 %d 条 ETC 记录，其中没有这次通行，按收费表计", r.RecordsThatDay),
			line.Text.EN+fmt.Sprintf("; the vehicle has %d ETC records that day and none of this pass, the table is paid", r.RecordsThatDay))
		line.Inputs = append(line.Inputs, input("该车当天 ETC 记录", "ETC records of the vehicle that day", strconv.Itoa(r.RecordsThatDay), "", ""))
	}
	return line
}

// tollTaken explains a pass that is paid with another trip.
func (p *pricer) tollTaken(item Item, r run, taken toll.Taken, passes int) claim.Line {
	way := r.way()
	line := p.tollLine(claim.NotPayable, item, r, passes, lang.Say(
		fmt.Sprintf("%s：通行费%s（%s）", way.ZH, taken.Why.ZH, item.Clause),
		fmt.Sprintf("%s: the toll %s (%s)", way.EN, taken.Why.EN, item.Title.EN)))
	line.Unit = passUnit
	return line
}

// takenMeanwhile returns a pass that was taken within the time of the trip; nil
// when there is none.
func (r run) takenMeanwhile() *toll.Taken {
	drive := toll.Around(r.StartedAt, r.EndedAt)
	for i, t := range r.TollsTaken {
		if t.Span.Same(drive) {
			return &r.TollsTaken[i]
		}
	}
	return nil
}
