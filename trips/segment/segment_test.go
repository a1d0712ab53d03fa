package segment

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

// story tells a day in words: "drive" adds fixes every 30 s at 10 m/s to a
// place so many kilometres north of home, "stay" adds one fix a minute there,
// "silence" lets time pass.
type story struct {
	at    time.Time
	km    float64
	fixes []trace.Fix
}

// morning is 08:00 in China on 3 October 2026.
func morning() *story { return &story{at: time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC)} }

func (s *story) fix() {
	s.fixes = append(s.fixes, trace.Fix{At: s.at, Point: orb.Point{106.5, 26.5 + s.km/111.195}})
}

func (s *story) drive(toKM float64) *story {
	for s.km != toKM {
		s.fix()
		step := min(0.3, max(toKM-s.km, s.km-toKM))
		if toKM < s.km {
			step = -step
		}
		s.km += step
		if d := toKM - s.km; d < 1e-9 && d > -1e-9 {
			s.km = toKM
		}
		s.at = s.at.Add(30 * time.Second)
	}
	s.fix()
	return s
}

func (s *story) stay(d time.Duration) *story {
	for end := s.at.Add(d); s.at.Before(end); {
		s.at = s.at.Add(time.Minute)
		s.fix()
	}
	return s
}

func (s *story) silence(d time.Duration) *story {
	s.at = s.at.Add(d)
	return s
}

// summary is a trip in a test's words: start and end in minutes after 08:00,
// kilometres to a tenth, calls on the way.
type summary struct {
	FromMin, ToMin float64
	KM             float64
	Stops          int
}

func summaries(fixes []trace.Fix, trips []Trip) []summary {
	var out []summary
	day := morning().at
	for _, t := range trips {
		out = append(out, summary{
			FromMin: fixes[t.From].At.Sub(day).Minutes(), ToMin: fixes[t.To-1].At.Sub(day).Minutes(),
			KM: float64(int(t.LengthM/100+0.5)) / 10, Stops: len(t.Stops),
		})
	}
	return out
}

func TestTrips(t *testing.T) {
	cases := []struct {
		name    string
		story   *story
		want    []summary
		ignored int
	}{
		{"out, no stop at the end", morning().drive(12), []summary{{0, 20, 12, 0}}, 0},
		{
			"parked before and after",
			morning().stay(20 * time.Minute).drive(12).stay(30 * time.Minute),
			[]summary{{20, 40, 12, 0}},
			0,
		},
		{
			"out and home is one trip with a call",
			morning().drive(12).stay(90 * time.Minute).drive(0).stay(40 * time.Minute),
			[]summary{{0, 130, 24, 1}},
			0,
		},
		{
			"three villages in one round",
			morning().drive(6).stay(20 * time.Minute).drive(9).stay(15 * time.Minute).drive(12).stay(50 * time.Minute).drive(0),
			[]summary{{0, 125, 24, 3}},
			0,
		},
		{
			"home for lunch, out again: two trips",
			morning().drive(6).stay(30 * time.Minute).drive(0).stay(45 * time.Minute).drive(9).stay(30 * time.Minute).drive(0),
			[]summary{{0, 50, 12, 1}, {95, 155, 18, 1}},
			0,
		},
		{
			"back for ten minutes to fetch something: one trip",
			morning().drive(6).stay(30 * time.Minute).drive(0).stay(10 * time.Minute).drive(6),
			[]summary{{0, 70, 18, 2}},
			0,
		},
		{
			"half a day in one village ends the trip",
			morning().drive(12).stay(5 * time.Hour).drive(0),
			[]summary{{0, 20, 12, 0}, {320, 340, 12, 0}},
			0,
		},
		{
			"over midnight ends the trip, though short",
			(&story{at: morning().at.Add(15*time.Hour + 30*time.Minute)}).drive(12).stay(30 * time.Minute).drive(0),
			[]summary{{930, 950, 12, 0}, {980, 1000, 12, 0}},
			0,
		},
		{
			"a silence of an hour is a stop",
			morning().drive(6).silence(70 * time.Minute).drive(12),
			[]summary{{0, 90, 12, 1}},
			0,
		},
		{
			"a silence overnight cuts",
			morning().drive(6).silence(20 * time.Hour).drive(0),
			[]summary{{0, 10, 6, 0}, {1210, 1220, 6, 0}},
			0,
		},
		{
			"two minutes at a level crossing are no stop",
			morning().drive(6).stay(2 * time.Minute).drive(12),
			[]summary{{0, 22, 12, 0}},
			0,
		},
		{
			"moving the car in the yard is named, not claimed",
			morning().stay(10 * time.Minute).drive(0.4).stay(5 * time.Hour), nil, 1,
		},
		{"nothing", morning(), nil, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			trips, ignored := Trips(c.story.fixes, Options{})
			if diff := cmp.Diff(c.want, summaries(c.story.fixes, trips)); diff != "" {
				t.Errorf("trips (-want +got):\n%s", diff)
			}
			if len(ignored) != c.ignored {
				t.Errorf("ignored %+v, want %d", ignored, c.ignored)
			}
		})
	}
}

func TestTrips_withoutTimes(t *testing.T) {
	fixes := morning().drive(6).fixes
	for i := range fixes {
		fixes[i].At = time.Time{}
	}
	trips, ignored := Trips(fixes, Options{})
	if len(trips) != 1 || trips[0].From != 0 || trips[0].To != len(fixes) || len(ignored) != 0 {
		t.Errorf("trips %+v, ignored %+v: want the whole line as one trip", trips, ignored)
	}
	trips, ignored = Trips(fixes[:1], Options{})
	if len(trips) != 0 || len(ignored) != 1 || ignored[0].Text.ZH == "" {
		t.Errorf("one point: trips %+v, ignored %+v", trips, ignored)
	}
}

// Two points far apart, or four, do not say which way was driven; five may.
func TestTrips_withoutTimesTooFewFixes(t *testing.T) {
	line := morning().drive(12).fixes
	for i := range line {
		line[i].At = time.Time{}
	}
	far := []trace.Fix{line[0], line[10], line[20], line[30], line[40]}
	for n := 2; n <= 5; n++ {
		trips, ignored := Trips(far[:n], Options{})
		if n == 5 {
			if len(trips) != 1 || len(ignored) != 0 {
				t.Errorf("5 fixes: trips %+v, ignored %+v", trips, ignored)
			}
			continue
		}
		if len(trips) != 0 || len(ignored) != 1 {
			t.Fatalf("%d fixes: trips %+v, ignored %+v", n, trips, ignored)
		}
		// 10 steps of 0.3 km between two of them.
		if i := ignored[0]; i.To != n || i.LengthM < float64(n-1)*2990 || i.LengthM > float64(n-1)*3010 ||
			!strings.Contains(i.Text.ZH, fmt.Sprintf("只有 %d 个定位点", n)) || !strings.Contains(i.Text.EN, fmt.Sprintf("only %d fixes", n)) {
			t.Errorf("%d fixes: %+v", n, i)
		}
	}
	if trips, _ := Trips(far[:3], Options{MinUntimed: 3}); len(trips) != 1 {
		t.Errorf("3 fixes where 3 do: %+v", trips)
	}
}
