package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// away is one calendar day away from the station: trips that began on it, and
// stays it lies in. Calendar days count, travel days included.
type away struct {
	day   Date
	runs  []run
	stays []Stay
}

// daysAway returns the days away of the month, ascending.
func (p *pricer) daysAway() []away {
	byDay := map[Date]*away{}
	of := func(day Date) *away {
		if byDay[day] == nil {
			byDay[day] = &away{day: day}
		}
		return byDay[day]
	}
	for _, d := range p.days {
		of(d.day).runs = append(of(d.day).runs, d.runs...)
	}
	for _, stay := range p.month.Stays {
		day := stay.From
		for range daysBetween(stay.From, stay.To) + 1 {
			if strings.HasPrefix(string(day), p.month.Month) {
				of(day).stays = append(of(day).stays, stay)
			}
			day = day.next()
		}
	}
	days := make([]away, 0, len(byDay))
	for _, d := range byDay {
		days = append(days, *d)
	}
	slices.SortFunc(days, func(a, b away) int { return strings.Compare(string(a.day), string(b.day)) })
	return days
}

// next returns the day after a valid date.
func (d Date) next() Date {
	at, err := d.time()
	if err != nil {
		return "9999-12-31"
	}
	return Date(at.AddDate(0, 0, 1).Format(time.DateOnly))
}

// earns reports whether the item pays for the day, and for whose want of a
// voucher of lodging it does not.
func (p *pricer) earns(item Item, d away, lodging LodgingEvidence) (pays bool, unproven []Stay, err error) {
	if !covers(p.doc.InForce.From, p.doc.InForce.To, d.day) {
		return false, nil, nil
	}
	for i := range d.runs {
		if pays, err = p.applies(item, &d.runs[i]); err != nil || pays {
			return pays, nil, err
		}
	}
	for _, stay := range d.stays {
		r := p.stayRun(stay, d.day)
		applies, err := p.applies(item, &r)
		switch {
		case err != nil:
			return false, nil, err
		case !applies:
		case lodging == LodgingRequired && stay.From != stay.To && !p.lodged(stay):
			unproven = append(unproven, stay)
		default:
			return true, nil, nil
		}
	}
	return false, unproven, nil
}

// stayRun is a day of a stay as a condition sees it: no metres, outside every
// area.
func (p *pricer) stayRun(stay Stay, day Date) run {
	r := run{Basis: Basis{To: stay.Place, Purpose: stay.Purpose, Persons: 1, Outside: map[string]bool{}, InsideM: map[string]float64{}}, day: day}
	for _, area := range p.doc.Areas {
		r.Outside[area.ID], r.InsideM[area.ID] = true, 0
	}
	if at, err := time.ParseInLocation(time.DateOnly, string(day), Shanghai()); err == nil {
		r.StartedAt, r.EndedAt = at, at
	}
	return r
}

// lodged reports whether a voucher of lodging lies in the stay.
func (p *pricer) lodged(stay Stay) bool {
	return slices.ContainsFunc(p.month.Expenses, func(e Expense) bool {
		return e.Kind == Lodging && stay.From <= e.Day && e.Day <= stay.To
	})
}

// noLodging explains days of stays without the voucher the rule asks for.
func (p *pricer) noLodging(item Item, days []Date) error {
	if len(days) == 0 {
		return nil
	}
	line, err := p.monthLine(claim.NoEvidence, item, decimal.MustNew(int64(len(days)), 0), dayUnit, decimal.MustParse(nothing))
	if err != nil {
		return err
	}
	list := dayList(days)
	line.Text = lang.Say(
		p.zh("%s：住宿但没有住宿费发票，%d 天不计发（%s）", list, len(days), item.Clause),
		p.en("%s: stayed over night without a lodging voucher, %d days are not paid (%s)", list, len(days), item.Title.EN))
	line.Inputs = []claim.Input{input("日期", "days", list, "", "stays of the month")}
	p.add(line)
	return nil
}

// dayList tells days shortly: 10-12 10-13.
func dayList(days []Date) string {
	told := make([]string, len(days))
	for i, d := range days {
		told[i] = string(d[len("2006-"):])
	}
	return strings.Join(told, " ")
}

// sumDays adds days × sum, and what is said of the days without lodging.
func (p *pricer) sumDays(code claim.Code, item Item, days, unproven []Date, sum decimal.Decimal, zhWhat, enWhat string) error {
	if len(days) > 0 {
		line, err := p.monthLine(code, item, decimal.MustNew(int64(len(days)), 0), dayUnit, sum)
		if err != nil {
			return err
		}
		line.Text = lang.Say(
			p.zh("%s %s %d 天 × %s ¤/天 = %s ¤（%s）", p.month.Month, zhWhat, len(days), sum, line.Amount, item.Clause),
			p.en("%s: %s, %d days × %s ¤ a day = %s ¤ (%s)", p.month.Month, enWhat, len(days), sum, line.Amount, item.Title.EN))
		line.Inputs = []claim.Input{input("日期", "days", dayList(days), "", "trips and stays of the month")}
		p.add(line)
	}
	return p.noLodging(item, unproven)
}

// given adds the line about something the host gave on a day: taken off, or
// shown as due to the host.
func (p *pricer) given(item Item, how Provided, day Date, what lang.Text, sum money.Amount, from string) error {
	code, rate := claim.PaidToHost, decimal.MustParse(nothing)
	if how == TakeOff {
		code, rate = claim.Provided, (-sum).Yuan()
	}
	line, err := p.monthLine(code, item, decimal.One, tripUnit, rate)
	if err != nil {
		return err
	}
	line.Unit = dayUnit
	line.Text = lang.Say(
		p.zh("%s %s由接待单位提供，%s ¤已领入补助，应向接待单位交纳（%s）", dayList([]Date{day}), what.ZH, sum, item.Clause),
		p.en("%s: %s given by the host; %s ¤ of the money paid are due to the host (%s)", dayList([]Date{day}), what.EN, sum, item.Title.EN))
	if how == TakeOff {
		line.Text = lang.Say(
			p.zh("%s %s由接待单位提供，扣减 %s ¤（%s）", dayList([]Date{day}), what.ZH, sum, item.Clause),
			p.en("%s: %s given by the host, %s ¤ are taken off (%s)", dayList([]Date{day}), what.EN, sum, item.Title.EN))
	}
	line.Inputs = []claim.Input{input("金额", "sum", sum.String(), p.unit(""), from)}
	if at, err := time.ParseInLocation(time.DateOnly, string(day), Shanghai()); err == nil {
		line.On = at
	}
	p.add(line)
	return nil
}

// errItem names the item an error is about.
func errItem(item Item, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("item %s: %w", item.ID, err)
}
