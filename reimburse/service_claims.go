package reimburse

import (
	"context"
	"fmt"
	"math"
	"time"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/trips"
)

// ClaimFilter narrows a list of claims; empty fields do not.
type ClaimFilter struct {
	State    claim.State
	Month    string // 2006-01
	Person   trips.PersonID
	Township string // code
	Turn     claim.Wait
	Mine     bool // only those the actor may approve now
	Sort     ClaimSort
	Limit    int // 1 to 1000; 0 means 200
	Offset   int

	states []claim.State // nil: State says
}

// ClaimSort is an order of claims.
type ClaimSort string

// The orders. The empty one is Doubtful.
const (
	Doubtful ClaimSort = "doubtful" // serious findings, then notes, then amount
	Newest   ClaimSort = "newest"   // last handed in first
	Amount   ClaimSort = "amount"   // largest first
)

// claimsMax is the longest list one question gets.
const claimsMax = 1000

// mayLook returns ErrClaimsDenied for accounts that see no claim at all:
// neither somebody's own account nor one of finance or audit.
func mayLook(a trips.Actor) error {
	if oversees(a) || a.Person != "" {
		return nil
	}
	return fmt.Errorf("account %s: %w", a.Login, ErrClaimsDenied)
}

// oversees reports whether the actor sees the claims handed in in the county.
func oversees(a trips.Actor) bool { return a.Has(trips.Finance) || a.Has(trips.Auditor) }

// isOwn reports whether the claim is the actor's own.
func isOwn(a trips.Actor, row claimRow) bool { return a.Person != "" && a.Person == row.Person }

// Claims lists the claims the actor may see: their own, and for finance and
// auditors those that were handed in. Faults: ErrClaimsDenied, ErrMonth.
func (s *Service) Claims(ctx context.Context, actor trips.Actor, filter ClaimFilter) ([]ClaimSummary, error) {
	if err := mayLook(actor); err != nil {
		return nil, err
	}
	if filter.Month != "" {
		if _, err := time.Parse("2006-01", filter.Month); err != nil {
			return nil, fmt.Errorf("%q: %w", filter.Month, ErrMonth)
		}
	}
	if filter.Limit <= 0 {
		filter.Limit = 200
	}
	filter.Limit = min(filter.Limit, claimsMax)
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return nil, err
	}
	ask := filter
	if filter.Mine || filter.Turn != claim.NoWait { // what only people can answer is asked of all
		ask.states, ask.Limit, ask.Offset = statesOf(filter.Turn), math.MaxInt32, 0
	}
	rows, err := s.store.listClaims(ctx, s.store.db, claimsOf{actor.County, actor.Person, s.seesCounty(w), s.townships(w)}, ask)
	if err != nil {
		return nil, err
	}
	found, err := s.summaries(ctx, w, rows, filter)
	if ask.states != nil {
		found = found[min(max(filter.Offset, 0), len(found)):]
		found = found[:min(filter.Limit, len(found))]
	}
	return found, err
}

// Claim returns one claim whole. Faults: ErrClaimsDenied, ErrNoClaim.
func (s *Service) Claim(ctx context.Context, actor trips.Actor, id ClaimID) (ClaimView, error) {
	if err := mayLook(actor); err != nil {
		return ClaimView{}, err
	}
	row, err := s.store.claim(ctx, s.store.db, actor.County, id)
	if err != nil {
		return ClaimView{}, err
	}
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return ClaimView{}, err
	}
	return s.view(ctx, s.store.db, w, row)
}

// Current returns the actor's own claim of the month that is still open, or
// the last one when all are handed in; its draft is priced on the spot.
// Faults: ErrClaimsDenied for an account that is nobody's, ErrMonth, ErrNoPerson.
func (s *Service) Current(ctx context.Context, actor trips.Actor, month string) (ClaimView, error) {
	if actor.Person == "" {
		return ClaimView{}, fmt.Errorf("account %s: %w", actor.Login, ErrClaimsDenied)
	}
	if month == "" {
		month = monthOf(s.now())
	}
	if err := s.Draft(ctx, actor.County, actor.Person, month); err != nil {
		return ClaimView{}, err
	}
	rows, err := s.store.monthClaims(ctx, s.store.db, actor.County, actor.Person, month)
	if err != nil {
		return ClaimView{}, err
	}
	if len(rows) == 0 {
		return ClaimView{}, fmt.Errorf("%s: %w", month, ErrNoClaim)
	}
	current := rows[len(rows)-1]
	for _, row := range rows {
		if !row.State.Pinned() {
			current = row
			break
		}
	}
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return ClaimView{}, err
	}
	return s.view(ctx, s.store.db, w, current)
}

// view gathers a claim whole, or returns ErrNoClaim where it is not to be seen.
func (s *Service) view(ctx context.Context, q querier, w wardrobe, row claimRow) (ClaimView, error) {
	on, err := s.deciding(ctx, q, w, row)
	if err != nil {
		return ClaimView{}, err
	}
	if !on.sees(row) {
		return ClaimView{}, fmt.Errorf("claim %s: %w", row.ID, ErrNoClaim)
	}
	person, err := s.store.person(ctx, q, row.County, row.Person)
	if err != nil {
		return ClaimView{}, err
	}
	v := ClaimView{
		ClaimSummary: row.summary(person.view()), RuleDocument: row.RuleDocument, RuleVersion: row.RuleVersion,
		RuleHash: row.RuleHash, PaymentReference: row.Reference, EndorsedBy: row.EndorsedBy, TripIDs: []trips.TripID{},
		Allowed: on.allowed(row),
	}
	if err := fromJSON(row.RoadsVersions, &v.RoadsVersions); err != nil {
		return v, err
	}
	if err := fromJSON(row.MatchVersions, &v.MatchVersions); err != nil {
		return v, err
	}
	marks, err := s.store.claimTrips(ctx, q, row.County, row.ID)
	if err != nil {
		return v, err
	}
	for _, mark := range marks {
		v.TripIDs = append(v.TripIDs, trips.TripID(mark.ID))
	}
	if v.RuleTitle, err = s.ruleTitle(ctx, q, row); err != nil {
		return v, err
	}
	if v.Lines, err = s.lineViews(ctx, q, row); err != nil {
		return v, err
	}
	if v.AppealUntil, err = s.mayAppeal(ctx, q, w.actor, row); err != nil {
		return v, err
	}
	if v.Events, err = s.eventViews(ctx, q, row); err != nil {
		return v, err
	}
	if n := len(v.Events); n > 0 {
		if v.Waiting, err = on.waiting(row, v.Events[n-1].At); err != nil {
			return v, err
		}
	}
	return v, v.findWay(on, row)
}

// findWay fills in what the claim has yet to pass, or which level it passed over.
func (v *ClaimView) findWay(on deciding, row claimRow) error {
	for _, e := range v.Events {
		if v.Skipped = e.Skipped; e.Action == claim.Return {
			v.Skipped = claim.NoSkip
		}
	}
	switch state := row.State; {
	case !state.Pinned():
		v.Missing = on.onHandIn(row).Missing()
	case state == claim.Submitted, state == claim.Checked:
		way, err := on.ahead(row)
		if v.Missing = way.Missing(); way.Skip != claim.NoSkip {
			v.Skipped = way.Skip
		}
		return err
	default:
	}
	return nil
}

// ruleTitle is what people call the document a claim was priced by; a claim
// without one has none, and an unknown one is told by its id.
func (s *Service) ruleTitle(ctx context.Context, q querier, row claimRow) (lang.Text, error) {
	document, found, err := s.store.ruleDocument(ctx, q, row.County, row.RuleDocument, row.RuleVersion)
	if err != nil || !found {
		return lang.Say(row.RuleDocument, row.RuleDocument), err
	}
	parsed, err := s.parsed(document)
	return parsed.Title, err
}

func (s *Service) lineViews(ctx context.Context, q querier, row claimRow) ([]LineView, error) {
	lines, err := s.store.lines(ctx, q, row.County, row.ID)
	if err != nil {
		return nil, err
	}
	comments, err := s.store.comments(ctx, q, row.County, row.ID)
	if err != nil {
		return nil, fmt.Errorf("comments on claim %s: %w", row.ID, err)
	}
	views := make([]LineView, len(lines))
	for i, l := range lines {
		views[i] = LineView{No: i + 1, Line: l, Comments: []CommentView{}}
	}
	for _, c := range comments {
		if at := lineOf(lines, c); at >= 0 {
			views[at].Comments = append(views[at].Comments, CommentView{By: c.Login, At: c.At.UTC(), Text: c.Text})
		}
	}
	return views, nil
}

// lineOf finds the line a remark was made on: the one of its key, by number
// where several have it. It returns -1 when that line is gone; the remark still
// stands in the event that carried it.
func lineOf(lines []claim.Line, c commentRow) int {
	found := -1
	for i, l := range lines {
		if lineKey(l) != c.LineKey {
			continue
		}
		if i+1 == c.LineNo {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	return found
}

func (s *Service) eventViews(ctx context.Context, q querier, row claimRow) ([]EventView, error) {
	events, err := s.store.claimEvents(ctx, q, row.County, row.ID)
	if err != nil {
		return nil, err
	}
	views := []EventView{}
	for _, e := range events {
		if !e.IsMove() {
			continue
		}
		move, err := e.Move()
		if err != nil {
			return nil, err
		}
		views = append(views, EventView{
			Seq: e.Seq, At: e.At, By: e.Actor, Action: claim.Action(move.Action),
			Comment: move.Comment, Reference: move.Reference, Hash: e.Hash, OnBehalfOf: move.OnBehalfOf,
			Skipped: claim.Skip(move.Skipped),
		})
	}
	return views, nil
}

// empty reports whether there is nothing to hand in: neither a trip nor money
// for days away or vouchers.
func (r claimRow) empty() bool { return r.Trips == 0 && r.TotalFen == 0 }

func roleNames(a trips.Actor) []string {
	names := make([]string, len(a.Roles))
	for i, r := range a.Roles {
		names[i] = string(r)
	}
	return names
}

func (p Person) view() PersonView {
	return PersonView{ID: p.ID, Name: p.Name, StaffClass: p.StaffClass, Township: p.Township, TownshipName: p.TownshipName, Unit: p.Unit}
}

func (r claimRow) summary(person PersonView) ClaimSummary {
	return ClaimSummary{
		ID: r.ID, Person: person, Month: r.Month, Sequence: r.Sequence, Kind: r.Kind, State: r.State, Version: r.Version,
		Trips: r.Trips, DistanceM: r.DistanceM, TotalFen: r.TotalFen, CutFen: r.CutFen,
		FindingsSerious: r.FindingsSerious, FindingsNote: r.FindingsNote,
		SubmittedAt: utc(r.SubmittedAt), DecidedAt: utc(r.DecidedAt), PaidAt: utc(r.PaidAt),
	}
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

// pins returns what the ledger seals of the versions a claim was priced with.
func (r claimRow) pins() (ledger.Pins, error) {
	p := ledger.Pins{RuleDocument: r.RuleDocument, RuleVersion: r.RuleVersion, RuleHash: r.RuleHash}
	if err := fromJSON(r.RoadsVersions, &p.RoadsVersions); err != nil {
		return p, err
	}
	return p, fromJSON(r.MatchVersions, &p.MatchVersions)
}
