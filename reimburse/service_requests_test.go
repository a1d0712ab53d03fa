package reimburse_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/matter"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// The people who decide on requests: p2 is of the township of p1, p6 of another.
var (
	head      = trips.Actor{County: county, Login: "head", Person: "p2", Roles: []trips.Role{trips.Cadre, trips.Township}}
	otherHead = trips.Actor{County: county, Login: "other-head", Person: "p6", Roles: []trips.Role{trips.Township}}
	nobody    = trips.Actor{County: county, Login: "nobody", Roles: []trips.Role{trips.Township}}
)

func october(day, hour int) time.Time {
	return time.Date(2026, 10, day, hour, 0, 0, 0, rules.Shanghai())
}

// upperVillage is a request to 上村 on an October day, 8 to 18 o'clock.
func upperVillage(day int) reimburse.RequestTerms {
	return reimburse.RequestTerms{
		Purpose: "入户走访", Places: []matter.Place{{Code: "529901101201"}}, From: october(day, 8), Until: october(day, 18), Vehicle: "v1",
	}
}

// asked asks as p1 on the evening before.
func (f *fixture) asked(terms reimburse.RequestTerms) reimburse.Request {
	f.t.Helper()
	before := f.now
	f.now = terms.From.Add(-12 * time.Hour)
	defer func() { f.now = before }()
	r, err := f.AskRequest(f.t.Context(), cadre("p1"), terms)
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

func (f *fixture) leave(terms reimburse.RequestTerms) reimburse.Request {
	f.t.Helper()
	asked := f.asked(terms)
	r, err := f.DecideRequest(f.t.Context(), head, asked.ID, reimburse.MatterDecision{Action: matter.Approve, Version: asked.Version})
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

// road is the way from 青石镇 towards the north, as far as the latitude.
func road(north float64) func(*trips.Trip) {
	return func(t *trips.Trip) { t.Path = orb.MultiLineString{{{108.5, 27.5}, {108.5, north}}} }
}

func at(day, hour int) func(*trips.Trip) {
	return func(t *trips.Trip) { t.StartedAt, t.EndedAt = october(day, hour), october(day, hour+1) }
}

func (f *fixture) wantIntact() {
	f.t.Helper()
	report, err := f.VerifyLedger(f.t.Context(), county)
	if err != nil || !report.OK {
		f.t.Errorf("verify = %+v, %v", report, err)
	}
}

func TestRequest(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		terms := upperVillage(12)
		terms.Companions = []trips.PersonID{"p4"}
		r := f.asked(terms)
		want := matter.Place{Code: "529901101201", Name: "上村", Lon: 108.5, Lat: 27.7}
		if r.State != matter.Asked || r.Places[0] != want || r.Plate != "云A00001" || r.With[0].Name != "赵四" || r.Person.Name != "张一" {
			t.Errorf("asked = %+v", r)
		}
		if diff := cmp.Diff([]matter.Action{matter.Withdraw}, r.Allowed); diff != "" {
			t.Error(diff)
		}
		seen, err := f.Request(t.Context(), head, r.ID)
		if err != nil || len(seen.Allowed) != 2 {
			t.Errorf("the head of the township may %v, %v", seen.Allowed, err)
		}
		_, err = f.DecideRequest(t.Context(), head, r.ID, reimburse.MatterDecision{Action: matter.Reject, Version: r.Version})
		wantFault(t, err, reimburse.ErrComment)
		r, err = f.DecideRequest(t.Context(), head, r.ID, reimburse.MatterDecision{Action: matter.Approve, Version: r.Version, Comment: " 同意 "})
		if err != nil || r.State != matter.Approved || r.DecidedBy != "head" || r.Comment != "同意" || r.Version != 2 {
			t.Errorf("approved = %+v, %v", r, err)
		}
		_, err = f.DecideRequest(t.Context(), clerk, r.ID, reimburse.MatterDecision{Action: matter.Reject, Version: r.Version, Comment: "x"})
		wantFault(t, err, reimburse.ErrMatterState)
		slip, err := f.RequestSlip(t.Context(), cadre("p1"), r.ID, reimburse.XLSX)
		if err != nil || len(slip.Bytes) < 1000 || !strings.HasPrefix(slip.Name, "审批单-") {
			t.Errorf("slip %s, %v", slip.Name, err)
		}
		gone, err := f.DecideRequest(t.Context(), cadre("p1"), r.ID, reimburse.MatterDecision{Action: matter.Withdraw, Version: r.Version})
		if err != nil || gone.State != matter.Withdrawn || len(gone.Allowed) != 0 {
			t.Errorf("withdrawn = %+v, %v", gone, err)
		}
		f.wantIntact()
	})
}

func TestRequestRefused(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	tests := []struct {
		name   string
		change func(*reimburse.RequestTerms)
		want   *licheng.Fault
	}{
		{"without a purpose", func(r *reimburse.RequestTerms) { r.Purpose = " " }, reimburse.ErrRequest},
		{"to nowhere", func(r *reimburse.RequestTerms) { r.Places = nil }, reimburse.ErrRequest},
		{"to a place that is not there", func(r *reimburse.RequestTerms) { r.Places[0].Code = "1" }, reimburse.ErrRequest},
		{"to a place without a name", func(r *reimburse.RequestTerms) { r.Places[0] = matter.Place{Name: " "} }, reimburse.ErrRequest},
		{"back before it began", func(r *reimburse.RequestTerms) { r.Until = r.From }, reimburse.ErrRequest},
		{"a month and a day long", func(r *reimburse.RequestTerms) { r.Until = r.From.AddDate(0, 0, 32) }, reimburse.ErrRequest},
		{"with nobody known", func(r *reimburse.RequestTerms) { r.Companions = []trips.PersonID{"p99"} }, reimburse.ErrRequest},
		{"with oneself", func(r *reimburse.RequestTerms) { r.Companions = []trips.PersonID{"p1"} }, reimburse.ErrRequest},
		{"in another's car", func(r *reimburse.RequestTerms) { r.Vehicle = "v2" }, reimburse.ErrRequest},
		{"with a novel for a purpose", func(r *reimburse.RequestTerms) { r.Purpose = strings.Repeat("长", 2001) }, reimburse.ErrTooLong},
		{"begun a second ago", func(r *reimburse.RequestTerms) { r.From = october(12, 9).Add(-time.Second) }, reimburse.ErrRequestLate},
		{"begun this instant", func(r *reimburse.RequestTerms) { r.From = october(12, 9) }, reimburse.ErrRequestLate},
		{"an emergency to come", func(r *reimburse.RequestTerms) { r.Emergency, r.Reason = true, "山洪" }, reimburse.ErrNotEmergency},
		{"an emergency without a reason", func(r *reimburse.RequestTerms) { r.Emergency, r.From, r.Until = true, october(11, 8), october(11, 12) }, reimburse.ErrNotEmergency},
		{"an emergency four days ago", func(r *reimburse.RequestTerms) {
			r.Emergency, r.Reason, r.From, r.Until = true, "山洪", october(8, 8), october(9, 8)
		}, reimburse.ErrRequestOver},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f.now = october(12, 9)
			terms := upperVillage(13)
			tt.change(&terms)
			_, err := f.AskRequest(t.Context(), cadre("p1"), terms)
			wantFault(t, err, tt.want)
		})
	}
	_, err := f.AskRequest(t.Context(), clerk, upperVillage(13))
	wantFault(t, err, reimburse.ErrClaimsDenied)
	if all, err := f.Requests(t.Context(), auditor, reimburse.RequestFilter{}); err != nil || len(all) != 0 {
		t.Errorf("%d requests were written, %v", len(all), err)
	}
}

// TestEmergency: three days after the trip it is not too late, and the county may
// give more.
func TestEmergency(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	terms := upperVillage(9)
	terms.Emergency, terms.Reason = true, "山洪"
	f.now = october(12, 18)
	r, err := f.AskRequest(t.Context(), cadre("p1"), terms)
	if err != nil || !r.Emergency {
		t.Fatal(err)
	}
	f.now = october(13, 18)
	_, err = f.AskRequest(t.Context(), cadre("p1"), terms)
	wantFault(t, err, reimburse.ErrRequestOver)
	f.mustImport(reimburse.ImportApproval, "emergency_days: 4\n")
	if _, err = f.AskRequest(t.Context(), cadre("p1"), terms); err != nil {
		t.Error(err)
	}
}

func TestWhoAnswersRequests(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		terms := upperVillage(12)
		terms.Companions = []trips.PersonID{"p5"}
		r := f.asked(terms)
		second := cadre("p1")
		second.Login, second.Roles = "p1-at-the-office", []trips.Role{trips.Finance, trips.Township}
		rider := trips.Actor{County: county, Login: "rider", Person: "p5", Roles: []trips.Role{trips.Finance}}
		for _, tt := range []struct {
			name  string
			actor trips.Actor
			want  *licheng.Fault
		}{
			{"who asked", cadre("p1"), reimburse.ErrNotYours},
			{"who asked, at the office", second, reimburse.ErrOwnMatter},
			{"who rides along", rider, reimburse.ErrOwnMatter},
			{"the head of another township", otherHead, reimburse.ErrNoMatter},
			{"a head who is nobody", nobody, reimburse.ErrNoMatter},
			{"another cadre", cadre("p4"), reimburse.ErrNoMatter},
			{"an auditor", auditor, reimburse.ErrNotYours},
			{"another county", stranger, reimburse.ErrNoMatter},
		} {
			t.Run(tt.name, func(t *testing.T) {
				_, err := f.DecideRequest(t.Context(), tt.actor, r.ID, reimburse.MatterDecision{Action: matter.Approve, Version: r.Version})
				wantFault(t, err, tt.want)
			})
		}
		_, err := f.DecideRequest(t.Context(), head, r.ID, reimburse.MatterDecision{Action: matter.Approve, Version: r.Version + 1})
		wantFault(t, err, reimburse.ErrMoved)
		_, err = f.DecideRequest(t.Context(), rider, r.ID, reimburse.MatterDecision{Action: matter.Withdraw, Version: r.Version})
		wantFault(t, err, reimburse.ErrNotYours)
		for _, tt := range []struct {
			name  string
			actor trips.Actor
			own   bool
			want  int
		}{
			{"who asked", cadre("p1"), false, 1},
			{"who rides along", cadre("p5"), false, 1},
			{"another cadre", cadre("p4"), false, 0},
			{"the head", head, false, 1},
			{"the head's own", head, true, 0},
			{"the head of another township", otherHead, false, 0},
			{"finance", clerk, false, 1},
			{"finance's own", clerk, true, 0},
		} {
			if found, err := f.Requests(t.Context(), tt.actor, reimburse.RequestFilter{Own: tt.own}); err != nil || len(found) != tt.want {
				t.Errorf("%s sees %d, %v; want %d", tt.name, len(found), err, tt.want)
			}
		}
	})
}

// TestTripsFindTheirRequest: a trip is put under the request it fits when the
// month is priced; where two fit alike somebody says; once handed in it stays.
func TestTripsFindTheirRequest(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		first := f.leave(upperVillage(12))
		if jobs := f.jobs(reimburse.DraftJob); !slices.Equal(jobs, []string{"p1/2026-10"}) {
			t.Errorf("leave given, enqueued %v", jobs)
		}
		twin := upperVillage(14)
		a, b := f.leave(twin), f.leave(twin)
		f.drove("p1", "t1", 12, 22, road(27.7))
		f.drove("p1", "t2", 12, 22, road(27.7), at(12, 15))
		f.drove("p1", "t3", 13, 22, road(27.7))
		f.drove("p1", "t4", 14, 22, road(27.7))
		f.current("p1")
		request := func(id string) reimburse.TripRequest {
			found, err := f.TripRequest(t.Context(), cadre("p1"), f.trip("p1", id))
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		for id, want := range map[string]reimburse.MatterID{"t1": first.ID, "t2": first.ID, "t3": "", "t4": ""} {
			if got := request(id); (got.Request == nil) != (want == "") || (got.Request != nil && got.Request.ID != want) || got.Said != (want != "") {
				t.Errorf("%s: %+v, want %q", id, got.Request, want)
			}
		}
		if jobs := f.jobs(trips.JobAsked); !slices.Equal(jobs, []string{"t1", "t2", "t1"}) {
			t.Errorf("trips looked at again: %v", jobs) // the second brings the first with it
		}
		if could := request("t4").Could; len(could) != 2 || !slices.ContainsFunc(could, func(r reimburse.Request) bool { return r.ID == a.ID }) {
			t.Errorf("t4 could be of %d requests", len(could))
		}
		if err := f.LinkTrip(t.Context(), cadre("p1"), f.trip("p1", "t4"), b.ID); err != nil {
			t.Fatal(err)
		}
		if got := request("t4"); got.Request == nil || got.Request.ID != b.ID || !got.ByHand {
			t.Errorf("t4 by hand: %+v", got)
		}
		if err := f.LinkTrip(t.Context(), cadre("p1"), f.trip("p1", "t2"), ""); err != nil {
			t.Fatal(err)
		}
		f.current("p1") // what was said by hand stays said
		if got := request("t2"); got.Request != nil || !got.Said {
			t.Errorf("t2 by hand: %+v", got)
		}
		_, err := f.DecideRequest(t.Context(), cadre("p1"), first.ID, reimburse.MatterDecision{Action: matter.Withdraw, Version: first.Version})
		wantFault(t, err, reimburse.ErrDriven)
		wantFault(t, f.LinkTrip(t.Context(), cadre("p2"), f.trip("p1", "t3"), b.ID), reimburse.ErrNotYours)
		wantFault(t, f.LinkTrip(t.Context(), cadre("p1"), f.trip("p1", "t3"), "nothing"), reimburse.ErrNoMatter)
		f.submitted("p1")
		wantFault(t, f.LinkTrip(t.Context(), cadre("p1"), f.trip("p1", "t3"), b.ID), trips.ErrHeld)
		f.wantIntact()
	})
}

// TestReadAgainLooksAgain: trips read anew lost the findings of their request.
func TestReadAgainLooksAgain(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.leave(upperVillage(12))
	f.drove("p1", "t1", 12, 22, road(27.7))
	f.drove("p1", "t3", 13, 22, road(27.7))
	f.current("p1")
	f.queue.jobs = nil
	tx := f.db.MustBegin()
	if err := f.TripsRead(t.Context(), tx, "p1", []trips.Trip{f.trip("p1", "t1"), f.trip("p1", "t3")}); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if jobs := f.jobs(trips.JobAsked); !slices.Equal(jobs, []string{"t1"}) {
		t.Errorf("looked at again: %v", jobs)
	}
}

// TestAsked: what trips is told of the request.
func TestAsked(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	terms := upperVillage(12)
	terms.Places = append(terms.Places, matter.Place{Name: "老鹰岩工地"})
	f.leave(terms)
	f.drove("p1", "t1", 12, 22, road(27.7))
	f.drove("p1", "t3", 13, 22, road(27.7))
	f.current("p1")
	got, found, err := f.Asked(t.Context(), county, "t1")
	want := trips.Asked{
		From: october(12, 8).UTC(), Until: october(12, 18).UTC(), Elsewhere: true, Trips: []trips.TripID{"t1"},
		Places: []trips.AskedPlace{{Name: "上村", Point: orb.Point{108.5, 27.7}}},
	}
	if diff := cmp.Diff(want, got); err != nil || !found || diff != "" {
		t.Error(err, found, diff)
	}
	if _, found, err = f.Asked(t.Context(), county, "t3"); err != nil || found {
		t.Errorf("t3 was asked for: %v, %v", found, err)
	}
}

// TestRuleAsksForLeave: a rule that pays approved trips only pays those driven
// under leave, and says of the others what is missing.
func TestRuleAsksForLeave(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportRules, strings.NewReplacer("version: 2026-1", "version: 2026-2", "from: 2026-01-01", "from: 2026-02-01",
			"title: {zh: 里程, en: mileage}\n", "title: {zh: 里程, en: mileage}\n    when: {if: approved}\n").Replace(mustRead(t, "testdata/rules.yaml")))
		f.leave(upperVillage(12))
		f.drove("p1", "t1", 12, 20, road(27.7))
		f.drove("p1", "t3", 13, 20, road(27.7))
		view := f.current("p1")
		if diff := cmp.Diff([]string{"MILEAGE t1 16.00", "NO_RULE t3 0.00"}, lineTexts(view)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestMattersAltered: a request changed behind the service's back is named.
func TestMattersAltered(t *testing.T) {
	tests := []struct{ name, query, want string }{
		{"nothing", ``, ""},
		{"a purpose", `UPDATE matters SET terms = replace(terms, '入户走访', '开会')`, "(request.approve %r): the stored row is not the one"},
		{"a state", `UPDATE matters SET state = 'rejected'`, "(request.approve %r): the stored row is not the one"},
		{"who approved", `UPDATE matters SET decided_by = 'x'`, "(request.approve %r): the stored row is not the one"},
		{"a request put in", `INSERT INTO matters SELECT county, 'forged', kind, state, version, person_id, township, subject, line_no, terms, from_at, until_at,
			due_at, asked_at, asked_by, decided_at, decided_by, decided_person, on_behalf_of, comment, outcome, hands FROM matters`, "request forged (in no event)"},
		{"a request taken out", `DELETE FROM matters`, "(request.approve %r): the stored row is gone"},
		{"a trip put under another", `UPDATE trip_requests SET request_id = ''`, `trip t1: it stands under request ""`},
		{"a link taken out", `DELETE FROM trip_requests`, "0 are stored, the events say 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t, migrated.SQLite(t))
			r := f.leave(upperVillage(12))
			f.drove("p1", "t1", 12, 20, road(27.7))
			f.current("p1")
			if tt.query != "" {
				f.exec(tt.query)
			}
			report, err := f.VerifyLedger(t.Context(), county)
			if want := strings.ReplaceAll(tt.want, "%r", string(r.ID)); err != nil || report.OK != (want == "") || !strings.Contains(report.Problem, want) {
				t.Errorf("verify = %+v, %v; want %q", report, err, want)
			}
		})
	}
}

// jobs returns the ids of the jobs of a kind in the order they were enqueued.
func (f *fixture) jobs(kind string) []string {
	f.queue.mu.Lock()
	defer f.queue.mu.Unlock()
	var ids []string
	for _, j := range f.queue.jobs {
		if j.Kind == kind && j.County == string(county) {
			ids = append(ids, j.ID)
		}
	}
	return ids
}

// trip returns a trip of the fake trips room.
func (f *fixture) trip(person, id string) trips.Trip {
	f.t.Helper()
	for _, t := range f.trips.read[person+"/2026-10"] {
		if string(t.ID) == id {
			t.Month = "2026-10"
			return t
		}
	}
	f.t.Fatalf("%s drove no %s", person, id)
	return trips.Trip{}
}

func day(at time.Time) rules.Date { return rules.DateOf(at) }
