package toll

import (
	"errors"
	"fmt"

	"github.com/govalues/decimal"

	"licheng/reimburse/money"
)

// Mode is a way to round what intervals come to.
type Mode string

// The rounding modes. Which one holds is a matter of province and date.
const (
	ETCPlain    Mode = "etc_plain"     // sum × rate, to fen
	ETCDropHalf Mode = "etc_drop_half" // 四舍五不入: a fraction below 0.50 yuan is dropped, then × rate, to fen
	WholeYuan   Mode = "whole_yuan"    // without ETC: sum to whole yuan, half up
	FiveYuan    Mode = "five_yuan"     // before 2020: below 2.5 → 0, to 7.5 → 5, above → 10 二舍八入,三七作五
)

// Modes lists every rounding mode.
func Modes() []Mode { return []Mode{ETCPlain, ETCDropHalf, WholeYuan, FiveYuan} }

// ErrMode reports a rounding mode that is not in Modes.
var ErrMode = errors.New("unknown rounding mode of tolls")

// Fee is what one charge comes to: Real = Pay − Discount, 0 ≤ Discount ≤ Pay.
type Fee struct {
	Pay      money.Amount `json:"pay_fen"`      // 应收
	Discount money.Amount `json:"discount_fen"` // 优惠
	Real     money.Amount `json:"real_fen"`     // 实收
}

// Round returns what a sum of intervals comes to under the mode. rate is what
// ETC leaves to pay (0.95); the modes without ETC do not use it.
func (m Mode) Round(sum money.Amount, rate decimal.Decimal) (money.Amount, error) {
	switch m {
	case ETCPlain:
		return money.Times(sum.Yuan(), rate)
	case ETCDropHalf:
		if fraction := sum % 100; fraction < 50 {
			sum -= fraction
		}
		return money.Times(sum.Yuan(), rate)
	case WholeYuan:
		return (sum + 50) / 100 * 100, nil
	case FiveYuan:
		return roundToFive(sum), nil
	}
	return 0, fmt.Errorf("%w: %q", ErrMode, m)
}

// roundToFive rounds to the yuan figures 0, 5 and 10: 2.50 and 7.50 become 5.
func roundToFive(sum money.Amount) money.Amount {
	tens, rest := sum/1000*1000, sum%1000
	switch {
	case rest < 250:
		return tens
	case rest <= 750:
		return tens + 500
	}
	return tens + 1000
}
