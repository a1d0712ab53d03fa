package rules_test

import (
	"fmt"
	"testing"
	"time"

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
