package claim_test

import (
	"testing"

	"licheng/reimburse/claim"
)

// Money is set aside from the hand-in until it is paid, given back or refused.
func TestEncumbers(t *testing.T) {
	for state, want := range map[claim.State]bool{
		claim.Draft: false, claim.Submitted: true, claim.Checked: true, claim.Returned: false,
		claim.Approved: true, claim.Rejected: false, claim.Paid: false,
	} {
		if got := state.Encumbers(); got != want {
			t.Errorf("%s: %v, want %v", state, got, want)
		}
	}
}
