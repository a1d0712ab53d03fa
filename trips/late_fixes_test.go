package trips_test

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"licheng"
	"licheng/trips"
)

// jtMessages are the reports of drive as a terminal sends them by JT/T 808-2013,
// a message each.
func jtMessages(start time.Time, latDeg float64, n int) (messages []string) {
	escape := strings.NewReplacer("\x7d", "\x7d\x01", "\x7e", "\x7d\x02")
	for i := range n {
		b := []byte{2, 0, 0, 28, 0, 0, 0, 0, 0, 1, 0, byte(i), 0, 0, 0, 0, 0, 0, 0, 2}
		b = binary.BigEndian.AppendUint32(b, uint32((latDeg+float64(i)*0.001)*1e6+0.5))
		b = binary.BigEndian.AppendUint32(b, uint32(startLon*1e6))
		b = append(b, 3, 0x84, 0, 0, 0, 0)
		for _, two := range strings.Fields(start.Add(time.Duration(i) * 10 * time.Second).In(trips.Shanghai).Format("06 01 02 15 04 05")) {
			b = append(b, (two[0]-'0')<<4|(two[1]-'0'))
		}
		sum := byte(0)
		for _, c := range b {
			sum ^= c
		}
		messages = append(messages, "\x7e"+escape.Replace(string(append(b, sum)))+"\x7e")
	}
	return messages
}

// A fleet box that was without a network sends what it kept after what it
// measures now, and some of it twice: the drive is the one that was driven.
func TestLateFixes_file(t *testing.T) {
	messages := jtMessages(noon.Add(-3*time.Hour), startLat, 60)
	kept := slices.Concat(messages[:15], messages[40:], messages[15:40], messages[30:35])
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		_, ordered := h.read(t, wei, strings.Join(messages, ""))
		upload, late := h.read(t, lan, strings.Join(kept, ""))
		if len(ordered) != 1 || len(late) != 1 || late[0].Fixes != 60 {
			t.Fatalf("%d trips in order, %d with a late part: %+v", len(ordered), len(late), late)
		}
		if upload.Report.Kept != 60 || upload.Report.Fixes != 65 {
			t.Errorf("%d kept of %d", upload.Report.Kept, upload.Report.Fixes)
		}
		if late[0].DistanceM != ordered[0].DistanceM || !late[0].StartedAt.Equal(ordered[0].StartedAt) || !late[0].EndedAt.Equal(ordered[0].EndedAt) {
			t.Errorf("%.1f m from %s to %s, want %.1f m from %s to %s", late[0].DistanceM, late[0].StartedAt, late[0].EndedAt,
				ordered[0].DistanceM, ordered[0].StartedAt, ordered[0].EndedAt)
		}
		for _, trip := range []struct {
			actor trips.Actor
			id    trips.TripID
		}{{wei, ordered[0].ID}, {lan, late[0].ID}} {
			fixes, err := h.MarkedFixes(t.Context(), trip.actor, trip.id, "")
			if err != nil || len(fixes) != 60 {
				t.Fatalf("%d fixes, %v", len(fixes), err)
			}
			for i, f := range fixes {
				if f.Dropped != "" || !f.At.Equal(noon.Add(-3*time.Hour+time.Duration(i)*10*time.Second)) {
					t.Fatalf("fix %d at %s, dropped %q", i, f.At, f.Dropped)
				}
			}
		}
	})
}

// A phone that comes back into the network sends what it kept in any order, in
// posts of any size and again where it heard no answer: one drive, each fix once.
func TestLateFixes_recording(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		var want []trips.Trip
		for seed := range uint64(5) {
			h := newHouse(t, db)
			where := h.elsewhere(t, 60+int(seed))
			actor := wei
			actor.County = where
			started, err := h.StartRecording(t.Context(), actor, "V1", "走访", 2*time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			fixes := sent(noon, 0, 60)
			again := slices.Concat(fixes, fixes[20:30])
			chance := rand.New(rand.NewPCG(seed, 808))
			if seed > 0 { // the first is as it was measured
				chance.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
			}
			for post := range slices.Chunk(again, 1+chance.IntN(20)) {
				h.record(t, actor, post, len(post)) // sent again is acknowledged again
			}
			h.now = noon.Add(time.Hour)
			ended, err := h.EndRecording(t.Context(), actor, started.ID)
			if err == nil {
				err = h.Read(t.Context(), where, ended.Trace)
			}
			if err != nil {
				t.Fatal(err)
			}
			trip := h.onlyTrip(t, actor, ended.Trace)
			if want = append(want, trip); trip.Fixes != 60 || trip.DistanceM != want[0].DistanceM || !trip.EndedAt.Equal(want[0].EndedAt) {
				t.Errorf("seed %d: %d fixes, %.1f m, until %s; as measured %.1f m, until %s", seed, trip.Fixes, trip.DistanceM, trip.EndedAt, want[0].DistanceM, want[0].EndedAt)
			}
		}
	})
}
