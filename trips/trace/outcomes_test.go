package trace

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// outcome is what a file holds, as testdata/outcomes.tsv says it: counted by
// gpsbabel, grep and small scripts, never by this decoder.
type outcome struct {
	file, sha256, outcome, fixes, kept, begins, ends string
}

func outcomes(t *testing.T) map[string]outcome {
	t.Helper()
	f, err := os.Open("testdata/outcomes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]outcome{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		c := strings.Split(lines.Text(), "\t")
		if len(c) == 8 && c[0] != "file" {
			out[c[0]] = outcome{c[0], c[1], c[2], c[3], c[4], c[5], c[6]}
		}
	}
	return out
}

// TestOutcomes reads a folder of real files written by others, named by
// LICHENG_SHARED_DATA, and holds what comes of each against the table. Every
// file of the folder is in the table, and every file of the table in the
// folder.
func TestOutcomes(t *testing.T) {
	root := os.Getenv("LICHENG_SHARED_DATA")
	if root == "" {
		t.Skip("LICHENG_SHARED_DATA names no folder of traces")
	}
	want := outcomes(t)
	seen := 0
	for _, folder := range []string{"tracks", "trackers"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			name, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			seen++
			t.Run(name, func(t *testing.T) { checkOutcome(t, path, want[filepath.ToSlash(name)]) })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen != len(want) {
		t.Errorf("%d files, the table has %d", seen, len(want))
	}
}

func checkOutcome(t *testing.T, path string, want outcome) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != want.sha256 {
		t.Fatalf("another file than the table speaks of (%q)", want.file)
	}
	traces, report, err := Decode(bytes.NewReader(data), path, Limits{})
	if got := fmt.Sprint(report.Fixes); got != want.fixes {
		t.Errorf("%s fixes found, want %s", got, want.fixes)
	}
	if got := fmt.Sprint(report.Kept); got != want.kept {
		t.Errorf("%s fixes kept, want %s", got, want.kept)
	}
	if r, refused := refusalOf(err); refused != (want.outcome == "refused") {
		t.Errorf("%v, want it %s", err, want.outcome)
	} else if refused {
		checkSentence(t, r)
	} else {
		checkAnswer(t, traces, report)
	}
	begins, ends := spanOf(traces)
	if want.begins != "" && (begins != want.begins || ends != want.ends) {
		t.Errorf("from %s to %s, want %s to %s", begins, ends, want.begins, want.ends)
	}
	for part := 1; part < 12; part++ {
		checkCut(t, data[:len(data)*part/12], report.Kept)
	}
}

// checkSentence checks that a refusal is one sentence in each language.
func checkSentence(t *testing.T, r *Refusal) {
	t.Helper()
	said := r.Said()
	for _, s := range []string{said.ZH, said.EN} {
		if s == "" || strings.Contains(s, "\n") || !strings.HasSuffix(strings.TrimSpace(s), ".") && !strings.HasSuffix(s, "。") {
			t.Errorf("says %q", s)
		}
	}
}

// checkCut decodes the beginning of a file: it gives no more than the whole,
// with an answer that holds, or a sentence.
func checkCut(t *testing.T, data []byte, whole int) {
	t.Helper()
	traces, report, err := Decode(bytes.NewReader(data), "cut", Limits{})
	if r, refused := refusalOf(err); refused {
		checkSentence(t, r)
		return
	}
	checkAnswer(t, traces, report)
	if report.Kept > max(whole, 1) {
		t.Errorf("%d bytes give %d fixes, the whole file %d", len(data), report.Kept, whole)
	}
}

// spanOf returns the first and last time of traces to the second.
func spanOf(traces []Trace) (begins, ends string) {
	for _, tr := range traces {
		for _, f := range tr.Fixes {
			at := f.At.Format(time.RFC3339)
			if f.At.IsZero() {
				continue
			}
			at = at[:19] + "Z"
			if begins == "" || at < begins {
				begins = at
			}
			ends = max(ends, at)
		}
	}
	return begins, ends
}
