package trips_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/lang"
	"licheng/trips"
)

// records finds what stands in it, by what was named; a companion is found by id.
type records map[string]trips.Looked

func (r records) Named(_ context.Context, _ trips.County, n trips.Naming) (trips.Looked, error) {
	if n.Evidence == trips.ByUsualRoute && len(n.Places) > 0 && n.Places[0].Code != "520399101" {
		return trips.Looked{Text: lang.Say("两端都不在本乡镇", "in another township")}, nil
	}
	if found, ok := r[n.Ref]; ok {
		return found, nil
	}
	return trips.Looked{Found: n.Evidence == trips.ByUsualRoute, Text: lang.Say("没有找到", "not found")}, nil
}

// book is what the stories know: a request R1, a record of 云A1, the colleagues P2 and P3.
func book() records {
	return records{
		"R1":  {Found: true, Text: lang.Say("审批单相符", "the request fits")},
		"云A1": {Found: true, Text: lang.Say("有通行记录", "there is a record")},
		"P2":  {Found: true, Companion: "P2", Name: "兰"},
		"P3":  {Found: true, Companion: "P3", Name: "石"},
	}
}

// naming is the statement of the stories with what it names.
func naming(at time.Time, evidence trips.Evidence, ref string) trips.Statement {
	told := toBaishui(at)
	told.Evidence, told.Ref = evidence, ref
	return told
}

// What is named is looked up; where it is not found the trip counts as one's own
// word and says what is missing.
func TestStatementsAreProven(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := valley(t, db)
		h.now = noon.Add(30 * 24 * time.Hour)
		h.WireRecords(book())
		for i, c := range []struct {
			name     string
			evidence trips.Evidence
			ref      string
			want     trips.Evidence
			grade    string
			says     string
		}{
			{"a request that fits", trips.ByRequest, "R1", trips.ByRequest, "B", "审批单相符"},
			{"a request nobody approved", trips.ByRequest, "R9", trips.ByOwnWord, "E", "没有找到"},
			{"a slip that is in no book", trips.ByDispatchSlip, "12", trips.ByOwnWord, "E", "没有找到"},
			{"a companion nobody knows", trips.ByCompanion, "P8", trips.ByOwnWord, "E", "没有找到"},
			{"a companion who said nothing", trips.ByCompanion, "P2", trips.ByOwnWord, "E", "兰 还没有确认同行"},
			{"a route nobody drove", trips.ByUsualRoute, "", trips.ByOwnWord, "E", "近一年只有 0 次"},
			{"one's own word", trips.ByOwnWord, "", trips.ByOwnWord, "E", ""},
			{"a toll record", trips.ByTollRecord, "云A1", trips.ByTollRecord, "B", "有通行记录"},
			{"a toll record of none of the cars", trips.ByTollRecord, "", trips.ByOwnWord, "E", "没有找到"},
		} {
			_, found := h.tell(t, wei, naming(noon.Add(time.Duration(i)*24*time.Hour), c.evidence, c.ref))
			trip := found[0]
			if trip.Evidence != c.want || trip.Evidence.Grade() != c.grade {
				t.Errorf("%s: %s, grade %s", c.name, trip.Evidence, trip.Evidence.Grade())
			}
			if (trip.Proof == nil) != (c.says == "") {
				t.Fatalf("%s: proof %+v", c.name, trip.Proof)
			}
			if p := trip.Proof; p != nil && (p.Named != c.evidence || p.Ref != c.ref || p.Found != (c.want == c.evidence) || !strings.Contains(p.Text.ZH, c.says) || p.Text.EN == "") {
				t.Errorf("%s: %+v", c.name, *p)
			}
		}
	})
}

// A companion counts once they say so, or have a trip of their own at that time
// to that place. Their last word counts; only they may give it.
func TestCompanionsAreAsked(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := valley(t, db)
		h.now = noon.Add(10 * 24 * time.Hour)
		h.WireRecords(book())
		at := noon.Add(-3 * time.Hour)
		upload, found := h.tell(t, wei, naming(at, trips.ByCompanion, "P2"))
		id := found[0].ID
		asks, err := h.CompanionAsks(t.Context(), lan)
		if err != nil || len(asks) != 1 || asks[0].Trip.ID != id || asks[0].Rode != nil {
			t.Fatalf("%+v, %v", asks, err)
		}
		if none, err := h.CompanionAsks(t.Context(), wei); err != nil || len(none) != 0 {
			t.Errorf("whoever told it is asked too: %+v, %v", none, err)
		}
		wantFault(t, h.SayCompanion(t.Context(), wei, id, true), trips.ErrNoTrip)
		wantFault(t, h.SayCompanion(t.Context(), finance, id, true), trips.ErrNoTrip)
		wantFault(t, h.SayCompanion(t.Context(), lan, "gone", true), trips.ErrNoTrip)
		say := func(rode bool, want trips.Evidence, says string) {
			t.Helper()
			if err := h.SayCompanion(t.Context(), lan, id, rode); err != nil {
				t.Fatal(err)
			}
			h.work(t)
			trip := h.seen(t, id)
			if trip.Evidence != want || !strings.Contains(trip.Proof.Text.ZH, says) || trip.Trace != upload.ID {
				t.Errorf("%v: %s, %+v", rode, trip.Evidence, *trip.Proof)
			}
			if asks, err := h.CompanionAsks(t.Context(), lan); err != nil || len(asks) != 1 || asks[0].Rode == nil || *asks[0].Rode != rode {
				t.Errorf("%v: asked %+v, %v", rode, asks, err)
			}
		}
		say(false, trips.ByOwnWord, "兰 说没有同行")
		say(true, trips.ByCompanion, "兰 已确认同行")
		say(false, trips.ByOwnWord, "兰 说没有同行")

		// Another trip, and this time the companion hands in her own trace.
		_, found = h.tell(t, wei, naming(at.Add(72*time.Hour), trips.ByCompanion, "P2"))
		if found[0].Evidence != trips.ByOwnWord {
			t.Errorf("before her trace: %s", found[0].Evidence)
		}
		h.read(t, lan, another(at.Add(72*time.Hour+5*time.Minute), 26.5, 61, 1))
		h.work(t)
		trip := h.seen(t, found[0].ID)
		if trip.Evidence != trips.ByCompanion || !strings.Contains(trip.Proof.Text.ZH, "去 白水村 的行程") {
			t.Errorf("after her trace: %s, %+v", trip.Evidence, *trip.Proof)
		}
		// A trip of hers elsewhere at that time shows nothing.
		_, found = h.tell(t, wei, naming(at.Add(144*time.Hour), trips.ByCompanion, "P2"))
		h.read(t, lan, another(at.Add(144*time.Hour+5*time.Minute), 26.65, 61, 2))
		h.work(t)
		if trip := h.seen(t, found[0].ID); trip.Evidence != trips.ByOwnWord {
			t.Errorf("she drove elsewhere: %s, %+v", trip.Evidence, *trip.Proof)
		}
	})
}

// Two who name each other, both without a trace, are each other's word, and the
// jobs end.
func TestCompanionsWhoNameEachOther(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := valley(t, db)
		records := book()
		records["P1"] = trips.Looked{Found: true, Companion: "P1", Name: "韦"}
		h.WireRecords(records)
		at := noon.Add(-3 * time.Hour)
		_, his := h.tell(t, wei, naming(at, trips.ByCompanion, "P2"))
		_, hers := h.tell(t, lan, naming(at.Add(10*time.Minute), trips.ByCompanion, "P1"))
		h.work(t)
		for _, id := range []trips.TripID{his[0].ID, hers[0].ID} {
			if trip := h.seen(t, id); trip.Evidence != trips.ByCompanion {
				t.Errorf("%s: %s, %+v", trip.Person, trip.Evidence, *trip.Proof)
			}
		}
	})
}

// What is found after the claim was handed in is noted beside it.
func TestProofLearntLate(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := valley(t, db)
		office := h.settledOffice()
		records := book()
		h.WireRecords(records)
		_, found := h.tell(t, wei, naming(noon.Add(-3*time.Hour), trips.ByRequest, "R2"))
		id := found[0].ID
		h.held[id] = true
		sealed := h.seen(t, id)
		look := func(want ...string) {
			t.Helper()
			for range 2 { // the second look finds nothing new
				if err := h.LookUpNamed(t.Context(), county, "P1", "2026-10"); err != nil {
					t.Fatal(err)
				}
			}
			trip := h.seen(t, id)
			if diff := cmp.Diff(want, lately(trip)); diff != "" || len(office.late) != len(want) {
				t.Errorf("%d in the book, %s", len(office.late), diff)
			}
			trip.Late = nil
			if diff := cmp.Diff(sealed, trip); diff != "" {
				t.Errorf("what was handed in changed: %s", diff)
			}
		}
		records["R2"] = records["R1"]
		look("evidence-learnt")
		delete(records, "R2")
		look("evidence-learnt", "-evidence-learnt")
		records["R2"] = records["R1"]
		h.held[id] = false
		if err := h.LookUpNamed(t.Context(), county, "P1", "2026-10"); err != nil {
			t.Fatal(err)
		}
		h.work(t)
		if trip := h.seen(t, id); trip.Evidence != trips.ByRequest || len(trip.Late) != 0 {
			t.Errorf("it came back: %s, late %v", trip.Evidence, lately(trip))
		}
	})
}

// work runs the jobs that wait, and those they leave, until none does.
func (h *house) work(t *testing.T) {
	t.Helper()
	for range 20 {
		h.queue.mu.Lock()
		jobs := h.queue.jobs
		h.queue.jobs = nil
		h.queue.mu.Unlock()
		if len(jobs) == 0 {
			return
		}
		for _, job := range jobs {
			var err error
			switch job.Kind {
			case trips.JobRead:
				err = h.Handle(t.Context(), job)
			case trips.JobNamed:
				err = h.HandleNamed(t.Context(), job)
			case trips.JobClosures:
				err = h.HandleClosures(t.Context(), job)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Fatal("the jobs do not end")
}
