package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"licheng/reimburse/energy"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/sheet"
)

// terms is what trips are priced by: rule, tables, person and vehicle.
type terms struct {
	document rules.Document
	tables   rules.Tables
	person   rules.Person
	vehicle  rules.Vehicle
	purpose  string
	persons  int
	on       time.Time // of traces without times; zero when not named
	assumed  []string  // what was not given, to be said
}

// readTerms reads the files named by the flags.
func readTerms(f quoteFlags) (t terms, err error) {
	t.purpose, t.persons = f.purpose, f.persons
	if f.on != "" {
		if t.on, err = time.ParseInLocation(time.DateOnly, f.on, rules.Shanghai()); err != nil {
			return t, fmt.Errorf("%w: --on %q is not a day such as 2026-10-12", errQuoteInput, f.on)
		}
	}
	if t.document, err = readYAML(f.rules, rules.Parse); err != nil {
		return t, err
	}
	t.person = rules.Person{ID: "somebody", StaffClass: rules.Institution}
	if f.person == "" {
		t.assumed = append(t.assumed, "no --person: taken as somebody of 事业编 who draws no allowance")
	} else if t.person, err = readYAML(f.person, rules.ParsePerson); err != nil {
		return t, err
	}
	t.vehicle = rules.Vehicle{ID: "some-car", Class: rules.Car, Energy: rules.Petrol, Declared: "6.0", Seats: 5, ETC: true}
	if f.vehicle == "" {
		t.assumed = append(t.assumed, "no --vehicle: taken as "+t.vehicle.String()+", with ETC")
	} else if t.vehicle, err = readYAML(f.vehicle, rules.ParseVehicle); err != nil {
		return t, err
	}
	if f.tolls != "" {
		if t.tables.Tolls, t.tables.FreeDays, err = readTollTable(f.tolls); err != nil {
			return t, fmt.Errorf("%w: %w", errQuoteInput, err)
		}
	}
	if f.fuel != "" {
		if t.tables.FuelPrice, err = readPriceTable(f.fuel); err != nil {
			return t, fmt.Errorf("%w: %w", errQuoteInput, err)
		}
	}
	if f.holidays != "" {
		if t.tables.Calendar, err = readCalendar(f.holidays); err != nil {
			return t, fmt.Errorf("%w: %w", errQuoteInput, err)
		}
	}
	if counters := t.document.Counters(); len(counters) > 0 {
		t.assumed = append(t.assumed, "the kilometres of a policy year are counted from the first trip given: "+strings.Join(counters, ", "))
	}
	return t, nil
}

// readYAML reads one YAML file with the parser given.
func readYAML[T any](path string, parse func(data []byte, name string) (T, error)) (T, error) {
	data, err := readQuoteFile(path)
	if err != nil {
		var none T
		return none, err
	}
	value, err := parse(data, path)
	if err != nil {
		return value, fmt.Errorf("%w: %w", errQuoteInput, err)
	}
	return value, nil
}

// readSheet reads a table and refuses it when a row could not be read.
func readSheet(path string, keys ...string) (*sheet.Table, error) {
	data, err := readQuoteFile(path)
	if err != nil {
		return nil, err
	}
	columns := make([]sheet.Column, len(keys))
	for i, key := range keys {
		columns[i] = sheet.Column{Key: strings.TrimSuffix(key, "?"), Required: !strings.HasSuffix(key, "?")}
	}
	table, err := sheet.Read(bytes.NewReader(data), path, columns)
	if err != nil {
		return nil, err
	}
	for _, p := range table.Problems {
		return nil, fmt.Errorf("%s: line %d: %s", path, p.Line, p.Text.EN)
	}
	return table, nil
}

// readTollTable reads charging intervals and toll-free days, as import tolls does.
func readTollTable(path string) (toll.Table, []toll.FreePeriod, error) {
	table, err := readSheet(path, "interval", "name", "class1_fen", "class2_fen", "class3_fen", "class4_fen", "valid_from", "over_interval?", "free_from?", "free_to?")
	if err != nil {
		return toll.Table{}, nil, err
	}
	var rows []toll.Row
	var free []toll.FreePeriod
	for _, cells := range table.Rows {
		if cells.Get("free_from") != "" {
			from, fromErr := cells.Date("free_from", rules.Shanghai())
			to, toErr := cells.Date("free_to", rules.Shanghai())
			if fromErr != nil || toErr != nil || to.Before(from) {
				return toll.Table{}, nil, fmt.Errorf("%s: line %d: free_from and free_to must be days in order", path, cells.Line)
			}
			free = append(free, toll.FreePeriod{Name: cells.Get("name"), From: from, Until: to.AddDate(0, 0, 1)})
			continue
		}
		row := toll.Row{Interval: cells.Get("interval"), Name: cells.Get("name"), Over: cells.Get("over_interval")}
		if row.ValidFrom, err = tableMoment(cells); err != nil {
			return toll.Table{}, nil, fmt.Errorf("%s: line %d: %w", path, cells.Line, err)
		}
		for class := range row.Fen {
			column := fmt.Sprintf("class%d_fen", class+1)
			fen, err := strconv.ParseInt(cells.Get(column), 10, 64)
			if err != nil {
				return toll.Table{}, nil, fmt.Errorf("%s: line %d: %s %q is not a whole number of fen", path, cells.Line, column, cells.Get(column))
			}
			row.Fen[class] = money.Amount(fen)
		}
		rows = append(rows, row)
	}
	tolls, err := toll.NewTable(rows)
	if err != nil {
		return toll.Table{}, nil, fmt.Errorf("%s: %w", path, err)
	}
	return tolls, free, nil
}

// readPriceTable reads fuel and electricity prices, as import fuel-prices does.
func readPriceTable(path string) (energy.Prices, error) {
	table, err := readSheet(path, "zone", "grade", "valid_from", "yuan_per_unit", "source?")
	if err != nil {
		return energy.Prices{}, err
	}
	var rows []energy.Price
	for _, cells := range table.Rows {
		row := energy.Price{Zone: cells.Get("zone"), Grade: strings.TrimSuffix(cells.Get("grade"), "#"), Source: cells.Get("source")}
		if row.ValidFrom, err = tableMoment(cells); err != nil {
			return energy.Prices{}, fmt.Errorf("%s: line %d: %w", path, cells.Line, err)
		}
		if row.Yuan, err = decimal.Parse(cells.Get("yuan_per_unit")); err != nil {
			return energy.Prices{}, fmt.Errorf("%s: line %d: yuan_per_unit %q is not a price such as 7.83", path, cells.Line, cells.Get("yuan_per_unit"))
		}
		rows = append(rows, row)
	}
	prices, err := energy.NewPrices(rows)
	if err != nil {
		return energy.Prices{}, fmt.Errorf("%s: %w", path, err)
	}
	return prices, nil
}

// tableMoment reads the column valid_from: a day, a day with a time in
// Asia/Shanghai, or RFC 3339.
func tableMoment(cells sheet.Row) (time.Time, error) {
	text := cells.Get("valid_from")
	for _, layout := range []string{time.RFC3339, time.DateTime, "2006-01-02 15:04", "2006-01-02T15:04"} {
		if at, err := time.ParseInLocation(layout, text, rules.Shanghai()); err == nil {
			return at, nil
		}
	}
	at, err := cells.Date("valid_from", rules.Shanghai())
	if err != nil {
		return time.Time{}, fmt.Errorf("valid_from %q is not a moment such as 2026-10-01 or 2026-10-01 00:00", text)
	}
	return at, nil
}
