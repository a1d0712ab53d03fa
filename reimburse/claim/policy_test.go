package claim_test

import (
	"errors"
	"strings"
	"testing"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// TestNeedsTwo: above 1,000.00, not at it; clawbacks by their size.
func TestNeedsTwo(t *testing.T) {
	policy, err := claim.ParsePolicy([]byte("four_eyes_above: 1000.00\n"))
	if err != nil {
		t.Fatal(err)
	}
	for total, want := range map[money.Amount]bool{0: false, 100_000: false, 100_001: true, -100_000: false, -100_001: true} {
		if policy.On("2026-10-01").NeedsTwo(total) != want {
			t.Errorf("%s: two %v", total, !want)
		}
	}
	if l := (claim.Policy{}).On("2026-10-01"); l.NeedsTwo(1<<60) || l.NeedsTownship(1<<60) || l.TownshipDecides(0) {
		t.Error("no policy, and yet more than one looks")
	}
}

// TestLevels: a limit holds from its day on, by size.
func TestLevels(t *testing.T) {
	policy, err := claim.ParsePolicy([]byte(`levels:
- from: 2026-01-01
  township_above: 0
- from: 2026-07-01
  township_above: 50.00
  township_final_to: 200
  four_eyes_above: 1000
- from: 2026-10-01
  four_eyes_above: 500
`))
	if err != nil {
		t.Fatal(err)
	}
	type looks struct{ township, final, two bool }
	for _, tt := range []struct {
		day   string
		total money.Amount
		want  looks
	}{
		{"2025-12-31", 100, looks{}},
		{"2026-01-01", 0, looks{}},
		{"2026-01-01", 1, looks{township: true}},
		{"2026-06-30", 200_000, looks{township: true}},
		{"2026-07-01", 5_000, looks{}},
		{"2026-07-01", 5_001, looks{township: true, final: true}},
		{"2026-07-01", 20_000, looks{township: true, final: true}},
		{"2026-07-01", 20_001, looks{township: true}},
		{"2026-09-30", 100_001, looks{township: true, two: true}},
		{"2026-10-01", 50_001, looks{two: true}},
	} {
		l := policy.On(tt.day)
		if got := (looks{l.NeedsTownship(tt.total), l.TownshipDecides(tt.total), l.NeedsTwo(tt.total)}); got != tt.want {
			t.Errorf("%s, %s: %+v, want %+v", tt.day, tt.total, got, tt.want)
		}
	}
}

// TestDecidedByTwoIsNotDecidedByTheTownship: where both limits would hold, two
// of the office approve.
func TestDecidedByTwoIsNotDecidedByTheTownship(t *testing.T) {
	policy, err := claim.ParsePolicy([]byte("levels:\n- {township_above: 0, township_final_to: 300, four_eyes_above: 200}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if l := policy.On("2026-10-01"); !l.TownshipDecides(20_000) || l.TownshipDecides(20_001) {
		t.Error("the township decides on what two have to approve")
	}
}

func TestDays(t *testing.T) {
	policy, err := claim.ParsePolicy([]byte("emergency_days: 5\nappeal_days: 60\nappeal_answer_days: 20\ncomplaint_answer_days: 7\n"))
	if err != nil || policy.EmergencyDays != 5 || policy.AppealDays != 60 || policy.AppealAnswerDays != 20 || policy.AnswerDays != 7 || len(policy.Levels) != 0 {
		t.Errorf("%+v, %v", policy, err)
	}
	for text, keep := range map[string]int{ // days the points stay: at least as long as an appeal may come
		"emergency_days: 1\nappeal_days: 366\n":   366,
		"emergency_days: 366\nappeal_days: 1\n":   claim.DefaultPolicy().KeepPointsDays,
		"appeal_days: 60\nkeep_points_days: 60\n": 60,
		"appeal_days: 1\nkeep_points_days: 1\n":   1,
		"keep_points_days: 3660\n":                3660,
	} {
		if p, err := claim.ParsePolicy([]byte(text)); err != nil || p.KeepPointsDays != keep {
			t.Errorf("%q: %d days, %v; want %d", text, p.KeepPointsDays, err, keep)
		}
	}
	if d := claim.DefaultPolicy(); d.EmergencyDays < 1 || d.AppealDays < 1 || d.AppealAnswerDays < 1 || d.AnswerDays < 1 {
		t.Errorf("%+v: no day is left to do anything", d)
	}
}

func TestPolicyRefused(t *testing.T) {
	for text, want := range map[string]string{
		"": "missing", "four_eyes_above: lots\n": `four_eyes_above: "lots"`, "four_eyes_above: -1\n": "-1", "four_eyes_above: 1.005\n": "1.005",
		"eyes: 4\n": "eyes", ":": "", "emergency_days: 0\n": "emergency_days: 0", "appeal_days: 367\n": "appeal_days: 367",
		"keep_points_days: 3661\n": "keep_points_days: 3661", "appeal_days: 60\nkeep_points_days: 59\n": "59 is shorter than the 60 days",
		"levels:\n- {from: 2026-02-01}\n- {from: 2026-02-01}\n":   "levels[1].from: 2026-02-01 does not come after 2026-02-01",
		"four_eyes_above: 1\nlevels:\n- from: 2026-01-01\n":       "beside levels",
		"levels:\n- {from: soon}\n":                               "levels[0].from",
		"levels:\n- {from: 2026-02-01}\n- {from: 2026-01-01}\n":   "levels[1].from: 2026-01-01 does not come after 2026-02-01",
		"levels:\n- {from: 2026-02-01}\n- {four_eyes_above: 1}\n": "levels[1].from",
		"levels:\n- {from: 2026-02-01, township_final_to: 1}\n":   "needs township_above",
	} {
		if _, err := claim.ParsePolicy([]byte(text)); !errors.Is(err, claim.ErrPolicy) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
