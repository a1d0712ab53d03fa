package claim

import "testing"

// TestWaitOf: whose turn it is follows from the state and the way ahead.
func TestWaitOf(t *testing.T) {
	for _, tt := range []struct {
		state    State
		way      Way
		endorsed bool
		want     Wait
	}{
		{Draft, Way{}, false, NoWait},
		{Submitted, Way{Township: true}, false, WaitTownship},
		{Submitted, Way{}, false, WaitOffice},
		{Submitted, Way{Skip: NoHead}, true, WaitSecond},
		{Checked, Way{}, false, WaitOffice},
		{Checked, Way{}, true, WaitSecond},
		{Returned, Way{}, false, WaitClaimant},
		{Approved, Way{}, false, WaitPayment},
		{Rejected, Way{}, false, NoWait},
		{Paid, Way{}, false, NoWait},
	} {
		if got := WaitOf(tt.state, tt.way, tt.endorsed); got != tt.want {
			t.Errorf("%s %+v endorsed %t: %q, want %q", tt.state, tt.way, tt.endorsed, got, tt.want)
		}
	}
}
