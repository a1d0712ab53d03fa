package matter_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"licheng/reimburse/matter"
)

// TestNext: of every kind, state, action, role and owner only these moves exist.
func TestNext(t *testing.T) {
	actions := []matter.Action{matter.Ask, matter.Approve, matter.Reject, matter.Withdraw, matter.Give, matter.End, matter.Answer, matter.Endorse}
	type move struct {
		kind matter.Kind
		from matter.State
		do   matter.Action
	}
	mine := map[move]matter.State{
		{matter.Request, "", matter.Ask}:                   matter.Asked,
		{matter.Request, matter.Asked, matter.Withdraw}:    matter.Withdrawn,
		{matter.Request, matter.Approved, matter.Withdraw}: matter.Withdrawn,
		{matter.Delegation, "", matter.Give}:               matter.Given,
		{matter.Delegation, matter.Given, matter.End}:      matter.Ended,
		{matter.Appeal, "", matter.Ask}:                    matter.Asked,
		{matter.Appeal, matter.Asked, matter.Withdraw}:     matter.Withdrawn,
		{matter.Complaint, "", matter.Ask}:                 matter.Asked,
		{matter.Voucher, "", matter.Ask}:                   matter.Asked,
		{matter.Voucher, matter.Asked, matter.Withdraw}:    matter.Withdrawn,
	}
	township := map[move]matter.State{
		{matter.Request, matter.Asked, matter.Approve}: matter.Approved,
		{matter.Request, matter.Asked, matter.Reject}:  matter.Rejected,
	}
	auditor := map[move]matter.State{{matter.Complaint, matter.Asked, matter.Answer}: matter.Answered}
	finance := map[move]matter.State{
		{matter.Request, matter.Asked, matter.Approve}:  matter.Approved,
		{matter.Request, matter.Asked, matter.Reject}:   matter.Rejected,
		{matter.Appeal, matter.Asked, matter.Approve}:   matter.Approved,
		{matter.Appeal, matter.Asked, matter.Reject}:    matter.Rejected,
		{matter.Complaint, matter.Asked, matter.Answer}: matter.Answered,
		{matter.Voucher, matter.Asked, matter.Endorse}:  matter.Asked,
		{matter.Voucher, matter.Asked, matter.Approve}:  matter.Approved,
		{matter.Voucher, matter.Asked, matter.Reject}:   matter.Rejected,
	}
	for _, who := range []struct {
		name  string
		roles []string
		own   bool
		may   map[move]matter.State
	}{
		{"who asked", []string{"cadre"}, true, mine},
		{"who asked, of the finance office", []string{"finance", "township", "auditor"}, true, mine},
		{"the township", []string{"township"}, false, township},
		{"finance", []string{"finance"}, false, finance},
		{"finance, a cadre too", []string{"cadre", "finance"}, false, finance},
		{"an auditor", []string{"auditor"}, false, auditor},
		{"another cadre", []string{"cadre"}, false, nil},
		{"an administrator", []string{"admin"}, false, nil},
	} {
		t.Run(who.name, func(t *testing.T) {
			for _, kind := range matter.Kinds() {
				for _, from := range append([]matter.State{matter.None}, matter.States()...) {
					var may []matter.Action
					for _, do := range actions {
						want, ok := who.may[move{kind, from, do}]
						got, err := matter.Next(kind, from, do, who.roles, who.own)
						if ok != (err == nil) || (ok && got != want) || (ok && !matter.Has(kind, from, do, want)) {
							t.Errorf("%s a %s that is %q: %q, %v; want %q", do, kind, from, got, err, want)
						}
						if ok {
							may = append(may, do)
						}
					}
					if got := matter.Allowed(kind, from, who.roles, who.own); len(got) != len(may) {
						t.Errorf("%s %q: allowed %v, want %v", kind, from, got, may)
					}
				}
			}
		})
	}
}

// TestHas: the table has its own moves and no other.
func TestHas(t *testing.T) {
	actions := []matter.Action{matter.Ask, matter.Approve, matter.Reject, matter.Withdraw, matter.Give, matter.End, matter.Answer, matter.Endorse}
	states := append([]matter.State{matter.None}, matter.States()...)
	has := 0
	for _, kind := range matter.Kinds() {
		for _, from := range states {
			for _, do := range actions {
				for _, to := range states {
					if matter.Has(kind, from, do, to) {
						has++
					}
				}
			}
		}
	}
	if has != 18 || len(matter.Transitions()) != 18 {
		t.Errorf("%d moves exist of %d in the table, want 18", has, len(matter.Transitions()))
	}
}

func TestWhyNot(t *testing.T) {
	for _, tt := range []struct {
		name  string
		from  matter.State
		roles []string
		own   bool
		want  error
	}{
		{"decided already", matter.Rejected, []string{"finance"}, false, matter.ErrState},
		{"one's own", matter.Asked, []string{"finance"}, true, matter.ErrOwn},
		{"no role", matter.Asked, []string{"cadre"}, false, matter.ErrParty},
	} {
		if _, err := matter.Next(matter.Request, tt.from, matter.Approve, tt.roles, tt.own); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestDiagrams: the drawings in the documentation are the table.
func TestDiagrams(t *testing.T) {
	page, err := os.ReadFile("../../docs/requests.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range matter.Kinds() {
		if want := "```mermaid\n" + matter.Diagram(kind) + "```"; !strings.Contains(string(page), want) {
			t.Errorf("docs/requests.md lacks the drawing of a %s:\n%s", kind, want)
		}
	}
}

// TestStatesHaveNames: in both languages.
func TestStatesHaveNames(t *testing.T) {
	for _, s := range matter.States() {
		if n := s.Name(); n.ZH == "" || n.EN == "" || n.ZH == string(s) {
			t.Errorf("%s is called %+v", s, n)
		}
	}
}
