package rules

import (
	"fmt"
	"time"

	"github.com/govalues/decimal"

	"licheng/reimburse/money"
	"licheng/reimburse/toll"
)

// writtenMonth is a month's facts as a person writes them down: kilometres and
// yuan, where Month has metres and fen.
type writtenMonth struct {
	Month     string            `yaml:"month"`
	Person    Person            `yaml:"person"`
	Vehicles  []Vehicle         `yaml:"vehicles"`
	Paid      Number            `yaml:"paid_this_year"`
	CountedKM map[string]Number `yaml:"counted_km"`
	HandedIn  Date              `yaml:"handed_in"`
	Trips     []writtenTrip     `yaml:"trips"`
	Stays     []Stay            `yaml:"stays"`
	Arranged  []Arranged        `yaml:"meals_given"`
	Hosted    []Hosted          `yaml:"cars_given"`
	Expenses  []Expense         `yaml:"vouchers"`
	Benefits  []Benefit         `yaml:"benefits"`
}

type writtenTrip struct {
	ID         string            `yaml:"id"`
	Vehicle    string            `yaml:"vehicle"`
	StartedAt  time.Time         `yaml:"started_at"`
	EndedAt    time.Time         `yaml:"ended_at"`
	KM         Number            `yaml:"km"`
	LowKM      Number            `yaml:"low_km"`  // left out: km
	HighKM     Number            `yaml:"high_km"` // left out: km
	TolledKM   Number            `yaml:"tolled_km"`
	OneWayKM   Number            `yaml:"one_way_km"`
	ShortestKM Number            `yaml:"shortest_km"`
	RouteKM    Number            `yaml:"shortest_road_km"`
	UsualKM    Number            `yaml:"usual_road_km"`
	Stops      int               `yaml:"stops"`
	Closed     string            `yaml:"road_closed"`
	LongerWhy  string            `yaml:"longer_because"`
	FromHome   bool              `yaml:"from_home"`
	OfficeKM   Number            `yaml:"office_road_km"`
	MidnightKM Number            `yaml:"before_midnight_km"`
	ClimbM     Number            `yaml:"climb_m"`
	DescentM   Number            `yaml:"descent_m"`
	Persons    int               `yaml:"persons"`
	Passages   []toll.Passage    `yaml:"passages"`
	From       string            `yaml:"from"`
	To         string            `yaml:"to"`
	Purpose    string            `yaml:"purpose"`
	InsideKM   map[string]Number `yaml:"inside_km"`
	Outside    map[string]bool   `yaml:"outside"`
	Evidence   string            `yaml:"evidence"` // left out: a trace
	Grade      string            `yaml:"grade"`    // left out: A
	Approved   bool              `yaml:"approved"`
	Passenger  bool              `yaml:"passenger"`
}

// ParseMonth reads the facts of one person's month in YAML, as strictly as a
// rule document: the person, vehicles, trips in kilometres, stays, vouchers. It
// serves to try a rule on trips of which there is no trace. The error wraps
// ErrDocument and names file, line and cause; facts that contradict themselves
// wrap ErrFacts.
func ParseMonth(data []byte, name string) (Month, error) {
	var w writtenMonth
	found := decode(data, &w, func(at lines) []problem {
		c := &checker{lines: at}
		for i, t := range w.Trips {
			path := fmt.Sprintf("$.trips[%d]", i)
			if !t.KM.written {
				c.add(path, "trip %q has no km", t.ID)
			}
			if t.StartedAt.IsZero() {
				c.add(path, "trip %q has no started_at such as 2026-10-12T08:00:00+08:00", t.ID)
			}
		}
		return c.found
	})
	if len(found) > 0 {
		return Month{}, refuse(name, found)
	}
	m, err := w.facts()
	if err == nil {
		err = m.check()
	}
	if err != nil {
		return Month{}, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// facts turns kilometres into metres and yuan into fen.
func (w writtenMonth) facts() (Month, error) {
	m := Month{
		Month: w.Month, Person: w.Person, Vehicles: w.Vehicles, HandedIn: w.HandedIn, Stays: w.Stays,
		Arranged: w.Arranged, Hosted: w.Hosted, Expenses: w.Expenses, Benefits: w.Benefits, CountedM: map[string]int64{},
	}
	var err error
	if m.PaidThisYear, err = money.FromYuan(w.Paid.or(decimal.Zero)); err != nil {
		return Month{}, err
	}
	for counter, km := range w.CountedKM {
		m.CountedM[counter] = metres(metresOf(km))
	}
	for _, t := range w.Trips {
		m.Bases = append(m.Bases, t.basis())
	}
	return m, nil
}

func (t writtenTrip) basis() Basis {
	b := Basis{
		TripID: t.ID, VehicleID: t.Vehicle, StartedAt: t.StartedAt, EndedAt: t.EndedAt, DistanceM: metresOf(t.KM),
		DistanceLowM: metresOf(t.LowKM), DistanceHighM: metresOf(t.HighKM), TolledM: metresOf(t.TolledKM),
		OneWayM: metresOf(t.OneWayKM), ShortestM: metresOf(t.ShortestKM),
		FromHome: t.FromHome, OfficeM: metresOf(t.OfficeKM), MidnightM: metresOf(t.MidnightKM),
		ShortestRoadM: metresOf(t.RouteKM), UsualRoadM: metresOf(t.UsualKM), RouteStops: t.Stops, RouteClosed: t.Closed, LongerWhy: t.LongerWhy,
		ClimbM: metresOf(t.ClimbM) / 1000, DescentM: metresOf(t.DescentM) / 1000,
		Persons: t.Persons, Passages: t.Passages, From: t.From, To: t.To, Purpose: t.Purpose,
		InsideM: map[string]float64{}, Outside: t.Outside, Evidence: t.Evidence, Grade: t.Grade, Approved: t.Approved, Passenger: t.Passenger,
	}
	if b.EndedAt.IsZero() {
		b.EndedAt = b.StartedAt
	}
	if !t.LowKM.written {
		b.DistanceLowM = b.DistanceM
	}
	if !t.HighKM.written {
		b.DistanceHighM = b.DistanceM
	}
	for area, km := range t.InsideKM {
		b.InsideM[area] = metresOf(km)
	}
	return b
}

// metresOf returns the metres of a written number of kilometres; a number that
// is no length is refused by Month.check.
func metresOf(km Number) float64 {
	f, ok := km.or(decimal.Zero).Float64()
	if !ok {
		return -1
	}
	return f * 1000
}
