package trips_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"licheng"
	"licheng/geo/place"
	"licheng/trips"
)

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', 7, 64) }

// importPlaces imports a table whole.
func (h *house) importPlaces(t *testing.T, table string) trips.ImportReport {
	t.Helper()
	report, err := h.ImportPlaces(t.Context(), admin, strings.NewReader(table), "places.csv", false)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Refused) > 0 {
		t.Fatalf("refused: %v", report.Refused)
	}
	return report
}

func TestImportPlaces(t *testing.T) {
	table, err := simplifiedchinese.GB18030.NewEncoder().String(
		"代码,名称,类型,乡镇代码,经度,纬度,坐标系,起始日期\n" +
			"520399101,青石镇,镇,,106.7,26.5,,\n" +
			"520399101201,白水村,村,520399101,106.7172721,26.5747778,GCJ-02,2026/10/1\n")
	if err != nil {
		t.Fatal(err)
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		dry, err := h.ImportPlaces(t.Context(), admin, strings.NewReader(table), "places.csv", true)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(trips.ImportReport{Rows: 2, DryRun: true, Charset: "gb18030"}, dry); diff != "" || count(t, db, "places") != 0 {
			t.Errorf("dry run: %s, %d rows stored", diff, count(t, db, "places"))
		}
		if diff := cmp.Diff(trips.ImportReport{Rows: 2, Stored: 2, Charset: "gb18030"}, h.importPlaces(t, table)); diff != "" {
			t.Error(diff)
		}
		got, err := h.Places(t.Context(), county)
		if err != nil {
			t.Fatal(err)
		}
		// The village is Guiyang's vector of the datum tests: WGS-84 106.7135, 26.5783.
		want := []trips.Place{
			{Code: "520399101", Name: "青石镇", Kind: place.Township, Lon: 106.7, Lat: 26.5, ValidTo: "9999-12-31"},
			{Code: "520399101201", Name: "白水村", Kind: place.Village, Township: "520399101", Lon: 106.7135, Lat: 26.5783, ValidFrom: "2026-10-01", ValidTo: "9999-12-31"},
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b float64) bool { return a-b < 1e-6 && b-a < 1e-6 })); diff != "" {
			t.Error(diff)
		}
		if others, err := h.Places(t.Context(), "520398"); err != nil || len(others) != 0 {
			t.Errorf("another county sees %v, %v", others, err)
		}
	})
}

func TestImportPlacesReplacesByCodeAndDay(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.importPlaces(t, "code,name,kind,lon,lat,valid_from,valid_to\nV1,旧名,村,106.7,26.5,,2026-09-30\nV1,新名,村,106.7,26.5,2026-10-01,\n")
		h.importPlaces(t, "code,name,kind,lon,lat,valid_from\nV1,更正名,村,106.8,26.5,2026-10-01\n")
		names := func(at time.Time) []string {
			h.now = at
			places, err := h.Places(t.Context(), county)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, p := range places {
				out = append(out, p.Name)
			}
			return out
		}
		// 15:59 UTC is still the last of September in Shanghai, 16:00 is October.
		if diff := cmp.Diff([]string{"旧名"}, names(time.Date(2026, 9, 30, 15, 59, 0, 0, time.UTC))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"更正名"}, names(time.Date(2026, 9, 30, 16, 0, 0, 0, time.UTC))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestImportPlacesIsAllOrNothing(t *testing.T) {
	const good = "G1,好村,村,,106.7,26.5,,,\n"
	tests := []struct {
		name, row, column, says string
	}{
		{"no code", ",村,村,,106.7,26.5,,,", "code", "缺少代码"},
		{"no name", "V1,,村,,106.7,26.5,,,", "name", "缺少名称"},
		{"an unknown kind", "V1,村,山峰,,106.7,26.5,,,", "kind", "山峰"},
		{"a longitude that is a word", "V1,村,村,,东,26.5,,,", "lon", "东"},
		{"no latitude", "V1,村,村,,106.7,,,,", "lat", "不是数字"},
		{"swapped", "V1,村,村,,26.5,106.7,,,", "lat", "写反"},
		{"off the globe", "V1,村,村,,190,26.5,,,", "lon", "超出范围"},
		{"zero island", "V1,村,村,,0,0,,,", "lon", "超出范围"},
		{"an unknown datum", "V1,村,村,,106.7,26.5,mars,,", "datum", "mars"},
		{"a day that is none", "V1,村,村,,106.7,26.5,,2026-02-30,", "valid_from", "2026-02-30"},
		{"the end before the start", "V1,村,村,,106.7,26.5,,2026-10-02,2026-10-01", "valid_to", "早于"},
		{"a township that is nowhere", "V1,村,村,T9,106.7,26.5,,,", "township_code", "T9"},
		{"the same code twice", "G1,村,村,,106.7,26.5,,,", "code", "第 2 行"},
		{"a cell too many", "V1,村,村,,106.7,26.5,,,,x", "", "10 格"},
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				table := "code,name,kind,township_code,lon,lat,datum,valid_from,valid_to\n" + good + tt.row + "\n"
				report, err := h.ImportPlaces(t.Context(), admin, strings.NewReader(table), "p.csv", false)
				if err != nil {
					t.Fatal(err)
				}
				if report.Rows != 2 || report.Stored != 0 || count(t, db, "places") != 0 {
					t.Errorf("rows %d, stored %d, in the table %d", report.Rows, report.Stored, count(t, db, "places"))
				}
				if len(report.Refused) != 1 {
					t.Fatalf("refused %v", report.Refused)
				}
				p := report.Refused[0]
				if p.Line != 3 || p.Column != tt.column || !strings.Contains(p.Text.ZH, tt.says) || p.Text.EN == "" {
					t.Errorf("refused %+v, want line 3, column %q, saying %q", p, tt.column, tt.says)
				}
			})
		}
	})
}

func TestImportPlacesNamesEveryRefusedRow(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	table := "code,name,kind,lon,lat\n,无码,山,106.7,26.5\nV2,好,村,106.7,26.5\nV3,坏,村,x,26.5\n"
	report, err := h.ImportPlaces(t.Context(), admin, strings.NewReader(table), "p.csv", false)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range report.Refused {
		got = append(got, strconv.Itoa(p.Line)+" "+p.Column)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"2 code", "2 kind", "4 lon"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestImportPlacesRefusesWhole(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	_, err := h.ImportPlaces(t.Context(), finance, strings.NewReader("code\n"), "p.csv", false)
	wantFault(t, err, trips.ErrImportDenied)
	_, err = h.ImportPlaces(t.Context(), admin, strings.NewReader("code,lon\n"), "p.csv", false)
	wantFault(t, err, trips.ErrTable)
	if !strings.Contains(err.Error(), "p.csv") || !strings.Contains(err.Error(), "名称 (name)") {
		t.Errorf("%v does not name the file and the missing column", err)
	}
}
