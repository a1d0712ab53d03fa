package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"licheng/cmd/licheng/demo"
	"licheng/trips"
	"licheng/web/api"
)

// demoDay is a day and hour of the demo's month, or of the one after it: the
// 32nd of October is the 1st of November.
func demoDay(day, hour int) time.Time {
	return time.Date(demo.Year, demo.Month, day, hour, 0, 0, 0, trips.Shanghai)
}

// The days on which the demo's office is at work.
var (
	demoBegins   = demoDay(8, 9)
	demoHandsIn  = demoDay(33, 9)  // 2 November
	demoChecks   = demoDay(34, 9)  // the townships look
	demoDecides  = demoDay(35, 9)  // finance decides
	demoAppeals  = demoDay(36, 9)  // who is not content says so
	demoLastDays = demoDay(37, 10) // what still waits when the demo is served
)

// requests lets some ask leave for trips they then drove, one in an emergency
// after it; the heads of their townships answer. Each is linked to its trip by
// time and place, as it is for everybody.
func (d *demoRun) requests(ctx context.Context) error {
	places, err := d.placeCodes(ctx)
	if err != nil {
		return err
	}
	asked := 0
	for _, i := range []int{1, 6, 11, 21} {
		p := d.county.People[i]
		trip, code, err := d.tripTo(ctx, p, places)
		if err != nil {
			return err
		}
		if trip == nil {
			continue
		}
		terms := map[string]any{
			"purpose": trip.Purpose, "vehicle": trip.VehicleID, "places": []map[string]string{{"code": code, "name": ""}},
			"from": trip.StartedAt.Add(-30 * time.Minute), "until": trip.EndedAt.Add(2 * time.Hour),
		}
		d.clock.turn(trip.StartedAt.AddDate(0, 0, -1))
		if asked == 3 { // the last of them is called out at night
			d.clock.turn(trip.EndedAt.Add(20 * time.Hour))
			terms["emergency"], terms["reason"] = true, "夜间接到险情通知，来不及事先申请"
		} else if !trip.StartedAt.After(d.clock.now()) {
			return fmt.Errorf("%s: the trip of %s began before the demo's %s", p.Login, trip.StartedAt, d.clock.now())
		}
		if err := d.ask(ctx, p, terms); err != nil {
			return err
		}
		asked++
	}
	if err := d.complain(ctx); err != nil {
		return err
	}
	return d.waitForJobs(ctx)
}

// ask asks for a request as somebody, and has the head of their township approve.
func (d *demoRun) ask(ctx context.Context, p demo.Person, terms map[string]any) error {
	var request api.Request
	if err := d.cadres[p.ID].postOnce(ctx, "/requests", terms, &request); err != nil {
		return fmt.Errorf("%s: %w", p.Login, err)
	}
	head, err := d.as(ctx, d.headOf(p.Township))
	if err != nil {
		return err
	}
	yes := map[string]any{"action": "approve", "version": request.Version, "comment": "同意"}
	return head.post(ctx, "/requests/"+request.ID+"/decision", yes, nil)
}

// placeCodes are the codes of the county's places by name.
func (d *demoRun) placeCodes(ctx context.Context) (map[string]string, error) {
	finance, err := d.as(ctx, "finance")
	if err != nil {
		return nil, err
	}
	var found api.Places
	if err := finance.get(ctx, "/places", &found); err != nil {
		return nil, err
	}
	codes := map[string]string{}
	for _, p := range found.Features {
		codes[p.Properties.Name] = p.ID
	}
	return codes, nil
}

// tripTo returns a trip of somebody that went to a place of the county, later than
// the demo's present, and the place's code; nil when there is none.
func (d *demoRun) tripTo(ctx context.Context, p demo.Person, places map[string]string) (*api.TripSummary, string, error) {
	var driven []api.TripSummary
	if err := d.cadres[p.ID].get(ctx, "/trips?month="+demoMonth, &driven); err != nil {
		return nil, "", err
	}
	slices.SortFunc(driven, func(a, b api.TripSummary) int { return a.StartedAt.Compare(*b.StartedAt) })
	for i, t := range driven {
		if t.StartedAt.AddDate(0, 0, -1).Before(d.clock.now()) || t.Serious > 0 {
			continue
		}
		for _, name := range append(slices.Clone(t.Via), t.To) {
			if code := places[name]; code != "" && name != t.From {
				return &driven[i], code, nil
			}
		}
	}
	return nil, "", nil
}

// afterwards is what is said of the month when most of it is decided: an appeal
// that waits, two complaints of which one is overdue, a request for a trip to come,
// a voucher that waits for its approval.
func (d *demoRun) afterwards(ctx context.Context) error {
	d.clock.turn(demoAppeals)
	if err := d.appeal(ctx); err != nil {
		return err
	}
	d.clock.turn(demoLastDays)
	next := demoDay(41, 8)
	waiting := map[string]any{
		"purpose": "参加县里培训", "places": []map[string]string{{"name": "县城"}}, "from": next, "until": next.Add(10 * time.Hour),
	}
	who := d.county.People[2]
	if err := d.cadres[who.ID].postOnce(ctx, "/requests", waiting, nil); err != nil {
		return fmt.Errorf("%s: %w", who.Login, err)
	}
	if err := d.askVoucher(ctx, d.county.People[9]); err != nil { // who has not handed in yet
		return err
	}
	who = d.county.People[6]
	return d.cadres[who.ID].postOnce(ctx, "/complaints", map[string]any{"about": "报销", "text": "希望能看到本单位还剩多少预算。"}, nil)
}

// askVoucher has somebody ask the office to approve a bus ticket above what the
// rule pays without.
func (d *demoRun) askVoucher(ctx context.Context, who demo.Person) error {
	client, month := d.cadres[who.ID], "/months/"+demoMonth
	ticket := map[string]any{"id": "ticket-1", "kind": "bus", "day": demoMonth + "-21", "amount_fen": 12800}
	none := []any{}
	facts := map[string]any{"trips": none, "stays": none, "meals": none, "cars": none, "benefits": none, "vouchers": []any{ticket}}
	if err := client.post(ctx, month+"/facts", map[string]any{"version": 0, "facts": facts}, nil); err != nil {
		return fmt.Errorf("%s: %w", who.Login, err)
	}
	return client.postOnce(ctx, month+"/vouchers/ticket-1/approval", map[string]any{"reason": "车辆送修，乘班车到市里开会"}, nil)
}

// appeal has somebody whose claim was approved appeal against its first line.
func (d *demoRun) appeal(ctx context.Context) error {
	for _, p := range d.county.People {
		var c api.Claim
		if err := d.cadres[p.ID].get(ctx, "/claims/current?month="+demoMonth, &c); err != nil {
			return fmt.Errorf("%s: %w", p.Login, err)
		}
		if c.State == "approved" && c.CutFen > 0 {
			return d.cadres[p.ID].postOnce(ctx, "/claims/"+c.ID+"/appeals", map[string]any{"line": 1, "reason": "当天因塌方绕行，里程偏少，附有通知。"}, nil)
		}
	}
	return fmt.Errorf("no approved claim was cut: nobody has a reason to appeal")
}

// complain puts into the box what is overdue in the end: written ten days and more
// before.
func (d *demoRun) complain(ctx context.Context) error {
	d.clock.turn(demoDay(23, 9))
	who := d.county.People[8]
	return d.cadres[who.ID].postOnce(ctx, "/complaints", map[string]any{"about": "加油", "text": "村里没有加油站，办法里的油价用的是县城的。", "unnamed": true}, nil)
}
