package ledger

import (
	"slices"

	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/reimburse/money"
)

// Standing is where a claim stands after its moves.
type Standing struct {
	Last Move  // its latest move
	Seq  int64 // of the event of that move
	Type string
}

// Book is the state that follows from a county's events alone.
type Book struct {
	Claims map[string]Standing
	// Paid holds, for every trip that was paid, the claim that paid it.
	Paid map[string]string
	// PaidFen is the sum of all payments that did not come back.
	PaidFen money.Amount
	// Balance is what stands on each account; together they are nothing.
	Balance map[Account]money.Amount
	// Budgets holds every budget that was set or drawn on.
	Budgets map[BudgetKey]Budget
	// Matters holds where each request, delegation, appeal and complaint stands.
	Matters map[string]MatterStanding
	// Links holds, for every trip it was said of, the request it was driven under.
	Links map[string]Link
	// Purged holds, for every trace whose raw points are gone, its purge.
	Purged map[string]PurgeStanding
	// Late holds, for every trip something was learnt of after its claim was handed
	// in, what that was.
	Late map[string]LateStanding
	// Batches holds every payment batch, by number.
	Batches map[string]BatchStanding

	holder   map[string]string // the claim each trip was handed in with last
	appealed map[string]int    // appeals that wait, by claim
}

// NewBook returns the book before the first event.
func NewBook() *Book {
	return &Book{
		Claims: map[string]Standing{}, Paid: map[string]string{},
		Balance: map[Account]money.Amount{}, Budgets: map[BudgetKey]Budget{},
		Matters: map[string]MatterStanding{}, Links: map[string]Link{},
		Purged: map[string]PurgeStanding{}, Late: map[string]LateStanding{}, Batches: map[string]BatchStanding{}, holder: map[string]string{}, appealed: map[string]int{},
	}
}

// Apply takes in the next event. It refuses, with an *Altered, a move that
// does not start where the claim stands, that the table of moves does not
// have, that edits a decided claim, whose digest of lines does not fit its
// lines, that pays a trip a second time, or that was made in the place of
// somebody who had not deputised whoever made it. Matters are held to their
// table in the same way.
func (b *Book) Apply(e Event) error {
	if kind, ok := e.stepKind(); ok {
		return b.applyStep(e, kind)
	}
	switch e.Type {
	case BudgetType:
		return b.setBudgets(e)
	case LinkType:
		return b.applyLink(e)
	case PurgeType:
		return b.applyPurge(e)
	case LateType:
		return b.applyLate(e)
	case BatchType:
		return b.applyBatch(e)
	case AnswerType:
		return b.applyAnswer(e)
	}
	if !e.IsMove() {
		return nil
	}
	move, err := e.Move()
	if err != nil {
		return altered(e, "its payload is not a claim move")
	}
	if err := b.checkMove(e, move); err != nil {
		return err
	}
	if err := checkLines(e, move); err != nil {
		return err
	}
	if err := b.checkDeputies(e, move.OnBehalfOf, move.ActorPerson, matter.Who{Person: move.Person}); err != nil {
		return err
	}
	switch claim.Action(move.Action) {
	case claim.Pay:
		err = b.pay(e, move)
	case claim.Bounce:
		b.bounce(move)
	}
	if err != nil {
		return err
	}
	if err := b.moveBudget(move); err != nil {
		return altered(e, "%v", err)
	}
	for _, p := range Postings(move) {
		b.Balance[p.Account] += p.Fen
	}
	b.Claims[move.Claim] = Standing{Last: move, Seq: e.Seq, Type: e.Type}
	for _, trip := range move.Trips {
		b.holder[trip.ID] = move.Claim
	}
	return nil
}

func (b *Book) checkMove(e Event, move Move) error {
	if e.Subject != move.Claim || e.Type != MovePrefix+move.Action {
		return altered(e, "its payload is to %s claim %s", move.Action, move.Claim)
	}
	before, known := b.Claims[move.Claim]
	stands := string(claim.Draft)
	if known {
		stands = before.Last.To
	}
	pinned := claim.State(move.From).Pinned()
	switch {
	case move.From != stands:
		return altered(e, "starts from %q, but the claim stood %q", move.From, stands)
	case !inTable(move):
		return altered(e, "no claim goes from %q to %q by %q", move.From, move.To, move.Action)
	case known && move.Version <= before.Last.Version:
		return altered(e, "its version %d does not follow %d", move.Version, before.Last.Version)
	case pinned && move.LinesDigest != before.Last.LinesDigest:
		return altered(e, "its lines are not those of event %d", before.Seq)
	case pinned && !slices.Equal(move.Trips, before.Last.Trips):
		return altered(e, "its trips are not those of event %d", before.Seq)
	case pinned && move.Facts != before.Last.Facts:
		return altered(e, "what was said of the month is not what event %d sealed", before.Seq)
	case pinned && move.Unit != before.Last.Unit:
		return altered(e, "it draws on the budget of %q, event %d on that of %q", move.Unit, before.Seq, before.Last.Unit)
	case pinned && move.TotalFen != before.Last.TotalFen:
		return altered(e, "its total %s is not the %s of event %d", move.TotalFen, before.Last.TotalFen, before.Seq)
	}
	return nil
}

// inTable reports whether the table of moves has this one.
func inTable(move Move) bool {
	for _, t := range claim.Transitions() {
		if string(t.From) == move.From && string(t.Do) == move.Action && string(t.To) == move.To {
			return true
		}
	}
	return false
}

// checkLines holds the move's digest and total against its own lines.
func checkLines(e Event, move Move) error {
	var total money.Amount
	for _, line := range move.Lines {
		total += line.AmountFen
	}
	if total != move.TotalFen {
		return altered(e, "its lines make %s, its total says %s", total, move.TotalFen)
	}
	digest, err := Digest(move.Lines)
	if err != nil {
		return altered(e, "its lines cannot be digested")
	}
	if digest != move.LinesDigest {
		return altered(e, "its digest of lines does not fit its lines")
	}
	return nil
}

func (b *Book) pay(e Event, move Move) error {
	for _, trip := range move.Trips {
		if by, ok := b.Paid[trip.ID]; ok {
			return altered(e, "pays trip %s a second time, after claim %s", trip.ID, by)
		}
		b.Paid[trip.ID] = move.Claim
	}
	b.PaidFen += move.TotalFen
	return nil
}

// bounce takes back a payment that did not arrive: its trips may be paid again.
func (b *Book) bounce(move Move) {
	for _, trip := range move.Trips {
		delete(b.Paid, trip.ID)
	}
	b.PaidFen -= move.TotalFen
}

// Replay applies whole events in order and returns the state they lead to.
func Replay(events []Event) (*Book, error) {
	book := NewBook()
	for _, e := range events {
		if err := book.Apply(e); err != nil {
			return nil, err
		}
	}
	return book, nil
}
