package toll

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"licheng/reimburse/money"
)

// ErrRecord reports a transaction of the toll network whose figures contradict
// themselves.
var ErrRecord = errors.New("unusable toll transaction")

// maxRecordIntervals bounds the intervals of one transaction.
const maxRecordIntervals = 1000

// ParseRecord reads the grouped fields of one ETC transaction as the network
// writes them: interval codes "A|B" with 应收, 优惠 and 实收 in fen for each,
// "1000|2000", "200|700", "800|1300". It returns the intervals and their sum,
// or ErrRecord where the groups differ in length, a figure is no whole number
// of fen, or real is not pay − discount with 0 ≤ discount ≤ pay.
func ParseRecord(intervals, pay, discount, real string) ([]Interval, Fee, error) {
	codes := strings.Split(intervals, "|")
	if len(codes) > maxRecordIntervals {
		return nil, Fee{}, fmt.Errorf("%w: %d intervals", ErrRecord, len(codes))
	}
	var groups [3][]money.Amount
	for i, field := range []string{pay, discount, real} {
		fen, err := fenGroup(field)
		if err != nil {
			return nil, Fee{}, err
		}
		if len(fen) != len(codes) {
			return nil, Fee{}, fmt.Errorf("%w: %d intervals, but %d figures in %q", ErrRecord, len(codes), len(fen), field)
		}
		groups[i] = fen
	}
	found := make([]Interval, len(codes))
	var sum Fee
	for i, code := range codes {
		fee := Fee{Pay: groups[0][i], Discount: groups[1][i], Real: groups[2][i]}
		if code == "" || fee.Discount > fee.Pay || fee.Real != fee.Pay-fee.Discount {
			return nil, Fee{}, fmt.Errorf("%w: interval %q: %s − %s is not %s", ErrRecord, code, fee.Pay, fee.Discount, fee.Real)
		}
		found[i] = Interval{Ref: code, Fee: fee}
		sum = Fee{Pay: sum.Pay + fee.Pay, Discount: sum.Discount + fee.Discount, Real: sum.Real + fee.Real}
	}
	return found, sum, nil
}

// fenGroup reads figures of fen; each is 0 to 100,000 yuan, so that no sum of
// them can overflow.
func fenGroup(field string) ([]money.Amount, error) {
	var fen []money.Amount
	for _, text := range strings.Split(field, "|") {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 || n > 10_000_000 {
			return nil, fmt.Errorf("%w: %q is not a whole number of fen", ErrRecord, text)
		}
		fen = append(fen, money.Amount(n))
	}
	return fen, nil
}
