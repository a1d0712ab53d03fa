package voucher

import (
	"strconv"
	"strings"
	"time"

	"licheng/reimburse/money"
)

// Request is a trip somebody asks leave for, before it or, in an emergency,
// after it.
type Request struct {
	ID         string
	Unit       string
	Person     string
	Class      string
	Phone      string
	Purpose    string
	Places     []string // destinations, villages
	From, To   time.Time
	Companions []string
	Means      string // 方式: own car, unit's car, bus
	Plate      string
	ExpectKM   string // decimal; empty: not estimated
	ExpectFen  money.Amount
	Emergency  bool // asked for after the trip
	AskedAt    time.Time
	State      string // as printed
	DecidedBy  string
	DecidedAt  time.Time
	Comment    string
	PrintedAt  time.Time
}

// RequestSlip lays out the 公务出行审批单 of a request.
func RequestSlip(r Request) Paper {
	kind := "事前审批"
	if r.Emergency {
		kind = "紧急出行，事后补批"
	}
	expected := ""
	if r.ExpectKM != "" {
		expected = r.ExpectKM + " km"
	}
	cost := ""
	if r.ExpectFen != 0 {
		cost = "¥" + r.ExpectFen.String()
	}
	companions := strings.Join(r.Companions, "、")
	people := strconv.Itoa(1+len(r.Companions)) + " 人"
	if companions != "" {
		people += "（同行：" + companions + "）"
	}
	row := func(minMM float64, cells ...Cell) Row { return Row{Kind: Free, MinMM: minMM, Cells: cells} }
	decision := row(16, label("审批", 1), text(strings.TrimSpace(r.State+" "+r.Comment), 1), label("审批人、日期", 1), text(strings.TrimSpace(r.DecidedBy+" "+day(r.DecidedAt)), 1))
	decision.Keep = true // with the place to sign
	return Paper{
		Title: "公务出行（出差）审批单", Made: r.PrintedAt, Widths: []float64{28, 65, 28, 65},
		Left: "单位：" + r.Unit, Middle: "申请日期：" + day(r.AskedAt), Right: "编号 " + r.ID,
		Rows: []Row{
			row(9, label("申请人", 1), text(r.Person, 1), label("人员类别", 1), text(r.Class, 1)),
			row(18, label("事由", 1), text(r.Purpose, 3)),
			row(9, label("目的地（村）", 1), text(strings.Join(r.Places, "、"), 3)),
			row(9, label("时间", 1), text(dayTime(r.From)+" 至 "+dayTime(r.To), 1), label("审批方式", 1), text(kind, 1)),
			row(9, label("人员", 1), text(people, 3)),
			row(9, label("方式", 1), text(r.Means, 1), label("车牌", 1), text(r.Plate, 1)),
			row(9, label("预计里程", 1), text(expected, 1), label("预计费用", 1), text(cost, 1)),
			decision,
			row(16, label("单位负责人", 1), text("", 1), label("签字、日期", 1), text("", 1)),
		},
		Below: []string{"申请须在出行前提出；紧急出行可先口头报告，事后在规定天数内补办并注明。"},
	}
}
