package toll_test

import (
	"strings"
	"testing"
	"time"

	"licheng/reimburse/toll"
)

// announced are the toll-free periods of 2022 to 2026 as they were announced:
// from 00:00 of the first day to 24:00 of the last.
const announced = `
2022 01-31…02-06 04-03…04-05 04-30…05-04 10-01…10-07
2023 01-21…01-27 04-05…04-05 04-29…05-03 09-29…10-06
2024 02-09…02-17 04-04…04-06 05-01…05-05 10-01…10-07
2025 01-28…02-04 04-04…04-06 05-01…05-05 10-01…10-08
2026 02-15…02-23 04-04…04-06 05-01…05-05 10-01…10-07
`

// periods reads the table above.
func periods(t *testing.T) []toll.FreePeriod {
	t.Helper()
	var free []toll.FreePeriod
	for line := range strings.Lines(strings.TrimSpace(announced)) {
		words := strings.Fields(line)
		for _, span := range words[1:] {
			first, last, _ := strings.Cut(span, "…")
			free = append(free, toll.FreePeriod{
				Name: words[0] + " " + span, From: at(words[0] + "-" + first + " 00:00:00"),
				Until: at(words[0]+"-"+last+" 00:00:00").AddDate(0, 0, 1),
			})
		}
	}
	if len(free) != 20 {
		t.Fatalf("%d periods", len(free))
	}
	return free
}

func TestFreePeriodsOfFiveYears(t *testing.T) {
	free := periods(t)
	for _, p := range free {
		for moment, want := range map[time.Time]bool{
			p.From.Add(-time.Second): false, p.From: true, p.Until.Add(-time.Second): true, p.Until: false,
		} {
			if _, got := toll.Free(free, moment, 7); got != want {
				t.Errorf("%s: free at %s: %v, want %v", p.Name, moment, got, want)
			}
			if _, got := toll.Free(free, moment, 8); got {
				t.Errorf("%s: eight seats free at %s", p.Name, moment)
			}
		}
	}
	for _, ordinary := range []string{"2023-04-04", "2023-04-06", "2026-06-20", "2026-01-01", "2026-09-25", "2024-02-18", "2025-10-09"} {
		if p, got := toll.Free(free, at(ordinary+" 12:00:00"), 5); got {
			t.Errorf("%s is free: %s", ordinary, p.Name)
		}
	}
}

// From 17 February to 5 May 2020 all tolls were waived, for every vehicle.
func TestAllTollsWaived(t *testing.T) {
	free := append(periods(t), toll.FreePeriod{
		Name: "疫情防控期间", From: at("2020-02-17 00:00:00"), Until: at("2020-05-06 00:00:00"), Seats: toll.AllSeats,
	})
	for moment, want := range map[string]bool{
		"2020-02-16 23:59:59": false, "2020-02-17 00:00:00": true, "2020-05-05 23:59:59": true, "2020-05-06 00:00:00": false,
	} {
		if _, got := toll.Free(free, at(moment), 55); got != want {
			t.Errorf("%s: free %v, want %v", moment, got, want)
		}
	}
}

// A pickup pays like a car and, unless the province says so, on free days too.
func TestPickupsPayOnFreeDays(t *testing.T) {
	tolls := table(t, row("A", 1000))
	passed := []toll.Passage{gantry("A", "2026-10-01 12:00:00")}
	pickup := toll.Vehicle{Class: 1, Seats: 5, ETC: true, Goods: true}
	freed := plain
	freed.GoodsFree = true
	for name, test := range map[string]struct {
		vehicle toll.Vehicle
		policy  toll.Policy
		want    string
	}{
		"a car": {car, plain, "0.00"}, "a pickup": {pickup, plain, "9.50"}, "a pickup where the province frees it": {pickup, freed, "0.00"},
	} {
		got, err := toll.Charges(passed, test.vehicle, tolls, periods(t), test.policy)
		if err != nil || got[0].Fee.Real.String() != test.want {
			t.Errorf("%s: %+v, %v; want %s", name, got, err, test.want)
		}
	}
}
