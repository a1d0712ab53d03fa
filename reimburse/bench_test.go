package reimburse_test

import (
	"fmt"
	"testing"

	"licheng/dbtest"
	"licheng/reimburse"
	"licheng/trips"
)

// BenchmarkDraft prices a month of 30 trips anew, each time with one trip
// changed, so that lines and costs are written.
func BenchmarkDraft(b *testing.B) {
	f := newFixture(b, dbtest.SQLite(b))
	for day := range 30 {
		f.drove("p1", fmt.Sprintf("t%02d", day), day+1, 40)
	}
	month := f.trips.read["p1/2026-10"]
	for i := 0; b.Loop(); i++ {
		month[0].DistanceM = float64(10_000 + i)
		if err := f.Draft(b.Context(), county, "p1", "2026-10"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkClaims lists the doubtful claims of a county with 1,000 of them.
func BenchmarkClaims(b *testing.B) {
	f := newFixture(b, dbtest.SQLite(b))
	f.drove("p1", "t1", 12, 40)
	first := f.submitted("p1")
	for i := range 1000 {
		f.exec(`INSERT INTO claims SELECT county, id || ?, person_id, month, sequence + ?, state, version, rule_document, rule_version, rule_hash,
			roads_versions, match_versions, trips, distance_m, total_fen + ?, cut_fen, findings_serious, findings_note, lines_digest, drafted_at,
			submitted_at, submitted_by, decided_at, decided_by, paid_at, payment_reference FROM claims WHERE id = ?`, fmt.Sprint(i), i+1, i, first.ID)
	}
	for b.Loop() {
		found, err := f.Claims(b.Context(), trips.Actor{County: county, Login: "clerk", Roles: []trips.Role{trips.Finance}}, reimburse.ClaimFilter{})
		if err != nil || len(found) != 200 {
			b.Fatal(err, len(found))
		}
	}
}
