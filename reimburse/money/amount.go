// Package money counts in whole fen. No float touches an amount.
package money

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Amount is a sum in minor units: fen for CNY. Which currency is a property
// of the rule document, the same for all lines of a claim.
type Amount int64

// ErrOverflow reports a sum or product that does not fit 64 bits of fen.
var ErrOverflow = errors.New("the amount is too large to count in fen")

// ErrFormat reports a text that is not an amount in yuan with at most two decimals.
var ErrFormat = errors.New(`not an amount in yuan such as "12.30"`)

// maxTextLen bounds what Parse looks at: sign, 17 digits, point, 2 digits, and room.
const maxTextLen = 32

// Parse reads an amount in yuan: an optional sign, at least one digit, and at
// most two decimals ("12", "12.3", "12.30", "-0.05"). Nothing is rounded: a
// third decimal is refused, as are blanks, thousands separators and exponents.
// It returns ErrFormat or ErrOverflow.
func Parse(text string) (Amount, error) {
	if len(text) > maxTextLen {
		return 0, fmt.Errorf("%w: %d characters", ErrFormat, len(text))
	}
	digits, negative := strings.CutPrefix(text, "-")
	yuan, fraction, pointed := strings.Cut(digits, ".")
	if yuan == "" || (pointed && fraction == "") || len(fraction) > 2 {
		return 0, fmt.Errorf("%w: %q", ErrFormat, text)
	}
	fraction += "00"[len(fraction):]
	fen := int64(0)
	for _, c := range yuan + fraction {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("%w: %q", ErrFormat, text)
		}
		digit := int64(c - '0')
		if fen > (math.MaxInt64-digit)/10 {
			return 0, fmt.Errorf("%w: %q", ErrOverflow, text)
		}
		fen = fen*10 + digit
	}
	if negative {
		fen = -fen
	}
	return Amount(fen), nil
}

// String returns the amount in yuan with two decimals: "12.30", "-0.05".
func (a Amount) String() string {
	sign, fen := "", uint64(a)
	if a < 0 {
		sign, fen = "-", -fen
	}
	return fmt.Sprintf("%s%d.%02d", sign, fen/100, fen%100)
}

// Add returns a + b, or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	sum := a + b
	if (a^sum)&(b^sum) < 0 { // the sum has neither's sign: it went round
		return 0, fmt.Errorf("%w: %s + %s", ErrOverflow, a, b)
	}
	return sum, nil
}

// Sum returns the sum of the amounts, or ErrOverflow. The sum of none is 0.
func Sum(amounts ...Amount) (Amount, error) {
	var total Amount
	var err error
	for _, a := range amounts {
		if total, err = total.Add(a); err != nil {
			return 0, err
		}
	}
	return total, nil
}
