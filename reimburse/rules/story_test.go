package rules_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/govalues/decimal"
	"github.com/rogpeppe/go-internal/txtar"

	"licheng/reimburse/energy"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
)

// A story is plain text: a rule document and months priced by it. An archive
// in testdata/stories begins with what it is about, then "rules FILE" of the
// folder rules/ or a section rules.yaml, and a section story of blocks:
//
//	story 9,950 miles and 100 more
//	vehicle car petrol engine_cc=1400
//	counted cars-and-vans 9950 mi
//	trip 2026-10-12 100 mi persons=3
//	want MILEAGE 50.000 mi 0.45 22.50
//
// "want" is a line of the claim, in order; "total" is what all lines come to;
// "refused" is a word of the error. A line "same" leaves the lines unsaid.
func TestStories(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "stories", "*.txtar"))
	if err != nil || len(files) < 8 {
		t.Fatalf("%d stories, %v", len(files), err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			doc := storyDocument(t, archive)
			for _, block := range strings.Split("\n"+storySection(archive, "story"), "\nstory ")[1:] {
				name, body, _ := strings.Cut(block, "\n")
				t.Run(name, func(t *testing.T) { tell(t, doc, body) })
			}
		})
	}
}

func storySection(archive *txtar.Archive, name string) string {
	for _, f := range archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// storyDocument reads the document the story names or holds.
func storyDocument(t *testing.T, archive *txtar.Archive) rules.Document {
	t.Helper()
	for line := range strings.Lines(string(archive.Comment)) {
		if file, named := strings.CutPrefix(strings.TrimSpace(line), "rules "); named {
			return example(t, file)
		}
	}
	doc, err := rules.Parse([]byte(storySection(archive, "rules.yaml")), "rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// teller gathers one block.
type teller struct {
	*testing.T
	doc     rules.Document
	month   rules.Month
	want    []string
	total   string
	refused string
	told    bool
	fuel    []energy.Price
}

func tell(t *testing.T, doc rules.Document, body string) {
	s := &teller{T: t, doc: doc, month: rules.Month{
		Person:   rules.Person{ID: "p1", StaffClass: rules.Institution},
		Vehicles: []rules.Vehicle{petrolCar},
	}}
	for line := range strings.Lines(body) {
		if words := strings.Fields(line); len(words) > 0 && !strings.HasPrefix(words[0], "#") {
			s.read(words, strings.TrimSpace(line))
		}
	}
	prices, err := energy.NewPrices(s.fuel)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := rules.Price(doc, rules.Tables{Calendar: calendar2026(t), FuelPrice: prices}, s.month)
	if s.refused != "" {
		if err == nil || !strings.Contains(err.Error(), s.refused) {
			t.Errorf("%v; want it refused with %q", err, s.refused)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if l.Text.ZH == "" || l.Text.EN == "" || strings.Contains(l.Text.ZH+l.Text.EN, "%!") {
			t.Errorf("%s is told badly: %s", l.Code, l.Text)
		}
	}
	if s.told {
		wantStory(t, lines, s.want...)
	}
	if got := total(t, lines).String(); s.total != "" && got != s.total {
		t.Errorf("total %s, want %s\n%s", got, s.total, story(lines))
	}
	if !s.told && s.total == "" {
		t.Error("the story wants nothing")
	}
}

// read takes in one line of a block.
func (s *teller) read(words []string, line string) {
	rest := words[1:]
	switch words[0] {
	case "staff":
		s.month.Person.StaffClass = rules.StaffClass(rest[0])
		if len(rest) > 1 {
			s.month.Person.AllowanceFrom = rules.Date(rest[1])
		}
	case "marks":
		s.month.Person.Marks = rest
	case "service": // FROM [TO]
		s.month.Person.TownshipFrom = rules.Date(rest[0])
		if len(rest) > 1 {
			s.month.Person.TownshipTo = rules.Date(rest[1])
		}
	case "vehicle":
		s.vehicle(rest)
	case "counted":
		if s.month.CountedM == nil {
			s.month.CountedM = map[string]int64{}
		}
		s.month.CountedM[rest[0]] = int64(s.metres(rest[1], rest[2]) + .5)
	case "paid":
		s.month.PaidThisYear = s.fen(rest[0])
	case "month":
		s.month.Month = rest[0]
	case "handed":
		s.month.HandedIn = rules.Date(rest[0])
	case "trip":
		s.trip(rest)
	case "fuel": // ZONE GRADE YUAN [FROM]
		from := "2000-01-01"
		if len(rest) > 3 {
			from = rest[3]
		}
		s.fuel = append(s.fuel, energy.Price{Zone: rest[0], Grade: rest[1], ValidFrom: at(from + " 00:00"), Yuan: decimal.MustParse(rest[2])})
	case "want":
		s.told, s.want = true, append(s.want, strings.TrimSpace(strings.TrimPrefix(line, "want")))
	case "total":
		s.total = rest[0]
	case "refused":
		s.refused = strings.Join(rest, " ")
	default:
		s.days(words[0], rest)
	}
}

// days takes in what is about days rather than trips.
func (s *teller) days(word string, rest []string) {
	s.inMonth(rest[len(rest)-1])
	switch word {
	case "stay":
		s.month.Stays = append(s.month.Stays, rules.Stay{ID: "stay", Place: rest[0], From: rules.Date(rest[1]), To: rules.Date(rest[2])})
	case "meal":
		a := rules.Arranged{Meal: rules.Meal(rest[0]), Day: rules.Date(rest[len(rest)-1])}
		if len(rest) > 2 {
			a.Tariff = s.fen(rest[1])
		}
		s.month.Arranged = append(s.month.Arranged, a)
	case "host":
		h := rules.Hosted{Half: rules.HalfDay(rest[0]), Day: rules.Date(rest[len(rest)-1])}
		if len(rest) > 2 {
			h.Tariff = s.fen(rest[1])
		}
		s.month.Hosted = append(s.month.Hosted, h)
	case "voucher":
		e := rules.Expense{ID: fmt.Sprintf("v%d", len(s.month.Expenses)), Kind: rules.ExpenseKind(rest[0]), Amount: s.fen(rest[1]), Day: rules.Date(rest[len(rest)-1])}
		for _, word := range rest[2 : len(rest)-1] {
			key, value, _ := strings.Cut(word, "=")
			switch key {
			case "nights":
				e.Nights = s.number(value)
			case "trip":
				e.Trip = value
			case "approved":
				e.Approved = true
			}
		}
		s.month.Expenses = append(s.month.Expenses, e)
	case "benefit":
		s.month.Benefits = append(s.month.Benefits, rules.Benefit{Kind: rest[0], Amount: s.fen(rest[1]), Day: rules.Date(rest[2])})
	default:
		s.Fatalf("the story says %q", word)
	}
}

// inMonth takes the month of the first day told.
func (s *teller) inMonth(day string) {
	if s.month.Month == "" {
		s.month.Month = day[:len("2006-01")]
	}
}

func (s *teller) vehicle(rest []string) {
	v := petrolCar
	v.Class, v.Energy = rules.VehicleClass(rest[0]), rules.EnergyKind(rest[1])
	for _, word := range rest[2:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "engine_cc":
			v.EngineCC = s.number(value)
		case "fiscal_hp":
			v.FiscalHP = s.number(value)
		case "seats":
			v.Seats = s.number(value)
		case "unit":
			v.Unit = true
		case "undeclared":
			v.Declared = ""
		default:
			s.Fatalf("a vehicle with %q", word)
		}
	}
	s.month.Vehicles = []rules.Vehicle{v}
}

// trip takes in: DAY DISTANCE UNIT then key=value.
func (s *teller) trip(rest []string) {
	s.inMonth(rest[0])
	start, err := time.ParseInLocation("2006-01-02 15:04", rest[0]+" 08:00", rules.Shanghai())
	if err != nil {
		s.Fatal(err)
	}
	m := s.metres(rest[1], rest[2])
	b := rules.Basis{
		TripID: fmt.Sprintf("t%d", len(s.month.Bases)+1), VehicleID: "car", StartedAt: start.Add(time.Duration(len(s.month.Bases)) * time.Minute),
		DistanceM: m, DistanceLowM: m, DistanceHighM: m, OneWayM: m, InsideM: map[string]float64{}, Outside: map[string]bool{},
	}
	b.EndedAt = b.StartedAt.Add(time.Hour)
	for _, area := range s.doc.Areas {
		b.InsideM[area.ID], b.Outside[area.ID] = 0, true
	}
	for _, word := range rest[3:] {
		s.about(&b, word)
	}
	s.month.Bases = append(s.month.Bases, b)
}

// about takes in one key=value of a trip.
func (s *teller) about(b *rules.Basis, word string) {
	key, value, _ := strings.Cut(word, "=")
	switch key {
	case "persons":
		b.Persons = s.number(value)
	case "purpose":
		b.Purpose = value
	case "from":
		b.From = value
	case "to":
		b.To = value
	case "one_way":
		b.OneWayM = s.metres(value, "km")
	case "shortest":
		b.ShortestM = s.metres(value, "km")
	case "shortest_road":
		b.ShortestRoadM = s.metres(value, "km")
	case "usual_road":
		b.UsualRoadM = s.metres(value, "km")
	case "low":
		b.DistanceLowM = s.metres(value, "km")
	case "stops":
		b.RouteStops = s.number(value)
	case "closed":
		b.RouteClosed = value
	case "because":
		b.LongerWhy = value
	case "inside": // area:km; a trip wholly inside does not leave
		area, km, _ := strings.Cut(value, ":")
		b.InsideM[area] = s.metres(km, "km")
		b.Outside[area] = b.InsideM[area] < b.DistanceM
	case "home":
		b.FromHome = true
	case "office":
		b.OfficeM = s.metres(value, "km")
	case "before_midnight":
		b.MidnightM = s.metres(value, "km")
	case "at": // 22:30-01:30, the end after midnight where it is the earlier hour
		from, to, _ := strings.Cut(value, "-")
		day := b.StartedAt.Format(time.DateOnly)
		b.StartedAt, b.EndedAt = atSecond(s.T, day, from), atSecond(s.T, day, to)
		if b.EndedAt.Before(b.StartedAt) {
			b.EndedAt = b.EndedAt.AddDate(0, 0, 1)
		}
	case "approved":
		b.Approved = true
	case "evidence": // request/B
		b.Evidence, b.Grade, _ = strings.Cut(value, "/")
	case "passenger":
		b.Passenger = true
	case "no_vehicle":
		b.VehicleID = ""
	case "toll":
		b.Passages = append(b.Passages, toll.Passage{Kind: toll.Gantry, Ref: value, At: b.StartedAt})
	default:
		s.Fatalf("a trip with %q", word)
	}
}

// atSecond reads an hour of a day, with or without seconds.
func atSecond(t *testing.T, day, hour string) time.Time {
	t.Helper()
	if len(hour) == len("15:04") {
		hour += ":00"
	}
	at, err := time.ParseInLocation(time.DateTime, day+" "+hour, rules.Shanghai())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (s *teller) metres(text, unit string) float64 {
	s.Helper()
	n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil {
		s.Fatal(err)
	}
	if unit == "mi" {
		return n * 1609.344
	}
	return n * 1000
}

func (s *teller) number(text string) int {
	s.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		s.Fatal(err)
	}
	return n
}

func (s *teller) fen(text string) money.Amount {
	s.Helper()
	a, err := money.Parse(text)
	if err != nil {
		s.Fatal(err)
	}
	return a
}

// exampleNames lists every document of the folder rules/.
func exampleNames(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("..", "..", "rules"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".yaml") {
			names = append(names, e.Name())
		}
	}
	return names
}
