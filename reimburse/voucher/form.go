package voucher

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// formWidths are the sixteen columns of the 报销单: start, end, places, reason,
// persons, vehicle, km, rate, seven sums of money and the trip's sum.
var formWidths = []float64{16, 16, 38, 26, 9, 22, 14, 13, 17, 16, 13, 13, 14, 14, 15, 17}

// ClaimForm lays out the 公务交通费报销单 of a claim and, as its second paper,
// the arithmetic of every line with the clause it rests on. It fails only for
// sums beyond 64 bits of fen.
func ClaimForm(c Claim) ([]Paper, error) {
	sums, err := columnSums(c.Lines)
	if err != nil {
		return nil, err
	}
	form := Paper{
		Title: "公务交通费报销单", Wide: true, Widths: formWidths, Made: c.PrintedAt, Code: c.Proof.Text(),
		Left: "单位：" + c.Unit, Middle: "填报日期：" + filledOn(c), Right: monthText(c.Month) + supplement(c.Sequence) + "  单号 " + c.ID,
	}
	form.Rows = append(form.Rows, c.person()...)
	form.Rows = append(form.Rows, formHead()...)
	for _, t := range c.Trips {
		row, err := c.tripRow(t)
		if err != nil {
			return nil, err
		}
		form.Rows = append(form.Rows, row)
	}
	month, err := c.monthRow()
	if err != nil {
		return nil, err
	}
	form.Rows = append(form.Rows, month...)
	for _, r := range c.totals(sums) {
		r.Keep = true // with the places to sign
		form.Rows = append(form.Rows, r)
	}
	form.Rows = append(form.Rows, c.signatures()...)
	form.Below = []string{
		"依据：" + c.Document + "。每一行的算法和条款见所附核算说明。",
		"二维码是本单在县账本中的记录（县、单号、事项号、记账摘要、明细摘要），可用 licheng ledger verify 核对。",
	}
	return []Paper{form, c.reasons()}, nil
}

func supplement(sequence int) string {
	if sequence < 2 {
		return ""
	}
	return fmt.Sprintf("（第 %d 次补报）", sequence-1)
}

// filledOn is the day the claim was handed in last; a draft has none.
func filledOn(c Claim) string {
	on := ""
	for _, s := range c.Steps {
		if s.Action == claim.Submit {
			on = day(s.At)
		}
	}
	if on == "" {
		return "（草稿，未提交）"
	}
	return on
}

// person is who claims and what for.
func (c Claim) person() []Row {
	return []Row{
		{Kind: Free, Cells: []Cell{
			label("姓名", 1), centred(c.Person.Name, 2), label("职务/级别", 1), text(c.Person.Title, 2), label("部门", 1), text(c.Township, 3),
			label("人员类别", 2), text(c.Class, 2), label("附单据", 1), centred(fmt.Sprintf("%d 张", c.Papers), 1),
		}},
		{Kind: Free, Cells: []Cell{
			label("出差事由", 1), text(strings.Join(c.purposes(), "；"), 9), label("出行天数", 2), centred(strconv.Itoa(c.days()), 2), label("次数", 1), centred(strconv.Itoa(len(c.Trips)), 1),
		}},
	}
}

// purposes are the different reasons of the trips, in order.
func (c Claim) purposes() []string {
	var found []string
	seen := map[string]bool{}
	for _, t := range c.Trips {
		if t.Purpose != "" && !seen[t.Purpose] {
			seen[t.Purpose] = true
			found = append(found, t.Purpose)
		}
	}
	return found
}

// days counts the calendar days with a trip.
func (c Claim) days() int {
	seen := map[string]bool{}
	for _, t := range c.Trips {
		if t.Start.IsZero() {
			continue
		}
		for d := t.Start.In(china); ; d = d.AddDate(0, 0, 1) {
			seen[d.Format(time.DateOnly)] = true
			if d.Format(time.DateOnly) >= t.End.In(china).Format(time.DateOnly) {
				break
			}
		}
	}
	return len(seen)
}

func formHead() []Row {
	var cells []Cell
	for _, title := range []string{
		"起\n月日时", "讫\n月日时", "起讫地点", "事由", "人数", "交通工具\n车牌", "里程\nkm", "单价\n元",
		"交通费", "过路\n过桥费", "停车费", "住宿费", "伙食\n补助", "市内\n交通费", "其他", "小计",
	} {
		cells = append(cells, label(title, 1))
	}
	return []Row{{Kind: Head, Cells: cells}}
}

// tripRow is one trip with its money.
func (c Claim) tripRow(t Trip) (Row, error) {
	lines := c.linesOf(t.ID)
	sums, err := columnSums(lines)
	if err != nil {
		return Row{}, err
	}
	total, err := claim.Total(lines)
	if err != nil {
		return Row{}, err
	}
	km, rate := quantity(lines, t)
	cells := []Cell{
		centred(dayTime(t.Start), 1), centred(dayTime(t.End), 1), text(strings.Join(t.Route, " → "), 1), text(t.Purpose, 1),
		persons(t.Persons), centred(strings.TrimSpace(t.Vehicle+"\n"+t.Plate), 1),
		{Text: km, Align: Right},
		{Text: rate, Align: Right},
	}
	return Row{Cells: append(cells, moneyCells(sums, total)...)}, nil
}

// persons is how many rode; nothing where nobody said.
func persons(n int) Cell {
	if n == 0 {
		return text("", 1)
	}
	return count(n, 1)
}

func (c Claim) linesOf(trip string) []claim.Line {
	var lines []claim.Line
	for _, l := range c.Lines {
		if l.Trip == trip {
			lines = append(lines, l)
		}
	}
	return lines
}

// quantity returns the kilometres of a trip, as paid where they were paid for,
// and the rate where there is exactly one.
func quantity(lines []claim.Line, t Trip) (km, rate string) {
	km = strconv.FormatFloat(t.DistanceM/1000, 'f', 1, 64)
	paid := 0
	for _, l := range lines {
		if columnOf(l.Code) != fare || l.Rate == "" || l.Amount == 0 {
			continue
		}
		paid++
		rate = l.Rate
		if l.Unit == "km" {
			km = l.Quantity
		}
	}
	if paid > 1 {
		return strconv.FormatFloat(t.DistanceM/1000, 'f', 1, 64), "见说明"
	}
	return km, rate
}

// moneyCells are the seven money columns and their sum; an empty column stays
// empty, as a clerk would leave it.
func moneyCells(sums [columns]money.Amount, total money.Amount) []Cell {
	var cells []Cell
	for _, a := range sums {
		if a == 0 {
			cells = append(cells, text("", 1))
			continue
		}
		cells = append(cells, sum(a, 1))
	}
	return append(cells, sum(total, 1))
}

// monthRow is the money about the whole month: caps, lump sums.
func (c Claim) monthRow() ([]Row, error) {
	known := map[string]bool{}
	for _, t := range c.Trips {
		known[t.ID] = true
	}
	var lines []claim.Line
	for _, l := range c.Lines {
		if !known[l.Trip] {
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 {
		return nil, nil
	}
	sums, err := columnSums(lines)
	if err != nil {
		return nil, err
	}
	total, err := claim.Total(lines)
	return []Row{{Cells: append([]Cell{text("全月事项（封顶扣减、按天或按月计发等，见核算说明）", 8)}, moneyCells(sums, total)...)}}, err
}

// totals are the sums in figures and in capital figures, and what is to be paid.
func (c Claim) totals(sums [columns]money.Amount) []Row {
	due, back := c.Total-c.Advance, money.Amount(0)
	if due < 0 {
		due, back = 0, -due
	}
	capital := c.Total.Uppercase()
	return []Row{
		{Kind: Free, Cells: append([]Cell{label("合计", 8)}, moneyCells(sums, c.Total)...)},
		{Kind: Free, MinMM: 8, Cells: []Cell{label("合计（大写）", 2), text("人民币"+capital, 6), label("小写", 1), text("¥"+c.Total.String(), 2), label("预借", 1), sum(c.Advance, 1), label("应退", 1), sum(back, 2)}},
		{Kind: Free, MinMM: 8, Cells: []Cell{
			label("收款人", 1), text(c.Person.Name, 2), label("开户行", 1), text(c.Person.Bank, 4), label("账号", 1), text(c.Person.Account, 4), label("应补金额", 2), sum(due, 1),
		}},
	}
}

// signatures are the places to sign. What was decided in the system is printed
// there with the name and the day; the rest is signed by hand.
func (c Claim) signatures() []Row {
	at := func(actions ...claim.Action) string {
		found := ""
		for _, s := range c.Steps {
			for _, a := range actions {
				if s.Action == a {
					found = s.By + " " + day(s.At)
				}
			}
		}
		return found
	}
	names := []Cell{label("报销人", 2), label("证明人/同行人", 2), label("部门负责人", 2), label("分管领导", 2), label("财务审核", 3), label("单位负责人", 3), label("审批日期", 2)}
	decided := ""
	for _, s := range c.Steps {
		if s.Action == claim.Approve || s.Action == claim.Reject {
			decided = day(s.At)
		}
	}
	signed := []Cell{
		centred(at(claim.Submit), 2), centred("", 2), centred(at("check"), 2), centred("", 2),
		centred(at(claim.Approve, claim.Reject), 3), centred("", 3), centred(decided, 2),
	}
	return []Row{{Kind: Free, Keep: true, Cells: names}, {Kind: Free, MinMM: 13, Cells: signed}}
}

// reasons is the 核算说明: every line in one sentence, with its clause.
func (c Claim) reasons() Paper {
	p := Paper{
		Title: "核算说明", Wide: true, Made: c.PrintedAt, Widths: []float64{10, 24, 150, 65, 24},
		Left: "姓名：" + c.Person.Name, Middle: monthText(c.Month) + supplement(c.Sequence), Right: "单号 " + c.ID,
		Rows: []Row{{Kind: Head, Cells: []Cell{label("序号", 1), label("行程", 1), label("说明", 1), label("依据", 1), label("金额（元）", 1)}}},
	}
	number := map[string]string{}
	for i, t := range c.Trips {
		number[t.ID] = fmt.Sprintf("%d · %s", i+1, dayTime(t.Start))
	}
	for i, l := range c.Lines {
		trip, known := number[l.Trip]
		if !known {
			trip = "全月"
		}
		basis := strings.TrimSpace(strings.TrimSpace(l.Rule.Document+" "+l.Rule.Version) + "\n" + l.Rule.Clause)
		p.Rows = append(p.Rows, Row{Cells: []Cell{count(i+1, 1), text(trip, 1), text(l.Text.ZH, 1), text(basis, 1), sum(l.Amount, 1)}})
	}
	p.Rows = append(p.Rows, Row{Kind: Free, Cells: []Cell{label("合计", 4), sum(c.Total, 1)}})
	return p
}
