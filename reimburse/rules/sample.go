package rules

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// SampleKM are the lengths of the trips documents are tried on, there and
// back: next door, a near and a far village, the county town 68 km away, and a
// trip through the province.
func SampleKM() []int64 { return []int64{6, 20, 36, 136, 400} }

// sampleTrips is how many trips the tried month has.
const sampleTrips = 20

// Outcome is what a document pays for a tried trip and month.
type Outcome struct {
	Trip  money.Amount
	Month money.Amount // 20 such trips
	Codes []claim.Code // of the trip's lines, each once
	Paid  []string     // ids of the clauses that paid the trip's kilometres
	Error string       // why it cannot be tried: a fact that a sample does not have
}

// Sample is one kind of person and vehicle on a trip of one length.
type Sample struct {
	Staff   StaffClass
	Vehicle VehicleClass
	Energy  EnergyKind
	KM      int64
}

// Samples lists every kind of person, vehicle and length documents are tried on.
func Samples() []Sample {
	var all []Sample
	for _, staff := range StaffClasses() {
		for _, vehicle := range VehicleClasses() {
			for _, energy := range vehicle.Energies() {
				for _, km := range SampleKM() {
					all = append(all, Sample{Staff: staff, Vehicle: vehicle, Energy: energy, KM: km})
				}
			}
		}
	}
	return all
}

// Energies lists what vehicles of the class run on: nothing but a bicycle goes
// without a motor, and a bicycle burns nothing.
func (v VehicleClass) Energies() []EnergyKind {
	if v == Bicycle {
		return []EnergyKind{Electric, NoEnergy}
	}
	return []EnergyKind{Petrol, Diesel, Electric, Hybrid}
}

// Try prices the sample under the document on a day: one person who draws no
// allowance, alone in the vehicle, outside every area, at the beginning of a
// policy year, without tolls. Energy needs the tables.
func (s Sample) Try(doc Document, tables Tables, day Date) (Outcome, error) {
	one, err := s.month(doc, tables, day, 1)
	if err != nil {
		return Outcome{}, err
	}
	lines, err := Price(doc, tables, one)
	if errors.Is(err, ErrFacts) {
		return Outcome{Error: err.Error()}, nil
	}
	if err != nil {
		return Outcome{}, err
	}
	var o Outcome
	for _, l := range lines {
		if !slices.Contains(o.Codes, l.Code) {
			o.Codes = append(o.Codes, l.Code)
		}
		if (l.Code == claim.Mileage || l.Code == claim.PerTrip) && !slices.Contains(o.Paid, l.Rule.ID) {
			o.Paid = append(o.Paid, l.Rule.ID)
		}
	}
	if o.Trip, err = claim.Total(lines); err != nil {
		return Outcome{}, err
	}
	many, err := s.month(doc, tables, day, sampleTrips)
	if err != nil {
		return Outcome{}, err
	}
	if lines, err = Price(doc, tables, many); err != nil {
		return Outcome{}, err
	}
	o.Month, err = claim.Total(lines)
	return o, err
}

// month is n trips of the sample from the day on, a day each as far as the
// month has days left.
func (s Sample) month(doc Document, tables Tables, day Date, n int) (Month, error) {
	start, err := time.ParseInLocation(time.DateOnly, string(day), Shanghai())
	if err != nil {
		return Month{}, fmt.Errorf("%w: %q is no day", ErrFacts, day)
	}
	m := Month{
		Month: string(day[:len("2006-01")]), Person: Person{ID: "somebody", StaffClass: s.Staff},
		Vehicles: []Vehicle{{ID: "sample", Class: s.Vehicle, Energy: s.Energy, Declared: "8", Seats: 5, ETC: true, LengthMM: shortVehicleMM, EngineCC: 1499, FiscalHP: 6}},
		CountedM: map[string]int64{},
	}
	for _, counter := range doc.Counters() {
		m.CountedM[counter] = 0
	}
	days := start.AddDate(0, 1, -start.Day()).Day() - start.Day() + 1 // left of the month
	for i := range n {
		at := start.AddDate(0, 0, i%days).Add(time.Duration(8+i/days) * time.Hour / 2)
		b := Basis{
			TripID: fmt.Sprintf("t%02d", i), VehicleID: "sample", StartedAt: at, EndedAt: at.Add(2 * time.Hour),
			DistanceM: float64(s.KM * 1000), OneWayM: float64(s.KM * 500), ShortestM: float64(s.KM * 500),
			ShortestRoadM: float64(s.KM * 1000), UsualRoadM: float64(s.KM * 1000),
			InsideM: map[string]float64{}, Outside: map[string]bool{},
		}
		b.DistanceLowM, b.DistanceHighM = b.DistanceM, b.DistanceM
		for _, area := range doc.Areas {
			b.InsideM[area.ID], b.Outside[area.ID] = 0, true
		}
		m.Bases = append(m.Bases, b)
	}
	return m, nil
}

// Difference is what two documents pay one sample.
type Difference struct {
	Sample
	Before, After Outcome
}

// Differences returns the samples that two documents pay differently, and the
// day they were tried on: the last day from which a clause of either holds.
func Differences(before, after Document, tables Tables) ([]Difference, Date, error) {
	day := max(before.lastChange(), after.lastChange())
	dayBefore := before.lastDayUpTo(day)
	var found []Difference
	for _, s := range Samples() {
		b, err := s.Try(before, tables, dayBefore)
		if err != nil {
			return nil, day, fmt.Errorf("%s %s: %w", before.ID, before.Version, err)
		}
		a, err := s.Try(after, tables, after.lastDayUpTo(day))
		if err != nil {
			return nil, day, fmt.Errorf("%s %s: %w", after.ID, after.Version, err)
		}
		if b.Trip != a.Trip || b.Month != a.Month || b.Error != a.Error {
			found = append(found, Difference{Sample: s, Before: b, After: a})
		}
	}
	return found, day, nil
}

// lastChange returns the last day from which a clause of the document holds.
func (d Document) lastChange() Date {
	last := d.InForce.From
	for _, item := range d.Items {
		last = max(last, item.InForce.From)
	}
	return last
}

// lastDayUpTo returns the day, or where the document ends before it the first
// day of its last month.
func (d Document) lastDayUpTo(day Date) Date {
	if to := d.InForce.To; to != "" && to < day {
		return max(d.InForce.From, to[:len("2006-01-")]+"01")
	}
	return max(d.InForce.From, day)
}
