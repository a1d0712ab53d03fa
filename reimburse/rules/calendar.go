package rules

import (
	"errors"
	"fmt"
	"time"
)

// Calendar knows which days are worked: the State Council's holidays and the
// weekends worked for them 调休, for the years it covers. A year's paper may
// reach into the year before (31 December 2022 was off for New Year 2023): such
// a row stands with the year whose paper names it.
type Calendar struct {
	covered map[int]bool
	special map[Date]bool // true: worked, false: off
}

// DayRow is one row of the calendar: a day off, or a weekend worked.
type DayRow struct {
	Day    Date   `json:"day"`
	Name   string `json:"name"`
	Worked bool   `json:"worked"`
}

// Errors of the calendar.
var (
	ErrCalendarRow  = errors.New("unusable row of the calendar of holidays")
	ErrUnknownYear  = errors.New("the calendar of holidays does not cover this year")
	errCalendarDate = errors.New("not a day such as 2026-10-01")
)

// NewCalendar makes a Calendar of the years it covers and their rows. It
// returns ErrCalendarRow for a day that is no day or stands twice, a day in no
// covered year, a weekday said to be worked, and for a year that no row is of:
// every year has holidays, so such a year was not loaded.
func NewCalendar(years []int, rows []DayRow) (Calendar, error) {
	c := Calendar{covered: map[int]bool{}, special: map[Date]bool{}}
	seen := map[int]bool{}
	for _, year := range years {
		c.covered[year] = true
	}
	for _, row := range rows {
		at, err := row.Day.time()
		if err != nil {
			return Calendar{}, fmt.Errorf("%w: %w", ErrCalendarRow, err)
		}
		if _, twice := c.special[row.Day]; twice {
			return Calendar{}, fmt.Errorf("%w: %s stands twice", ErrCalendarRow, row.Day)
		}
		if !c.covered[at.Year()] && !c.covered[at.Year()+1] {
			return Calendar{}, fmt.Errorf("%w: %s lies in no covered year", ErrCalendarRow, row.Day)
		}
		if row.Worked && !weekend(at) {
			return Calendar{}, fmt.Errorf("%w: %s is worked anyway, it is a %s", ErrCalendarRow, row.Day, at.Weekday())
		}
		c.special[row.Day] = row.Worked
		if c.covered[at.Year()] {
			seen[at.Year()] = true
		} else {
			seen[at.Year()+1] = true // of the paper for the year after
		}
	}
	for _, year := range years {
		if !seen[year] {
			return Calendar{}, fmt.Errorf("%w: no row of %d", ErrCalendarRow, year)
		}
	}
	return c, nil
}

// Working reports whether the day is worked. It returns ErrUnknownYear for a
// year the calendar does not cover: weekends alone would be a guess.
func (c Calendar) Working(day Date) (bool, error) {
	at, err := day.time()
	if err != nil {
		return false, err
	}
	if worked, special := c.special[day]; special {
		return worked, nil
	}
	if !c.covered[at.Year()] {
		return false, fmt.Errorf("%w: %d", ErrUnknownYear, at.Year())
	}
	return !weekend(at), nil
}

// AfterWorkingDays returns the nth working day after the day; n is above 0.
// Fuel prices change every tenth.
func (c Calendar) AfterWorkingDays(day Date, n int) (Date, error) {
	at, err := day.time()
	if err != nil {
		return "", err
	}
	for n > 0 {
		at = at.AddDate(0, 0, 1)
		working, err := c.Working(Date(at.Format(time.DateOnly)))
		if err != nil {
			return "", err
		}
		if working {
			n--
		}
	}
	return Date(at.Format(time.DateOnly)), nil
}

// time returns the day's midnight, in no particular zone.
func (d Date) time() (time.Time, error) {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}, fmt.Errorf("%q: %w", d, errCalendarDate)
	}
	return at, nil
}

func weekend(at time.Time) bool { return at.Weekday() == time.Saturday || at.Weekday() == time.Sunday }
