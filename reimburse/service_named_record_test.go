package reimburse_test

import (
	"slices"
	"testing"
	"time"

	"licheng"
	"licheng/reimburse"
	"licheng/trips"
)

// Of p1's car on 13 October: out of 县城 at 9:40, in the middle of the trip that is
// told, and of 14 October; p4's car was out at the same minute.
const namedRecords = statementHead +
	"云A·00001,柏树,2026-10-13 09:10:00,县城,2026-10-13 09:40:20,24.00,1.20,22.80\n" +
	"云A00001,柏树,2026-10-14 09:10:00,县城,2026-10-14 09:40:00,24.00,1.20,22.80\n" +
	"云A00004,柏树,2026-10-13 09:10:00,县城,2026-10-13 09:40:20,24.00,1.20,22.80\n"

// A toll record must be there, be of the trip's car and of its day and time.
func TestNamedTollRecord(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := onTolls(t, db, "")
		f.looked("nothing is there yet", to("p1", 13, trips.ByTollRecord, ""), false, "没有找到")
		f.mustImport(reimburse.ImportRecords, namedRecords)
		if got := f.jobs(trips.JobNamed); !slices.Contains(got, "p1/2026-10") || !slices.Contains(got, "p4/2026-10") {
			t.Errorf("looked up once more: %v", got)
		}
		f.looked("whichever fits", to("p1", 13, trips.ByTollRecord, ""), true, "云A00001 2026-10-13 09:40 驶出 县城")
		f.looked("the one named", to("p1", 13, trips.ByTollRecord, "云A·00001 2026-10-13 09:40"), true, "车辆、时间相符")
		f.looked("a minute nobody drove out", to("p1", 13, trips.ByTollRecord, "云A00001 2026-10-13 09:41"), false, "没有找到")
		f.looked("another day", to("p1", 13, trips.ByTollRecord, "云A00001 2026-10-14 09:40"), false, "不是这一天")
		f.looked("another car", to("p1", 13, trips.ByTollRecord, "云A00004 2026-10-13 09:40"), false, "通行记录是 云A00004 的")
		f.looked("a car nobody has is no more than another", to("p1", 13, trips.ByTollRecord, "云A99999 2026-10-13 09:40"), false, "通行记录是 云A99999 的")
		f.looked("no reference at all", to("p1", 13, trips.ByTollRecord, "早上那次"), false, "不是“车牌 出站时间”")
		f.looked("a day without any", to("p1", 15, trips.ByTollRecord, ""), false, "没有找到")
		f.looked("whose car has none", to("p3", 13, trips.ByTollRecord, ""), false, "没有找到")
		f.looked("whoever has no car", to("p7", 13, trips.ByTollRecord, ""), false, "没有登记车辆")

		other := to("p1", 13, trips.ByTollRecord, "")
		other.Vehicle = "v3"
		f.looked("the trip is of another car", other, false, "没有找到")
		other.Vehicle = "v1"
		f.looked("the trip is of the car", other, true, "相符")

		// Out at 9:40: two hours before a trip may begin, and two after it may end.
		early, late := to("p1", 13, trips.ByTollRecord, ""), to("p1", 13, trips.ByTollRecord, "")
		early.From, early.To = clockOf(11, 40).AddDate(0, 0, 1), clockOf(12, 40).AddDate(0, 0, 1)
		f.looked("two hours before", early, true, "相符")
		early.From = early.From.Add(21 * time.Second) // 20 seconds are on the record
		f.looked("more than two hours before", early, false, "不是这个时间")
		late.From, late.To = clockOf(6, 40).AddDate(0, 0, 1), clockOf(7, 40).AddDate(0, 0, 1)
		f.looked("more than two hours after", late, false, "不是这个时间")
		late.To = late.To.Add(20 * time.Second)
		f.looked("two hours after", late, true, "相符")
	})
}

// The record's station must lie about the way where the county knows where it is:
// one at 0.12° of longitude from the line is 11.8 km off it, at 0.2° 19.7 km.
func TestNamedTollRecordElsewhere(t *testing.T) {
	f := onTolls(t, migrated.SQLite(t), "")
	f.mustImport(reimburse.ImportRecords, namedRecords)
	for _, c := range []struct {
		name     string
		stations []trips.Place
		found    bool
		says     string
	}{
		{"by the way", []trips.Place{{Name: "县城收费站", Kind: trips.Station, Lon: 108.62, Lat: 27.6}}, true, "相符"},
		{"in another valley", []trips.Place{{Name: "县城收费站", Kind: trips.Station, Lon: 108.7, Lat: 27.6}}, false, "不在这次行程的路上"},
		{"the entry is by the way", []trips.Place{
			{Name: "县城收费站", Kind: trips.Station, Lon: 108.7, Lat: 27.6}, {Name: "柏树", Kind: trips.Station, Lon: 108.5, Lat: 27.6},
		}, true, "相符"},
		{"of other stations alone the place is known", []trips.Place{{Name: "远站", Kind: trips.Station, Lon: 109, Lat: 28}}, true, "相符"},
	} {
		f.trips.stations = c.stations
		f.looked(c.name, to("p1", 13, trips.ByTollRecord, ""), c.found, c.says)
	}
}

// told is p1's trip of 13 October without a trace, which names a record; its line
// by road passes no station.
func told(ref string) func(*trips.Trip) {
	return func(t *trips.Trip) {
		t.From, t.To, t.Evidence = "青石镇", "上村", trips.ByOwnWord
		t.Proof = &trips.Proof{Named: trips.ByTollRecord, Ref: ref}
		t.StartedAt, t.EndedAt = clockOf(9, 0).AddDate(0, 0, 1), clockOf(10, 0).AddDate(0, 0, 1)
	}
}

// A cadre's own statement keeps the record that a trip without a trace names, and
// drops it when the trip is taken back; a record it does not name is left out.
func TestOwnStatementOfANamedRecord(t *testing.T) {
	for ref, kept := range map[string]int{"": 1, "云A00001 2026-10-13 09:40": 1, "云A00001 2026-10-13 09:50": 0} {
		migrated.Run(t, func(t *testing.T, db *licheng.Database) {
			f := onTolls(t, db, "")
			f.drove("p1", "t1", 13, 40, told(ref))
			own := []byte(statementHead + "云A00001,柏树,2026-10-13 09:10:00,县城,2026-10-13 09:40:20,24.00,1.20,22.80\n云A00001,柏树,2026-10-14 09:10:00,县城,2026-10-14 09:40:00,,,22.80\n")
			done, err := f.ImportOwnStatement(t.Context(), cadre("p1"), "etc.csv", own, false)
			if err != nil || done.Kept != kept || len(done.LeftOut) != 2-kept {
				t.Fatalf("%q: %+v, %v", ref, done, err)
			}
			f.redraft()
			found, err := f.TollRecords(t.Context(), cadre("p1"), reimburse.RecordFilter{Month: "2026-10"})
			if err != nil || len(found) != kept || kept > 0 && found[0].Trip != "t1" {
				t.Errorf("%q: after pricing %+v, %v", ref, found, err)
			}
			f.trips.forget("p1")
			f.redraft()
			if found, err = f.TollRecords(t.Context(), cadre("p1"), reimburse.RecordFilter{Month: "2026-10"}); err != nil || len(found) != 0 {
				t.Errorf("%q: the trip was taken back: %+v, %v", ref, found, err)
			}
		})
	}
}
