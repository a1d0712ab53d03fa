package claim_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"licheng/reimburse/claim"
)

var (
	cadre   = []string{"cadre"}
	finance = []string{"finance"}
	both    = []string{"cadre", "finance"}
	actions = []claim.Action{claim.Submit, claim.Return, claim.Endorse, claim.Approve, claim.Reject, claim.Pay, claim.Bounce, claim.Correct}
)

// Every state, action, role and owner: only these moves exist.
func TestNext(t *testing.T) {
	type move struct {
		from claim.State
		do   claim.Action
	}
	mine := map[move]claim.State{
		{claim.Draft, claim.Submit}:    claim.Submitted,
		{claim.Returned, claim.Submit}: claim.Submitted,
	}
	theirs := map[move]claim.State{
		{claim.Submitted, claim.Return}:  claim.Returned,
		{claim.Submitted, claim.Endorse}: claim.Submitted,
		{claim.Submitted, claim.Approve}: claim.Approved,
		{claim.Submitted, claim.Reject}:  claim.Rejected,
		{claim.Approved, claim.Pay}:      claim.Paid,
	}
	bounced := map[move]claim.State{{claim.Paid, claim.Bounce}: claim.Approved}
	corrects := map[move]claim.State{{claim.Draft, claim.Correct}: claim.Submitted}
	for _, who := range []struct {
		name  string
		roles []string
		isOwn bool
		may   map[move]claim.State
		other error // for moves of the other party
	}{
		{"the claimant", cadre, true, mine, claim.ErrParty},
		{"finance on another's claim", finance, false, theirs, claim.ErrParty},
		{"finance on their own claim", both, true, mine, claim.ErrOwn},
		{"another cadre", cadre, false, nil, claim.ErrParty},
		{"an auditor", []string{"auditor", "admin"}, false, nil, claim.ErrParty},
		{"nobody", nil, false, nil, claim.ErrParty},
		{"the bank", []string{"bank"}, false, bounced, claim.ErrParty},
		{"the arithmetic", []string{"system"}, false, corrects, claim.ErrParty},
	} {
		t.Run(who.name, func(t *testing.T) {
			for _, from := range claim.States() {
				var allowed []claim.Action
				for _, do := range actions {
					to, err := claim.Next(from, do, who.roles, who.isOwn)
					want, may := who.may[move{from, do}]
					_, exists := mine[move{from, do}]
					if _, also := theirs[move{from, do}]; also {
						exists = true
					}
					if _, also := bounced[move{from, do}]; also {
						exists = true
					}
					if _, also := corrects[move{from, do}]; also {
						exists = true
					}
					switch {
					case may:
						allowed = append(allowed, do)
						if to != want || err != nil {
							t.Errorf("%s %s: %s, %v; want %s", do, from, to, err, want)
						}
					case exists && (do == claim.Bounce || do == claim.Correct) && !errors.Is(err, claim.ErrParty):
						t.Errorf("%s %s: %v, want ErrParty", do, from, err)
					case exists && do != claim.Bounce && do != claim.Correct && !errors.Is(err, who.other):
						t.Errorf("%s %s: %v, want %v", do, from, err, who.other)
					case !exists && !errors.Is(err, claim.ErrState):
						t.Errorf("%s %s: %v, want ErrState", do, from, err)
					case to != from:
						t.Errorf("%s %s: refused, but now %s", do, from, to)
					}
				}
				got := claim.Allowed(from, who.roles, who.isOwn)
				if diff := cmp.Diff(allowed, got, cmpopts.EquateEmpty()); diff != "" || got == nil {
					t.Errorf("%s: allowed %v, want %v", from, got, allowed)
				}
			}
		})
	}
}

func TestDecided(t *testing.T) {
	for state, want := range map[claim.State]bool{
		claim.Draft: false, claim.Submitted: false, claim.Returned: false,
		claim.Approved: true, claim.Rejected: true, claim.Paid: true,
	} {
		if state.Decided() != want {
			t.Errorf("%s: decided %v, want %v", state, !want, want)
		}
	}
}

// No sequence of actions pays a claim twice, or pays one its claimant decided.
func TestNoSequencePaysTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		state, paid, approvedByOther := claim.Draft, 0, false
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			do := rapid.SampledFrom(actions).Draw(t, "action")
			isOwn := rapid.Bool().Draw(t, "own")
			roles := both
			if do == claim.Bounce {
				roles = []string{string(claim.Bank)}
			}
			next, err := claim.Next(state, do, roles, isOwn)
			if err != nil {
				continue
			}
			if do == claim.Approve {
				approvedByOther = !isOwn
			}
			if do == claim.Pay {
				paid++
			}
			if do == claim.Bounce {
				paid--
			}
			state = next
		}
		if paid > 1 || paid == 1 && !approvedByOther {
			t.Fatalf("paid %d times, approved by another: %v", paid, approvedByOther)
		}
	})
}

func TestTransitionsIsACopy(t *testing.T) {
	claim.Transitions()[0].To = claim.Paid
	if got := claim.Transitions()[0].To; got != claim.Submitted {
		t.Errorf("the table now says %s", got)
	}
	if n := len(claim.Transitions()); n != 9 {
		t.Errorf("%d moves, want 9", n)
	}
}

// The page shows the table as it is. To mend it, replace the diagram in
// docs/claim-states.md by what this test prints.
func TestDiagramInDocs(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "claim-states.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, begun := strings.Cut(string(page), "```mermaid\n")
	drawn, _, ended := strings.Cut(after, "```\n")
	if !begun || !ended {
		t.Fatal("docs/claim-states.md has no mermaid block")
	}
	if diff := cmp.Diff(claim.Diagram(), drawn); diff != "" {
		t.Errorf("docs/claim-states.md differs from the table (-table +page):\n%s\nthe table is:\n%s", diff, claim.Diagram())
	}
}
