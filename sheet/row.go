package sheet

import (
	"errors"
	"math"
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

// Float returns the cell as a number. Full-width digits and thousands commas
// are understood. An empty cell, or one that is no finite number, is ErrCell.
func (r Row) Float(key string) (float64, error) {
	text := strings.ReplaceAll(halfWidth(r.Get(key)), ",", "")
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

// halfWidth turns full-width digits and signs (１２．５) into ASCII.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}
