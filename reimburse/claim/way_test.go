package claim_test

import (
	"testing"

	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/reimburse/money"
)

// folk names accounts by their person; a2 is a second account of a.
func folk(names ...string) []matter.Who {
	var all []matter.Who
	for _, n := range names {
		all = append(all, matter.Who{Login: n, Person: n[:1]})
	}
	return all
}

// TestWay: the township checks above 0.00 and decides up to 10.00, two approve
// above 30.00; the claimant is c.
func TestWay(t *testing.T) {
	policy, err := claim.ParsePolicy([]byte("levels:\n- {from: 2026-01-01, township_above: 0, township_final_to: 10, four_eyes_above: 30}\n"))
	if err != nil {
		t.Fatal(err)
	}
	level := policy.On("2026-11-02")
	month := claim.Ahead{Month: true}
	for _, tt := range []struct {
		name   string
		fen    money.Amount
		at     claim.Ahead
		heads  []matter.Who
		office []matter.Who
		used   []matter.Who
		want   claim.Way
	}{
		{"a head checks", 2000, month, folk("h"), folk("f"), nil, claim.Way{Township: true, Needs: 1, Has: 1}},
		{"a head decides without any office", 500, month, folk("h"), nil, nil, claim.Way{Township: true}},
		{"no head", 2000, month, nil, folk("f"), nil, claim.Way{Skip: claim.NoHead, Needs: 1, Has: 1}},
		{"no head for a small claim", 500, month, nil, folk("f"), nil, claim.Way{Skip: claim.NoHead, Needs: 1, Has: 1}},
		{"the claimant is the only head", 2000, month, folk("c2"), folk("f"), nil, claim.Way{Skip: claim.OwnHead, Needs: 1, Has: 1}},
		{"the claimant is one of two heads, the other looked before", 2000, month, folk("c2", "h"), folk("f"), folk("h"), claim.Way{Skip: claim.HeadNeeded, Needs: 1, Has: 1}},
		{"the claimant is one of two heads", 2000, month, folk("c2", "h"), folk("f"), nil, claim.Way{Township: true, Needs: 1, Has: 1}},
		{"the only head is the only one of the office", 2000, month, folk("h"), folk("h2"), nil, claim.Way{Skip: claim.HeadNeeded, Needs: 1, Has: 1}},
		{"the head is one of the two who must approve", 4000, month, folk("h"), folk("h2", "f"), nil, claim.Way{Skip: claim.HeadNeeded, Needs: 2, Has: 2}},
		{"the head is one of three", 4000, month, folk("h"), folk("h2", "f", "g"), nil, claim.Way{Township: true, Needs: 2, Has: 3}},
		{"nobody skips a township for an office that is not there", 2000, month, folk("h"), nil, nil, claim.Way{Township: true, Needs: 1}},
		{"nothing at all", 2000, month, nil, nil, nil, claim.Way{Skip: claim.NoHead, Needs: 1}},
		{"two needed, the claimant is one of them", 4000, month, folk("h"), folk("c", "f"), nil, claim.Way{Township: true, Needs: 2, Has: 1}},
		{"checked", 4000, claim.Ahead{Month: true, Checked: true}, folk("h"), folk("h", "f"), folk("h"), claim.Way{Needs: 2, Has: 1}},
		{"endorsed", 4000, claim.Ahead{Month: true, Checked: true, Endorsed: true}, folk("h"), folk("e", "f"), folk("h", "e"), claim.Way{Needs: 1, Has: 1}},
		{"a correction is not the township's", 2000, claim.Ahead{}, folk("h"), folk("f"), nil, claim.Way{Needs: 1, Has: 1}},
	} {
		got := level.Way(tt.fen, tt.at, claim.Hands{Heads: tt.heads, Office: tt.office, Own: folk("c")[0], Used: tt.used})
		if got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
		if got.Stuck() != (got.Has < got.Needs) || got.Stuck() != (got.Missing().ZH != "" && got.Missing().EN != "") {
			t.Errorf("%s: says %v is missing", tt.name, got.Missing())
		}
	}
}

func TestEverySkipHasItsSentence(t *testing.T) {
	for _, s := range claim.Skips() {
		if text := s.Text(); text.ZH == string(s) || text.ZH == "" || text.EN == "" {
			t.Errorf("%s: %v", s, text)
		}
	}
	if text := claim.NoSkip.Text(); text.ZH != "" || text.EN != "" {
		t.Error(text)
	}
}
