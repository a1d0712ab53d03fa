package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"licheng/cmd/licheng/demo"
	"licheng/web/api"
)

// demoMonth is the month of the demo's trips, as claims name it.
var demoMonth = fmt.Sprintf("%04d-%02d", demo.Year, int(demo.Month))

// office lets most people hand their month in and finance decide some of the
// claims, so that every page has something in every state.
func (d *demoRun) office(ctx context.Context) error {
	d.clock.turn(demoHandsIn)
	for i, p := range d.county.People {
		if i%10 == 9 {
			continue // every tenth has not come round to it yet
		}
		if err := d.submit(ctx, d.cadres[p.ID]); err != nil {
			return fmt.Errorf("%s: %w", p.Login, err)
		}
	}
	d.clock.turn(demoChecks)
	if err := d.check(ctx); err != nil {
		return err
	}
	d.clock.turn(demoDecides)
	finance, err := d.as(ctx, "finance")
	if err != nil {
		return err
	}
	var waiting, checked []api.ClaimSummary
	if err := finance.get(ctx, "/claims?state=submitted&sort=doubtful&month="+demoMonth, &waiting); err != nil {
		return err
	}
	if err := finance.get(ctx, "/claims?state=checked&sort=doubtful&month="+demoMonth, &checked); err != nil {
		return err
	}
	if err := d.decide(ctx, finance, waiting); err != nil {
		return err
	}
	return d.decideChecked(ctx, finance, checked)
}

// check has the townships look at what is theirs to look at, the second by a
// deputy; the first leaves one claim waiting.
func (d *demoRun) check(ctx context.Context) error {
	away := d.county.People[slices.IndexFunc(d.county.People, func(p demo.Person) bool { return d.headOf(p.Township) == "township2" })]
	head, err := d.as(ctx, "township2")
	if err != nil {
		return err
	}
	deputy := d.county.People[slices.IndexFunc(d.county.People, func(p demo.Person) bool { return p.Township == away.Township && p.ID != away.ID })]
	days := map[string]string{"to": deputy.Login, "from": demoChecks.Format(time.DateOnly), "until": demoChecks.AddDate(0, 0, 6).Format(time.DateOnly), "reason": "外出学习"}
	if err := head.postOnce(ctx, "/delegations", days, nil); err != nil {
		return fmt.Errorf("township2: %w", err)
	}
	left := false
	for i, p := range d.county.People {
		login := d.headOf(p.Township)
		if i > 0 && d.headOf(d.county.People[i-1].Township) == login {
			continue
		}
		client := d.cadres[deputy.ID]
		if login != "township2" {
			if client, err = d.as(ctx, login); err != nil {
				return err
			}
		}
		if err := d.checkOne(ctx, client, &left); err != nil {
			return fmt.Errorf("%s: %w", login, err)
		}
	}
	return nil
}

// checkOne approves what the client may, of the claims that wait; the first of all
// is left as it is.
func (d *demoRun) checkOne(ctx context.Context, client *demoClient, left *bool) error {
	var waiting []api.ClaimSummary
	if err := client.get(ctx, "/claims?state=submitted&sort=amount&month="+demoMonth, &waiting); err != nil {
		return err
	}
	for _, c := range waiting {
		var seen api.Claim
		if err := client.get(ctx, "/claims/"+c.ID, &seen); err != nil {
			return err
		}
		if !slices.Contains(seen.Allowed, "approve") {
			continue
		}
		if !*left {
			*left = true
			continue
		}
		if err := client.post(ctx, "/claims/"+c.ID+"/approve", map[string]any{"version": c.Version, "comment": "行程属实"}, nil); err != nil {
			return err
		}
	}
	return nil
}

// submit hands in a cadre's claim of the month, if there is anything in it.
func (d *demoRun) submit(ctx context.Context, cadre *demoClient) error {
	var claim api.Claim
	if err := cadre.get(ctx, "/claims/current?month="+demoMonth, &claim); err != nil {
		return err
	}
	if claim.Trips == 0 {
		return nil
	}
	return cadre.post(ctx, "/claims/"+claim.ID+"/submit", map[string]int64{"version": claim.Version}, nil)
}

// decide returns the most doubtful claim, leaves the other doubtful ones and a
// third of the rest in the queue, approves the others and pays some of those.
func (d *demoRun) decide(ctx context.Context, finance *demoClient, waiting []api.ClaimSummary) error {
	if len(waiting) == 0 {
		return nil
	}
	worst := waiting[0]
	back := map[string]any{
		"version": worst.Version, "comment": "请说明有疑问的行程，其余无需修改。",
		"line_comments": []map[string]any{{"no": 1, "comment": "请写明这一行的事由和同行人员。"}},
	}
	if err := finance.post(ctx, "/claims/"+worst.ID+"/return", back, nil); err != nil {
		return err
	}
	for i, c := range waiting[1:] {
		if c.Serious > 0 || i%3 == 0 {
			continue
		}
		approved, err := d.approve(ctx, finance, c)
		if err != nil {
			return err
		}
		if i%3 == 1 && approved.State == "approved" {
			pay := map[string]any{"version": approved.Version, "reference": fmt.Sprintf("演示支付-%03d", i+1)}
			if err := finance.post(ctx, "/claims/"+c.ID+"/pay", pay, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// approve approves a claim if it is for the client to decide; else it is as it was.
func (d *demoRun) approve(ctx context.Context, client *demoClient, c api.ClaimSummary) (api.Claim, error) {
	var seen api.Claim
	if err := client.get(ctx, "/claims/"+c.ID, &seen); err != nil || !slices.Contains(seen.Allowed, "approve") {
		return seen, err
	}
	return seen, client.post(ctx, "/claims/"+c.ID+"/approve", map[string]any{"version": c.Version}, &seen)
}

// decideChecked approves every other claim that a township looked at.
func (d *demoRun) decideChecked(ctx context.Context, finance *demoClient, checked []api.ClaimSummary) error {
	for i, c := range checked {
		if i%2 == 1 || c.Serious > 0 {
			continue
		}
		if _, err := d.approve(ctx, finance, c); err != nil {
			return err
		}
	}
	return nil
}
