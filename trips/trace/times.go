package trace

import (
	"bytes"
	"time"
)

// precision says how much of a moment a file gives.
type precision int

const (
	noTime    precision = iota // nothing there, or nothing that can be read
	clockOnly                  // a time of day without a date
	dayOnly                    // a date without a time of day
	minuteTop                  // hours and minutes, no seconds
	exact                      // seconds or finer
)

// chinaTime is what a time without a zone is read in when its format does not
// fix one (CSV): this service reads Chinese exports, and China has one zone.
var chinaTime = time.FixedZone("UTC+8", 8*3600)

// earliest and latest bound the times a GPS trace can honestly carry; outside
// of them a clock was not set (1970, 1980) or a field was misread.
var (
	earliest = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

// parseTime reads a date and time in the forms seen in exports: ISO 8601 and
// RFC 3339 with any separators ("2026-10-03T08:05:00.5+08:00", "2026/10/3
// 8:05", "2026-12-14-13.14.36", "20261003080500"), year first. A time without
// a zone is read in zone. Times outside 1990 to 2100 count as unreadable.
func parseTime(b []byte, zone *time.Location) (time.Time, precision) {
	s := clock{rest: trimSpace(b), zone: zone}
	if !s.date() {
		return time.Time{}, noTime
	}
	p := s.timeOfDay()
	if p == noTime {
		return time.Time{}, noTime
	}
	t := s.moment()
	if t.Before(earliest) || !t.Before(latest) {
		return time.Time{}, noTime
	}
	return t, p
}

// clock reads a moment from left to right.
type clock struct {
	rest             []byte
	zone             *time.Location
	year, month, day int
	hour, min, sec   int
	nano             int
	offsetS          int
	hasOffset        bool
}

// moment returns the time that was read, in UTC.
func (s *clock) moment() time.Time {
	if s.hasOffset {
		t := time.Date(s.year, time.Month(s.month), s.day, s.hour, s.min, s.sec, s.nano, time.UTC)
		return t.Add(-time.Duration(s.offsetS) * time.Second)
	}
	return time.Date(s.year, time.Month(s.month), s.day, s.hour, s.min, s.sec, s.nano, s.zone).UTC()
}

// date reads year, month and day with any of - / . 年 月 日 between them, or
// none when each has its full width.
func (s *clock) date() bool {
	var ok bool
	if s.year, ok = s.digits(4, 4); !ok {
		return false
	}
	s.skip("-/.", "年")
	if s.month, ok = s.digits(1, 2); !ok {
		return false
	}
	s.skip("-/.", "月")
	if s.day, ok = s.digits(1, 2); !ok {
		return false
	}
	s.skip("", "日")
	return s.month >= 1 && s.month <= 12 && s.day >= 1 && s.day <= daysIn(s.year, s.month)
}

// timeOfDay reads what follows the date and returns how exact it was.
func (s *clock) timeOfDay() precision {
	for len(s.rest) > 0 && (s.rest[0] == ' ' || s.rest[0] == 'T' || s.rest[0] == 't' || s.rest[0] == '-') {
		s.rest = s.rest[1:]
	}
	if len(s.rest) == 0 {
		return dayOnly
	}
	if s.rest[0] == 'Z' || s.rest[0] == 'z' || s.rest[0] == '+' {
		return s.ended(dayOnly)
	}
	half := s.halfOfDay()
	var ok bool
	if s.hour, ok = s.digits(1, 2); !ok || s.hour > 24 {
		return noTime
	}
	if half >= 0 && s.hour <= 12 {
		s.hour = s.hour%12 + half
	}
	s.skip(":.", "时")
	s.skip("", "点")
	if s.min, ok = s.digits(1, 2); !ok || s.min > 59 {
		return noTime
	}
	s.skip(":.", "分")
	if s.sec, ok = s.digits(1, 2); !ok {
		return s.ended(minuteTop)
	}
	if s.sec > 60 || s.hour == 24 && s.min+s.sec > 0 { // 60 is a leap second
		return noTime
	}
	s.fraction()
	s.skip("", "秒")
	return s.ended(exact)
}

// halves are the hours a half of the day begins at.
var halves = [...]struct {
	word  string
	hours int
}{{"上午", 0}, {"下午", 12}}

// halfOfDay reads 上午 or 下午 and returns 0 or 12 hours, -1 without either.
func (s *clock) halfOfDay() int {
	for _, half := range halves {
		if bytes.HasPrefix(s.rest, []byte(half.word)) {
			s.rest = trimSpace(s.rest[len(half.word):])
			return half.hours
		}
	}
	return -1
}

// fraction reads decimals of a second after a point or comma.
func (s *clock) fraction() {
	if len(s.rest) < 2 || s.rest[0] != '.' && s.rest[0] != ',' || !isDigit(s.rest[1]) {
		return
	}
	s.rest = s.rest[1:]
	for scale := 100_000_000; len(s.rest) > 0 && isDigit(s.rest[0]); scale /= 10 {
		s.nano += int(s.rest[0]-'0') * scale
		s.rest = s.rest[1:]
	}
}

// ended reads a zone and AM or PM, and returns p when nothing else follows.
func (s *clock) ended(p precision) precision {
	s.skip(" ", "")
	if n := len(s.rest); n >= 2 && (s.rest[1]|0x20) == 'm' && s.hour <= 12 {
		switch s.rest[0] | 0x20 {
		case 'a':
			s.hour, s.rest = s.hour%12, s.rest[2:]
		case 'p':
			s.hour, s.rest = s.hour%12+12, s.rest[2:]
		}
		s.skip(" ", "")
	}
	if !s.offset() || len(trimSpace(s.rest)) > 0 {
		return noTime
	}
	return p
}

// offset reads Z, UTC, GMT, +08:00, +0800 or +08; nothing at all is fine too.
func (s *clock) offset() bool {
	switch {
	case len(s.rest) == 0:
		return true
	case s.rest[0] == 'Z' || s.rest[0] == 'z':
		s.rest, s.hasOffset = s.rest[1:], true
		return true
	case len(s.rest) >= 3 && (string(s.rest[:3]) == "UTC" || string(s.rest[:3]) == "GMT"):
		s.rest, s.hasOffset = s.rest[3:], true
		if len(s.rest) == 0 {
			return true
		}
	}
	sign := 1
	switch s.rest[0] {
	case '+':
	case '-':
		sign = -1
	default:
		return false
	}
	s.rest = s.rest[1:]
	hours, ok := s.digits(1, 2)
	if !ok || hours > 14 {
		return false
	}
	s.skip(":", "")
	minutes, _ := s.digits(2, 2)
	s.offsetS, s.hasOffset = sign*(hours*3600+minutes*60), true
	return minutes < 60
}

// digits reads a number of least to most digits.
func (s *clock) digits(least, most int) (int, bool) {
	n, v := 0, 0
	for n < most && n < len(s.rest) && isDigit(s.rest[n]) {
		v = v*10 + int(s.rest[n]-'0')
		n++
	}
	if n < least {
		return 0, false
	}
	s.rest = s.rest[n:]
	return v, true
}

// skip passes one byte of oneOf or the whole word.
func (s *clock) skip(oneOf, word string) {
	if len(s.rest) == 0 {
		return
	}
	for i := 0; i < len(oneOf); i++ {
		if s.rest[0] == oneOf[i] {
			s.rest = s.rest[1:]
			return
		}
	}
	if word != "" && len(s.rest) >= len(word) && string(s.rest[:len(word)]) == word {
		s.rest = s.rest[len(word):]
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// monthDays are the days of the months of a common year.
var monthDays = [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// daysIn returns the days of a month, 1 to 12, in the Gregorian calendar.
func daysIn(year, month int) int {
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		return 29
	}
	return monthDays[month-1]
}
