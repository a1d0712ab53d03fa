package voucher

import (
	"time"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// Claim is everything the form of a claim prints.
type Claim struct {
	ID        string
	Month     string // 2006-01
	Sequence  int    // 2 and up: a supplement
	Unit      string // 单位
	Township  string // 部门
	Person    Payee
	Class     string // 人员类别
	Trips     []Trip // in the order they were driven
	Lines     []claim.Line
	Total     money.Amount
	Advance   money.Amount // 预借
	Papers    int          // 附单据张数
	Steps     []Step       // what was done to it, in order
	Document  string       // the rule document's title, version and first day
	Proof     Proof
	PrintedAt time.Time
}

// Payee is who gets the money.
type Payee struct {
	ID      string
	Name    string
	Title   string // 职务/级别
	Bank    string // 开户行
	Account string // whole
}

// Trip is a drive as the form prints it.
type Trip struct {
	ID         string
	Start, End time.Time // zero when the trace had no times
	Route      []string  // places in order
	Purpose    string
	Persons    int    // who drove and who rode along; 0: not known
	Vehicle    string // 交通工具
	Plate      string
	DistanceM  float64
}

// Step is one thing that was done to a claim.
type Step struct {
	Action claim.Action
	By     string // the name, and in whose place
	At     time.Time
	Text   string // comment or payment reference
}

// column is a money column of the form.
type column int

// The money columns of a 报销单, in order.
const (
	fare column = iota
	tolls
	parking
	lodging
	meals
	local
	other
	columns
)

// columnOf returns the money column a line belongs to. What a cap took away
// and whatever has no column of its own stands under 其他, so that the columns
// always add up to the claim's total.
func columnOf(code claim.Code) column {
	switch code {
	case claim.Mileage, claim.PerTrip, claim.PerDay, claim.PerMonth, claim.Passengers, claim.Energy, claim.Allowance:
		return fare
	case claim.TollCode, claim.TollEstimate:
		return tolls
	case "PARKING":
		return parking
	case "LODGING":
		return lodging
	case claim.Meals:
		return meals
	case claim.LocalTransport:
		return local
	default:
		return other
	}
}

// Sums are a claim's amounts by the form's money columns.
type Sums struct {
	Fare, Tolls, Parking, Lodging, Meals, Local, Other money.Amount
}

// SumLines adds lines up by column. The seven sums together are claim.Total of
// the lines.
func SumLines(lines []claim.Line) (Sums, error) {
	sums, err := columnSums(lines)
	return Sums{sums[fare], sums[tolls], sums[parking], sums[lodging], sums[meals], sums[local], sums[other]}, err
}

func columnSums(lines []claim.Line) ([columns]money.Amount, error) {
	var sums [columns]money.Amount
	var err error
	for _, l := range lines {
		at := columnOf(l.Code)
		if sums[at], err = sums[at].Add(l.Amount); err != nil {
			return sums, err
		}
	}
	return sums, nil
}

// china is the time zone the forms print in; it has had no other offset since
// 1991, and no file of the machine is needed for it.
var china = time.FixedZone("Asia/Shanghai", 8*60*60)

// dayTime prints 月日时分, as the form wants it.
func dayTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(china).Format("01-02 15:04")
}

// day prints a calendar day; nothing for a day that is not known.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(china).Format("2006-01-02")
}

// monthText prints 2026-10 as 2026年10月.
func monthText(month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return t.Format("2006年1月")
}
