package trips_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"licheng"
)

// What a clock that is wrong does to the day of a drive is said, or put right
// where there is no doubt. The stories are told at noon of 1 October 2026 in China.
func TestClocks(t *testing.T) {
	const weeks1024 = 1024 * 7 * 24 * time.Hour
	tests := []struct {
		name  string
		start time.Time // by the file
		month string
		said  string // in the notes; empty: nothing of clocks
	}{
		{"this morning", noon.Add(-3 * time.Hour), "2026-10", ""},
		{"a phone two minutes ahead", noon.Add(-8 * time.Minute), "2026-10", ""},
		{"China time written as UTC", noon.Add(5 * time.Hour), "2026-10", "比收到文件的时间（10-01 12:00）还晚"},
		{"last winter", noon.AddDate(0, -9, 0), "2026-01", ""},
		{"two years ago", noon.AddDate(-2, 0, 0), "2024-10", "2024-10-01 的行程，在一年多以前"},
		// 1024 weeks before 20 September 2026 is 4 February 2007: 7168 days.
		{"weeks lost", time.Date(2007, 2, 4, 1, 0, 0, 0, time.UTC), "2026-09", "文件里的日期是 2007-02-04，比实际早 1024 周：这是老定位设备的周数翻转，已改按 2026-09-20 计算"},
		{"nearly so long ago", noon.Add(-weeks1024 + 2*time.Hour), "2007-02", "在一年多以前"},
		{"longer ago", noon.Add(-weeks1024).AddDate(-1, -1, 0), "2006-01", "在一年多以前"},
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		for i, tt := range tests {
			upload, found := h.read(t, wei, drive(tt.start, float64(20+2*i), 60))
			if len(found) != 1 || found[0].Month != tt.month {
				t.Errorf("%s: %+v, want month %s", tt.name, found, tt.month)
			}
			said := fmt.Sprint(upload.Report.Notes)
			clocks := strings.Contains(said, "撤回")
			if clocks != (tt.said != "") || !strings.Contains(said, tt.said) {
				t.Errorf("%s: said %s, want %q", tt.name, said, tt.said)
			}
			if strings.Contains(tt.said, "翻转") {
				fixes, err := h.Fixes(t.Context(), wei, found[0].ID, "")
				if err != nil || !fixes[0].At.Equal(tt.start.Add(weeks1024)) || !found[0].StartedAt.Equal(fixes[0].At) {
					t.Errorf("%s: the first fix at %s, %v", tt.name, fixes[0].At, err)
				}
			}
		}
	})
}
