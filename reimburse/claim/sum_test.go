package claim_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

func TestTotalAndCut(t *testing.T) {
	lines := []claim.Line{
		{Code: claim.Mileage, Amount: 5460},
		{Code: claim.TollCode, Amount: 2185},
		{Code: claim.CoveredByAllowance},
		{Code: claim.OverTripCap, Amount: -100},
		{Code: claim.OverMonthlyCap, Amount: -20},
		{Code: claim.OverYearlyCap, Amount: -3},
	}
	if got, err := claim.Total(lines); err != nil || got != 7522 {
		t.Errorf("total %s, %v; want 75.22", got, err)
	}
	if got, err := claim.Cut(lines); err != nil || got != 123 {
		t.Errorf("cut %s, %v; want 1.23", got, err)
	}
	if got, err := claim.Total(nil); err != nil || got != 0 {
		t.Errorf("nothing comes to %s, %v", got, err)
	}
	if _, err := claim.Total([]claim.Line{{Amount: math.MaxInt64}, {Amount: 1}}); !errors.Is(err, money.ErrOverflow) || !strings.HasPrefix(err.Error(), "line 2: ") {
		t.Errorf("%v, want ErrOverflow", err)
	}
	if _, err := claim.Cut([]claim.Line{{Code: claim.OverTripCap, Amount: -math.MaxInt64}, {Code: claim.OverTripCap, Amount: -1}}); !errors.Is(err, money.ErrOverflow) || !strings.HasPrefix(err.Error(), "line 2: ") {
		t.Errorf("%v, want ErrOverflow", err)
	}
}

func TestUnpaid(t *testing.T) {
	for code, want := range map[claim.Code]bool{
		claim.Mileage: false, claim.PerTrip: false, claim.PerDay: false, claim.TollCode: false, claim.Energy: false, claim.Allowance: false,
		claim.CoveredByAllowance: true, claim.UnitVehicle: true, claim.NoPrice: true, claim.NoRule: true,
		claim.OverTripCap: true, claim.OverMonthlyCap: true, claim.OverYearlyCap: true, claim.OverLimit: true,
		claim.PerMonth: false, claim.Passengers: false, claim.Meals: false, claim.LocalTransport: false, claim.Voucher: false, claim.TollEstimate: false,
		claim.NotPayable: true, claim.NeedsApproval: true, claim.NoEvidence: true, claim.PaidToHost: true, claim.Provided: true, claim.InKind: true,
	} {
		if code.Unpaid() != want {
			t.Errorf("%s: unpaid %v, want %v", code, !want, want)
		}
	}
}
