package matter_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licheng/reimburse/matter"
)

var noon = time.Date(2026, 10, 12, 4, 0, 0, 0, time.UTC)

func who(login string) matter.Who { return matter.Who{Login: login, Person: "p-" + login} }

// always is a delegation that is in force at noon.
func always(of, to string) matter.Deputy {
	return matter.Deputy{Of: who(of), To: who(to), From: noon.Add(-time.Hour), Until: noon.Add(time.Hour)}
}

func TestChains(t *testing.T) {
	past := always("a", "b")
	past.Until = noon
	future := always("a", "b")
	future.From = noon.Add(time.Nanosecond)
	other := always("a", "b")
	other.To.Login = "b-second-account"
	tests := []struct {
		name    string
		given   []matter.Deputy
		without []matter.Who
		want    []string // each chain, first to last
	}{
		{"nobody", nil, nil, nil},
		{"one", []matter.Deputy{always("a", "b")}, nil, []string{"a b"}},
		{"another's", []matter.Deputy{always("a", "c")}, nil, nil},
		{"over, at its last instant", []matter.Deputy{past}, nil, nil},
		{"not yet", []matter.Deputy{future}, nil, nil},
		{"two accounts of one person", []matter.Deputy{other}, nil, []string{"a b"}},
		{"handed on", []matter.Deputy{always("a", "c"), always("c", "b")}, nil, []string{"c b", "a c b"}},
		{"round in a ring", []matter.Deputy{always("a", "b"), always("b", "a")}, nil, []string{"a b"}},
		{"the shorter way", []matter.Deputy{always("a", "c"), always("c", "b"), always("a", "b")}, nil, []string{"c b", "a b"}},
		{"the claimant's own power", []matter.Deputy{always("a", "b")}, []matter.Who{who("a")}, nil},
		{"through the claimant's hands", []matter.Deputy{always("a", "c"), always("c", "b")}, []matter.Who{who("c")}, nil},
		{"round the claimant", []matter.Deputy{always("a", "c"), always("c", "b"), always("a", "d"), always("d", "b")}, []matter.Who{who("c")}, []string{"d b", "a d b"}},
		{"the claimant acts", []matter.Deputy{always("a", "b")}, []matter.Who{{Login: "x", Person: "p-b"}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, chain := range matter.Chains(tt.given, who("b"), noon, tt.without...) {
				text := ""
				for _, w := range chain {
					text += " " + w.Login
				}
				got = append(got, text[1:])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An account and a person each tell that two are one; what is empty tells nothing.
func TestIs(t *testing.T) {
	a := matter.Who{Login: "a", Person: "p"}
	for _, tt := range []struct {
		other matter.Who
		want  bool
	}{
		{a, true},
		{matter.Who{Login: "a"}, true},
		{matter.Who{Login: "a2", Person: "p"}, true},
		{matter.Who{Person: "p"}, true},
		{matter.Who{Login: "b", Person: "q"}, false},
		{matter.Who{}, false},
	} {
		if a.Is(tt.other) != tt.want || tt.other.Is(a) != tt.want {
			t.Errorf("%+v is %+v: want %v", a, tt.other, tt.want)
		}
	}
	if (matter.Who{Login: "a"}).Is(matter.Who{Login: "b"}) || (matter.Who{Person: "p"}).Is(matter.Who{Person: "q"}) {
		t.Error("what neither has makes nobody the same")
	}
}

// TestChainsOfRandomGraphs holds Chains against the slow and obvious way: every
// simple path of the graph, tried one by one. Whose power reaches the actor
// without the claimant must be the same; every chain must be a path in force;
// and none may hold the claimant.
func TestChainsOfRandomGraphs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		people := rapid.IntRange(2, 6).Draw(rt, "people")
		name := func(i int) string { return fmt.Sprintf("%c", 'a'+i) }
		var given []matter.Deputy
		for range rapid.IntRange(0, 14).Draw(rt, "delegations") {
			d := always(name(rapid.IntRange(0, people-1).Draw(rt, "of")), name(rapid.IntRange(0, people-1).Draw(rt, "to")))
			switch rapid.IntRange(0, 3).Draw(rt, "days") {
			case 0:
				d.Until = noon
			case 1:
				d.From = noon.Add(time.Minute)
			}
			given = append(given, d)
		}
		actor, claimant := who(name(rapid.IntRange(0, people-1).Draw(rt, "actor"))), who(name(rapid.IntRange(0, people-1).Draw(rt, "claimant")))
		reached := map[string]bool{}
		for _, chain := range matter.Chains(given, actor, noon, claimant) {
			if chain[len(chain)-1] != actor || slices.ContainsFunc(chain, claimant.Is) {
				rt.Fatalf("chain %v of %v, claimant %v", chain, actor, claimant)
			}
			for i := 1; i < len(chain); i++ {
				if !deputised(given, chain[i-1], chain[i]) {
					rt.Fatalf("%v: %v did not deputise %v", chain, chain[i-1], chain[i])
				}
			}
			if reached[chain[0].Login] {
				rt.Fatalf("two chains from %s", chain[0].Login)
			}
			reached[chain[0].Login] = true
		}
		for i := range people {
			principal := who(name(i))
			want := principal != actor && actor != claimant && path(given, principal, actor, claimant, nil)
			if reached[principal.Login] != want {
				rt.Fatalf("%s reaches %s without %s: %v, want %v", principal.Login, actor.Login, claimant.Login, !want, want)
			}
		}
	})
}

// deputised reports whether a delegation in force at noon leads from of to to.
func deputised(given []matter.Deputy, of, to matter.Who) bool {
	return slices.ContainsFunc(given, func(d matter.Deputy) bool {
		return d.Of == of && d.To == to && !d.From.After(noon) && d.Until.After(noon)
	})
}

// path reports, by trying all, whether a simple path leads from one to another
// that does not touch the barred one.
func path(given []matter.Deputy, from, to, barred matter.Who, been []matter.Who) bool {
	if from == barred {
		return false
	}
	if from == to {
		return true
	}
	for _, d := range given {
		if deputised(given, from, d.To) && !slices.Contains(been, d.To) && path(given, d.To, to, barred, append(slices.Clone(been), from)) {
			return true
		}
	}
	return false
}
