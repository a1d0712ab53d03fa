package api

import (
	"context"
	"time"

	"licheng/lang"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/trips"
)

// Claims is what this file and decisions.go need of reimburse.
type Claims interface {
	Claims(ctx context.Context, actor trips.Actor, filter reimburse.ClaimFilter) ([]reimburse.ClaimSummary, error)
	Claim(ctx context.Context, actor trips.Actor, id reimburse.ClaimID) (reimburse.ClaimView, error)
	Current(ctx context.Context, actor trips.Actor, month string) (reimburse.ClaimView, error)
	Decisions
}

// ClaimSummary is a claim in a list: one person, one calendar month.
type ClaimSummary struct {
	ID          string     `json:"id"`
	Person      Person     `json:"person"`
	Month       string     `json:"month" doc:"2026-10, of Asia/Shanghai"`
	Sequence    int        `json:"sequence" doc:"2 and up: a supplement to a month already handed in"`
	Kind        string     `json:"kind" enum:"month,correction" doc:"correction: what a corrected rule or price adds or takes back"`
	State       string     `json:"state" enum:"draft,submitted,checked,returned,approved,rejected,paid"`
	Trips       int        `json:"trips"`
	DistanceM   float64    `json:"distance_m"`
	TotalFen    int64      `json:"total_fen" doc:"To be paid"`
	CutFen      int64      `json:"cut_fen" doc:"What caps and coverage took away; not negative"`
	Serious     int        `json:"findings_serious"`
	Notes       int        `json:"findings_note"`
	SubmittedAt *time.Time `json:"submitted_at,omitempty"`
	DecidedAt   *time.Time `json:"decided_at,omitempty"`
	PaidAt      *time.Time `json:"paid_at,omitempty"`
	Version     int64      `json:"version" doc:"Send it back with every action; a stale one is refused with 409"`
	WaitsFor    *WaitsFor  `json:"waits_for,omitempty" doc:"Whose turn it is; absent: nobody's"`
}

// WaitsFor is whose turn it is on a claim, and since when.
type WaitsFor struct {
	Turn    string     `json:"turn" enum:"township,finance,second,claimant,payment" doc:"finance: the office's decision, the first of two where two are needed; second: another of the office"`
	Text    lang.Text  `json:"text"`
	Since   time.Time  `json:"since"`
	Day     int        `json:"day" doc:"Of waiting, in the county's calendar: 1 on the day it began"`
	Missing *lang.Text `json:"missing,omitempty" doc:"Who is missing, while nobody can take that turn"`
}

// Claim is a claim with every line explained.
type Claim struct {
	ClaimSummary
	RuleDocument     string       `json:"rule_document" doc:"Its id"`
	RuleTitle        lang.Text    `json:"rule_title" doc:"Its title, for people"`
	RuleVersion      string       `json:"rule_version"`
	RuleHash         string       `json:"rule_hash" doc:"SHA-256 of the document's text"`
	RoadsVersions    []string     `json:"roads_versions" doc:"Pinned: the road files its trips were matched against"`
	MatchVersions    []string     `json:"match_versions"`
	PaymentReference string       `json:"payment_reference,omitempty"`
	EndorsedBy       *Signer      `json:"endorsed_by,omitempty" doc:"Who gave the first of two approvals; somebody else gives the second"`
	TripIDs          []string     `json:"trip_ids"`
	Lines            []ClaimLine  `json:"lines"`
	Events           []ClaimEvent `json:"events" doc:"All that was done to it, chained by hash"`
	Skipped          *lang.Text   `json:"skipped,omitempty" doc:"Why it does not wait, or did not, for the township's check that its amount asks for"`
	Missing          *lang.Text   `json:"missing,omitempty" doc:"Who is missing, while nobody can bring it to a decision"`
	AppealUntil      *time.Time   `json:"appeal_until,omitempty" doc:"Until when the actor may appeal against the decision; absent: they may not"`
	Allowed          []string     `json:"allowed" enum:"submit,return,approve,reject,pay" doc:"What the actor may do now"`
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
	Document  string `json:"document" doc:"Its id"`
	Version   string `json:"version"`
	InForce   string `json:"in_force" doc:"First day, 2006-01-02"`
	InForceTo string `json:"in_force_to,omitempty" doc:"Last day; absent while open"`

	Title lang.Text `json:"title" doc:"Of the document, for people"`
}

// LineInput is one named figure a line was computed from.
type LineInput struct {
	Name  lang.Text `json:"name"`
	Value string    `json:"value"`
	Unit  string    `json:"unit,omitempty"`
	From  string    `json:"from,omitempty" doc:"Where it comes from"`

	ValueText lang.Text `json:"value_text" doc:"The value in words; a figure as it is"`
	FromText  lang.Text `json:"from_text" doc:"Where it comes from, for people"`
}

// LineRemark is what somebody said about a line.
type LineRemark struct {
	By   Signer    `json:"by"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// ClaimEvent is one thing that was done to a claim.
type ClaimEvent struct {
	Seq       int64     `json:"seq"`
	At        time.Time `json:"at"`
	By        Signer    `json:"by"`
	Action    string    `json:"action" enum:"submit,return,check,endorse,approve,reject,pay,bounce,correct,overturn" doc:"check: approved by the township, for finance to decide; bounce: the bank sent the payment back; correct: posted by finance as a correction; overturn: an appeal against the rejection was right"`
	Comment   string    `json:"comment"`
	Reference string    `json:"reference,omitempty" doc:"Of a payment"`
	Hash      string    `json:"hash" doc:"SHA-256 over this event and the hash before it"`

	OnBehalfOf []Signer `json:"on_behalf_of" doc:"In whose place it was done, whose power it is first; empty: in one's own right"`
}

// ClaimsOutput answers with claims.
type ClaimsOutput struct{ Body []ClaimSummary }

// ClaimOutput answers with a claim.
type ClaimOutput struct{ Body Claim }

// ClaimsInput narrows and orders the list.
type ClaimsInput struct {
	State    string `query:"state" enum:"draft,submitted,checked,returned,approved,rejected,paid"`
	Month    string `query:"month" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"2026-10"`
	PersonID string `query:"person_id" maxLength:"64"`
	Township string `query:"township" maxLength:"100" doc:"Code"`
	WaitsFor string `query:"waits_for" enum:"me,township,finance,second,claimant,payment" doc:"Whose turn it is; me: those the actor may approve now"`
	Sort     string `query:"sort" enum:"doubtful,newest,amount" default:"doubtful" doc:"doubtful: serious findings first, then notes, then the amount"`
	Limit    int    `query:"limit" minimum:"1" maximum:"1000" default:"200"`
	Offset   int    `query:"offset" minimum:"0" maximum:"1000000" default:"0"`
}

// ListClaims answers the claims the actor may see.
func (a *API) ListClaims(ctx context.Context, in *ClaimsInput) (*ClaimsOutput, error) {
	found, err := a.Claims.Claims(ctx, actor(ctx), reimburse.ClaimFilter{
		State: claim.State(in.State), Month: in.Month, Person: trips.PersonID(in.PersonID), Township: in.Township,
		Turn: turnOf(in.WaitsFor), Mine: in.WaitsFor == forMe, Sort: reimburse.ClaimSort(in.Sort), Limit: in.Limit, Offset: in.Offset,
	})
	if err != nil {
		return nil, err
	}
	return &ClaimsOutput{Body: listOf(found, claimSummaryOf)}, nil
}

// ReadClaim answers one claim.
func (a *API) ReadClaim(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*ClaimOutput, error) {
	return a.signers(ctx).claimOutput(a.Claims.Claim(ctx, actor(ctx), reimburse.ClaimID(in.ID)))
}

// ReadCurrentClaim answers the cadre's own claim of a month, drafted on demand.
func (a *API) ReadCurrentClaim(ctx context.Context, in *struct {
	Month string `query:"month" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"2026-10" doc:"Empty: the present month"`
},
) (*ClaimOutput, error) {
	return a.signers(ctx).claimOutput(a.Claims.Current(ctx, actor(ctx), in.Month))
}

func (s *signers) claimOutput(c reimburse.ClaimView, err error) (*ClaimOutput, error) {
	if err != nil {
		return nil, err
	}
	return &ClaimOutput{Body: s.claimOf(c)}, s.err
}

func claimSummaryOf(c reimburse.ClaimSummary) ClaimSummary {
	return ClaimSummary{
		ID: string(c.ID), Person: personOf(c.Person), Month: c.Month, Sequence: c.Sequence, Kind: c.Kind, State: string(c.State),
		Trips: c.Trips, DistanceM: c.DistanceM, TotalFen: int64(c.TotalFen), CutFen: int64(c.CutFen),
		Serious: c.FindingsSerious, Notes: c.FindingsNote,
		SubmittedAt: c.SubmittedAt, DecidedAt: c.DecidedAt, PaidAt: c.PaidAt, Version: c.Version, WaitsFor: waitsForOf(c.Waiting),
	}
}

// forMe asks for the claims that wait for who asks.
const forMe = "me"

func turnOf(waitsFor string) claim.Wait {
	if waitsFor == forMe {
		return claim.NoWait
	}
	return claim.Wait(waitsFor)
}

func waitsForOf(w *reimburse.Waiting) *WaitsFor {
	if w == nil {
		return nil
	}
	return &WaitsFor{Turn: string(w.Turn), Text: w.Turn.Text(), Since: w.Since, Day: w.Day, Missing: saidOrNil(w.Missing)}
}

func (s *signers) claimOf(c reimburse.ClaimView) Claim {
	return Claim{
		ClaimSummary: claimSummaryOf(c.ClaimSummary),
		RuleDocument: c.RuleDocument, RuleTitle: c.RuleTitle, RuleVersion: c.RuleVersion, RuleHash: c.RuleHash,
		RoadsVersions: listOf(c.RoadsVersions, same), MatchVersions: listOf(c.MatchVersions, same),
		PaymentReference: c.PaymentReference, EndorsedBy: s.orNil(c.EndorsedBy),
		TripIDs:     listOf(c.TripIDs, func(id trips.TripID) string { return string(id) }),
		Lines:       listOf(c.Lines, func(l reimburse.LineView) ClaimLine { return s.lineOf(l, c) }),
		Events:      listOf(c.Events, s.eventOf),
		Skipped:     saidOrNil(c.Skipped.Text()),
		Missing:     saidOrNil(c.Missing),
		AppealUntil: c.AppealUntil,
		Allowed:     listOf(c.Allowed, func(a claim.Action) string { return string(a) }),
	}
}

// lineOf words a line; one that rests on another document than its claim is
// told by that document's id.
func (s *signers) lineOf(l reimburse.LineView, c reimburse.ClaimView) ClaimLine {
	title := lang.Say(l.Rule.Document, l.Rule.Document)
	if l.Rule.Document == c.RuleDocument && l.Rule.Version == c.RuleVersion {
		title = c.RuleTitle
	}
	return ClaimLine{
		No: l.No, Code: string(l.Code), Trip: l.Trip, Quantity: l.Quantity, Unit: l.Unit, Rate: l.Rate,
		AmountFen: int64(l.Amount), Text: l.Text, On: l.On.UTC(),
		Rule: LineRule{
			ID: l.Rule.ID, Clause: l.Rule.Clause, Document: l.Rule.Document, Version: l.Rule.Version,
			InForce: l.Rule.InForce, InForceTo: l.Rule.InForceTo, Title: title,
		},
		Inputs: listOf(l.Inputs, func(i claim.Input) LineInput {
			return LineInput{
				Name: i.Name, Value: i.Value, Unit: i.Unit, From: i.From,
				ValueText: valueText(i.Value), FromText: sourceText(i.From, l.Rule, title),
			}
		}),
		Comments: listOf(l.Comments, func(c reimburse.CommentView) LineRemark { return LineRemark{By: s.of(c.By), At: c.At, Text: c.Text} }),
	}
}

func (s *signers) eventOf(e reimburse.EventView) ClaimEvent {
	return ClaimEvent{
		Seq: e.Seq, At: e.At.UTC(), By: s.of(e.By), Action: string(e.Action),
		Comment: e.Comment, Reference: e.Reference, Hash: e.Hash,
		OnBehalfOf: s.all(e.OnBehalfOf),
	}
}

// saidOrNil is nil for a sentence that says nothing.
func saidOrNil(text lang.Text) *lang.Text {
	if text == (lang.Text{}) {
		return nil
	}
	return &text
}

func same(text string) string { return text }
