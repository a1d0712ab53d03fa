package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"licheng/geo/geotest"
	"licheng/trips"
)

// The slide is entered in the county's table after the trip was paid: the import
// says that one trip is held against it, the trip says what was learnt and when,
// and claim and book stand as they were.
func TestClosureImportedAfterPayment(t *testing.T) {
	c := openSmallCounty(t)
	wholeStory(t, c) // ends with the claim paid
	_, body := c.ask("cadre", http.MethodGet, "/api/v1/trips?month=2026-10", "", nil)
	trip, _, _ := strings.Cut(body[strings.Index(body, `"id":"`)+6:], `"`)

	a, b := geotest.At(5000, 0), geotest.At(6000, 0)
	table := filepath.Join(t.TempDir(), "封路.csv")
	row := fmt.Sprintf("编号,路段,原因,开始,结束,线\nF1,青石坡,塌方,2026-10-12,2026-10-12,%.6f %.6f; %.6f %.6f\n", a.Lon(), a.Lat(), b.Lon(), b.Lat())
	if err := os.WriteFile(table, []byte(row), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, held := range []string{"trips read before that are held against them now 此前读过、现在重新对照的行程: 1\n", ""} {
		var out bytes.Buffer
		want := table + ": 1 rows imported 已导入\n" + held
		if err := c.app.importFile(t.Context(), &out, importClosures, table, false); err != nil || out.String() != want {
			t.Errorf("import %d: %q, %v; want %q", i+1, out.String(), err, want)
		}
	}
	said := ""
	for range 200 {
		if _, said = c.ask("finance", http.MethodGet, "/api/v1/trips/"+trip, "", nil); strings.Contains(said, `"found_at"`) {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	for _, want := range []string{`"rule":"road-closed"`, `"rule":"way-closed"`, "青石坡（塌方）", `"gone":false`, `"findings_note":0`} {
		if !strings.Contains(said, want) {
			t.Errorf("the trip does not say %s: %s", want, said)
		}
	}
	if _, body := c.ask("cadre", http.MethodGet, "/api/v1/claims/current?month=2026-10", "", nil); !strings.Contains(body, `"state":"paid"`) || !strings.Contains(body, `"total_fen":960`) {
		t.Errorf("the claim moved: %s", body)
	}
	if book, err := c.app.money.VerifyLedger(t.Context(), trips.County(smallCode)); err != nil || !book.OK {
		t.Errorf("ledger verify: %+v, %v", book, err)
	}
	if _, err := c.app.db.Exec(`UPDATE trip_late_findings SET stretch = '别处' WHERE rule = 'way-closed'`); err != nil {
		t.Fatal(err)
	}
	if book, err := c.app.money.VerifyLedger(t.Context(), trips.County(smallCode)); err != nil || book.OK || book.Altered.Type != "trip.late" {
		t.Errorf("altered behind the book's back: %+v, %v", book, err)
	}
}
