package rules

import (
	"strconv"
	"time"

	"licheng/reimburse/claim"
)

// inTownship reports whether the month (2006-01) lies in the person's service
// in townships: from the month of arrival to the month of leaving, both whole,
// as the township work allowance is paid.
func (p Person) inTownship(month string) bool {
	if !p.TownshipFrom.Valid() || month < p.TownshipFrom.month() {
		return false
	}
	return p.TownshipTo == "" || month <= p.TownshipTo.month()
}

// townshipYears returns the whole years served in townships, counted by months
// of which that of arrival is the first: who came in March 2016 has ten years
// in March 2026. It is 0 outside of the service.
func (p Person) townshipYears(month string) int64 {
	if !p.inTownship(month) {
		return 0
	}
	from, errFrom := time.Parse("2006-01", p.TownshipFrom.month())
	now, errNow := time.Parse("2006-01", month)
	if errFrom != nil || errNow != nil {
		return 0
	}
	return int64((now.Year()-from.Year())*12+int(now.Month())-int(from.Month())) / 12
}

// month returns the month of a valid date, 2006-01.
func (d Date) month() string { return string(d)[:len("2006-01")] }

// longestStay returns the days, both ends included, of the longest stay away
// that touches the month.
func (m Month) longestStay() int64 {
	var longest int64
	for _, s := range m.Stays {
		if s.From.month() <= m.Month && m.Month <= s.To.month() {
			longest = max(longest, daysBetween(s.From, s.To)+1)
		}
	}
	return longest
}

// serviceInputs tells since when the person serves in townships.
func (p *pricer) serviceInputs() []claim.Input {
	person := p.month.Person
	if !person.inTownship(p.month.Month) {
		return nil
	}
	return []claim.Input{input("乡镇工作年限", "years in townships", strconv.FormatInt(person.townshipYears(p.month.Month), 10), yearUnit,
		"person "+person.ID+", since "+string(person.TownshipFrom))}
}
