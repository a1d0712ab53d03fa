package sheet

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ErrCell reports a cell that is not what it should be.
var ErrCell = errors.New("cell cannot be read")

// Get returns the trimmed cell of the column with that Key; empty when the
// row ends before it or the header has no such column.
func (r Row) Get(key string) string {
	i, ok := r.index[key]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}

// Has reports whether the header has the column at all.
func (r Row) Has(key string) bool {
	_, ok := r.index[key]
	return ok
}

// Head returns the header's word of the column as it is written, with its unit:
// 实收金额（分） where Get takes the column by 实收金额. Empty without the column.
func (r Row) Head(key string) string {
	if i, ok := r.index[key]; ok {
		return r.heads[i]
	}
	return ""
}

// figure is a number as offices write it; the commas stand between thousands.
var figure = regexp.MustCompile(`^[-+]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)?(\.[0-9]*)?([eE][-+]?[0-9]+)?$`)

// Figure returns the cell as the plain text of a number, for exact arithmetic:
// full-width digits and thousands commas are understood, so １，２３４．５ is
// 1234.5. An empty cell is the empty text; ErrCell is anything else, 12,5 among
// it: whether that is 12.5 or 125 nobody can tell.
func (r Row) Figure(key string) (string, error) {
	text := halfWidth(strings.Join(strings.Fields(r.Get(key)), ""))
	if !figure.MatchString(text) {
		return "", ErrCell
	}
	return strings.ReplaceAll(text, ",", ""), nil
}

// Float returns the cell as a number; see Figure. An empty cell, or one that is
// no finite number, is ErrCell.
func (r Row) Float(key string) (float64, error) {
	text, err := r.Figure(key)
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, ErrCell
	}
	return v, nil
}

// dateLayouts are the ways a day is written in the tables of offices.
var dateLayouts = []string{
	"2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日", "20060102", "2006-1-2 15:04:05", "2006/1/2 15:04:05",
}

// excelEpoch is day 0 of Excel's calendar, in which 1900 wrongly has a 29
// February; right for every day from 1 March 1900.
var excelEpoch = time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)

// Date returns the cell as a day (00:00 in loc). In a workbook the serial
// numbers of Excel's calendar are understood too. The zero time for an empty
// cell; ErrCell for one that is no day.
func (r Row) Date(key string, loc *time.Location) (time.Time, error) {
	text := halfWidth(r.Get(key))
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range dateLayouts {
		if day, err := time.ParseInLocation(layout, text, loc); err == nil {
			return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, loc), nil
		}
	}
	if r.excel {
		// 61 is 1 March 1900; 109574 is 31 December 2199.
		if serial, err := strconv.ParseFloat(text, 64); err == nil && serial >= 61 && serial < 109575 {
			day := excelEpoch.AddDate(0, 0, int(serial))
			return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, loc), nil
		}
	}
	return time.Time{}, ErrCell
}

// momentLayouts are the ways a time of a day is written in statements.
var momentLayouts = []string{
	time.RFC3339, "2006-1-2 15:04:05", "2006-1-2 15:04", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006.1.2 15:04:05", "2006.1.2 15:04",
	"2006-01-02T15:04:05", "2006-01-02T15:04", "2006年1月2日 15:04:05", "2006年1月2日 15:04", "2006年1月2日15:04:05", "2006年1月2日15时04分05秒",
	"2006年1月2日 15时04分05秒", "20060102150405", "20060102 15:04:05",
}

// Moment returns the cell as a time of a day, to the second, told in loc where it
// names no zone. In a workbook the serial numbers of Excel's calendar are
// understood too. The zero time for an empty cell; ErrCell for one that is no
// time, and for a day alone.
func (r Row) Moment(key string, loc *time.Location) (time.Time, error) {
	text := strings.Join(strings.Fields(halfWidth(r.Get(key))), " ")
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range momentLayouts {
		if at, err := time.ParseInLocation(layout, text, loc); err == nil {
			return at, nil
		}
	}
	if r.excel {
		// As in Date; a whole number is a day alone.
		if serial, err := strconv.ParseFloat(text, 64); err == nil && serial >= 61 && serial < 109575 && serial != math.Trunc(serial) {
			seconds := math.Round((serial - math.Trunc(serial)) * 24 * 60 * 60)
			day := excelEpoch.AddDate(0, 0, int(serial))
			return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, int(seconds), 0, loc), nil
		}
	}
	return time.Time{}, ErrCell
}

// halfWidth turns full-width digits and signs (１２．５) into ASCII.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}
