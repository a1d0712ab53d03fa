package toll

import (
	"fmt"
	"time"

	"github.com/govalues/decimal"

	"licheng/reimburse/money"
)

// Levels are what a kilometre of tolled road costs by class 1 to 4, in yuan,
// for estimates: real tolls are set interval by interval.
type Levels [4]decimal.Decimal

// Estimate is what tolled metres may have cost where no table has a row: km ×
// the class's level, rounded and free as a ride that leaves at the instant. It
// is an estimate and must be shown as one. It returns ErrClass for a class
// outside 1 to 4 and ErrMode for an unknown mode.
func Estimate(tolledM int64, v Vehicle, at time.Time, levels Levels, free []FreePeriod, p Policy) (Charge, error) {
	if v.Class < 1 || v.Class > 4 {
		return Charge{}, fmt.Errorf("%w: class %d", ErrClass, v.Class)
	}
	km := decimal.MustNew(max(tolledM, 0), 3)
	pay, err := money.Times(km, levels[v.Class-1])
	if err != nil {
		return Charge{}, err
	}
	c := Charge{ExitAt: at, Mode: p.Manual}
	if v.ETC {
		c.Mode = p.ETC
	}
	c.Intervals = []Interval{{Fee: Fee{Pay: pay, Real: pay}}}
	return c, c.settle(v, free, p)
}
