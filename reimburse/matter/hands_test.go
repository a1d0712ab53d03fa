package matter_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"licheng/reimburse/matter"
)

// folk names people a, b, c; a2 is a second account of a.
func folk(names ...string) []matter.Who {
	var all []matter.Who
	for _, n := range names {
		all = append(all, matter.Who{Login: n, Person: n[:1]})
	}
	return all
}

func TestEnough(t *testing.T) {
	for _, tt := range []struct {
		name  string
		steps [][]matter.Who
		gone  []matter.Who
		want  bool
	}{
		{"nothing left to do", nil, folk("a"), true},
		{"nobody for a step", [][]matter.Who{nil}, nil, false},
		{"one for one", [][]matter.Who{folk("a")}, nil, true},
		{"the only one is the claimant", [][]matter.Who{folk("a")}, folk("a"), false},
		{"the only one is another account of the claimant", [][]matter.Who{folk("a2")}, folk("a"), false},
		{"one for two", [][]matter.Who{folk("a"), folk("a")}, nil, false},
		{"two accounts of one person for two", [][]matter.Who{folk("a", "a2"), folk("a", "a2")}, nil, false},
		{"the first must leave the second to the other", [][]matter.Who{folk("a", "b"), folk("a")}, nil, true},
		{"the check takes one of the two approvals", [][]matter.Who{folk("a"), folk("a", "b"), folk("a", "b")}, nil, false},
		{"three for three", [][]matter.Who{folk("a", "c"), folk("a", "b"), folk("a", "b")}, nil, true},
	} {
		if got := matter.Enough(tt.steps, tt.gone...); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// TestEnoughByHall: people can be found for all steps if and only if every set
// of steps has at least as many people as steps (Hall, 1935).
func TestEnoughByHall(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "a2", "b", "c", "d", "e", "e2"}), 0, 5, rapid.ID[string])
		steps := make([][]matter.Who, rapid.IntRange(0, 4).Draw(rt, "steps"))
		for i := range steps {
			steps[i] = folk(names.Draw(rt, fmt.Sprint("step ", i))...)
		}
		gone := folk(names.Draw(rt, "gone")...)
		want := true
		for set := range 1 << len(steps) {
			var all []matter.Who
			size := 0
			for i, step := range steps {
				if set>>i&1 == 1 {
					all, size = append(all, step...), size+1
				}
			}
			want = want && matter.People(all, gone...) >= size
		}
		if got := matter.Enough(steps, gone...); got != want {
			rt.Fatalf("%v without %v: %v", steps, gone, got)
		}
	})
}

func TestPeople(t *testing.T) {
	if got := matter.People(folk("a", "a2", "b", "c"), folk("c")...); got != 2 {
		t.Errorf("%d", got)
	}
}
