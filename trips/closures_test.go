package trips_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/simplifiedchinese"

	"licheng"
	"licheng/trips"
)

// The morning drives north along 106.7 from 26.500 to 26.559, from 9:00 in
// Shanghai, for ten minutes.
const (
	onTheWay = "106.7 26.520; 106.7 26.530"
	besideIt = "106.703 26.520; 106.703 26.530"
)

// day is the day of the morning drive in Shanghai.
var day = noon.In(trips.Shanghai).Format(time.DateOnly)

// importClosures imports a file whole.
func (h *house) importClosures(t *testing.T, name, body string) trips.ImportReport {
	t.Helper()
	report, err := h.ImportClosures(t.Context(), admin, strings.NewReader(body), name, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Refused) > 0 {
		t.Fatalf("refused: %v", report.Refused)
	}
	return report
}

// noted are the findings about closures.
func noted(t trips.Trip) []string {
	return slices.DeleteFunc(rules(t), func(rule string) bool { return rule != "road-closed" && rule != "closure-explains" })
}

// What a trip shows beside a closed road, by when it was closed and where.
func TestTripsAreHeldAgainstClosures(t *testing.T) {
	cases := []struct {
		name, from, to, line string
		want                 []string
	}{
		{"driven along", day, day, onTheWay, []string{"road-closed"}},
		{"at that hour", day + " 08:30", day + " 09:30", onTheWay, []string{"road-closed"}},
		{"no end known", day, "", onTheWay, []string{"road-closed"}},
		{"open again at that hour", day + " 06:00", day + " 08:59", onTheWay, nil},
		{"the day before", "2020-01-01", "2020-01-02", onTheWay, nil},
		{"the road beside it", day, day, besideIt, []string{"closure-explains"}},
		{"far away", day, day, "108.7 26.520; 108.7 26.530", nil},
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				h := newHouse(t, db)
				h.importClosures(t, "closures.csv", fmt.Sprintf("编号,路段,原因,开始,结束,线\nF1,青石坡,塌方,%s,%s,%s\n", c.from, c.to, c.line))
				_, found := h.read(t, wei, morning())
				if diff := cmp.Diff(c.want, noted(found[0]), cmpopts.EquateEmpty()); diff != "" {
					t.Error(diff)
				}
				for _, f := range found[0].Findings {
					if f.Rule == "road-closed" && (f.Severity != "note" || !strings.Contains(f.Text.ZH, "青石坡（塌方）")) {
						t.Errorf("%+v", f)
					}
				}
				if err := h.wipe(t, db); err != nil {
					t.Fatal(err)
				}
			})
		}
	})
}

// wipe takes out all trips and closures, for the next case.
func (h *house) wipe(t *testing.T, db *licheng.Database) error {
	t.Helper()
	for _, table := range []string{"closures", "drive_marks", "drives", "trips", "traces"} {
		if _, err := db.Exec("DELETE FROM " + table); err != nil {
			return fmt.Errorf("wipe %s: %w", table, err)
		}
	}
	return nil
}

func TestImportClosures(t *testing.T) {
	table, err := simplifiedchinese.GB18030.NewEncoder().String("编号,路段,原因,开始,结束,经度,纬度,范围\nF1,青石坡,塌方," + day + ",,106.7,26.525,40\n")
	if err != nil {
		t.Fatal(err)
	}
	const feature = `{"type":"Feature","properties":{"id":"%s","name":"青石坡","from":"` + "%s" + `"},"geometry":{"type":"LineString","coordinates":[[106.7,26.52],[106.7,26.53]]}}`
	collection := "\ufeff" + `{"type":"FeatureCollection","features":[` + fmt.Sprintf(feature, "F1", day) + "," + fmt.Sprintf(feature, "F2", noon.Add(-4*time.Hour).Format(time.RFC3339)) + "]}"
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		dry, err := h.ImportClosures(t.Context(), admin, strings.NewReader(table), "c.csv", true)
		if diff := cmp.Diff(trips.ImportReport{Rows: 1, DryRun: true, Charset: "gb18030"}, dry); err != nil || diff != "" || count(t, db, "closures") != 0 {
			t.Errorf("dry run: %v, %s", err, diff)
		}
		if got := h.importClosures(t, "c.csv", table); got.Stored != 1 {
			t.Errorf("%+v", got)
		}
		if got := h.importClosures(t, "c.geojson", collection); got.Stored != 2 || got.Rows != 2 || count(t, db, "closures") != 2 {
			t.Errorf("F1 is to be replaced, F2 added: %+v, %d rows", got, count(t, db, "closures"))
		}
		_, found := h.read(t, wei, morning())
		if diff := cmp.Diff([]string{"road-closed", "road-closed"}, noted(found[0])); diff != "" {
			t.Error(diff)
		}
	})
}

func TestImportClosuresIsAllOrNothing(t *testing.T) {
	tests := []struct {
		name, row, column, says string
	}{
		{"no id", ",坡,2026-10-01,,106.7,26.5,,,", "id", "缺少编号"},
		{"no name", "F2,,2026-10-01,,106.7,26.5,,,", "name", "缺少路段"},
		{"no start", "F2,坡,,,106.7,26.5,,,", "from", "缺少开始"},
		{"a start that is no day", "F2,坡,十月初,,106.7,26.5,,,", "from", "十月初"},
		{"the end before the start", "F2,坡,2026-10-02 08:00,2026-10-02 07:00,106.7,26.5,,,", "to", "早于"},
		{"nowhere", "F2,坡,2026-10-01,,,,,,", "line", "缺少位置"},
		{"half a point", "F2,坡,2026-10-01,,,,106.7 26.5; 106.8,,", "line", "缺少位置"},
		{"swapped", "F2,坡,2026-10-01,,26.5,106.7,,,", "line", "写反"},
		{"zero island", "F2,坡,2026-10-01,,0,0,,,", "line", "超出范围"},
		{"off the globe", "F2,坡,2026-10-01,,,,200 26.5,,", "line", "超出范围"},
		{"an unknown datum", "F2,坡,2026-10-01,,106.7,26.5,,,mars", "datum", "mars"},
		{"within a metre", "F2,坡,2026-10-01,,106.7,26.5,,1,", "within_m", "范围"},
		{"the same id twice", "F1,坡,2026-10-01,,106.7,26.5,,,", "id", "第 2 行"},
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				table := "id,name,from,to,lon,lat,line,within_m,datum\nF1,好,2026-10-01,,106.7,26.5,,,\n" + tt.row + "\n"
				report, err := h.ImportClosures(t.Context(), admin, strings.NewReader(table), "c.csv", false)
				if err != nil {
					t.Fatal(err)
				}
				if report.Rows != 2 || report.Stored != 0 || count(t, db, "closures") != 0 || len(report.Refused) != 1 {
					t.Fatalf("%+v, %d in the table", report, count(t, db, "closures"))
				}
				if p := report.Refused[0]; p.Line != 3 || p.Column != tt.column || !strings.Contains(p.Text.ZH, tt.says) || p.Text.EN == "" {
					t.Errorf("refused %+v, want line 3, column %q, saying %q", p, tt.column, tt.says)
				}
			})
		}
	})
}

func TestImportClosuresRefusesWhole(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	good := "id,name,from,line\nF1,坡,2026-10-01,\"LINESTRING(106.7 26.5, 106.8 26.5)\"\n"
	_, err := h.ImportClosures(t.Context(), wei, strings.NewReader(good), "c.csv", false)
	wantFault(t, err, trips.ErrImportDenied)
	for name, body := range map[string]string{
		"no header":          "F1,坡,2026-10-01\n",
		"not quite GeoJSON":  `{"type":"FeatureCollection","features":[`,
		"some other GeoJSON": `{"type":"Point","coordinates":[106.7,26.5]}`,
	} {
		if _, err := h.ImportClosures(t.Context(), admin, strings.NewReader(body), "c", false); err == nil {
			t.Errorf("%s: taken", name)
		} else {
			wantFault(t, err, trips.ErrTable)
		}
	}
	report, err := h.ImportClosures(t.Context(), admin, strings.NewReader(
		`{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{"name":"坡","from":"2026-10-01"},"geometry":null}]}`), "c.geojson", false)
	if err != nil || len(report.Refused) != 1 || report.Refused[0].Line != 1 || report.Refused[0].Column != "line" {
		t.Errorf("a feature without a place: %+v, %v", report, err)
	}
	if report := h.importClosures(t, "c.csv", good); report.Stored != 1 {
		t.Errorf("%+v", report)
	}
}
