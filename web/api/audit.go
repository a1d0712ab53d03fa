package api

import (
	"context"

	"licheng/reimburse"
	"licheng/reimburse/audit"
	"licheng/trips"
)

// Audit is what this file needs of reimburse.
type Audit interface {
	Adequacy(ctx context.Context, actor trips.Actor, from, to string, by audit.By) (reimburse.AdequacyReport, error)
}

// AdequacyInput asks what people received of what their trips cost.
type AdequacyInput struct {
	From string `query:"from" required:"true" format:"date" doc:"A day of the first month"`
	To   string `query:"to" required:"true" format:"date" doc:"A day of the last month"`
	By   string `query:"by" enum:"township,staff-class,month" default:"township"`
}

// Adequacy is money received against cost, by cell.
type Adequacy struct {
	By         string        `json:"by" enum:"township,staff-class,month"`
	From       string        `json:"from" doc:"First day counted: months are counted whole"`
	To         string        `json:"to" doc:"Last day counted"`
	Cost       string        `json:"cost" doc:"Which cost: marginal"`
	Rows       []AdequacyRow `json:"rows"`
	Total      AdequacyRow   `json:"total"`
	Suppressed int           `json:"suppressed" doc:"How many rows carry no figures because they would be about fewer than five persons"`
}

// AdequacyRow is one cell. A suppressed one has only key and name.
type AdequacyRow struct {
	Key                string   `json:"key"`
	Name               string   `json:"name"`
	Suppressed         bool     `json:"suppressed"`
	Persons            int      `json:"persons"`
	PersonMonths       int      `json:"person_months"`
	Trips              int      `json:"trips"`
	Unpriced           int      `json:"trips_unpriced" doc:"Of the trips, without a computable cost: a table has no row"`
	DistanceM          float64  `json:"distance_m"`
	CostFen            int64    `json:"cost_fen"`
	ReceivedFen        int64    `json:"received_fen" doc:"Claims approved or paid, and the months' allowance"`
	WaitingFen         int64    `json:"waiting_fen" doc:"Claims handed in and not decided yet: on top of what was received, if all is approved"`
	Coverage           *float64 `json:"coverage,omitempty" doc:"Received over cost; absent when nothing was spent"`
	OutOfPocketFen     int64    `json:"out_of_pocket_fen"`
	PersonsOutOfPocket int      `json:"persons_out_of_pocket"`
}

// AdequacyOutput answers with the cells.
type AdequacyOutput struct{ Body Adequacy }

// ReadAdequacy answers the coverage of a period.
func (a *API) ReadAdequacy(ctx context.Context, in *AdequacyInput) (*AdequacyOutput, error) {
	report, err := a.Audit.Adequacy(ctx, actor(ctx), in.From, in.To, audit.By(in.By))
	if err != nil {
		return nil, err
	}
	return &AdequacyOutput{Body: Adequacy{
		By: string(report.By), From: report.From, To: report.To, Cost: report.Cost,
		Rows: listOf(report.Rows, adequacyRowOf), Total: adequacyRowOf(report.Total), Suppressed: report.Suppressed,
	}}, nil
}

func adequacyRowOf(r audit.Row) AdequacyRow {
	return AdequacyRow{
		Key: r.Key, Name: r.Name, Suppressed: r.Suppressed, Persons: r.Persons, PersonMonths: r.PersonMonths,
		Trips: r.Trips, Unpriced: r.Unpriced, DistanceM: r.DistanceM,
		CostFen: int64(r.CostFen), ReceivedFen: int64(r.ReceivedFen), WaitingFen: int64(r.WaitingFen), Coverage: r.Coverage,
		OutOfPocketFen: int64(r.OutOfPocketFen), PersonsOutOfPocket: r.PersonsOutOfPocket,
	}
}
