package trace

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"
)

// zipOf packs files given as name, content, name, content, ….
func zipOf(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// gzipOf packs one file.
func gzipOf(t testing.TB, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const (
	plainKML = "<kml><Placemark><LineString><coordinates>106.5,26.5 106.6,26.6</coordinates></LineString></Placemark></kml>"
	twoRows  = "lat,lon,time\n26.5783,106.7135,2026-10-03T00:00:00Z\n26.5793,106.7145,2026-10-03T00:00:10Z\n"
)

func TestArchives(t *testing.T) {
	cases := []struct {
		name, in, format string
		tracks, kept     int
		says             string // in the notes and drops
	}{
		{"KMZ", zipOf(t, "files/icon.txt", "x", "doc.kml", plainKML), "kmz", 1, 2, ""},
		{"KMZ without doc.kml", zipOf(t, "way.kml", plainKML), "kmz", 1, 2, ""},
		{"KMZ in gzip", gzipOf(t, zipOf(t, "doc.kml", plainKML)), "kmz", 1, 2, ""},
		{"one track in a zip", zipOf(t, "a/way.csv", twoRows), "csv", 1, 2, ""},
		{"tracks of several kinds", zipOf(t, "a.csv", twoRows, "b.gpx", plainGPX, "__MACOSX/._a.csv", "\x00\x05"), "zip", 2, 4, ""},
		{"a picture beside the track", zipOf(t, "a.gpx", plainGPX, "b.png", "\x89PNG\r\n\x1a\n"), "gpx", 1, 2, "b.png was not used: files of this kind (图片/picture)"},
		{"an archive beside the track", zipOf(t, "a.gpx", plainGPX, "b.zip", zipOf(t, "c.gpx", plainGPX)), "gpx", 1, 2, "b.zip was not used: the archive holds another archive"},
		{"a bad row is named with its file", zipOf(t, "a.csv", twoRows+"x,y,\n", "b.gpx", plainGPX), "zip", 2, 4, "a.csv, line 4: these points have no readable"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			traces, report := mustDecode(t, c.in)
			if report.Format != c.format || len(traces) != c.tracks || report.Kept != c.kept {
				t.Errorf("%s, %d tracks, %d kept", report.Format, len(traces), report.Kept)
			}
			if said := fmt.Sprint(report.Notes, report.Dropped); !strings.Contains(said, c.says) {
				t.Errorf("says %s, want %q", said, c.says)
			}
		})
	}
}

func TestArchives_refused(t *testing.T) {
	kmz := zipOf(t, "doc.kml", plainKML)
	locked := []byte(zipOf(t, "a.gpx", plainGPX))
	locked[6] |= 1 // the flag of encryption, in the entry and in the table of contents
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	many := make([]string, 0, 2*(maxArchiveEntries+1))
	for i := range maxArchiveEntries + 1 {
		many = append(many, fmt.Sprint(i), "")
	}
	cases := []struct{ name, in, reason, says string }{
		{"zip in gzip", gzipOf(t, zipOf(t, "a.gpx", plainGPX)), RefusedNested, "holds another archive"},
		{"gzip in gzip", gzipOf(t, gzipOf(t, plainGPX)), RefusedNested, "holds another archive"},
		{"only an archive inside", zipOf(t, "a.zip", zipOf(t, "b.gpx", plainGPX)), RefusedNested, "a.zip in the archive: the archive holds another"},
		{"gzip in zip", zipOf(t, "a.gpx.gz", gzipOf(t, plainGPX)), RefusedNested, "holds another archive"},
		{"half an archive", kmz[:len(kmz)/2], RefusedBroken, "damaged or was not wholly sent"},
		{"empty", zipOf(t), RefusedEmpty, "archive is empty"},
		{"a password", string(locked), RefusedLater, "locked with a password"},
		{"too many files", zipOf(t, many...), RefusedTooLarge, "more than 10000 files"},
		{"a bomb", zipOf(t, "a.gpx", "<gpx>"+strings.Repeat(" ", 8<<20)), RefusedTooLarge, "more than 200 times"},
		{"no track inside", zipOf(t, "a.png", "\x89PNG\r\n\x1a\n", "b.gpx", "<gpx></gpx>"), RefusedNoTrack, "b.gpx in the archive: the file holds no track points"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := Decode(strings.NewReader(c.in), c.name, Limits{})
			if r, ok := refusalOf(err); !ok || r.Reason != c.reason || !strings.Contains(r.Error(), c.says) {
				t.Errorf("got %v, want %s saying %q", err, c.reason, c.says)
			}
		})
	}
}

// TestArchives_limitsHoldOverAllFiles packs what each alone would be allowed.
func TestArchives_limitsHoldOverAllFiles(t *testing.T) {
	two := zipOf(t, "a.gpx", plainGPX, "b.gpx", plainGPX)
	if _, _, err := Decode(strings.NewReader(two), "fixes", Limits{Fixes: 3}); err == nil || !strings.Contains(err.Error(), "limit of") {
		t.Errorf("four fixes within a limit of three: %v", err)
	}
	half := int64(len(plainGPX) + 10)
	if _, _, err := Decode(strings.NewReader(two), "bytes", Limits{UnpackedBytes: half}); err == nil || !strings.Contains(err.Error(), "larger than the limit") {
		t.Errorf("two files within the bytes of one: %v", err)
	}
}
