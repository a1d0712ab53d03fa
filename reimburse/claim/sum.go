package claim

import (
	"fmt"

	"licheng/reimburse/money"
)

// Total returns what the lines pay together: the plain sum of their amounts,
// cuts included. It returns money.ErrOverflow for sums beyond 64 bits of fen.
func Total(lines []Line) (money.Amount, error) {
	var total money.Amount
	var err error
	for i, l := range lines {
		if total, err = total.Add(l.Amount); err != nil {
			return 0, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return total, nil
}

// Cut returns what caps took away, as a positive amount: the shortfall that
// stays with the claimant and that the adequacy figures count.
func Cut(lines []Line) (money.Amount, error) {
	var cut money.Amount
	var err error
	for i, l := range lines {
		if !l.Code.IsCut() {
			continue
		}
		if cut, err = cut.Add(-l.Amount); err != nil {
			return 0, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return cut, nil
}

// IsCut reports whether lines of this code take money away under a cap or limit.
func (c Code) IsCut() bool {
	return c == OverTripCap || c == OverMonthlyCap || c == OverYearlyCap || c == OverLimit
}

// Unpaid reports whether lines of this code show something that is not paid
// and why: cuts, covered kilometres, missing prices and rules.
func (c Code) Unpaid() bool {
	switch c {
	case CoveredByAllowance, UnitVehicle, NoPrice, NoRule, NotPayable, NeedsApproval, NoEvidence, PaidToHost, Provided, InKind:
		return true
	default:
		return c.IsCut()
	}
}
