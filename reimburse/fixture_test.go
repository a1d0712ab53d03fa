package reimburse_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng"
	"licheng/dbtest"
	"licheng/queue"
	"licheng/reimburse"
	"licheng/reimburse/rules"
	"licheng/trips"
)

const county trips.County = "529901"

// The accounts of the tests.
var (
	admin    = trips.Actor{County: county, Login: "admin", Roles: []trips.Role{trips.Admin}}
	clerk    = trips.Actor{County: county, Login: "clerk", Roles: []trips.Role{trips.Finance}}
	clerk2   = trips.Actor{County: county, Login: "clerk2", Roles: []trips.Role{trips.Finance}}
	auditor  = trips.Actor{County: county, Login: "auditor", Roles: []trips.Role{trips.Auditor}}
	stranger = trips.Actor{County: "529902", Login: "clerk", Roles: []trips.Role{trips.Finance, trips.Auditor}}
)

// cadre returns the account of one of the people of peopleCSV.
func cadre(person string) trips.Actor {
	return trips.Actor{County: county, Login: "login-" + person, Person: trips.PersonID(person), Roles: []trips.Role{trips.Cadre}}
}

const peopleCSV = `编号,姓名,人员类别,乡镇代码,乡镇,单位,补贴起,银行账号
p1,张一,事业编,529901101,青石镇,青石镇政府,,6222020000001234
p2,李二,驻村工作队,529901101,青石镇,青石镇政府,,6222020000005678
p3,王三,公务员,529901102,白水乡,白水乡政府,2026-01-01,
p4,赵四,临聘,529901102,白水乡,白水乡政府,,
p5,钱五,村干部,529901102,白水乡,白水乡政府,,
p6,孙六,事业编,529901102,白水乡,白水乡政府,,
p7,周七,事业编,529901102,白水乡,白水乡政府,,
`

const vehiclesCSV = `id,person_id,plate,class,energy,declared_consumption,seats,etc
v1,p1,云A00001,轿车,petrol92,8.0,5,是
v2,p2,云A00002,越野车,柴油,8.0,7,否
v3,p3,云A00003,轿车,petrol92,8.0,5,是
v4,p4,云A00004,轿车,petrol92,8.0,5,是
v5,p5,云A00005,轿车,petrol92,8.0,5,是
v6,p6,云A00006,轿车,petrol92,8.0,5,是
`

const fuelCSV = `zone,grade,valid_from,yuan_per_unit,source
530000,92,2026-01-01,7.80,云发改
530000,0,2026-01-01,7.50,云发改
`

// fakeTrips is the trips room: what was read, by person and month.
type fakeTrips struct {
	mu       sync.Mutex
	read     map[string][]trips.Trip
	stations []trips.Place // beside the places of the county
}

func (f *fakeTrips) MonthTrips(_ context.Context, _ trips.County, person trips.PersonID, month string) ([]trips.Trip, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]trips.Trip(nil), f.read[string(person)+"/"+month]...), nil
}

func (f *fakeTrips) DrivenWith(_ context.Context, _ trips.County, t trips.Trip, vehicle trips.VehicleID) ([]trips.Trip, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	shared := func(t trips.Trip) bool {
		return slices.ContainsFunc(t.Findings, func(f trips.Finding) bool { return f.Rule == trips.SharedRide })
	}
	var found []trips.Trip
	for _, driven := range f.read {
		for _, o := range driven {
			if o.Person != t.Person && !o.StartedAt.After(t.EndedAt) && !o.EndedAt.Before(t.StartedAt) &&
				(o.Vehicle == vehicle && vehicle != "" || shared(t) || shared(o)) {
				found = append(found, o)
			}
		}
	}
	slices.SortFunc(found, func(a, b trips.Trip) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return found, nil
}

// places of the fake county, on one road that runs north.
var places = []trips.Place{
	{Code: "529901101", Name: "青石镇", Kind: "township", Lon: 108.5, Lat: 27.5},
	{Code: "529901101201", Name: "上村", Kind: "village", Lon: 108.5, Lat: 27.7},
	{Code: "529901101202", Name: "下村", Kind: "village", Lon: 108.5, Lat: 27.6},
}

func (f *fakeTrips) Places(context.Context, trips.County) ([]trips.Place, error) {
	return slices.Concat(places, f.stations), nil
}

func (f *fakeTrips) drive(t trips.Trip) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := string(t.Person) + "/" + t.StartedAt.In(rules.Shanghai()).Format("2006-01")
	f.read[key] = append(f.read[key], t)
}

// fakeQueue remembers what was enqueued.
type fakeQueue struct {
	mu   sync.Mutex
	jobs []queue.Job
}

func (f *fakeQueue) Enqueue(_ context.Context, _ *sqlx.Tx, job queue.Job) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.jobs = append(f.jobs, job)
	return nil
}

// fixture is a county with people, vehicles, prices and a rule.
type fixture struct {
	*reimburse.Service
	t      testing.TB
	db     *licheng.Database
	trips  *fakeTrips
	queue  *fakeQueue
	now    time.Time // what the service's clock shows
	logins fakeAccounts
}

// fakeAccounts is who holds which role, by login.
type fakeAccounts map[string]trips.Actor

func (f fakeAccounts) Holder(_ context.Context, _ trips.County, login string) (trips.Actor, error) {
	return f[login], nil
}

// Holders lists those with one of the roles, in no order.
func (f fakeAccounts) Holders(_ context.Context, _ trips.County, roles ...trips.Role) ([]trips.Actor, error) {
	var found []trips.Actor
	for _, a := range f {
		if slices.ContainsFunc(roles, a.Has) {
			found = append(found, a)
		}
	}
	return found, nil
}

// migrated are databases with the tables of this room.
var migrated = dbtest.Migrated(reimburse.Migrate)

func TestMain(m *testing.M) { os.Exit(migrated.Main(m)) }

// newFixture opens the service on a migrated database.
func newFixture(t testing.TB, db *licheng.Database) *fixture {
	t.Helper()
	f := &fixture{t: t, db: db, trips: &fakeTrips{read: map[string][]trips.Trip{}}, queue: &fakeQueue{}}
	f.now = time.Date(2026, 11, 2, 1, 0, 0, 123456789, time.UTC)
	f.Service = reimburse.NewService(reimburse.Config{
		DB: db, Queue: f.queue, Trips: f.trips, FuelZone: "530000", AnchorKey: anchorKey,
		Now: func() time.Time { return f.now },
	})
	f.logins = fakeAccounts{}
	for _, a := range []trips.Actor{clerk, clerk2, head, otherHead} {
		f.logins[a.Login] = a
	}
	f.WireAccounts(f.logins)
	f.mustImport(reimburse.ImportPeople, peopleCSV)
	f.mustImport(reimburse.ImportVehicles, vehiclesCSV)
	f.mustImport(reimburse.ImportFuelPrices, fuelCSV)
	document, err := os.ReadFile("testdata/rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f.mustImport(reimburse.ImportRules, string(document))
	return f
}

func (f *fixture) mustImport(kind reimburse.ImportKind, text string) {
	f.t.Helper()
	report, err := f.Import(f.t.Context(), admin, kind, string(kind)+".csv", strings.NewReader(text), false)
	if err != nil || !report.Written {
		f.t.Fatalf("import %s: %v %+v", kind, err, report.Problems)
	}
}

// drove adds a trip of so many kilometres on an October day to the trips room.
func (f *fixture) drove(person, id string, october int, km float64, change ...func(*trips.Trip)) {
	f.t.Helper()
	start := time.Date(2026, 10, october, 8, 0, 0, 0, rules.Shanghai())
	t := trips.Trip{
		ID: trips.TripID(id), County: county, Trace: "trace-" + trips.TraceID(id), Person: trips.PersonID(person),
		Vehicle: trips.VehicleID("v" + person[1:]), Purpose: "走访", Month: start.Format("2006-01"), StartedAt: start, EndedAt: start.Add(time.Hour),
		From: "青石镇", To: "县城", DistanceM: km * 1000, DistanceLowM: km * 990, DistanceHighM: km * 1010,
		RoadsVersion: "r1", MatchVersion: "m1", Path: orb.MultiLineString{{{108.5, 27.5}, {108.6, 27.6}}},
	}
	for _, c := range change {
		c(&t)
	}
	f.trips.drive(t)
}

func findings(serious, notes int) func(*trips.Trip) {
	return func(t *trips.Trip) {
		for range serious {
			t.Findings = append(t.Findings, trips.Finding{Rule: "impossible-speed", Severity: "serious"})
		}
		for range notes {
			t.Findings = append(t.Findings, trips.Finding{Rule: "frozen-fixes", Severity: "note"})
		}
	}
}

// current returns the person's October claim.
func (f *fixture) current(person string) reimburse.ClaimView {
	f.t.Helper()
	view, err := f.Current(f.t.Context(), cadre(person), "2026-10")
	if err != nil {
		f.t.Fatal(err)
	}
	return view
}

// submitted hands the person's October claim in.
func (f *fixture) submitted(person string) reimburse.ClaimView {
	f.t.Helper()
	draft := f.current(person)
	return f.must(f.Submit(f.t.Context(), cadre(person), draft.ID, draft.Version))
}

// paid hands in, approves and pays the person's October claim.
func (f *fixture) paid(person string) reimburse.ClaimView {
	f.t.Helper()
	view := f.submitted(person)
	view = f.must(f.Approve(f.t.Context(), clerk, view.ID, view.Version, ""))
	return f.must(f.Pay(f.t.Context(), clerk, view.ID, view.Version, "B-1"))
}

func (f *fixture) must(view reimburse.ClaimView, err error) reimburse.ClaimView {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
	return view
}

// exec changes the database behind the service's back.
func (f *fixture) exec(query string, args ...any) {
	f.t.Helper()
	if _, err := f.db.Exec(f.db.Rebind(query), args...); err != nil {
		f.t.Fatalf("%s: %v", query, err)
	}
}

// wantFault fails unless err wraps the fault.
func wantFault(t testing.TB, err error, want *licheng.Fault) {
	t.Helper()
	if got, ok := licheng.FaultOf(err); !ok || got != want {
		t.Errorf("error = %v, want fault %s", err, want.Slug)
	}
}

// lineTexts shows lines as code, trip and amount.
func lineTexts(view reimburse.ClaimView) []string {
	texts := []string{}
	for _, l := range view.Lines {
		texts = append(texts, strings.TrimSpace(fmt.Sprintf("%s %s %s", l.Code, l.Trip, l.Amount)))
	}
	return texts
}
