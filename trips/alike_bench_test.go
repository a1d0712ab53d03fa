//go:build unix

package trips

import (
	"cmp"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng"
	"licheng/dbtest"
	"licheng/trips/trace"
	"licheng/trips/verify"
)

// The county of the benchmark: so many roads, the first few much used.
const (
	benchRoads     = 200
	benchBusyRoads = 10
	benchKinds     = 30  // drives computed for a road; the others take each mark from one of them
	benchBusyKinds = 200 // of a busy road
)

// BenchmarkTripsAlike searches one drive among many, 20,000 by default; set
// LICHENG_BENCH_DRIVES=1000000 for the size of a county over decades. Of the
// drives a third use one of ten busy roads, so that the roads cannot tell them
// apart. Reported besides: bytes and rows of the index a drive, and the time of
// the processor, which does not depend on what else the machine does.
func BenchmarkTripsAlike(b *testing.B) {
	n := 20_000
	if s := os.Getenv("LICHENG_BENCH_DRIVES"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	db := dbtest.SQLite(b)
	if err := Migrate(b.Context(), db); err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	county := newBenchCounty(r)
	empty := pagesOf(b, db)
	rows := county.fill(b, db, r, n)
	perDrive := float64(pagesOf(b, db)-empty) / float64(n)

	const searches = 64
	var marks [][]verify.Mark
	for range searches {
		marks = append(marks, verify.SearchMarks(county.drive(r, county.pick(r))))
	}
	tx, err := db.Beginx()
	if err != nil {
		b.Fatal(err)
	}
	defer tx.Rollback()
	before := processorTime(b)
	for i := 0; b.Loop(); i++ {
		if _, err := tripsAlike(b.Context(), tx, "520385", "nobody", marks[i%searches]); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((processorTime(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/search")
	b.ReportMetric(perDrive, "index-B/drive")
	b.ReportMetric(float64(rows)/float64(n), "rows/drive")
}

// benchCounty is roads with the marks of some drives over each.
type benchCounty struct {
	roads [][][2]float64
	marks [][][]verify.Mark // of each road, of each kind of drive
}

func newBenchCounty(r *rand.Rand) *benchCounty {
	c := &benchCounty{}
	for i := range benchRoads {
		c.roads = append(c.roads, benchRoad(r, 4000+30_000*r.Float64()))
		kinds := benchKinds
		if i < benchBusyRoads {
			kinds = benchBusyKinds
		}
		var marks [][]verify.Mark
		for range kinds {
			marks = append(marks, verify.MarksOf(c.drive(r, i)))
		}
		c.marks = append(c.marks, marks)
	}
	return c
}

// pick is a road: a busy one in a third of the cases.
func (c *benchCounty) pick(r *rand.Rand) int {
	if r.IntN(3) == 0 {
		return r.IntN(benchBusyRoads)
	}
	return r.IntN(benchRoads)
}

// benchRoad winds for lengthM metres, a point every 40, somewhere in a county
// of 100 km.
func benchRoad(r *rand.Rand, lengthM float64) [][2]float64 {
	at := [2]float64{100_000 * r.Float64(), 100_000 * r.Float64()}
	heading, turn := 2*math.Pi*r.Float64(), 0.0
	main := heading
	var out [][2]float64
	for range int(lengthM / 40) {
		turn = 0.8*turn + 0.15*r.NormFloat64()
		heading += turn - 0.1*(heading-main)
		at = [2]float64{at[0] + 40*math.Cos(heading), at[1] + 40*math.Sin(heading)}
		out = append(out, at)
	}
	return out
}

// drive is one drive over a road: speeds and receiver of its own.
func (c *benchCounty) drive(r *rand.Rand, road int) []trace.Fix {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(1e6)) * time.Minute)
	const degM = 111_195.0
	pace, east, north := 0.0, 0.0, 0.0
	var out []trace.Fix
	for _, p := range c.roads[road] {
		pace = 0.9*pace + 0.05*r.NormFloat64()
		east, north = 0.85*east+2*r.NormFloat64(), 0.85*north+2*r.NormFloat64()
		out = append(out, trace.Fix{At: at, Point: orb.Point{106 + (p[0]+east)/(degM*0.9), 26 + (p[1]+north)/degM}})
		at = at.Add(time.Duration(4 * math.Exp(pace) * float64(time.Second)))
	}
	return out
}

// fill stores n drives with their marks and returns how many marks these are.
func (c *benchCounty) fill(b *testing.B, db *licheng.Database, r *rand.Rand, n int) int {
	b.Helper()
	type row struct{ mark, drive int64 }
	var rows []row
	for i := range n {
		kinds := c.marks[c.pick(r)]
		seen := map[verify.Mark]bool{}
		for k := range len(kinds[0]) {
			of := kinds[r.IntN(len(kinds))]
			if m := of[min(k, len(of)-1)]; !seen[m] {
				seen[m] = true
				rows = append(rows, row{int64(m), int64(i)})
			}
		}
	}
	slices.SortFunc(rows, func(x, y row) int { return cmp.Or(cmp.Compare(x.mark, y.mark), cmp.Compare(x.drive, y.drive)) })
	db.MustExec(`PRAGMA foreign_keys = off`)
	err := db.InTx(b.Context(), func(tx *sqlx.Tx) error {
		tx.MustExec(`
			WITH RECURSIVE i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n + 1 < ?)
			INSERT INTO trips (county, id, trace_id, no, person, vehicle, purpose, month, from_place, to_place,
				distance_m, distance_low_m, distance_high_m, trace_length_m, tolled_m, off_road_m, climb_m, descent_m,
				confidence, fixes, kept, datum, datum_sureness, roads_version, match_version, path, off_road, passages,
				breaks, dropped, west, south, east, north)
			SELECT '520385', 'trip-' || n, 'trace-' || n, 1, 'P' || n % 3000, '', '', '2026-10', '', '', 0, 0, 0, 0, 0, 0,
				0, 0, 0, 0, 0, 'wgs84', 1, '', '', x'', x'', '', '', '', 0, 0, 0, 0 FROM i`, n)
		tx.MustExec(`
			INSERT INTO drives (county, drive, trip_id, marks)
			SELECT county, CAST(substr(id, 6) AS INTEGER), id, zeroblob(352) FROM trips`)
		for chunk := range slices.Chunk(rows, 500) {
			args := make([]any, 0, 1000)
			values := make([]byte, 0, 500*18)
			for _, w := range chunk {
				args = append(args, w.mark, w.drive)
				values = append(values, "('520385', ?, ?),"...)
			}
			tx.MustExec(`INSERT INTO drive_marks (county, mark, drive) VALUES `+string(values[:len(values)-1]), args...)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return len(rows)
}

// pagesOf returns the bytes of the tables of the index.
func pagesOf(b *testing.B, db *licheng.Database) (size int) {
	b.Helper()
	var pages, pageSize, trips int
	for pragma, into := range map[string]*int{"page_count": &pages, "page_size": &pageSize} {
		if err := db.Get(into, `PRAGMA `+pragma); err != nil {
			b.Fatal(err)
		}
	}
	if err := db.Get(&trips, `SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE 'trips%' OR name LIKE 'sqlite_autoindex_trips%'`); err != nil {
		trips = 0 // this build of SQLite does not tell: the trips are counted too
	}
	return pages*pageSize - trips
}

// processorTime is the time of the processor this process has used.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
