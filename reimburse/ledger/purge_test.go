package ledger_test

import (
	"strings"
	"testing"
	"time"

	"licheng/reimburse/ledger"
)

// A book with one paid claim of the trip t1, then a purge of its trace.
func TestReplayPurge(t *testing.T) {
	moves := []ledger.Move{
		move(t, "c1", "draft", "submitted", 2, 100, "t1"),
		move(t, "c1", "submitted", "approved", 3, 100, "t1"),
		move(t, "c1", "approved", "paid", 4, 100, "t1"),
	}
	late := at.AddDate(0, 0, 30)
	purge := func(change func(p *ledger.Purge)) ledger.Purge {
		p := ledger.Purge{Trace: "f1", Person: "p1", Trips: []ledger.TripMark{{ID: "t1", Digest: "t1"}}, KeptDays: 30, SettledAt: at.Truncate(time.Microsecond)}
		if change != nil {
			change(&p)
		}
		return p
	}
	waited := func() ledger.Purge {
		return purge(func(p *ledger.Purge) {
			p.Trips[0].Digest, p.SettledAt, p.KeptDays, p.UnclaimedSince, p.UnclaimedDays = "", time.Time{}, 7, p.SettledAt, 30
		})
	}
	tests := []struct {
		name  string
		moves int // of the claim, before the purge
		when  time.Time
		purge ledger.Purge
		want  string // of the error
	}{
		{"paid, and long enough ago", 3, late, purge(nil), ""},
		{"a day too early", 3, late.AddDate(0, 0, -1), purge(nil), "30 days have not passed"},
		{"approved only", 2, late, purge(nil), `stands "approved"`},
		{"no claim", 0, late, purge(nil), "in no claim"},
		{"another trip than the claim sealed", 3, late, purge(func(p *ledger.Purge) { p.Trips[0].Digest = "x" }), "not what claim c1 sealed"},
		{"of another trace", 3, late, purge(func(p *ledger.Purge) { p.Trace = "f2" }), "not the purge of trace f1"},
		{"waited for, in no claim", 0, late, waited(), ""},
		{"waited for a day too short", 0, late.AddDate(0, 0, -1), waited(), "30 days have not passed"},
		{"waited for, but handed in", 1, late, waited(), `stands "submitted"`},
		{"in no claim, and sealed all the same", 0, late, purge(func(p *ledger.Purge) { p.UnclaimedSince = p.SettledAt }), "in no claim"},
		{"without a digest, and not waited for", 0, late, purge(func(p *ledger.Purge) { p.Trips[0].Digest = "" }), "in no claim"},
		{"a file that was refused holds no trip", 0, late, purge(func(p *ledger.Purge) { p.Trips = nil }), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all := events(t, moves[:tt.moves]...)
			head := ledger.Start
			if len(all) > 0 {
				head = all[len(all)-1].Head()
			}
			e, err := ledger.Append(head, ledger.Entry{County: county, At: tt.when, Actor: "system", Type: ledger.PurgeType, Subject: "f1", Payload: tt.purge})
			if err != nil {
				t.Fatal(err)
			}
			book, err := ledger.Replay(append(all, e))
			switch {
			case tt.want == "" && (err != nil || book.Purged["f1"].Seq != e.Seq):
				t.Errorf("%v", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if _, err := ledger.Replay(append(all, e, e)); tt.want == "" && (err == nil || !strings.Contains(err.Error(), "were purged by event")) {
				t.Errorf("twice: %v", err)
			}
		})
	}
}

// What is learnt of a trip after its claim was paid keeps its points for the
// whole time once more.
func TestReplayPurgeAfterSomethingWasLearnt(t *testing.T) {
	all := events(t,
		move(t, "c1", "draft", "submitted", 2, 100, "t1"),
		move(t, "c1", "submitted", "approved", 3, 100, "t1"),
		move(t, "c1", "approved", "paid", 4, 100, "t1"))
	add := func(all []ledger.Event, when time.Time, kind, subject string, payload any) []ledger.Event {
		e, err := ledger.Append(all[len(all)-1].Head(), ledger.Entry{County: county, At: when, Actor: "system", Type: kind, Subject: subject, Payload: payload})
		if err != nil {
			t.Fatal(err)
		}
		return append(all[:len(all):len(all)], e)
	}
	learnt := at.AddDate(0, 0, 20).Truncate(time.Microsecond)
	late := ledger.Late{Trip: "t1", Person: "p1", FoundAt: learnt, Findings: []ledger.LateFinding{{Rule: "way-closed", Digest: "d"}}}
	all = add(all, learnt, ledger.LateType, "t1", late)
	purge := ledger.Purge{Trace: "f1", Person: "p1", Trips: []ledger.TripMark{{ID: "t1", Digest: "t1"}}, KeptDays: 30, SettledAt: at.Truncate(time.Microsecond)}
	if _, err := ledger.Replay(add(all, at.AddDate(0, 0, 30), ledger.PurgeType, "f1", purge)); err == nil || !strings.Contains(err.Error(), "learnt something of trip t1") {
		t.Errorf("30 days after the payment: %v", err)
	}
	purge.SettledAt = learnt
	if _, err := ledger.Replay(add(all, learnt.AddDate(0, 0, 30), ledger.PurgeType, "f1", purge)); err != nil {
		t.Errorf("30 days after it was learnt: %v", err)
	}
	if _, err := ledger.Replay(add(all, learnt, ledger.LateType, "t2", late)); err == nil || !strings.Contains(err.Error(), "not what was learnt of trip t2") {
		t.Errorf("of another trip: %v", err)
	}
}
