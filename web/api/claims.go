package api

import (
	"context"
	"time"

	"licheng/lang"
	"licheng/trips"
)

// Claims is what this file and decisions.go need of reimburse.
type Claims interface {
	Claims(ctx context.Context, actor trips.Actor, filter ClaimFilter) ([]ClaimSummary, error)
	Claim(ctx context.Context, actor trips.Actor, id string) (Claim, error)
	CurrentClaim(ctx context.Context, actor trips.Actor, month string) (Claim, error)
	Submit(ctx context.Context, actor trips.Actor, id string, version int) (Claim, error)
	Return(ctx context.Context, actor trips.Actor, id string, version int, comment string, lines []LineComment) (Claim, error)
	Approve(ctx context.Context, actor trips.Actor, id string, version int, comment string) (Claim, error)
	Reject(ctx context.Context, actor trips.Actor, id string, version int, comment string) (Claim, error)
	Pay(ctx context.Context, actor trips.Actor, id string, version int, reference string) (Claim, error)
	Decide(ctx context.Context, actor trips.Actor, decision Decision) ([]Decided, error)
}

// ClaimFilter narrows and orders a list of claims; empty fields do not.
type ClaimFilter struct {
	State    string `query:"state" enum:"draft,submitted,returned,approved,rejected,paid"`
	Month    string `query:"month" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"2026-10"`
	PersonID string `query:"person_id" maxLength:"64"`
	Township string `query:"township" maxLength:"100" doc:"Code"`
	Sort     string `query:"sort" enum:"doubtful,amount,submitted,person" default:"doubtful" doc:"doubtful: those with serious findings first"`
}

// ClaimPerson is whose claim it is.
type ClaimPerson struct {
	ID             string    `json:"id"`
	Name           string    `json:"name"`
	StaffClass     string    `json:"staff_class" doc:"Code"`
	StaffClassName lang.Text `json:"staff_class_name"`
	TownshipCode   string    `json:"township_code"`
	Township       string    `json:"township" doc:"Name"`
}

// ClaimSummary is a claim in a list: one person, one calendar month.
type ClaimSummary struct {
	ID          string      `json:"id"`
	Person      ClaimPerson `json:"person"`
	Month       string      `json:"month" doc:"2026-10, of Asia/Shanghai"`
	State       string      `json:"state" enum:"draft,submitted,returned,approved,rejected,paid"`
	Trips       int         `json:"trips"`
	DistanceM   float64     `json:"distance_m"`
	TotalFen    int64       `json:"total_fen" doc:"To be paid"`
	CutFen      int64       `json:"cut_fen" doc:"What caps and coverage took away; not negative"`
	Serious     int         `json:"findings_serious"`
	Notes       int         `json:"findings_note"`
	SubmittedAt *time.Time  `json:"submitted_at,omitempty"`
	DecidedAt   *time.Time  `json:"decided_at,omitempty"`
	Version     int         `json:"version" doc:"Send it back with every action; a stale one is refused with 409"`
}

// Claim is a claim with every line explained.
type Claim struct {
	ClaimSummary
	RuleDocument string       `json:"rule_document"`
	RuleVersion  string       `json:"rule_version"`
	Lines        []ClaimLine  `json:"lines"`
	Events       []ClaimEvent `json:"events" doc:"All that was done to it, chained by hash"`
	Allowed      []string     `json:"allowed" doc:"What the actor may do now: submit, return, approve, reject, pay"`
}

// ClaimLine is one explained amount: quantity × rate = amount.
type ClaimLine struct {
	No        int          `json:"no"`
	Code      string       `json:"code" doc:"MILEAGE, TOLL, ENERGY, ALLOWANCE, COVERED_BY_ALLOWANCE, OVER_MONTHLY_CAP, NO_PRICE, …"`
	Trip      string       `json:"trip,omitempty" doc:"Trip id; absent for lines about the whole month"`
	Quantity  string       `json:"quantity" doc:"Decimal"`
	Unit      string       `json:"unit"`
	Rate      string       `json:"rate" doc:"Decimal yuan per unit; empty where a table was summed"`
	AmountFen int64        `json:"amount_fen" doc:"Negative for a cut"`
	Rule      LineRule     `json:"rule"`
	Text      lang.Text    `json:"text" doc:"The whole line in one sentence"`
	Inputs    []LineInput  `json:"inputs" doc:"Everything the amount was computed from"`
	On        time.Time    `json:"on" doc:"The instant that chose rate and price"`
	Comments  []LineRemark `json:"comments"`
}

// LineRule names the clause a line rests on.
type LineRule struct {
	ID        string `json:"id"`
	Clause    string `json:"clause"`
	Document  string `json:"document"`
	Version   string `json:"version"`
	InForce   string `json:"in_force" doc:"First day, 2006-01-02"`
	InForceTo string `json:"in_force_to,omitempty" doc:"Last day; absent while open"`
}

// LineInput is one named figure a line was computed from.
type LineInput struct {
	Name  lang.Text `json:"name"`
	Value string    `json:"value"`
	Unit  string    `json:"unit,omitempty"`
	From  string    `json:"from,omitempty" doc:"Where it comes from"`
}

// LineRemark is what somebody said about a line.
type LineRemark struct {
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// ClaimEvent is one thing that was done to a claim.
type ClaimEvent struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Action  string    `json:"action"`
	Comment string    `json:"comment"`
	Hash    string    `json:"hash" doc:"SHA-256 over this event and the hash before it"`
}

// ClaimsOutput answers with claims.
type ClaimsOutput struct{ Body []ClaimSummary }

// ClaimOutput answers with a claim.
type ClaimOutput struct{ Body Claim }

// ListClaims answers the claims the actor may see.
func (a *API) ListClaims(ctx context.Context, in *ClaimFilter) (*ClaimsOutput, error) {
	found, err := a.Claims.Claims(ctx, actor(ctx), *in)
	if err != nil {
		return nil, err
	}
	return &ClaimsOutput{Body: listOf(found, func(c ClaimSummary) ClaimSummary { return c })}, nil
}

// ReadClaim answers one claim.
func (a *API) ReadClaim(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*ClaimOutput, error) {
	return claimOutput(a.Claims.Claim(ctx, actor(ctx), in.ID))
}

// ReadCurrentClaim answers the cadre's own claim of a month, drafted on demand.
func (a *API) ReadCurrentClaim(ctx context.Context, in *struct {
	Month string `query:"month" required:"true" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"2026-10"`
},
) (*ClaimOutput, error) {
	return claimOutput(a.Claims.CurrentClaim(ctx, actor(ctx), in.Month))
}

func claimOutput(c Claim, err error) (*ClaimOutput, error) {
	if err != nil {
		return nil, err
	}
	return &ClaimOutput{Body: c}, nil
}
