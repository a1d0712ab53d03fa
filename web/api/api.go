package api

import (
	"context"
	"time"

	"licheng/trips"
	"licheng/web/auth"
)

// API holds what the resources call: one field a room below, each a small
// interface declared in the file of the resource that needs it.
type API struct {
	Deputies    Deputies // who may act for whom
	Delegations Delegations
	Appeals     Appeals

	Sessions    Sessions
	County      CountyName
	People      People
	Vehicles    Vehicles
	Traces      Traces
	Private     PrivateAreas
	Edits       Edits
	Statements  Statements
	Companions  Companions
	Recordings  Recordings
	Trackers    Trackers
	Trips       Trips
	Claims      Claims
	Requests    Requests
	Audit       Audit
	Ledger      Ledger
	Vouchers    Vouchers
	Invoices    Invoices
	Approvals   Approvals
	Payments    Payments
	Amendments  Amendments
	Budgets     Budgets
	Facts       MonthFacts
	BankAnswers BankAnswers
	TollRecords TollRecords
	Places      PlaceBook
	Signers     SignerBook
	Roads       RoadFile // nil: no road file is configured
}

// actor is who asks; the route table let nobody else through to a handler that
// calls it.
func actor(ctx context.Context) trips.Actor { return auth.ActorOf(ctx) }

// optionalTime is nil for the zero time, so that the field is left out.
func optionalTime(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC()
	return &at
}

// listOf turns each value of a list with turn; the result is never null.
func listOf[A, B any](from []A, turn func(A) B) []B {
	to := make([]B, 0, len(from))
	for _, each := range from {
		to = append(to, turn(each))
	}
	return to
}
