package voucher

import (
	"strconv"
	"time"

	"licheng/reimburse/money"
)

// Entry is one claim in a list.
type Entry struct {
	Claim     string
	Person    string
	Class     string
	Unit      string
	Township  string
	Month     string
	Sequence  int
	Trips     int
	DistanceM float64
	Sums      Sums
	Total     money.Amount
	Cut       money.Amount // what caps took away, not negative
	State     string       // as printed
	Submitted time.Time
	Decided   time.Time
	DecidedBy string
	Paid      time.Time
	Reference string
}

// List is a list of claims of one month.
type List struct {
	County    string // code or name, as printed
	Month     string // 2006-01
	Entries   []Entry
	PrintedAt time.Time
	// Of a public list only:
	From, To time.Time // the days it hangs out
	Masked   bool      // names as 张*
	Contact  string    // whom to tell; empty: a line to fill in
}

func (l List) total() (total, cut money.Amount, trips int, distanceM float64, err error) {
	for _, e := range l.Entries {
		if total, err = total.Add(e.Total); err != nil {
			return
		}
		if cut, err = cut.Add(e.Cut); err != nil {
			return
		}
		trips += e.Trips
		distanceM += e.DistanceM
	}
	return
}

// PublicList lays out the list that hangs out in the unit (公示表): who gets
// how much for how many trips, without anybody's routes.
func PublicList(l List) (Paper, error) {
	total, cut, trips, distanceM, err := l.total()
	if err != nil {
		return Paper{}, err
	}
	p := Paper{
		Title: monthText(l.Month) + "公务交通费用公示表", Made: l.PrintedAt, Widths: []float64{11, 26, 28, 40, 14, 22, 24, 21},
		Left: "县：" + l.County, Right: "单位：元",
		Rows: []Row{headRow("序号", "姓名", "人员类别", "单位", "次数", "里程 km", "应补金额", "按规定未补")},
	}
	for i, e := range l.Entries {
		name := e.Person
		if l.Masked {
			name = MaskName(name)
		}
		p.Rows = append(p.Rows, Row{Cells: []Cell{
			count(i+1, 1), centred(name, 1), text(e.Class, 1), text(e.Unit, 1), count(e.Trips, 1), km(e.DistanceM), sum(e.Total, 1), sum(e.Cut, 1),
		}})
	}
	p.Rows[len(p.Rows)-1].Keep = true // no page holds the sum alone
	p.Rows = append(p.Rows, Row{Kind: Free, Cells: []Cell{label("合计", 4), count(trips, 1), km(distanceM), sum(total, 1), sum(cut, 1)}})
	contact := l.Contact
	if contact == "" {
		contact = "____________________"
	}
	p.Below = []string{
		"合计（大写）：人民币" + total.Uppercase(),
		"公示期：" + day(l.From) + " 至 " + day(l.To) + "。对金额有异议的，请在公示期内反映：" + contact,
		"本表只列金额，不列行程去向。",
	}
	return p, nil
}

// MonthList lays out the monthly ledger (月度台账): every claim of the month
// with its money by kind, its state and who decided it when.
func MonthList(l List) (Paper, error) {
	total, _, trips, distanceM, err := l.total()
	if err != nil {
		return Paper{}, err
	}
	p := Paper{
		Title: monthText(l.Month) + "公务交通费用台账", Wide: true, Made: l.PrintedAt,
		Widths: []float64{9, 24, 18, 33, 11, 17, 18, 18, 19, 20, 15, 22, 24, 25},
		Left:   "县：" + l.County, Right: "金额单位：元",
		Rows: []Row{headRow("序号", "单号", "姓名", "单位", "次数", "里程 km", "交通费", "过路\n过桥费", "其他", "合计", "状态", "提交日期", "审批", "支付凭证")},
	}
	var sums Sums
	for i, e := range l.Entries {
		rest := e.Total - e.Sums.Fare - e.Sums.Tolls
		sums.Fare += e.Sums.Fare
		sums.Tolls += e.Sums.Tolls
		p.Rows = append(p.Rows, Row{Cells: []Cell{
			count(i+1, 1), text(e.Claim, 1), centred(e.Person+supplement(e.Sequence), 1), text(e.Unit, 1), count(e.Trips, 1), km(e.DistanceM),
			sum(e.Sums.Fare, 1), sum(e.Sums.Tolls, 1), sum(rest, 1), sum(e.Total, 1), centred(e.State, 1), centred(day(e.Submitted), 1),
			text(e.DecidedBy+"\n"+day(e.Decided), 1), text(e.Reference+"\n"+day(e.Paid), 1),
		}})
	}
	p.Rows[len(p.Rows)-1].Keep = true // no page holds the sum alone
	p.Rows = append(p.Rows, Row{Kind: Free, Cells: []Cell{
		label("合计", 4), count(trips, 1), km(distanceM), sum(sums.Fare, 1), sum(sums.Tolls, 1), sum(total-sums.Fare-sums.Tolls, 1), sum(total, 1), text("", 4),
	}})
	p.Below = []string{"合计（大写）：人民币" + total.Uppercase()}
	return p, nil
}

func headRow(titles ...string) Row {
	r := Row{Kind: Head}
	for _, t := range titles {
		r.Cells = append(r.Cells, label(t, 1))
	}
	return r
}

func km(m float64) Cell {
	return Cell{Text: strconv.FormatFloat(m/1000, 'f', 1, 64), Align: Right}
}

// MaskName keeps the first character of a name: 张三 is 张*.
func MaskName(name string) string {
	runes := []rune(name)
	for i := range runes {
		if i > 0 {
			runes[i] = '*'
		}
	}
	return string(runes)
}
