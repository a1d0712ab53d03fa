package trips_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng"
	"licheng/trips"
	"licheng/trips/segment"
	"licheng/trips/trace"
)

// homeLat is where wei lives, on the road of the stories: the first six fixes
// of a drive from there, a step of 111 m each, are within 650 m of it.
const homeLat = 26.4374

var weisHome = trips.PrivateArea{ID: "home-1", Kind: "home", Name: "家", Lon: startLon, Lat: homeLat - 0.0003, RadiusM: 650}

// secret lists how the private fixes of a drive from home could stand on a
// disk: as digits, and as a float64 either way round.
func secret() (needles []string) {
	for i := range 6 {
		lat := homeLat + float64(i)*0.001
		bits := math.Float64bits(lat)
		needles = append(needles, fmt.Sprintf("%.4f", lat)[:6],
			string(binary.BigEndian.AppendUint64(nil, bits)), string(binary.LittleEndian.AppendUint64(nil, bits)))
	}
	return needles
}

// findSecret names the places where a private fix stands in the blobs, in
// temporary files, in the bytes of a database that is a file, or in any row.
func (h *house) findSecret(t *testing.T) (places []string) {
	t.Helper()
	look := func(place string, content []byte) {
		if slices.ContainsFunc(secret(), func(s string) bool { return strings.Contains(string(content), s) }) {
			places = append(places, place)
		}
	}
	folders := []string{h.blobDir, os.TempDir()}
	if h.db.DriverName() == "sqlite3" {
		var file string
		if err := h.db.Get(&file, "SELECT file FROM pragma_database_list WHERE name = 'main'"); err != nil {
			t.Fatal(err)
		}
		folders = append(folders, filepath.Dir(file))
	}
	files := 0
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			files++
			content, err := os.ReadFile(path)
			look(path, content)
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	if h.db.DriverName() == "sqlite3" && files == 0 {
		t.Fatal("no file was looked at")
	}
	for _, table := range []string{"traces", "trips", "trip_fixes", "trip_findings", "drives", "drive_marks", "recordings", "recorded_fixes"} {
		for _, v := range allOf(t, h.db, table) {
			look(table, v)
		}
	}
	return places
}

// allOf returns every value of every row of a table as it is printed; blobs as
// they are.
func allOf(t *testing.T, db *licheng.Database, table string) (values [][]byte) {
	t.Helper()
	rows, err := db.QueryxContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rows.Close(); err != nil {
			t.Error(err)
		}
	}()
	for rows.Next() {
		row, err := rows.SliceScan()
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range row {
			if raw, blob := v.([]byte); blob {
				values = append(values, raw)
			} else {
				values = append(values, fmt.Append(nil, v))
			}
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}

// fromHome is a drive that begins at wei's home, in files of several formats.
// Each holds the place of the home a second time where no fix is read.
func fromHome(n int) map[string]string {
	start := noon.Add(-3 * time.Hour)
	gpx := strings.Replace(drive(start, homeLat, n), "<trk>", fmt.Sprintf(
		`<metadata><bounds minlat="%.4f" minlon="106.7" maxlat="27" maxlon="107"/></metadata><wpt lat="%.4f" lon="106.7"><name>home</name></wpt><trk>`,
		homeLat, homeLat+0.001), 1)
	csv, nmea := "# from 26.437\ntime,lat,lon\n", "$GPTXT,01,01,02,home 26.437*00\r\n"
	for i := range n {
		at, lat := start.Add(time.Duration(i)*10*time.Second), homeLat+float64(i)*0.001
		csv += fmt.Sprintf("%s,%.6f,%.6f\n", at.UTC().Format(time.RFC3339), lat, startLon)
		body := fmt.Sprintf("GPRMC,%s,A,%02d%08.5f,N,%03d%08.5f,E,,,%s,,,A", at.UTC().Format("150405.00"),
			int(lat), math.Mod(lat, 1)*60, 106, 42.0, at.UTC().Format("020106"))
		sum := byte(0)
		for _, c := range []byte(body) {
			sum ^= c
		}
		nmea += fmt.Sprintf("$%s*%02X\r\n", body, sum)
	}
	return map[string]string{"gpx": gpx, "csv": csv, "nmea": nmea}
}

// The private end around home never reaches a disk: not as a blob, not in a
// row, not in a temporary file; and the rest is a trip like any other.
func TestPrivateEndNeverReachesTheDisk(t *testing.T) {
	for format, body := range fromHome(40) {
		t.Run(format, func(t *testing.T) {
			migrated.Run(t, func(t *testing.T, db *licheng.Database) {
				t.Setenv("TMPDIR", t.TempDir())
				h := newHouse(t, db)
				if err := h.SetPrivateArea(t.Context(), wei, weisHome); err != nil {
					t.Fatal(err)
				}
				upload, found := h.read(t, wei, body)
				if len(found) != 1 {
					t.Fatalf("%d trips, report %+v, refusal %v", len(found), upload.Report, upload.Refusal)
				}
				if km := found[0].DistanceM / 1000; math.Abs(km-33*0.1112) > 0.02 {
					t.Errorf("%.3f km, want 33 steps of 111.2 m", km)
				}
				if places := h.findSecret(t); len(places) > 0 {
					t.Errorf("the private end can be read in %v", places)
				}
				fixes, err := h.Fixes(t.Context(), wei, found[0].ID, "")
				if err != nil || len(fixes) != 34 {
					t.Fatalf("%d fixes, %v, want 34", len(fixes), err)
				}
				for _, f := range fixes {
					if m := orbgeo.DistanceHaversine(f.Point, orb.Point{weisHome.Lon, weisHome.Lat}); m <= weisHome.RadiusM {
						t.Errorf("a fix %0.f m from the centre", m)
					}
				}
				sum := sha256.Sum256([]byte(body))
				if upload.SHA256 != hex.EncodeToString(sum[:]) || upload.KeptSHA256 == upload.SHA256 {
					t.Errorf("sha256 %s, kept %s: want that of the file as sent, and another one", upload.SHA256, upload.KeptSHA256)
				}
				r := upload.Report
				if r.Format != format || r.Fixes != 40 || r.Kept != 34 || len(r.Dropped) != 1 ||
					r.Dropped[0].Reason != trace.DropPrivate || r.Dropped[0].Fixes != 6 || r.Dropped[0].Text.ZH == "" {
					t.Errorf("report %+v: want it to speak of the file as sent", r)
				}
				again, created, err := h.HandIn(t.Context(), wei, trips.HandIn{FileName: "again", Body: strings.NewReader(body), Datum: "wgs84"})
				if err != nil || created || again.ID != upload.ID {
					t.Errorf("the same file again: %v created=%t %v", again.ID, created, err)
				}
			})
		})
	}
}

// The test above can fail: without a home the very same search finds the file.
func TestSecretIsFoundWhereItIs(t *testing.T) {
	for format, body := range fromHome(40) {
		if format == "nmea" {
			continue // has degrees and minutes, but for its note
		}
		t.Run(format, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			h := newHouse(t, migrated.SQLite(t))
			h.read(t, wei, body)
			places := strings.Join(h.findSecret(t), " ")
			if !strings.Contains(places, "traces/") || !strings.Contains(places, "trips") {
				t.Errorf("found in %q, want the blob and the rows of the trip", places)
			}
		})
	}
}

// What the owner says of the working trip and of private stretches is cut in
// the same way, and drives around a private stretch are trips of their own.
func TestPrivateStretchesAreCut(t *testing.T) {
	start := noon.Add(-3 * time.Hour)
	at := func(step int) time.Time { return start.Add(time.Duration(step) * 10 * time.Second) }
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		upload, _, err := h.HandIn(t.Context(), wei, trips.HandIn{
			FileName: "day.gpx", Body: strings.NewReader(drive(start, startLat, 200)), Datum: "wgs84",
			Working: segment.Span{From: at(10), To: at(189)}, Private: []segment.Span{{From: at(80), To: at(119)}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Read(t.Context(), county, upload.ID); err != nil {
			t.Fatal(err)
		}
		found, err := h.Trips(t.Context(), wei, trips.TripFilter{Trace: upload.ID})
		if err != nil || len(found) != 2 {
			t.Fatalf("%d trips, %v, want the drives before and after", len(found), err)
		}
		for i, want := range []struct{ from, to int }{{10, 79}, {120, 189}} {
			if !found[i].StartedAt.Equal(at(want.from)) || !found[i].EndedAt.Equal(at(want.to)) {
				t.Errorf("trip %d from %s to %s", i, found[i].StartedAt, found[i].EndedAt)
			}
			if km := found[i].DistanceM / 1000; math.Abs(km-69*0.1112) > 0.02 {
				t.Errorf("trip %d: %.3f km, want 69 steps", i, km)
			}
		}
	})
}

// An app that cut the file itself says which file it was; the file itself is
// then the same upload.
func TestFileThatWasCutOnThePhone(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	whole := drive(noon.Add(-3*time.Hour), startLat, 60)
	sum := sha256.Sum256([]byte(whole))
	sent := hex.EncodeToString(sum[:])
	cut := drive(noon.Add(-3*time.Hour+100*time.Second), startLat+0.01, 50)
	upload, created, err := h.HandIn(t.Context(), wei, trips.HandIn{FileName: "a", Body: strings.NewReader(cut), SentSHA256: sent})
	if err != nil || !created || upload.SHA256 != sent || upload.KeptSHA256 == sent {
		t.Fatalf("%+v created=%t %v", upload, created, err)
	}
	again, created, err := h.HandIn(t.Context(), wei, trips.HandIn{FileName: "a", Body: strings.NewReader(whole)})
	if err != nil || created || again.ID != upload.ID || again.KeptSHA256 != upload.KeptSHA256 {
		t.Errorf("the file itself: %+v created=%t %v", again, created, err)
	}
	_, _, err = h.HandIn(t.Context(), wei, trips.HandIn{FileName: "a", Body: strings.NewReader(cut), SentSHA256: "ABC"})
	wantFault(t, err, trips.ErrSentSHA256)
}

// What cannot be cut is not stored at all.
func TestNothingIsStoredOfWhatCannotBeCut(t *testing.T) {
	untimed := `<gpx><trk><trkseg><trkpt lat="26.6" lon="106.7"/><trkpt lat="26.7" lon="106.7"/></trkseg></trk></gpx>`
	working := segment.Span{From: noon.Add(-4 * time.Hour)}
	tests := []struct {
		name string
		in   trips.HandIn
		slug string
	}{
		{"all of it is at home", trips.HandIn{Body: strings.NewReader(drive(noon.Add(-3*time.Hour), homeLat, 6))}, "trace-all-private"},
		{"no track", trips.HandIn{Body: strings.NewReader("see you at 26.437")}, "trace-unreadable"},
		{"no times", trips.HandIn{Body: strings.NewReader(untimed), Working: working}, "trace-untimed-private"},
		{"span the wrong way", trips.HandIn{Body: strings.NewReader(untimed), Private: []segment.Span{{From: noon, To: noon}}}, "private-span"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			h := newHouse(t, migrated.SQLite(t))
			if err := h.SetPrivateArea(t.Context(), wei, weisHome); err != nil {
				t.Fatal(err)
			}
			tt.in.FileName, tt.in.Datum = "x", "wgs84"
			_, _, err := h.HandIn(t.Context(), wei, tt.in)
			fault, ok := licheng.FaultOf(err)
			if !ok || fault.Slug != tt.slug || fault.Title.ZH == "" {
				t.Errorf("%v, want %s", err, tt.slug)
			}
			if n := count(t, h.db, "traces"); n != 0 {
				t.Errorf("%d rows", n)
			}
			if left, err := filepath.Glob(filepath.Join(h.blobDir, "*", "*", "*", "*")); err != nil || len(left) > 0 {
				t.Errorf("blobs %v, %v", left, err)
			}
			if places := h.findSecret(t); len(places) > 0 {
				t.Errorf("the private end can be read in %v", places)
			}
		})
	}
}

// A phone's tracker at home sends nothing that is kept.
func TestRecordingForgetsPrivateAreas(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		t.Setenv("TMPDIR", t.TempDir())
		h := newHouse(t, db)
		if err := h.SetPrivateArea(t.Context(), wei, weisHome); err != nil {
			t.Fatal(err)
		}
		if _, err := h.StartRecording(t.Context(), wei, "V1", "", time.Hour); err != nil {
			t.Fatal(err)
		}
		fixes := sent(noon, 0, 20)
		for i := range fixes {
			fixes[i].Point[1] += homeLat - startLat
		}
		h.record(t, wei, fixes, 14)
		if places := h.findSecret(t); len(places) > 0 {
			t.Errorf("the private end can be read in %v", places)
		}
	})
}

// An area set on the way takes what was recorded in it before out of the recording
// that goes on, which is handed in from then on; what was handed in stays, and so
// does what others record there.
func TestAreaSetWhileRecording(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		past := noon.Add(-5 * time.Hour)
		fixes := func(from time.Time) []trace.Fix {
			out := sent(from, 0, 60)
			for i := range out {
				out[i].Point[1] += homeLat - startLat
			}
			return out
		}
		recording := func(actor trips.Actor, from time.Time, ends bool) trips.Recording {
			h.now = from
			r, err := h.StartRecording(t.Context(), actor, "", "", time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			h.record(t, actor, fixes(from), 60)
			if ends {
				h.now = from.Add(time.Hour)
				if r, err = h.EndRecording(t.Context(), actor, r.ID); err != nil {
					t.Fatal(err)
				}
			}
			return r
		}
		recording(wei, past, true)
		recording(lan, noon, false)
		open := recording(wei, noon, false)
		if err := h.SetPrivateArea(t.Context(), wei, weisHome); err != nil {
			t.Fatal(err)
		}
		for _, want := range []struct {
			actor trips.Actor
			fixes []int
		}{{wei, []int{54, 60}}, {lan, []int{60}}} {
			list, err := h.Recordings(t.Context(), want.actor)
			if err != nil || len(list) != len(want.fixes) {
				t.Fatalf("%+v, %v", list, err)
			}
			for i, r := range list {
				if r.Fixes != want.fixes[i] {
					t.Errorf("recording %d of %s has %d fixes, want %d", i+1, want.actor.Login, r.Fixes, want.fixes[i])
				}
			}
		}
		h.now = noon.Add(time.Hour)
		ended, err := h.EndRecording(t.Context(), wei, open.ID)
		if err == nil {
			err = h.Read(t.Context(), county, ended.Trace)
		}
		if err != nil {
			t.Fatal(err)
		}
		if trip := h.onlyTrip(t, wei, ended.Trace); trip.Fixes != 54 {
			t.Errorf("%d fixes, want those outside", trip.Fixes)
		}
	})
}

func TestPrivateAreasAreTheirOwnersAlone(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		second := trips.PrivateArea{ID: "b", Kind: "other", Name: "卫生院", Lon: 106.8, Lat: 26.6, RadiusM: 200}
		for _, a := range []trips.PrivateArea{second, weisHome, {ID: "b", Kind: "other", Name: "x", Lon: 1, Lat: 1, RadiusM: 300}, second} {
			if err := h.SetPrivateArea(t.Context(), wei, a); err != nil {
				t.Fatal(err)
			}
		}
		got, err := h.PrivateAreas(t.Context(), wei)
		if diff := cmp.Diff([]trips.PrivateArea{weisHome, second}, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		for _, other := range []trips.Actor{lan, finance, abroad} {
			if got, err := h.PrivateAreas(t.Context(), other); err != nil || len(got) > 0 {
				t.Errorf("%s sees %v, %v", other.Login, got, err)
			}
		}
		for _, nobody := range []trips.Actor{admin, auditor} {
			_, err := h.PrivateAreas(t.Context(), nobody)
			wantFault(t, err, trips.ErrNotOwn)
			wantFault(t, h.SetPrivateArea(t.Context(), nobody, second), trips.ErrNotOwn)
			wantFault(t, h.RemovePrivateArea(t.Context(), nobody, "b"), trips.ErrNotOwn)
		}
		if err := h.RemovePrivateArea(t.Context(), lan, "b"); err != nil {
			t.Error(err)
		}
		for range 2 {
			if err := h.RemovePrivateArea(t.Context(), wei, weisHome.ID); err != nil {
				t.Error(err)
			}
		}
		if got, err := h.PrivateAreas(t.Context(), wei); err != nil || len(got) != 1 || got[0].ID != "b" {
			t.Errorf("%v, %v: want the one nobody of theirs removed", got, err)
		}
	})
}

func TestPrivateAreaMustBeOne(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	for name, change := range map[string]func(*trips.PrivateArea){
		"no id":         func(a *trips.PrivateArea) { a.ID = "" },
		"an odd id":     func(a *trips.PrivateArea) { a.ID = "a/b" },
		"no kind":       func(a *trips.PrivateArea) { a.Kind = "" },
		"too small":     func(a *trips.PrivateArea) { a.RadiusM = 99 },
		"too large":     func(a *trips.PrivateArea) { a.RadiusM = 5001 },
		"no radius":     func(a *trips.PrivateArea) { a.RadiusM = math.NaN() },
		"off the globe": func(a *trips.PrivateArea) { a.Lat = 91 },
		"nowhere":       func(a *trips.PrivateArea) { a.Lon = math.NaN() },
	} {
		a := weisHome
		change(&a)
		if err := h.SetPrivateArea(t.Context(), wei, a); !errors.Is(err, trips.ErrPrivateArea) {
			t.Errorf("%s: %v, want ErrPrivateArea", name, err)
		}
	}
	for i := range 20 {
		a := weisHome
		a.ID = fmt.Sprint(i)
		if err := h.SetPrivateArea(t.Context(), wei, a); err != nil {
			t.Fatal(err)
		}
	}
	wantFault(t, h.SetPrivateArea(t.Context(), wei, weisHome), trips.ErrPrivateAreas)
	again := weisHome
	again.ID = "7"
	if err := h.SetPrivateArea(t.Context(), wei, again); err != nil {
		t.Errorf("changing one of twenty: %v", err)
	}
}
