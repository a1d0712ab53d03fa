package main

import (
	"context"
	"fmt"

	"licheng/cmd/licheng/demo"
	"licheng/web/api"
)

// demoMonth is the month of the demo's trips, as claims name it.
var demoMonth = fmt.Sprintf("%04d-%02d", demo.Year, int(demo.Month))

// office lets most people hand their month in and finance decide some of the
// claims, so that every page has something in every state.
func (d *demoRun) office(ctx context.Context) error {
	for i, p := range d.county.People {
		if i%10 == 9 {
			continue // every tenth has not come round to it yet
		}
		if err := d.submit(ctx, d.cadres[p.ID]); err != nil {
			return fmt.Errorf("%s: %w", p.Login, err)
		}
	}
	finance, err := demoLogIn(ctx, d.base, "finance", demoPassword)
	if err != nil {
		return err
	}
	var waiting []api.ClaimSummary
	if err := finance.get(ctx, "/claims?state=submitted&sort=doubtful&month="+demoMonth, &waiting); err != nil {
		return err
	}
	return d.decide(ctx, finance, waiting)
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
	back := map[string]any{"version": worst.Version, "comment": "请说明有疑问的行程，其余无需修改。"}
	if err := finance.post(ctx, "/claims/"+worst.ID+"/return", back, nil); err != nil {
		return err
	}
	for i, c := range waiting[1:] {
		if c.Serious > 0 || i%3 == 0 {
			continue
		}
		var approved api.Claim
		if err := finance.post(ctx, "/claims/"+c.ID+"/approve", map[string]any{"version": c.Version}, &approved); err != nil {
			return err
		}
		if i%3 == 1 {
			pay := map[string]any{"version": approved.Version, "reference": fmt.Sprintf("演示支付-%03d", i+1)}
			if err := finance.post(ctx, "/claims/"+c.ID+"/pay", pay, nil); err != nil {
				return err
			}
		}
	}
	return nil
}
