package trips_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"licheng"
	"licheng/geo/roads"
	"licheng/trips"
)

// valley is a house whose places lie on the meridian of the usual drive, and
// whose roads run straight from each to the next at 36 km/h.
func valley(t *testing.T, db *licheng.Database) *house {
	t.Helper()
	h := newHouse(t, db)
	h.ways.lead = true
	h.importPlaces(t, "代码,名称,类型,乡镇代码,经度,纬度,坐标系,起始日期\n"+
		"520399101,青石镇,镇,,106.7,26.5,,\n"+
		"520399101201,白水村,村,520399101,106.7,26.56,,\n"+
		"520399101202,大河村,村,520399101,106.7,26.65,,\n"+
		"520399101203,新寨村,村,520399101,106.7,26.8,,2026/11/1\n")
	return h
}

// wayBook leads straight from place to place, if it leads anywhere.
type wayBook struct{ lead bool }

func (w *wayBook) Way(from, to orb.Point) (trips.Way, bool, error) {
	m := roads.DistanceM(from, to)
	return trips.Way{
		Line: orb.LineString{from, to}, LengthM: m, LowM: m, HighM: 1.1 * m, DurationS: m / 10, ClimbM: 100, DescentM: 40,
		UsualM: 1.1 * m, All: []orb.LineString{{from, to}},
	}, w.lead, nil
}

// tell hands a statement in and reads it.
func (h *house) tell(t *testing.T, actor trips.Actor, in trips.Statement) (trips.Upload, []trips.Trip) {
	t.Helper()
	upload, _, err := h.HandInStatement(t.Context(), actor, in)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Read(t.Context(), actor.County, upload.ID); err != nil {
		t.Fatal(err)
	}
	if upload, err = h.Upload(t.Context(), actor, upload.ID); err != nil {
		t.Fatal(err)
	}
	found, err := h.Trips(t.Context(), actor, trips.TripFilter{Trace: upload.ID})
	if err != nil {
		t.Fatal(err)
	}
	return upload, found
}

// toBaishui is the statement of the stories: from the township to the village
// 0.06° of latitude up the valley.
func toBaishui(at time.Time) trips.Statement {
	return trips.Statement{
		Purpose: "入户走访", DepartedAt: at, Places: []string{"520399101", "520399101201"}, Evidence: trips.ByCompanion, Note: "与驻村队员同行",
	}
}

// 0.06° of latitude on the sphere of 6,371,008.8 m.
const baishuiM = 0.06 * math.Pi / 180 * 6371008.8

func TestStatementMakesATrip(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := valley(t, db)
		h.WireRecords(book())
		at := noon.Add(-4 * time.Hour)
		told := naming(at, trips.ByRequest, "R1")
		upload, found := h.tell(t, wei, told)
		if upload.Kind != trips.KindStatement || upload.State != trips.TraceRead || len(found) != 1 {
			t.Fatalf("%+v, %d trips", upload, len(found))
		}
		trip := found[0]
		want := trips.Trip{
			ID: trip.ID, County: county, Trace: upload.ID, Person: "P1", Purpose: "入户走访", Month: "2026-10",
			StartedAt: at, EndedAt: at.Add(667 * time.Second), From: "青石镇", To: "白水村", Evidence: trips.ByRequest, Proof: trip.Proof,
			DistanceM: baishuiM, DistanceLowM: baishuiM, DistanceHighM: 1.1 * baishuiM, ClimbM: 100, DescentM: 40,
			Datum: "wgs84", DatumSure: 1, RoadsVersion: "roads-7", MatchVersion: trips.StatedVersion,
			Path:    orb.MultiLineString{{{106.7, 26.5}, {106.7, 26.56}}},
			RestsOn: trip.RestsOn, Findings: trip.Findings,
			ByRoad: &trips.ByRoad{ShortestM: baishuiM, UsualM: 1.1 * baishuiM},
		}
		if diff := cmp.Diff(want, trip, near); diff != "" {
			t.Error(diff)
		}
		if r := trip.RestsOn; r == nil || !strings.Contains(r.ZH, "6.7 至 7.3 公里") || !strings.Contains(r.EN, "6.7 to 7.3 km") {
			t.Errorf("rests on %v", r)
		}
		if told := h.listener.told["P1"]; len(told) != 1 || told[0].ID != trip.ID {
			t.Errorf("the listener was told of %v", told)
		}
		again, created, err := h.HandInStatement(t.Context(), wei, told)
		if err != nil || created || again.ID != upload.ID {
			t.Errorf("the same statement again: %v, created %v, %v", again.ID, created, err)
		}
		if fixes, err := h.Fixes(t.Context(), wei, trip.ID, ""); err != nil || len(fixes) != 0 {
			t.Errorf("%d fixes, %v", len(fixes), err)
		}
	})
}

// The way that three drives with a trace took is the length of the fourth, told
// without one: 59, 60 and 62 steps of 0.001°, the median 60. Going back counts
// as going there.
func TestStatementTakesTheUsualRoute(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := valley(t, db)
		h.now = noon.Add(20 * 24 * time.Hour)
		told := toBaishui(h.now.Add(-time.Hour))
		told.Evidence = trips.ByUsualRoute
		for i, fixes := range []int{60, 61, 63} {
			h.read(t, []trips.Actor{wei, lan, wei}[i], another(noon.Add(time.Duration(i*29)*time.Hour), 26.5, fixes, float64(i)))
			_, found := h.tell(t, wei, told)
			trip := found[0]
			if i < 2 {
				if trip.Evidence != trips.ByOwnWord || math.Abs(trip.DistanceM-baishuiM) > 1 {
					t.Errorf("after %d drives: %s, %.0f m", i+1, trip.Evidence, trip.DistanceM)
				}
			} else {
				if trip.Evidence != trips.ByUsualRoute || trip.Evidence.Grade() != "D" {
					t.Errorf("after three drives: %s", trip.Evidence)
				}
				// The receivers wander by some metres a step, 1 % in all.
				for _, c := range []struct{ got, steps float64 }{{trip.DistanceM, 60}, {trip.DistanceLowM, 59}, {trip.DistanceHighM, 62}} {
					if want := c.steps * stepM; c.got < want || c.got > 1.01*want {
						t.Errorf("%.0f m, want %.0f", c.got, want)
					}
				}
				if !strings.Contains(trip.RestsOn.ZH, "3 次") {
					t.Errorf("rests on %v", trip.RestsOn)
				}
			}
			told.DepartedAt = told.DepartedAt.Add(time.Minute)
		}
		back := told
		back.Places = []string{"520399101201", "520399101"}
		if _, found := h.tell(t, lan, back); found[0].Evidence != trips.ByUsualRoute {
			t.Errorf("back: %s", found[0].Evidence)
		}
		further := told
		further.Places, further.Evidence = []string{"520399101", "520399101201", "520399101202"}, trips.ByRequest
		_, found := h.tell(t, lan, further)
		if want := 60*stepM + 0.09*math.Pi/180*6371008.8; found[0].DistanceM < want || found[0].DistanceM > want+0.01*60*stepM {
			t.Errorf("a usual leg and one by road: %.0f m, want %.0f", found[0].DistanceM, want)
		}
		if diff := cmp.Diff([]string{"白水村"}, found[0].Via); diff != "" {
			t.Error(diff)
		}

		routes, err := h.UsualRoutes(t.Context(), wei)
		if err != nil || len(routes) != 0 {
			t.Errorf("two drives of one's own are no usual route: %v, %v", routes, err)
		}
		h.read(t, wei, another(noon.Add(200*time.Hour), 26.5, 60, 9))
		if routes, err = h.UsualRoutes(t.Context(), wei); err != nil || len(routes) != 1 || routes[0].Drives != 3 || routes[0].From != "青石镇" || routes[0].To != "白水村" {
			t.Errorf("%v, %v", routes, err)
		}
	})
}

// A trip handed in with its trace and told once more is found, whichever came
// first.
func TestStatementBesideItsTrace(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		for i, traceFirst := range []bool{true, false} {
			h := valley(t, db)
			h.now = noon.Add(time.Duration(i+1) * 48 * time.Hour)
			start := h.now.Add(-5 * time.Hour)
			var later trips.Trip
			if traceFirst {
				h.read(t, wei, drive(start, 26.5, 60))
				_, found := h.tell(t, wei, toBaishui(start.Add(5*time.Minute)))
				later = found[0]
			} else {
				h.tell(t, wei, toBaishui(start.Add(5*time.Minute)))
				_, found := h.read(t, wei, drive(start, 26.5, 60))
				later = found[0]
			}
			if got := rules(later); !strings.Contains(strings.Join(got, " "), "person-at-once") {
				t.Errorf("trace first %v: findings %v", traceFirst, got)
			}
		}
	})
}

func TestStatementClaimsMoreThanTheWay(t *testing.T) {
	h := valley(t, migrated.SQLite(t))
	told := toBaishui(noon.Add(-time.Hour))
	told.ClaimedM = 15_000
	_, found := h.tell(t, wei, told)
	if got := rules(found[0]); len(got) == 0 || got[0] != "claimed-distance" {
		t.Errorf("findings %v", got)
	}
	if math.Abs(found[0].DistanceM-baishuiM) > 1 {
		t.Errorf("%.0f m: what was typed is not paid", found[0].DistanceM)
	}
}

// About one statement in ten is drawn, and none that rests on a record others keep.
func TestStatementsAreDrawn(t *testing.T) {
	h := valley(t, migrated.SQLite(t))
	h.WireRecords(book())
	h.now = noon.Add(30 * 24 * time.Hour)
	drawn := map[trips.Evidence]int{}
	for i := range 400 {
		told := toBaishui(noon.Add(time.Duration(i) * time.Hour))
		if i%2 == 1 {
			told.Evidence, told.Ref = trips.ByTollRecord, "云A1"
		}
		_, found := h.tell(t, wei, told)
		if strings.Contains(strings.Join(rules(found[0]), " "), "drawn-for-check") {
			drawn[told.Evidence]++
		}
	}
	// 200 draws of 26 in 256 make 20.3, give or take 4.3.
	if n := drawn[trips.ByCompanion]; n < 8 || n > 33 || drawn[trips.ByTollRecord] != 0 {
		t.Errorf("drawn: %v", drawn)
	}
}

func TestStatementsThatLeadNowhere(t *testing.T) {
	h := valley(t, migrated.SQLite(t))
	h.ways.lead = false
	upload, found := h.tell(t, wei, toBaishui(noon.Add(-time.Hour)))
	if upload.State != trips.TraceRefused || len(found) != 0 || upload.Refusal == nil || !strings.Contains(upload.Refusal.ZH, "算不出里程") {
		t.Errorf("%+v, %d trips", upload, len(found))
	}
}

// A statement taken back is no trip any more, and its month is told; one in a
// claim that was handed in stays.
func TestWithdrawStatement(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := valley(t, db)
		upload, found := h.tell(t, wei, toBaishui(noon.Add(-4*time.Hour)))
		h.held[found[0].ID] = true
		if _, err := h.WithdrawStatement(t.Context(), wei, upload.ID); !errors.Is(err, trips.ErrHeld) {
			t.Errorf("held: %v", err)
		}
		h.held[found[0].ID] = false
		if _, err := h.WithdrawStatement(t.Context(), lan, upload.ID); !errors.Is(err, trips.ErrNoTrace) {
			t.Errorf("another's: %v", err)
		}
		file, _ := h.read(t, wei, drive(noon.Add(-30*time.Hour), 26.5, 60))
		if _, err := h.WithdrawStatement(t.Context(), wei, file.ID); !errors.Is(err, trips.ErrStatement) {
			t.Errorf("a trace: %v", err)
		}
		told := len(h.listener.told["P1"])
		gone, err := h.WithdrawStatement(t.Context(), wei, upload.ID)
		if err != nil || gone.State != trips.TraceRefused || gone.Refusal == nil {
			t.Fatalf("%+v, %v", gone, err)
		}
		if left, err := h.Trips(t.Context(), wei, trips.TripFilter{Trace: upload.ID}); err != nil || len(left) != 0 {
			t.Errorf("%d trips left, %v", len(left), err)
		}
		if after := h.listener.told["P1"]; len(after) != told+1 || after[told].ID != found[0].ID {
			t.Errorf("told of %d trips more", len(after)-told)
		}
	})
}

func TestStatementFaults(t *testing.T) {
	h := valley(t, migrated.SQLite(t))
	for _, c := range []struct {
		name  string
		actor trips.Actor
		turn  func(*trips.Statement)
		want  error
	}{
		{"by finance", finance, func(*trips.Statement) {}, trips.ErrNotOwn},
		{"a trace is no statement", wei, func(s *trips.Statement) { s.Evidence = trips.ByTrace }, trips.ErrEvidence},
		{"tomorrow", wei, func(s *trips.Statement) { s.DepartedAt = noon.Add(24 * time.Hour) }, trips.ErrStatedTime},
		{"two years ago", wei, func(s *trips.Statement) { s.DepartedAt = noon.AddDate(-2, 0, 0) }, trips.ErrStatedTime},
		{"nowhere", wei, func(s *trips.Statement) { s.Places = s.Places[:1] }, trips.ErrStatement},
		{"no number", wei, func(s *trips.Statement) { s.ClaimedM = math.NaN() }, trips.ErrStatement},
		{"an unknown place", wei, func(s *trips.Statement) { s.Places = []string{"520399101", "1"} }, trips.ErrStatedPlace},
		{"a place of next month", wei, func(s *trips.Statement) { s.Places = []string{"520399101", "520399101203"} }, trips.ErrStatedPlace},
		{"standing still", wei, func(s *trips.Statement) { s.Places = []string{"520399101", "520399101"} }, trips.ErrStatedPlace},
		{"another's car", wei, func(s *trips.Statement) { s.Vehicle = "V2" }, trips.ErrVehicle},
	} {
		told := toBaishui(noon.Add(-time.Hour))
		c.turn(&told)
		if _, _, err := h.HandInStatement(t.Context(), c.actor, told); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if n := count(t, h.db, "traces"); n != 0 {
		t.Errorf("%d rows stored", n)
	}
}
