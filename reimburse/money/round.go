package money

import (
	"fmt"
	"math/big"

	"github.com/govalues/decimal"
)

// RoundHalfUp rounds d to the given number of decimals, halves away from zero
// (四舍五入 as Chinese accounts expect it, symmetric for cuts): 0.125 → 0.13,
// -0.125 → -0.13. The decimal library's own Round goes to the even neighbour
// (0.125 → 0.12) and is not used in this house.
// scale is 0 to 19; d is returned unchanged when it has no more decimals.
func RoundHalfUp(d decimal.Decimal, scale int) (decimal.Decimal, error) {
	if d.Scale() <= scale {
		return d, nil
	}
	coef := divideHalfUp(new(big.Int).SetUint64(d.Coef()), d.Scale()-scale)
	rounded, err := decimal.New(coef.Int64(), scale)
	if err != nil {
		return decimal.Decimal{}, fmt.Errorf("round %s to %d decimals: %w", d, scale, err)
	}
	return rounded.CopySign(d), nil
}

// FromYuan rounds an exact number of yuan to fen, half up, halves away from
// zero. It returns ErrOverflow for more than 64 bits of fen.
func FromYuan(yuan decimal.Decimal) (Amount, error) {
	return Times(yuan, decimal.One)
}

// Times returns quantity × rate (yuan per unit) in fen, rounded once, half up,
// halves away from zero. The product is exact before it is rounded, however
// many digits it has. It returns ErrOverflow for more than 64 bits of fen.
func Times(quantity, rate decimal.Decimal) (Amount, error) {
	fen := exact(2, quantity, rate)
	if !fen.IsInt64() {
		return 0, fmt.Errorf("%w: %s × %s", ErrOverflow, quantity, rate)
	}
	return Amount(fen.Int64()), nil
}

// Product returns the product of the factors rounded once to the given number
// of decimals, half up, halves away from zero. It is exact before it is
// rounded. It returns ErrOverflow for more than 64 bits of digits.
func Product(scale int, factors ...decimal.Decimal) (decimal.Decimal, error) {
	coef := exact(scale, factors...)
	if !coef.IsInt64() {
		return decimal.Decimal{}, fmt.Errorf("%w: product of %v", ErrOverflow, factors)
	}
	return decimal.New(coef.Int64(), scale)
}

// exact returns the product of the factors as a whole number of 10^-scale.
func exact(scale int, factors ...decimal.Decimal) *big.Int {
	product, decimals, sign := pow10(scale), 0, 1
	for _, f := range factors {
		product.Mul(product, new(big.Int).SetUint64(f.Coef()))
		decimals += f.Scale()
		sign *= f.Sign()
	}
	product = divideHalfUp(product, decimals)
	return product.Mul(product, big.NewInt(int64(sign)))
}

// Yuan returns the amount as an exact number of yuan with two decimals.
func (a Amount) Yuan() decimal.Decimal {
	return decimal.MustNew(int64(a), 2) // every int64 fits 19 digits
}

// divideHalfUp divides the non-negative n by 10^digits, halves up.
func divideHalfUp(n *big.Int, digits int) *big.Int {
	unit := pow10(digits)
	half := new(big.Int).Rsh(unit, 1)
	return n.Add(n, half).Div(n, unit)
}

func pow10(digits int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
}
