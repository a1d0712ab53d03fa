package verify

import (
	"fmt"
	"testing"
	"time"
)

// Marks are numbers here: what is counted is how many two drives have in common.
func TestRemembered(t *testing.T) {
	marks := func(from, n int) []Mark {
		out := make([]Mark, n)
		for i := range out {
			out[i] = Mark(from + i)
		}
		return out
	}
	tests := []struct {
		name         string
		search, kept []Mark
		want         string // measured %, severity
	}{
		{"a copy has all of them", marks(0, 200), marks(100, 44), "100 note"},
		{"a copy with noise has three quarters", marks(0, 33), marks(0, 44), "75 note"},
		{"exactly six in ten", marks(0, 24), marks(0, 40), "60 note"},
		{"one less than six in ten", marks(0, 23), marks(0, 40), ""},
		{"a commuter like clockwork has four in ten", marks(0, 17), marks(0, 43), ""},
		{"all of a few are chance", marks(0, 11), marks(0, 11), ""},
		{"nothing is left", marks(0, 100), nil, ""},
		{"nothing to search by", nil, marks(0, 44), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for _, f := range Remembered(tt.search, tt.kept, "2026-01-05 …abc", time.Time{}) {
				got += fmt.Sprintf("%.0f %s", f.Measured, f.Severity)
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
