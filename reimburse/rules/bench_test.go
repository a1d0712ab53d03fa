package rules_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
)

// BenchmarkPrice prices months of 30 trips; ns/trip is what one trip costs.
func BenchmarkPrice(b *testing.B) {
	docs := map[string]string{
		"kilometres": itemKM,
		"tolls":      itemKM + itemToll,
		"everything": fmt.Sprintf(manyItems, rules.MetresOutside),
		"condition":  fmt.Sprintf(itemIf, `persons > 1 && leaves["town"]`),
		"tiers":      fmt.Sprintf(itemTiers, "01-01", 100, 200),
	}
	for name, items := range docs {
		b.Run(name, func(b *testing.B) {
			doc, err := rules.Parse([]byte(head+items), "bench.yaml")
			if err != nil {
				b.Fatal(err)
			}
			tolls, err := toll.NewTable([]toll.Row{tollRow("A", 1234), tollRow("B", 1071)})
			if err != nil {
				b.Fatal(err)
			}
			m := october()
			m.CountedM = map[string]int64{"km": 0}
			for i := range 30 {
				trip := tolled("A", "B")
				trip.TripID = fmt.Sprintf("t%d", i)
				trip.StartedAt = time.Date(2026, 10, i+1, 8, 0, 0, 0, rules.Shanghai())
				trip.EndedAt, trip.Persons = trip.StartedAt.Add(time.Hour), 2
				m.Bases = append(m.Bases, trip)
			}
			for b.Loop() {
				if _, err := rules.Price(doc, rules.Tables{Tolls: tolls}, m); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/30, "ns/trip")
		})
	}
}

// BenchmarkReprice prices what 500 people drove in a month, 30 trips each, under
// another document than the one in force, on all cores: what an auditor who
// tries a rule waits for. s/million is for a million trips; the goal is below
// 60 on two cores.
func BenchmarkReprice(b *testing.B) {
	const people, trips = 500, 30
	for _, name := range []string{"demo-county.yaml", "band-town.yaml", "hmrc-amap-2026-2.yaml"} {
		b.Run(strings.TrimSuffix(name, ".yaml"), func(b *testing.B) {
			text, err := os.ReadFile(filepath.Join("..", "..", "rules", name))
			if err != nil {
				b.Fatal(err)
			}
			doc, err := rules.Parse(text, name)
			if err != nil {
				b.Fatal(err)
			}
			tolls, err := toll.NewTable([]toll.Row{tollRow("A", 1234), tollRow("B", 1071)})
			if err != nil {
				b.Fatal(err)
			}
			months := make([]rules.Month, people)
			for i := range months {
				months[i] = driven(doc, i, trips)
			}
			tables := rules.Tables{Tolls: tolls}
			for b.Loop() {
				reprice(b, doc, tables, months)
			}
			perTrip := float64(b.Elapsed().Nanoseconds()) / float64(b.N) / (people * trips)
			b.ReportMetric(perTrip, "ns/trip")
			b.ReportMetric(perTrip*1e6/1e9, "s/million")
		})
	}
}

// reprice prices the months, as many at once as there are cores.
func reprice(b *testing.B, doc rules.Document, tables rules.Tables, months []rules.Month) {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, m := range months {
		group.Go(func() error {
			lines, err := rules.Price(doc, tables, m)
			if err == nil && len(lines) < len(m.Bases) {
				err = fmt.Errorf("%d lines of %d trips", len(lines), len(m.Bases))
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
}

// driven is the month of the i-th of many people: classes and vehicles take
// turns, trips are of 6 to 93 km, every third over the expressway.
func driven(doc rules.Document, i, trips int) rules.Month {
	staff, vehicles := rules.StaffClasses(), []rules.VehicleClass{rules.Car, rules.SUV, rules.Motorcycle, rules.Pickup}
	m := october()
	m.Person = rules.Person{ID: fmt.Sprint(i), StaffClass: staff[i%len(staff)], AllowanceFrom: "2026-01-01"}
	m.Vehicles = []rules.Vehicle{{ID: "car", Class: vehicles[i%len(vehicles)], Energy: rules.Petrol, Declared: "8", Seats: 5, ETC: i%2 == 0, LengthMM: 4500}}
	m.CountedM = map[string]int64{}
	for _, counter := range doc.Counters() {
		m.CountedM[counter] = int64(i%20) * 1_000_000
	}
	for day := range trips {
		trip := drive("", float64(6+(i*31+day*7)%88))
		if day%3 == 0 {
			trip = tolled("A", "B")
		}
		trip.TripID = fmt.Sprintf("t%d-%d", i, day)
		trip.StartedAt = time.Date(2026, 10, day+1, 8, 0, 0, 0, rules.Shanghai())
		trip.EndedAt, trip.Persons = trip.StartedAt.Add(time.Hour), 1+day%4
		trip.InsideM, trip.Outside = map[string]float64{}, map[string]bool{}
		for _, area := range doc.Areas {
			trip.InsideM[area.ID], trip.Outside[area.ID] = float64(day*100), day%5 != 0
		}
		m.Bases = append(m.Bases, trip)
	}
	return m
}
