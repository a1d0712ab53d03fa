package reimburse_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/matter"
	"licheng/trips"
)

// to is a trip of a person from the seat to 上村 on a day of October at 9:00, for
// an hour, as a statement names it.
func to(person trips.PersonID, day int, evidence trips.Evidence, ref string) trips.Naming {
	at := time.Date(2026, 10, day, 9, 0, 0, 0, time.FixedZone("", 8*3600))
	return trips.Naming{Person: person, Evidence: evidence, Ref: ref, From: at, To: at.Add(time.Hour), Places: places[:2]}
}

// looked asks for what is named and wants its words.
func (f *fixture) looked(name string, n trips.Naming, found bool, says string) trips.Looked {
	f.t.Helper()
	got, err := f.Named(f.t.Context(), county, n)
	if err != nil || got.Found != found || !strings.Contains(got.Text.ZH, says) || (got.Text.EN == "") != (says == "") {
		f.t.Errorf("%s: %+v, %v; want found %v, %q", name, got, err, found, says)
	}
	if !found && !strings.Contains(got.Text.ZH, "按本人说明计") {
		f.t.Errorf("%s: it is not said what follows: %s", name, got.Text.ZH)
	}
	return got
}

// A request must exist, be approved, be the person's or name them as a companion,
// and cover time and place.
func TestNamedRequest(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		terms := upperVillage(13)
		terms.Companions = []trips.PersonID{"p2"}
		r := f.asked(terms)
		id := string(r.ID)
		f.looked("not approved yet", to("p1", 13, trips.ByRequest, id), false, "还不是“已批准”")
		f.looked("none fits yet", to("p1", 13, trips.ByRequest, ""), false, "没有找到")
		jobs := len(f.jobs(trips.JobNamed))
		if _, err := f.DecideRequest(t.Context(), clerk, r.ID, reimburse.MatterDecision{Action: matter.Approve, Version: r.Version}); err != nil {
			t.Fatal(err)
		}
		if got := f.jobs(trips.JobNamed)[jobs:]; !slices.Equal(got, []string{"p1/2026-10", "p2/2026-10"}) {
			t.Errorf("looked up once more: %v", got)
		}
		f.looked("it fits", to("p1", 13, trips.ByRequest, id), true, "人、时间、地点相符")
		f.looked("whichever fits", to("p1", 13, trips.ByRequest, ""), true, "上村")
		f.looked("a companion's", to("p2", 13, trips.ByRequest, id), true, "相符")
		f.looked("another's", to("p3", 13, trips.ByRequest, id), false, "不是本人的")
		f.looked("another day", to("p1", 15, trips.ByRequest, id), false, "不是这个时间")
		elsewhere := to("p1", 13, trips.ByRequest, id)
		elsewhere.Places = []trips.Place{places[0], {Code: "x", Name: "远村", Lon: 108.9, Lat: 27.9}}
		f.looked("another place", elsewhere, false, "批准去上村，不是这里")
		elsewhere.Ref = ""
		f.looked("none to that place", elsewhere, false, "没有找到")
		f.looked("no such request", to("p1", 13, trips.ByRequest, "R-9"), false, "没有这张审批单")
	})
}

// A dispatch slip is found in the unit's book by its number or by the SHA-256 of
// its scan; it must be the person's, of the day, and to the place.
func TestNamedDispatchSlip(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		sum := strings.Repeat("0f", 32)
		f.looked("no book yet", to("p1", 13, trips.ByDispatchSlip, "12"), false, "没有这张派车单")
		f.mustImport(reimburse.ImportSlips, "编号,日期,人员编号,目的地,附件校验值\n12,2026-10-13,p1,上村,"+strings.ToUpper(sum)+"\n13,2026-10-13,p2,,\n14,2026-10-14,p1,县城,\n")
		if got := f.jobs(trips.JobNamed); len(got) != 2 || !slices.Contains(got, "p1/2026-10") || !slices.Contains(got, "p2/2026-10") {
			t.Errorf("looked up once more: %v", got)
		}
		f.looked("by number", to("p1", 13, trips.ByDispatchSlip, "12"), true, "派车单 12 在台账里")
		f.looked("by its scan", to("p1", 13, trips.ByDispatchSlip, sum), true, "派车单 12")
		f.looked("by person and day", to("p1", 13, trips.ByDispatchSlip, ""), true, "派车单 12")
		f.looked("to no place in particular", to("p2", 13, trips.ByDispatchSlip, "13"), true, "派车单 13")
		f.looked("another's", to("p3", 13, trips.ByDispatchSlip, "12"), false, "派给别人")
		f.looked("another day", to("p1", 15, trips.ByDispatchSlip, "12"), false, "2026-10-13 的")
		f.looked("another place", to("p1", 14, trips.ByDispatchSlip, "14"), false, "去县城，不是这里")
		f.looked("a number nobody wrote", to("p1", 13, trips.ByDispatchSlip, "99"), false, "没有这张派车单")
		f.mustImport(reimburse.ImportSlips, "编号,日期,人员编号,目的地\n12,2026-10-13,p3,上村\n")
		f.looked("put right: another's", to("p1", 13, trips.ByDispatchSlip, "12"), false, "派给别人")
		f.wantIntact()
	})
}

func TestImportSlipsRefuses(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	report, err := f.Import(t.Context(), admin, reimburse.ImportSlips, "slips.csv", strings.NewReader(
		"编号,日期,人员编号,目的地,附件校验值\n,2026-10-13,p1,,\n2,某日,p1,,\n3,2026-10-13,p99,,\n4,2026-10-13,p1,,abc\n5,2026-10-13,p1,,\n5,2026-10-13,p2,,\n"), false)
	if err != nil || report.Written {
		t.Fatalf("%+v, %v", report, err)
	}
	var got []string
	for _, p := range report.Problems {
		got = append(got, strings.Join([]string{string(rune('0' + p.Line)), p.Column}, " "))
	}
	if want := []string{"2 number", "3 day", "4 person_id", "5 sha256", "7 number"}; !slices.Equal(got, want) {
		t.Errorf("refused %v, want %v", got, want)
	}
}

// A companion is on the roll, by id or by a name nobody else has; a usual route
// begins or ends in one's own township.
func TestNamedCompanionAndRoute(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		for _, ref := range []string{"p2", "李二"} {
			if got := f.looked(ref, to("p1", 13, trips.ByCompanion, ref), true, ""); got.Companion != "p2" || got.Name != "李二" {
				t.Errorf("%s: %+v", ref, got)
			}
		}
		f.looked("nobody", to("p1", 13, trips.ByCompanion, ""), false, "没有写明同行人")
		f.looked("somebody else", to("p1", 13, trips.ByCompanion, "老王"), false, "名册里没有“老王”")
		f.looked("oneself", to("p1", 13, trips.ByCompanion, "p1"), false, "不能是本人")
		f.mustImport(reimburse.ImportPeople, "编号,姓名,人员类别,乡镇代码,乡镇,单位\np8,李二,事业编,529901101,青石镇,青石镇政府\n")
		f.looked("two of that name", to("p1", 13, trips.ByCompanion, "李二"), false, "有 2 个“李二”")

		f.looked("from one's own seat", to("p1", 13, trips.ByUsualRoute, ""), true, "")
		f.looked("in another township", to("p3", 13, trips.ByUsualRoute, ""), false, "本人所在的白水乡")
		back := to("p1", 13, trips.ByUsualRoute, "")
		back.Places = []trips.Place{places[1], {Code: "9", Name: "白水村", Township: "529901102"}}
		f.looked("in another township altogether", back, false, "两端都不在那里")
		back.Places[1].Township = "529901101"
		f.looked("to a village of one's own", back, true, "")
	})
}
