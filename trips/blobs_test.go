package trips

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

func hashOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func testBlobs(t *testing.T) *blobs {
	t.Helper()
	b, err := openBlobs(filepath.Join(t.TempDir(), "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.bucket.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func contentOf(t *testing.T, b *blobs, key string) string {
	t.Helper()
	r, err := b.open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestBlobLiesUnderItsHash(t *testing.T) {
	b := testBlobs(t)
	hash := hashOf("track")
	key := traceKey("520329", hash)
	if want := "traces/520329/" + hash[:2] + "/" + hash[2:]; key != want {
		t.Fatalf("key %s, want %s", key, want)
	}
	for range 2 { // the second time it is there already
		if err := b.put(t.Context(), key, hash, strings.NewReader("track")); err != nil {
			t.Fatal(err)
		}
		if got := contentOf(t, b, key); got != "track" {
			t.Errorf("content %q", got)
		}
	}
	var names []string
	err := filepath.WalkDir(b.dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil || len(names) != 1 || names[0] != filepath.Join(b.dir, key) {
		t.Errorf("files %v, %v, want the one blob and nothing beside it", names, err)
	}
}

// After a power cut the name can be on disk without the content.
func TestBlobWithoutItsContentIsWrittenAgain(t *testing.T) {
	for name, damage := range map[string]string{"empty": "", "cut short": "tra", "altered": "trick"} {
		t.Run(name, func(t *testing.T) {
			b := testBlobs(t)
			hash := hashOf("track")
			key := traceKey("520329", hash)
			path := filepath.Join(b.dir, key)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(damage), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := b.put(t.Context(), key, hash, strings.NewReader("track")); err != nil {
				t.Fatal(err)
			}
			if got := contentOf(t, b, key); got != "track" {
				t.Errorf("content %q, want it mended", got)
			}
		})
	}
}

func TestSpoolBody(t *testing.T) {
	small := "a few fixes"
	large := strings.Repeat("0123456789", spoolMemory/10+7)
	for name, content := range map[string]string{"empty": "", "in memory": small, "on disk": large} {
		t.Run(name, func(t *testing.T) {
			s, err := spoolBody(iotest.HalfReader(strings.NewReader(content)), int64(len(content)))
			if err != nil {
				t.Fatal(err)
			}
			if s.bytes != int64(len(content)) || s.sha256Hex != hashOf(content) {
				t.Errorf("%d bytes, hash %s; want %d, %s", s.bytes, s.sha256Hex, len(content), hashOf(content))
			}
			for range 2 { // put may have to read it twice
				if _, err := s.Seek(0, io.SeekStart); err != nil {
					t.Fatal(err)
				}
				if got, err := io.ReadAll(s); err != nil || !bytes.Equal(got, []byte(content)) {
					t.Errorf("reads back %d bytes, %v", len(got), err)
				}
			}
			name := ""
			if s.file != nil {
				name = s.file.Name()
				if onDisk, err := os.ReadFile(name); err != nil || bytes.Contains(onDisk, []byte("0123")) {
					t.Errorf("what was sent can be read on the disk (%v)", err)
				}
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if name != "" {
				if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
					t.Errorf("%s is left behind: %v", name, err)
				}
			}
		})
	}
}

func TestSpoolBodyRefuses(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("half a fi"), iotest.ErrReader(io.ErrUnexpectedEOF))
	tests := []struct {
		name string
		body io.Reader
		max  int64
		want error
	}{
		{"one byte over, in memory", strings.NewReader("12345678901"), 10, ErrTooLarge},
		{"one byte over, on disk", strings.NewReader(strings.Repeat("x", spoolMemory+1)), spoolMemory, ErrTooLarge},
		{"the line broke", broken, 1000, io.ErrUnexpectedEOF},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			if _, err := spoolBody(tt.body, tt.max); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			left, err := os.ReadDir(os.Getenv("TMPDIR"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}
