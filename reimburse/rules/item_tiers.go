package rules

import (
	"fmt"
	"time"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// tiers adds the lines of a trip at the rates of where it stands in the year's
// distance: one a band it falls in, or by whole_year the year's sum after it
// less the one before.
func (p *pricer) tiers(item Item, r run) error {
	if r.vehicle == nil {
		p.add(p.noVehicle(item, r))
		return nil
	}
	rate, found, err := p.tierRate(*item.Tiers, r)
	if err != nil || !found {
		return err // no rate for this vehicle: told by NO_RULE if nothing else pays
	}
	k := item.Tiers
	beforeM := p.count(item, r)
	from, to := k.thousandths(beforeM), k.thousandths(beforeM+r.paidM)
	if k.Method == WholeYear {
		err = p.wholeYear(item, r, rate, from, to)
	} else {
		err = p.byBand(item, r, rate, from, to)
	}
	if err != nil {
		return err
	}
	return p.passengers(item, r, to-from)
}

// tierRate returns the first rate that fits the vehicle.
func (p *pricer) tierRate(k Tiers, r run) (TierRate, bool, error) {
	for _, rate := range k.Rates {
		if !fits(rate.Vehicles, r.vehicle.Class) || !fits(rate.Energies, r.vehicle.Energy) {
			continue
		}
		holds, err := rate.If.holds(tripFactsOf{p, &r})
		if err != nil || holds {
			return rate, holds, err
		}
	}
	return TierRate{}, false, nil
}

// byBand adds a line for each band of the year the trip falls in; from and to
// are thousandths of the unit.
func (p *pricer) byBand(item Item, r run, rate TierRate, from, to int64) error {
	low, first := int64(0), len(p.lines)
	for i, step := range rate.Steps {
		high := step.end()
		quantity := min(to, high) - max(from, low)
		// A trip of no length gets a line of 0 in the band it stands in.
		last := i == len(rate.Steps)-1 && len(p.lines) == first
		if quantity > 0 || last {
			if err := p.band(item, r, step, low, high, from, max(quantity, 0)); err != nil {
				return err
			}
		}
		low = high
	}
	return nil
}

// band adds the line of one band.
func (p *pricer) band(item Item, r run, step Step, low, high, before, quantity int64) error {
	unit := item.Tiers.unit()
	line, err := p.priced(claim.Mileage, item, r, decimal.MustNew(quantity, 3), unit, step.Rate.Decimal)
	if err != nil {
		return err
	}
	way := r.way()
	zhBand, enBand := "", ""
	if low > 0 || high != endless {
		zhBand, enBand = "，年累计 "+bounds(low, high)+" 一档", ", band "+bounds(low, high)+" of the year"
	}
	zhUnit := item.Tiers.zhUnit()
	line.Text = lang.Say(
		p.zh("%s：%s %s × %s ¤/%s = %s ¤%s（%s）", way.ZH, line.Quantity, zhUnit, step.Rate, zhUnit, line.Amount, zhBand, item.Clause),
		p.en("%s: %s %s × %s ¤/%s = %s ¤%s (%s)", way.EN, line.Quantity, unit, step.Rate, unit, line.Amount, enBand, item.Title.EN))
	line.Inputs = []claim.Input{
		r.distance(),
		input("本档标准", "rate of the band", step.Rate.String(), p.unit("/"+unit), p.source(item)),
	}
	if item.Tiers.counts() {
		line.Inputs = append(line.Inputs, input("本年此前累计", "counted in the year before", decimal.MustNew(before, 3).String(), unit, "counter "+item.counter()))
	}
	p.add(line)
	return nil
}

// wholeYear adds the trip's share of the year's sum.
func (p *pricer) wholeYear(item Item, r run, rate TierRate, from, to int64) error {
	before, err := rate.owed(from, item.Tiers.Falling)
	if err != nil {
		return err
	}
	after, err := rate.owed(to, item.Tiers.Falling)
	if err != nil {
		return err
	}
	quantity := decimal.MustNew(to-from, 3)
	line, err := p.priced(claim.Mileage, item, r, quantity, item.Tiers.unit(), decimal.Zero)
	if err != nil {
		return err
	}
	line.Rate, line.Amount = "", max(after-before, 0)
	way, zhUnit := r.way(), item.Tiers.zhUnit()
	zhFell, enFell := "", ""
	if after < before {
		zhFell, enFell = "，跨档后年度合计下降，本次不付也不追回", "; the year's sum falls at this step, nothing is paid and nothing taken back"
	}
	line.Text = lang.Say(
		p.zh("%s：%s %s，年度合计由 %s 到 %s，差额 %s ¤%s（%s）", way.ZH, quantity, zhUnit, before, after, line.Amount, zhFell, item.Clause),
		p.en("%s: %s %s, the year's sum goes from %s to %s, %s ¤ for the trip%s (%s)", way.EN, quantity, line.Unit, before, after, line.Amount, enFell, item.Title.EN))
	line.Inputs = []claim.Input{
		r.distance(),
		input("本年此前累计", "counted in the year before", decimal.MustNew(from, 3).String(), line.Unit, "counter "+item.counter()),
		input("此前年度合计", "the year's sum before", before.String(), p.unit(""), p.source(item)),
		input("此后年度合计", "the year's sum after", after.String(), p.unit(""), p.source(item)),
	}
	p.add(line)
	return nil
}

// owed returns the year's sum for a total distance in thousandths of the unit:
// distance × rate + plus of its band; with carry the highest it was on the way.
func (t TierRate) owed(thousandths int64, falling Falling) (money.Amount, error) {
	if thousandths == 0 {
		return 0, nil
	}
	var highest money.Amount
	for _, step := range t.Steps {
		at := min(thousandths, step.end())
		sum, err := money.Times(decimal.MustNew(at, 3), step.Rate.Decimal)
		if err != nil {
			return 0, err
		}
		plus, err := money.FromYuan(step.Plus.or(decimal.Zero))
		if err != nil {
			return 0, err
		}
		if sum, err = sum.Add(plus); err != nil {
			return 0, err
		}
		highest = max(highest, sum)
		if thousandths > step.end() {
			continue
		}
		if falling == Carry {
			return highest, nil
		}
		return sum, nil
	}
	return highest, nil // the last step has no end
}

// passengers adds the sum for those who rode along.
func (p *pricer) passengers(item Item, r run, thousandths int64) error {
	others := int64(r.Persons - 1)
	if !item.Tiers.Each.written || others <= 0 {
		return nil
	}
	rate, err := item.Tiers.Each.Mul(decimal.MustNew(others, 0))
	if err != nil {
		return err
	}
	unit, zhUnit := item.Tiers.unit(), item.Tiers.zhUnit()
	line, err := p.priced(claim.Passengers, item, r, decimal.MustNew(thousandths, 3), unit, rate)
	if err != nil {
		return err
	}
	way := r.way()
	line.Text = lang.Say(
		p.zh("%s：搭乘同事 %d 人 × %s %s × %s ¤ = %s ¤（%s）", way.ZH, others, line.Quantity, zhUnit, item.Tiers.Each, line.Amount, item.Clause),
		p.en("%s: %d passengers × %s %s × %s ¤ = %s ¤ (%s)", way.EN, others, line.Quantity, unit, item.Tiers.Each, line.Amount, item.Title.EN))
	line.Inputs = []claim.Input{
		r.distance(),
		input("每名乘客标准", "rate for each passenger", item.Tiers.Each.String(), p.unit("/"+unit), p.source(item)),
	}
	p.add(line)
	return nil
}

// thousandths returns a length in thousandths of the unit, half up.
func (k Tiers) thousandths(m int64) int64 {
	if k.Unit == Mile {
		const mileMM = 1_609_344
		return (m*1_000_000 + mileMM/2) / mileMM
	}
	return m
}

func (k Tiers) unit() string {
	if k.Unit == Mile {
		return string(Mile)
	}
	return kmUnit
}

func (k Tiers) zhUnit() string {
	if k.Unit == Mile {
		return "英里"
	}
	return "公里"
}

// yearStart returns the first day of the policy year the day lies in.
func (k Tiers) yearStart(day Date) Date {
	first := k.Year
	if first == "" {
		first = "01-01"
	}
	start := day[:len("2006-")] + Date(first)
	if start > day {
		year, err := time.Parse("2006", string(day[:len("2006")]))
		if err != nil {
			return start
		}
		start = Date(year.AddDate(-1, 0, 0).Format("2006-") + first)
	}
	return start
}

// endless is the end of the last step: farther than anybody drives.
const endless = int64(1) << 50

// end returns where the step ends, in thousandths of the unit.
func (s Step) end() int64 {
	if !s.UpTo.written {
		return endless
	}
	whole, thousandths, _ := s.UpTo.Int64(3)
	return whole*1000 + thousandths
}

func bounds(low, high int64) string {
	if high == endless {
		return fmt.Sprintf("%s+", decimal.MustNew(low, 3).Trim(0))
	}
	return fmt.Sprintf("%s–%s", decimal.MustNew(low, 3).Trim(0), decimal.MustNew(high, 3).Trim(0))
}
