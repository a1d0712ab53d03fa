package money

// The signs of 大写 amounts, after 支付结算办法附一 (银发〔1997〕393号).
const zeroSign = "零"

func upperDigit(d uint64) string {
	return [...]string{zeroSign, "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}[d]
}

// Uppercase returns the amount in Chinese capital figures as account books
// write it, without the prefix 人民币: 1,680.32 is 壹仟陆佰捌拾元零叁角贰分.
//
// Whole yuan end in 整; 角 and 分 do not. Below one yuan the yuan are left out:
// 0.05 is 伍分. Where the rule leaves 零 free (yuan ending in 0 before 角) it is
// written when 分 follow and left out when the amount ends at 角. A negative
// amount begins with 负 and is for internal sheets only: banks take none.
func (a Amount) Uppercase() string {
	sign, fen := "", uint64(a)
	if a < 0 {
		sign, fen = "负", -fen
	}
	yuan, jiao, cents := fen/100, fen/10%10, fen%10
	if jiao == 0 && cents == 0 {
		return sign + upperWhole(yuan) + "元整"
	}
	text := sign
	if yuan > 0 {
		text += upperWhole(yuan) + "元"
		if jiao == 0 || (yuan%10 == 0 && cents > 0) {
			text += zeroSign
		}
	}
	if jiao > 0 {
		text += upperDigit(jiao) + "角"
	}
	if cents > 0 {
		text += upperDigit(cents) + "分"
	}
	return text
}

// upperWhole writes a whole number; 0 is 零.
func upperWhole(n uint64) string {
	switch {
	case n >= 1_0000_0000:
		return upperSplit(n, 1_0000_0000, "亿")
	case n >= 1_0000:
		return upperSplit(n, 1_0000, "万")
	case n >= 1000:
		return upperSplit(n, 1000, "仟")
	case n >= 100:
		return upperSplit(n, 100, "佰")
	case n >= 10:
		return upperSplit(n, 10, "拾")
	}
	return upperDigit(n)
}

// upperSplit writes n as so many units and a rest; a rest that does not reach
// the next lower place is led by one 零.
func upperSplit(n, unit uint64, sign string) string {
	text, rest := upperWhole(n/unit)+sign, n%unit
	if rest == 0 {
		return text
	}
	if rest < unit/10 {
		text += zeroSign
	}
	return text + upperWhole(rest)
}
