package money

import "time"

// UppercaseDate returns a day in Chinese capital figures as cheques and
// payment orders write it: 20 October 2026 is 贰零贰陆年零壹拾月零贰拾日.
// January, February, October and the days 1 to 10, 20 and 30 take 零 in front,
// so that nothing can be put before them (支付结算办法附一, 六).
func UppercaseDate(on time.Time) string {
	text := ""
	for _, digit := range on.Format("2006") {
		text += upperDigit(uint64(digit - '0'))
	}
	month, day := uint64(on.Month()), uint64(on.Day())
	text += "年"
	if month <= 2 || month == 10 {
		text += zeroSign
	}
	text += upperWhole(month) + "月"
	if day <= 9 || day%10 == 0 {
		text += zeroSign
	}
	return text + upperWhole(day) + "日"
}
