package trips_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"licheng/sheet"
	"licheng/trips"
)

// TestTemplates: the templates of places and closures are empty as they come,
// and their examples are what the imports take.
func TestTemplates(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	h.importPlaces(t, "代码,名称,类型,经度,纬度\n529901101,青石镇,镇,106.7,26.5\n")
	load := map[string]func(data []byte) (trips.ImportReport, error){
		"places": func(data []byte) (trips.ImportReport, error) {
			return h.ImportPlaces(t.Context(), admin, bytes.NewReader(data), "t.xlsx", true)
		},
		"closures": func(data []byte) (trips.ImportReport, error) {
			return h.ImportClosures(t.Context(), admin, bytes.NewReader(data), "t.xlsx", true)
		},
	}
	for kind, columns := range trips.TemplateColumns() {
		t.Run(kind, func(t *testing.T) {
			var out bytes.Buffer
			if err := sheet.Template(&out, "表", columns); err != nil {
				t.Fatal(err)
			}
			r, err := load[kind](out.Bytes())
			if err != nil || r.Rows != 0 || len(r.Unknown)+len(r.Refused) > 0 {
				t.Fatalf("%+v, %v", r, err)
			}
			book, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			var row []any
			for _, c := range columns {
				row = append(row, c.Example)
			}
			if err := book.SetSheetRow("表", "A2", &row); err != nil {
				t.Fatal(err)
			}
			out.Reset()
			if err := book.Write(&out); err != nil {
				t.Fatal(err)
			}
			if r, err = load[kind](out.Bytes()); err != nil || r.Rows != 1 || len(r.Refused) > 0 {
				t.Errorf("the examples are refused: %+v, %v", r, err)
			}
		})
	}
}

// TestATableIsNamedOnce: a table that cannot be read is named once.
func TestATableIsNamedOnce(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	_, err := h.ImportPlaces(t.Context(), admin, strings.NewReader("a,b\n1,2\n"), "p.csv", true)
	if err == nil || strings.Count(err.Error(), "p.csv") != 1 || !strings.HasPrefix(err.Error(), "p.csv: ") {
		t.Errorf("%v, want the file named once, first", err)
	}
}
