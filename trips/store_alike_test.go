package trips

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng"
	"licheng/dbtest"
	"licheng/trips/verify"
)

// shelf stores bare trips with their marks.
type shelf struct {
	db     *licheng.Database
	county County
}

func newShelf(t testing.TB, db *licheng.Database, county County) shelf {
	t.Helper()
	if err := Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	return shelf{db, county}
}

// put stores a trip of a person under marks.
func (s shelf) put(t testing.TB, tx *sqlx.Tx, id TripID, person PersonID, marks []verify.Mark) {
	t.Helper()
	trace := Upload{
		ID: TraceID("t" + id), County: s.county, Person: person, SHA256: fmt.Sprintf("%064s", id), KeptSHA256: fmt.Sprintf("%064s", id), Bytes: 1,
		Datum: "wgs84", State: TraceReceived, ReceivedAt: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC),
	}
	if _, err := insertTrace(t.Context(), tx, trace, "key", nil); err != nil {
		t.Fatal(err)
	}
	row, err := tripRowOf(Trip{ID: id, County: s.county, Trace: trace.ID, Person: person, Month: "2026-10", Datum: "wgs84"}, 1, orb.Bound{})
	if err != nil {
		t.Fatal(err)
	}
	if err := insertTrip(t.Context(), tx, row); err != nil {
		t.Fatal(err)
	}
	if err := insertMarks(t.Context(), tx, s.county, id, marks); err != nil {
		t.Fatal(err)
	}
}

// The store finds what the plain index in memory finds, and nothing of another
// county or of trips that were taken out again.
func TestTripsAlikeIsThePlainIndex(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		s, far := newShelf(t, db, "520388"), newShelf(t, db, "520387")
		r := rand.New(rand.NewPCG(1, 1))
		var plain verify.Index
		err := db.InTx(t.Context(), func(tx *sqlx.Tx) error {
			for i := range 60 {
				marks := someMarks(r, 12, 40)
				s.put(t, tx, idOf(i), "P1", marks)
				far.put(t, tx, "f"+idOf(i), "P1", marks)
				if i%7 == 0 { // read again, as another drive
					if err := clearMarks(t.Context(), tx, s.county, idOf(i)); err != nil {
						return err
					}
					continue
				}
				plain.Add(i, marks)
			}
			for range 30 {
				search := someMarks(r, 10, 40)
				found, err := tripsAlike(t.Context(), tx, s.county, "nobody", search)
				if err != nil {
					return err
				}
				most := plain.Find(search, commonLeast, 1000)
				if len(found) != min(len(most), alikeLooked) {
					t.Fatalf("found %d, the plain index %d", len(found), len(most))
				}
				weight := map[int]int{}
				for _, hit := range most {
					weight[hit.Drive] = hit.Weight
				}
				var got, want []int
				for i, o := range found {
					got = append(got, weight[numberOf(t, o.ID)])
					want = append(want, most[i].Weight)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("weight of the marks in common (-plain +store):\n%s", diff)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// However many others there are, the person's own come first.
func TestTripsAlikeOwnFirst(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		s := newShelf(t, db, "520386")
		err := db.InTx(t.Context(), func(tx *sqlx.Tx) error {
			for i := range 30 {
				s.put(t, tx, idOf(i), "P2", []verify.Mark{1, 2, 3, 4})
			}
			s.put(t, tx, "own", "P1", []verify.Mark{1, 2})
			found, err := tripsAlike(t.Context(), tx, s.county, "P1", []verify.Mark{1, 2, 3, 4})
			if err == nil && (len(found) != 1+alikeLooked || found[0].ID != "own") {
				t.Errorf("found %d, first %s", len(found), found[0].ID)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func idOf(i int) TripID { return TripID(fmt.Sprintf("trip-%03d", i)) }

func numberOf(t *testing.T, id TripID) (n int) {
	t.Helper()
	if _, err := fmt.Sscanf(strings.TrimPrefix(string(id), "trip-"), "%d", &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// someMarks draws n marks of those there are, ascending; the highest are as
// large as marks can be.
func someMarks(r *rand.Rand, n, all int) []verify.Mark {
	var out []verify.Mark
	for i := range all {
		if r.IntN(all) < n {
			out = append(out, verify.Mark(uint64(i)*0x0666666666666666))
		}
	}
	return out
}
