package rules

import (
	"slices"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// The shares of a day's meal money, in percent: breakfast 20, lunch 40, supper
// 40 (Ministry of Finance and others, in force from 2019-08-01).
var mealShares = map[Meal]int64{Breakfast: 20, Lunch: 40, Supper: 40}

var mealWords = map[Meal]lang.Text{
	Breakfast: lang.Say("早餐", "breakfast"), Lunch: lang.Say("午餐", "lunch"), Supper: lang.Say("晚餐", "supper"),
}

// meals adds the meal money of the days away, and what is said of meals the
// host gave on those days.
func (p *pricer) meals(item Item) error {
	var paid, unproven, forfeit []Date
	for _, d := range p.daysAway() {
		pays, without, err := p.earns(item, d, item.Meals.Lodging)
		switch {
		case err != nil:
			return err
		case pays && item.Meals.Provided == ForfeitDay && p.fed(d.day):
			forfeit = append(forfeit, d.day)
		case pays:
			paid = append(paid, d.day)
		case len(without) > 0:
			unproven = append(unproven, d.day)
		}
	}
	if err := p.sumDays(claim.Meals, item, paid, unproven, item.Meals.day(), "伙食补助", "meal money"); err != nil {
		return err
	}
	if err := p.forfeited(item, forfeit); err != nil {
		return err
	}
	return p.mealsGiven(item, paid)
}

// mealsGiven tells of each meal given on a day that is paid.
func (p *pricer) mealsGiven(item Item, paid []Date) error {
	for _, a := range p.month.Arranged {
		if !slices.Contains(paid, a.Day) {
			continue
		}
		own, err := item.Meals.meal(a.Meal)
		if err != nil {
			return err
		}
		sum, from := own, p.source(item)
		if a.Tariff > 0 && a.Tariff < own {
			sum, from = a.Tariff, "the host's tariff"
		}
		if err := p.given(item, item.Meals.Provided, a.Day, mealWords[a.Meal], sum, from); err != nil {
			return err
		}
	}
	return nil
}

// forfeited tells of the days on which a meal was given and the rule pays
// nothing then.
func (p *pricer) forfeited(item Item, days []Date) error {
	if len(days) == 0 {
		return nil
	}
	line, err := p.monthLine(claim.NotPayable, item, decimal.MustNew(int64(len(days)), 0), dayUnit, decimal.MustParse(nothing))
	line.Text = lang.Say(
		p.zh("%s：接待单位已安排用餐，当天不计伙食补助（%s）", dayList(days), item.Clause),
		p.en("%s: meals were arranged, no meal money on these days (%s)", dayList(days), item.Title.EN))
	line.Inputs = []claim.Input{input("日期", "days", dayList(days), "", "meals arranged")}
	p.add(line)
	return err
}

// fed reports whether the host gave a meal on the day.
func (p *pricer) fed(day Date) bool {
	return slices.ContainsFunc(p.month.Arranged, func(a Arranged) bool { return a.Day == day })
}

// day returns the meal money of a whole day.
func (k Meals) day() decimal.Decimal {
	if k.Yuan.written {
		return k.Yuan.Decimal
	}
	sum := decimal.Zero
	for _, one := range []Number{k.Breakfast, k.Lunch, k.Supper} {
		sum, _ = sum.Add(one.or(decimal.Zero)) // bounded by check
	}
	return sum
}

// meal returns the sum of one meal: as written, or its share of the day.
func (k Meals) meal(m Meal) (money.Amount, error) {
	if k.Yuan.written {
		return money.Times(k.Yuan.Decimal, decimal.MustNew(mealShares[m], 2))
	}
	return money.FromYuan(map[Meal]Number{Breakfast: k.Breakfast, Lunch: k.Lunch, Supper: k.Supper}[m].or(decimal.Zero))
}

// localTransport adds the local transport of the days away; none on a day
// with the unit's car. Half days driven by the host are told with their sum.
func (p *pricer) localTransport(item Item) error {
	var paid, unproven []Date
	for _, d := range p.daysAway() {
		pays, without, err := p.earns(item, d, item.LocalTransport.Lodging)
		switch {
		case err != nil:
			return err
		case pays && (dayDriven{day: d.day, runs: d.runs}).unitCar(): // its trips say UNIT_VEHICLE
		case pays:
			paid = append(paid, d.day)
		case len(without) > 0:
			unproven = append(unproven, d.day)
		}
	}
	k := item.LocalTransport
	if err := p.sumDays(claim.LocalTransport, item, paid, unproven, k.Yuan.Decimal, "市内交通补助", "local transport"); err != nil {
		return err
	}
	for _, day := range paid {
		if err := p.hosted(item, day); err != nil {
			return err
		}
	}
	return nil
}

// hosted tells of the half days of one day that the host drove: by its tariff,
// at most the day's sum together; without a tariff half the day's sum each.
func (p *pricer) hosted(item Item, day Date) error {
	left, err := money.FromYuan(item.LocalTransport.Yuan.Decimal)
	if err != nil {
		return err
	}
	half, err := money.Times(item.LocalTransport.Yuan.Decimal, decimal.MustNew(5, 1))
	if err != nil {
		return err
	}
	for _, h := range p.month.Hosted {
		if h.Day != day {
			continue
		}
		sum, from := half, p.source(item)
		if h.Tariff > 0 {
			sum, from = h.Tariff, "the host's tariff"
		}
		sum = min(sum, left)
		left -= sum
		what := map[HalfDay]lang.Text{Morning: lang.Say("上午用车", "the morning's car"), Afternoon: lang.Say("下午用车", "the afternoon's car")}[h.Half]
		if err := p.given(item, item.LocalTransport.Provided, day, what, sum, from); err != nil {
			return err
		}
	}
	return nil
}
