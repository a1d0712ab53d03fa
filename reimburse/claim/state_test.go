package claim_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

var (
	cadre   = []string{"cadre"}
	finance = []string{"finance"}
	both    = []string{"cadre", "finance"}
	actions = []claim.Action{claim.Submit, claim.Return, claim.Endorse, claim.Approve, claim.Reject, claim.Pay, claim.Bounce, claim.Correct, claim.Check, claim.Overturn}
)

type move struct {
	from claim.State
	do   claim.Action
}

// Every state, action, role and owner: only these moves exist.
func TestNext(t *testing.T) {
	mine := map[move]claim.State{
		{claim.Draft, claim.Submit}:    claim.Submitted,
		{claim.Returned, claim.Submit}: claim.Submitted,
	}
	theirs := map[move]claim.State{
		{claim.Submitted, claim.Return}:  claim.Returned,
		{claim.Submitted, claim.Endorse}: claim.Submitted,
		{claim.Submitted, claim.Approve}: claim.Approved,
		{claim.Submitted, claim.Reject}:  claim.Rejected,
		{claim.Checked, claim.Return}:    claim.Returned,
		{claim.Checked, claim.Endorse}:   claim.Checked,
		{claim.Checked, claim.Approve}:   claim.Approved,
		{claim.Checked, claim.Reject}:    claim.Rejected,
		{claim.Approved, claim.Pay}:      claim.Paid,
	}
	townships := map[move]claim.State{
		{claim.Submitted, claim.Check}:   claim.Checked,
		{claim.Submitted, claim.Return}:  claim.Returned,
		{claim.Submitted, claim.Approve}: claim.Approved,
	}
	bounced := map[move]claim.State{{claim.Paid, claim.Bounce}: claim.Approved}
	systems := map[move]claim.State{
		{claim.Draft, claim.Correct}:     claim.Submitted,
		{claim.Rejected, claim.Overturn}: claim.Approved,
	}
	exists := map[move]bool{}
	for _, group := range []map[move]claim.State{mine, theirs, townships, bounced, systems} {
		for m := range group {
			exists[m] = true
		}
	}
	for _, who := range []struct {
		name  string
		roles []string
		isOwn bool
		may   map[move]claim.State
		own   map[move]claim.State // theirs by role, and not on their own claim
	}{
		{"the claimant", cadre, true, mine, nil},
		{"finance on another's claim", finance, false, theirs, nil},
		{"finance on their own claim", both, true, mine, theirs},
		{"the township on another's claim", []string{"cadre", "township"}, false, townships, nil},
		{"the township on their own claim", []string{"cadre", "township"}, true, mine, townships},
		{"another cadre", cadre, false, nil, nil},
		{"an auditor", []string{"auditor", "admin"}, false, nil, nil},
		{"nobody", nil, false, nil, nil},
		{"the bank", []string{"bank"}, false, bounced, nil},
		{"the arithmetic", []string{"system"}, false, systems, nil},
	} {
		t.Run(who.name, func(t *testing.T) {
			for _, from := range claim.States() {
				var allowed []claim.Action
				for _, do := range actions {
					refused := claim.ErrState
					if exists[move{from, do}] {
						refused = claim.ErrParty
					}
					if _, own := who.own[move{from, do}]; own {
						refused = claim.ErrOwn
					}
					to, err := claim.Next(from, do, who.roles, who.isOwn)
					if want, may := who.may[move{from, do}]; may {
						allowed = append(allowed, do)
						if to != want || err != nil {
							t.Errorf("%s %s: %s, %v; want %s", do, from, to, err, want)
						}
					} else if !errors.Is(err, refused) || to != from {
						t.Errorf("%s %s: %s, %v; want %v", do, from, to, err, refused)
					}
				}
				got := claim.Allowed(from, who.roles, who.isOwn)
				slices.Sort(got)
				slices.Sort(allowed)
				if diff := cmp.Diff(allowed, got, cmpopts.EquateEmpty()); diff != "" || got == nil {
					t.Errorf("%s: allowed %v, want %v", from, got, allowed)
				}
			}
		})
	}
}

func TestPinned(t *testing.T) {
	for state, want := range map[claim.State]bool{
		claim.Draft: false, claim.Returned: false, claim.Submitted: true, claim.Checked: true,
		claim.Approved: true, claim.Rejected: true, claim.Paid: true,
	} {
		if state.Pinned() != want {
			t.Errorf("%s: pinned %v, want %v", state, !want, want)
		}
	}
}

func TestDecided(t *testing.T) {
	for state, want := range map[claim.State]bool{
		claim.Draft: false, claim.Submitted: false, claim.Checked: false, claim.Returned: false,
		claim.Approved: true, claim.Rejected: true, claim.Paid: true,
	} {
		if state.Decided() != want {
			t.Errorf("%s: decided %v, want %v", state, !want, want)
		}
	}
}

// Nothing is left to pay or decide of what is paid, rejected, or approved and
// comes to nothing.
func TestSettled(t *testing.T) {
	for state, want := range map[claim.State][2]bool{ // of 0.00 and of 0.01
		claim.Draft: {}, claim.Submitted: {}, claim.Checked: {}, claim.Returned: {},
		claim.Approved: {true, false}, claim.Rejected: {true, true}, claim.Paid: {true, true},
	} {
		for i, total := range []money.Amount{0, 1} {
			if got := state.Settled(total); got != want[i] {
				t.Errorf("%s of %s: settled %v", state, total, got)
			}
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
			switch do {
			case claim.Bounce:
				roles = []string{string(claim.Bank)}
			case claim.Overturn:
				roles, isOwn = []string{string(claim.System)}, false
			case claim.Check:
				roles = append(roles, string(claim.Township))
			}
			next, err := claim.Next(state, do, roles, isOwn)
			if err != nil {
				continue
			}
			if do == claim.Approve || do == claim.Overturn {
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
	if n := len(claim.Transitions()); n != 17 {
		t.Errorf("%d moves, want 17", n)
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
