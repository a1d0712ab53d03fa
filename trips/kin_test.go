package trips

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestKin(t *testing.T) {
	day := time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC)
	trip := func(from, to int) Trip {
		return Trip{StartedAt: day.Add(time.Duration(from) * time.Hour), EndedAt: day.Add(time.Duration(to) * time.Hour)}
	}
	tests := []struct {
		name        string
		before, now []Trip
		want        []int
	}{
		{"the same", []Trip{trip(1, 2), trip(3, 4)}, []Trip{trip(1, 2), trip(3, 4)}, []int{0, 1}},
		{"split: the longer part stays itself", []Trip{trip(1, 4), trip(5, 6)}, []Trip{trip(1, 2), trip(2, 4), trip(5, 6)}, []int{-1, 0, 1}},
		{"merged: the longer part stays itself", []Trip{trip(1, 2), trip(3, 6)}, []Trip{trip(1, 6)}, []int{1}},
		{"the first gone", []Trip{trip(1, 2), trip(3, 4)}, []Trip{trip(3, 4)}, []int{1}},
		{"at other times: by place", []Trip{trip(1, 2), trip(3, 4)}, []Trip{trip(11, 12), trip(13, 14)}, []int{0, 1}},
		{"without times: by place", []Trip{{}, {}}, []Trip{{}, {}, {}}, []int{0, 1, -1}},
		{"none before", nil, []Trip{trip(1, 2)}, []int{-1}},
		{"none now", []Trip{trip(1, 2)}, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := kin(tt.before, tt.now)
			if len(got) == 0 {
				got = nil
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
