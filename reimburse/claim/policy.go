package claim

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"

	"licheng/reimburse/money"
)

// Policy is what a county sets down about who approves what. The zero Policy
// lets one member of the finance office approve any claim.
type Policy struct {
	// FourEyesAbove is the amount above which two different people of the office
	// approve a claim; nil: one is enough for any. A clawback counts by its size.
	FourEyesAbove *money.Amount
}

// ErrPolicy reports a policy that cannot be used.
var ErrPolicy = errors.New("the approval policy cannot be used")

// ParsePolicy reads a policy from YAML: four_eyes_above, in yuan. Its error
// wraps ErrPolicy and names the place.
func ParsePolicy(text []byte) (Policy, error) {
	var written struct {
		FourEyesAbove string `yaml:"four_eyes_above"`
	}
	if err := yaml.UnmarshalWithOptions(text, &written, yaml.Strict()); err != nil {
		return Policy{}, fmt.Errorf("%w: %s", ErrPolicy, yaml.FormatError(err, false, false))
	}
	if written.FourEyesAbove == "" {
		return Policy{}, fmt.Errorf("%w: four_eyes_above is missing", ErrPolicy)
	}
	limit, err := money.Parse(written.FourEyesAbove)
	if err != nil || limit < 0 {
		return Policy{}, fmt.Errorf("%w: four_eyes_above: %q is no amount in yuan", ErrPolicy, written.FourEyesAbove)
	}
	return Policy{FourEyesAbove: &limit}, nil
}

// NeedsTwo reports whether two people have to approve a claim of this total.
func (p Policy) NeedsTwo(total money.Amount) bool {
	return p.FourEyesAbove != nil && (total > *p.FourEyesAbove || -total > *p.FourEyesAbove)
}
