package rules

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/toll"
)

// unseenTollM is how many tolled metres without any toll point passed are put
// down to the map's noise; from there on the trip gets a line NO_PRICE.
const unseenTollM = 500

// toll adds the lines of each pass of tolled roads: what its ETC record says,
// or one for each ride and each stretch that no row of the table prices. Where
// nothing prices any of the trip the clause may have it estimated.
func (p *pricer) toll(item Item, r run) error {
	unseen := len(r.Passages) == 0
	if unseen && r.TolledM < unseenTollM && len(r.Records) == 0 {
		return nil
	}
	if r.vehicle == nil {
		p.add(p.tollUnpriced(item, r, "没有选择车辆", "no vehicle was chosen", max(len(r.Passages), 1)))
		return nil
	}
	charges, vehicle, err := p.charges(item, r)
	if errors.Is(err, toll.ErrClass) {
		return p.tollWithoutClass(item, r)
	}
	if err != nil {
		return err
	}
	passes := toll.Reconcile(charges, r.Records, r.TollsTaken)
	known := slices.ContainsFunc(passes, func(t toll.Pass) bool {
		return t.Taken != nil || len(t.Records) > 0 || slices.ContainsFunc(t.Charges, func(c toll.Charge) bool { return len(c.Intervals) > 0 })
	})
	if taken := r.takenMeanwhile(); !known && taken != nil {
		p.add(p.tollTaken(item, r, *taken, 1))
		return nil
	}
	if !known && len(item.Toll.Estimate) > 0 && r.TolledM > 0 {
		return p.tollEstimate(item, r, vehicle)
	}
	if unseen && !known {
		p.add(p.tollUnseen(item, r))
	}
	for _, pass := range passes {
		p.tollPass(item, r, vehicle.Class, pass)
	}
	return nil
}

// charges prices the trip's rides by the table. It returns toll.ErrClass for a
// vehicle whose class is not known.
func (p *pricer) charges(item Item, r run) ([]toll.Charge, toll.Vehicle, error) {
	class, err := r.vehicle.tollClass()
	if err != nil {
		return nil, toll.Vehicle{}, err
	}
	v := toll.Vehicle{Class: class, Seats: r.vehicle.Seats, ETC: r.vehicle.ETC, Goods: r.vehicle.Class == Pickup}
	charges, err := toll.Charges(r.timed(), v, p.tables.Tolls, p.tables.FreeDays, item.Toll.policy())
	return charges, v, err
}

// tollWithoutClass adds the passes that records tell of a vehicle whose class is
// not known, and says so where that is not all.
func (p *pricer) tollWithoutClass(item Item, r run) error {
	passes := toll.Reconcile(nil, r.Records, r.TollsTaken)
	for _, pass := range passes {
		p.tollPass(item, r, 0, pass)
	}
	told := func(s toll.Span) bool {
		return slices.ContainsFunc(r.Records, func(record toll.Record) bool { return record.Span().Same(s) })
	}
	spans := slices.DeleteFunc(toll.Spans(r.Passages), told)
	if len(spans) > 0 || len(passes) == 0 {
		p.add(p.tollUnpriced(item, r, "车辆座位或车长不明，无法确定收费车型", "the vehicle's seats or length are unknown, so its toll class is", max(len(r.Passages), 1)))
	}
	return nil
}

// policy is how the clause rounds and what it frees.
func (k Toll) policy() toll.Policy {
	return toll.Policy{
		ETC: k.ETC, Manual: k.Manual, Rate: k.Rate.or(decimal.One), PerInterval: k.PerInterval, GoodsFree: k.PickupsFree,
	}
}

// tollEstimate adds what the trip's tolled kilometres may have cost, and says
// that it is an estimate.
func (p *pricer) tollEstimate(item Item, r run, v toll.Vehicle) error {
	var levels toll.Levels
	for class, yuan := range item.Toll.Estimate {
		levels[class] = yuan.Decimal
	}
	c, err := toll.Estimate(metres(r.TolledM), v, r.EndedAt, levels, p.tables.FreeDays, item.Toll.policy())
	if err != nil {
		return err
	}
	way, km, level := r.way(), kmText(r.TolledM), item.Toll.Estimate[v.Class-1]
	zhWhy, enWhy := "", ""
	if c.Free != nil {
		zhWhy, enWhy = "，"+c.Free.Name+"免费通行", ", free days: "+c.Free.Name
	}
	line := p.tollLine(claim.TollEstimate, item, r, 1, lang.Say(
		p.zh("%s：收费表未覆盖，按 %s 公里 × %s ¤/公里估算通行费，优惠取整后 %s ¤%s；是估算，不是实收（%s）", way.ZH, km, level, c.Fee.Real, zhWhy, item.Clause),
		p.en("%s: no toll table covers the way; %s km × %s ¤/km are estimated, %s ¤ after discount and rounding%s; an estimate, not what was charged (%s)", way.EN, km, level, c.Fee.Real, enWhy, item.Title.EN)))
	line.Rate, line.Amount = "", c.Fee.Real
	line.Inputs = append(line.Inputs,
		input("收费车型", "toll class", strconv.Itoa(int(v.Class)), "", "vehicle "+r.vehicle.ID),
		input("估算标准", "level of the estimate", level.String(), p.unit("/km"), p.source(item)),
		input("取整方式", "rounding", string(c.Mode), "", p.source(item)),
		input("应收", "pay", c.Fee.Pay.String(), p.unit(""), ""),
		input("优惠", "discount", c.Fee.Discount.String(), p.unit(""), ""),
		input("实收", "real", c.Fee.Real.String(), p.unit(""), ""))
	p.add(line)
	p.passes = append(p.passes, PaidPass{Trip: r.TripID, By: ByEstimate, Span: toll.Around(r.StartedAt, r.EndedAt)})
	return nil
}

// timed returns the passages with the trip's start where no time is known.
func (r run) timed() []toll.Passage {
	passages := make([]toll.Passage, len(r.Passages))
	for i, passed := range r.Passages {
		if passed.At.IsZero() {
			passed.At = r.StartedAt
		}
		passages[i] = passed
	}
	return passages
}

// tollCharge explains one ride: the intervals, the discount, what is due.
func (p *pricer) tollCharge(item Item, r run, class toll.Class, c toll.Charge) claim.Line {
	way, over := r.way(), ""
	if c.Entry != "" || c.Exit != "" {
		over = " " + c.Entry + "→" + c.Exit
	}
	zhWhy, enWhy := fmt.Sprintf("应收 %s − 优惠 %s", c.Fee.Pay, c.Fee.Discount), fmt.Sprintf("%s − %s discount", c.Fee.Pay, c.Fee.Discount)
	if c.Free != nil {
		zhWhy, enWhy = c.Free.Name+"免费通行", "free days: "+c.Free.Name
	}
	line := p.tollLine(claim.TollCode, item, r, len(c.Intervals), lang.Say(
		p.zh("%s：通行费%s，%d 个收费单元，%s = %s ¤（%s）", way.ZH, over, len(c.Intervals), zhWhy, c.Fee.Real, item.Clause),
		p.en("%s: toll%s, %d charging intervals, %s = %s ¤ (%s)", way.EN, over, len(c.Intervals), enWhy, c.Fee.Real, item.Title.EN)))
	line.Rate, line.Amount, line.On = "", c.Fee.Real, c.ExitAt
	line.Inputs = []claim.Input{
		input("收费车型", "toll class", strconv.Itoa(int(class)), "", "vehicle "+r.vehicle.ID),
		input("取整方式", "rounding", string(c.Mode), "", p.source(item)),
	}
	for _, i := range c.Intervals {
		line.Inputs = append(line.Inputs, input("收费单元 "+i.Name, "interval "+i.Name, i.Fee.Pay.String(), p.unit(""), "tolls "+i.Ref))
	}
	line.Inputs = append(line.Inputs,
		input("应收", "pay", c.Fee.Pay.String(), p.unit(""), ""),
		input("优惠", "discount", c.Fee.Discount.String(), p.unit(""), ""),
		input("实收", "real", c.Fee.Real.String(), p.unit(""), ""))
	return line
}

// tollMissing explains one toll point for which the table has no row.
func (p *pricer) tollMissing(item Item, r run, passed toll.Passage) claim.Line {
	name := strings.TrimSpace(passed.Name + " " + passed.Ref)
	if name == "" {
		name = "?"
	}
	return p.tollUnpriced(item, r, "收费表里没有“"+name+"”", "the toll table has no row for “"+name+"”", 1)
}

// tollUnseen explains tolled road on which no booth or gantry was seen.
func (p *pricer) tollUnseen(item Item, r run) claim.Line {
	km := kmText(r.TolledM)
	return p.tollUnpriced(item, r, "走了 "+km+" 公里收费路，但没有识别到收费站或门架",
		km+" km of tolled road, but no booth or gantry was passed on the map", 1)
}

func (p *pricer) tollUnpriced(item Item, r run, zh, en string, intervals int) claim.Line {
	way := r.way()
	return p.tollLine(claim.NoPrice, item, r, intervals, lang.Say(
		fmt.Sprintf("%s：%s，通行费未计，不作估算，可凭通行费发票补报（%s）", way.ZH, zh, item.Clause),
		fmt.Sprintf("%s: %s; the toll is not counted and not guessed, hand in the toll invoice (%s)", way.EN, en, item.Title.EN)))
}

func (p *pricer) tollLine(code claim.Code, item Item, r run, intervals int, text lang.Text) claim.Line {
	return claim.Line{
		Code: code, Trip: r.TripID, Quantity: strconv.Itoa(intervals), Unit: intervalUnit, Rate: nothing,
		Rule: p.rule(item), Text: text, On: r.StartedAt,
		Inputs: []claim.Input{input("收费路里程", "kilometres on tolled roads", kmText(r.TolledM), kmUnit, "trip "+r.TripID)},
	}
}

// shortVehicleMM stands in for the unknown length of a vehicle of a class that
// is never 6 m long.
const shortVehicleMM = 5000

// tollClass returns the toll class of the vehicle. The length of cars and the
// like need not be known; that of a bus must.
func (v Vehicle) tollClass() (toll.Class, error) {
	length := v.LengthMM
	if length == 0 && v.Class != Bus {
		length = shortVehicleMM
	}
	return toll.ClassOf(length, v.Seats)
}
