package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"licheng/cmd/licheng/demo"
)

// A small rehearsal holds the goals that hardly depend on its size: copies are
// found, and no honest trip is flagged.
func TestBenchVerify(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, minutes under the race detector: make test runs it without")
	}
	var out, errOut bytes.Buffer
	code := run(t.Context(), []string{"bench", "verify", "--seed", "7", "--honest", "64", "--false", "2", "--json"}, &out, &errOut)
	if code != exitDone {
		t.Fatalf("exit %d: %s", code, errOut.String())
	}
	var r verifyReport
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Kinds) != len(demo.HonestKinds)+len(demo.CopyKinds)+len(demo.ForgedKinds) {
		t.Errorf("%d kinds", len(r.Kinds))
	}
	if r.Seed != 7 || r.Sums.Honest < 50 || r.Sums.Copies < 20 || r.Sums.Others < 10 {
		t.Errorf("too few trips: %+v", r.Sums)
	}
	if r.Sums.HonestSerious > 0 || r.Sums.DailySerious > 0 {
		t.Errorf("honest trips were flagged: %+v", r.Kinds)
	}
	if r.Sums.CopiesFound < 0.95 || r.Sums.OthersFound < 0.8 {
		t.Errorf("found too little: %+v", r.Sums)
	}
}

// The table says the same in words.
func TestBenchVerifyTable(t *testing.T) {
	r := verifyReport{Seed: 3, Kinds: []verifyKind{
		{Kind: demo.Single, Honest: true, Trips: 200, Serious: 1, Rules: map[string]int{"rounds": 1}},
		{Kind: demo.SharedRide, Honest: true, Trips: 4, Found: 3, Rules: map[string]int{"shared-ride": 3}},
		{Kind: demo.CopyTrimmed, Trips: 50, Found: 49, Serious: 49, Rules: map[string]int{"copied-trace": 49, "rounds": 2}},
		{Kind: demo.Padded, Trips: 10, Found: 9, Serious: 9, Rules: map[string]int{"rounds": 9}},
	}}
	r.sum()
	if s := r.Sums; s.Copies != 50 || s.CopiesFound != 0.98 || s.Others != 10 || s.OthersFound != 0.9 || s.Honest != 204 || s.HonestSerious != 1.0/204 {
		t.Errorf("%+v", s)
	}
	var out bytes.Buffer
	if err := r.print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"98.00 %", "90.00 %", "0.49 %", "75.0 %", "copied-trace 49, rounds 2"} {
		if !bytes.Contains(out.Bytes(), []byte(want)) {
			t.Errorf("the table does not say %q:\n%s", want, out.String())
		}
	}
}

func TestBenchVerifyWrongUse(t *testing.T) {
	var out, errOut bytes.Buffer
	if code := run(t.Context(), []string{"bench", "verify", "--honest", "2"}, &out, &errOut); code != exitWrongUse || out.Len() > 0 {
		t.Errorf("exit %d, %q", code, out.String())
	}
}
