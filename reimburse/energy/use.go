package energy

import (
	"errors"
	"fmt"
	"math"

	"github.com/govalues/decimal"

	"licheng/reimburse/money"
)

// ErrUse reports figures no consumption can be computed from.
var ErrUse = errors.New("no consumption can be computed")

// Drive is what one drive's consumption is computed from.
type Drive struct {
	KM           decimal.Decimal // kilometres, three decimals
	Declared     decimal.Decimal // litres or kWh per 100 km, as registered; above zero
	RealWorld    decimal.Decimal // real use over declared; above zero, 1.15 to 1.37 by study
	Multiplier   decimal.Decimal // of the climbs; 1 where unknown
	ChargingLoss decimal.Decimal // drawn from the grid over put into the battery; 1 for fuel
	Cold         decimal.Decimal // of heating and a cold battery, 1.20 to 1.40 below 0 °C; 1 else and for fuel
}

// usedDecimals is how many decimals litres and kWh are told with.
const usedDecimals = 3

// Used returns the litres or kilowatt-hours of the drive: km/100 × declared ×
// real-world factor × multiplier × charging loss × cold, to three decimals,
// half up.
// It returns ErrUse for a negative distance or a factor that is not above zero.
func (d Drive) Used() (decimal.Decimal, error) {
	if d.KM.IsNeg() {
		return decimal.Decimal{}, fmt.Errorf("%w: %s km", ErrUse, d.KM)
	}
	factors := []decimal.Decimal{d.Declared, d.RealWorld, d.Multiplier, d.ChargingLoss, d.Cold}
	for _, factor := range factors {
		if !factor.IsPos() {
			return decimal.Decimal{}, fmt.Errorf("%w: the factor %s is not above zero", ErrUse, factor)
		}
	}
	return money.Product(usedDecimals, append(factors, d.KM, percent)...)
}

// percent is one hundredth: consumption is declared per 100 km.
var percent = decimal.MustNew(1, 2)

// Decimal returns the multiplier m with three decimals, half up: the figure
// that is shown is the figure that is used.
func Decimal(m float64) (decimal.Decimal, error) {
	if math.IsNaN(m) || m < 0 || m > 1e6 {
		return decimal.Decimal{}, fmt.Errorf("%w: multiplier %v", ErrUse, m)
	}
	return decimal.New(int64(math.Floor(m*1000+0.5)), usedDecimals)
}
