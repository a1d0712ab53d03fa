package api

import (
	"context"

	"licheng/trips"
)

// Audit is what this file needs of reimburse.
type Audit interface {
	Adequacy(ctx context.Context, actor trips.Actor, q AdequacyInput) (Adequacy, error)
}

// AdequacyInput asks what people received of what their trips cost.
type AdequacyInput struct {
	From string `query:"from" required:"true" format:"date" doc:"First day"`
	To   string `query:"to" required:"true" format:"date" doc:"Last day"`
	By   string `query:"by" enum:"township,staff-class,month" default:"township"`
}

// Adequacy is money received against cost, by cell.
type Adequacy struct {
	By         string        `json:"by" enum:"township,staff-class,month"`
	From       string        `json:"from"`
	To         string        `json:"to"`
	Rows       []AdequacyRow `json:"rows"`
	Total      AdequacyRow   `json:"total"`
	Suppressed int           `json:"suppressed" doc:"Cells left out of rows because they hold fewer than five persons"`
}

// AdequacyRow is one cell.
type AdequacyRow struct {
	Key                string  `json:"key"`
	Name               string  `json:"name"`
	Persons            int     `json:"persons"`
	Trips              int     `json:"trips"`
	DistanceM          float64 `json:"distance_m"`
	CostFen            int64   `json:"cost_fen"`
	ReceivedFen        int64   `json:"received_fen"`
	Coverage           float64 `json:"coverage" doc:"Received over cost"`
	OutOfPocketFen     int64   `json:"out_of_pocket_fen"`
	PersonsOutOfPocket int     `json:"persons_out_of_pocket"`
}

// AdequacyOutput answers with the cells.
type AdequacyOutput struct{ Body Adequacy }

// ReadAdequacy answers the coverage of a period.
func (a *API) ReadAdequacy(ctx context.Context, in *AdequacyInput) (*AdequacyOutput, error) {
	adequacy, err := a.Audit.Adequacy(ctx, actor(ctx), *in)
	if err != nil {
		return nil, err
	}
	return &AdequacyOutput{Body: adequacy}, nil
}
