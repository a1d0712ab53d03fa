package claim_test

import (
	"errors"
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
		if policy.NeedsTwo(total) != want {
			t.Errorf("%s: two %v", total, !want)
		}
	}
	if (claim.Policy{}).NeedsTwo(1 << 60) {
		t.Error("no policy, and yet two")
	}
}

func TestPolicyRefused(t *testing.T) {
	for _, text := range []string{"", "four_eyes_above: lots\n", "four_eyes_above: -1\n", "four_eyes_above: 1.005\n", "eyes: 4\n", ":"} {
		if _, err := claim.ParsePolicy([]byte(text)); !errors.Is(err, claim.ErrPolicy) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
