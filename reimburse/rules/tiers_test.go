package rules_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
)

const itemTiers = `
  - id: km
    clause: 第五条
    title: {zh: 分段里程, en: tiers}
    tiers: {year_from: %s, rates: [{steps: [{up_to: %d, rate: 0.50}, {up_to: %d, rate: 0.90}, {rate: 0.30}]}]}
`

// walk is the oracle: it drives every metre of the year and writes down which
// band it fell in.
func walk(trips []rules.Basis, yearFrom string, firstM, secondM, beforeM int64) (bands [3]int64) {
	counted, year := beforeM, ""
	for _, trip := range trips {
		day := string(rules.DateOf(trip.StartedAt))
		y := day[:4]
		if day[5:] < yearFrom {
			y += " before"
		}
		if year != "" && y != year {
			counted = 0
		}
		year = y
		for range int64(trip.DistanceM) {
			switch {
			case counted < firstM:
				bands[0]++
			case counted < secondM:
				bands[1]++
			default:
				bands[2]++
			}
			counted++
		}
	}
	return bands
}

// The kilometres in each band are those of the walk, whatever order the trips
// are handed in; the month's counters lead on to the next month.
func TestTiersAgainstAWalk(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		first := rapid.Int64Range(1, 9).Draw(rt, "first step")
		second := first + rapid.Int64Range(1, 9).Draw(rt, "second step")
		yearFrom := rapid.SampledFrom([]string{"01-01", "10-01", "10-15"}).Draw(rt, "year from")
		doc := document(t, fmt.Sprintf(itemTiers, yearFrom, first, second))
		beforeM := rapid.Int64Range(0, 12_000).Draw(rt, "before")
		var trips []rules.Basis
		for i := range rapid.IntRange(1, 8).Draw(rt, "trips") {
			trip := drive(fmt.Sprintf("t%d", i), float64(rapid.IntRange(1, 6000).Draw(rt, "m"))/1000)
			trip.StartedAt = time.Date(2026, 10, 2+3*i, 8, 0, 0, 0, rules.Shanghai())
			trip.EndedAt = trip.StartedAt.Add(time.Hour)
			trip.DistanceM = float64(int64(trip.DistanceM + .5))
			trips = append(trips, trip)
		}
		month := october(rapid.Permutation(trips).Draw(rt, "order")...)
		month.CountedM = map[string]int64{"km": beforeM}
		start := beforeM
		if yearFrom == "10-01" {
			start = 0 // the year begins with the month
		}
		lines, counted, err := rules.PriceAndCount(doc, rules.Tables{}, month)
		if err != nil {
			rt.Fatal(err)
		}
		want := walk(trips, yearFrom, first*1000, second*1000, start)
		var got [3]int64
		for _, l := range lines {
			band := map[string]int{"0.50": 0, "0.90": 1, "0.30": 2}[l.Rate]
			q := decimal.MustParse(l.Quantity)
			whole, thousandths, _ := q.Int64(3)
			got[band] += whole*1000 + thousandths
		}
		if got != want {
			rt.Fatalf("bands %v m, want %v\n%s", got, want, story(lines))
		}
		var after int64
		for _, trip := range trips {
			if yearFrom != "10-15" || rules.DateOf(trip.StartedAt) >= "2026-10-15" {
				after += int64(trip.DistanceM)
			}
		}
		if yearFrom == "01-01" {
			after += beforeM
		}
		if counted["km"] != after {
			rt.Fatalf("counted %d m, want %d", counted["km"], after)
		}
	})
}

// A month priced in two halves, each told what the first counted, comes to the
// same lines as in one.
func TestTiersLeadOnFromMonthToMonth(t *testing.T) {
	doc := document(t, fmt.Sprintf(itemTiers, "01-01", 100, 200))
	september, october10 := drive("t1", 150), drive("t2", 100)
	september.StartedAt, september.EndedAt = at("2026-09-12 08:00"), at("2026-09-12 09:00")
	m := october(september)
	m.Month, m.CountedM = "2026-09", map[string]int64{"km": 0}
	lines, counted, err := rules.PriceAndCount(doc, rules.Tables{}, m)
	if err != nil {
		t.Fatal(err)
	}
	wantStory(t, lines, "MILEAGE 100.000 km 0.50 50.00", "MILEAGE 50.000 km 0.90 45.00")
	m = october(october10)
	m.CountedM = counted
	wantStory(t, price(t, doc, rules.Tables{}, m), "MILEAGE 50.000 km 0.90 45.00", "MILEAGE 50.000 km 0.30 15.00")
	if got := lines[1].Text.ZH; got != "9月12日青石镇→县城：50.000 公里 × 0.90 元/公里 = 45.00 元，年累计 100–200 一档（第五条）" {
		t.Error(got)
	}
	if got := lines[1].Text.EN; got != "12 Sep, 青石镇 → 县城: 50.000 km × 0.90 yuan/km = 45.00 yuan, band 100–200 of the year (tiers)" {
		t.Error(got)
	}
	if got := doc.CountsFrom("2026-10"); got != "2026-01-01" {
		t.Errorf("counts from %s", got)
	}
	april := strings.Replace(fmt.Sprintf(itemTiers, "04-06", 100, 200), "id: km", "id: moto", 1)
	both := map[string]string{"2026-02": "2025-04-06", "2026-04": "2025-04-06", "2026-05": "2026-01-01", "2026-12": "2026-01-01"}
	for month, want := range both { // the earlier of two policy years, whichever is written first
		for _, items := range []string{itemMeals + april + fmt.Sprintf(itemTiers, "01-01", 100, 200), fmt.Sprintf(itemTiers, "01-01", 100, 200) + april} {
			if got := document(t, items).CountsFrom(month); string(got) != want {
				t.Errorf("%s counts from %s, want %s", month, got, want)
			}
		}
	}
	if got := document(t, itemKM).CountsFrom("2026-10"); got != "" {
		t.Errorf("no tiers count from %s", got)
	}
}

const itemMeals = `
  - id: meals
    clause: 第十三条
    title: {zh: 伙食, en: meals}
    meals: {yuan_per_day: 100, provided: pay_host}
`

// A counter that is not given, or holds what nobody drives, prices nothing; the
// clauses before it make no difference.
func TestCountersMustBeGiven(t *testing.T) {
	year := strings.Replace(fmt.Sprintf(itemTiers, "01-01", 100, 200), "id: km", "id: year", 1)
	fromOctober := strings.Replace(fmt.Sprintf(itemTiers, "10-01", 100, 200), "id: km", "id: october", 1)
	for name, test := range map[string]struct {
		items   string
		counted map[string]int64
		priced  bool
	}{
		"not given":                             {year, nil, false},
		"not given, behind a clause of meals":   {itemMeals + year, nil, false},
		"a year that begins with the month":     {fromOctober, nil, true},
		"a year that begins, and one that runs": {fromOctober + year, nil, false},
		"nothing":                               {year, map[string]int64{"year": 0}, true},
		"less than nothing":                     {year, map[string]int64{"year": -1}, false},
		"a million kilometres":                  {year, map[string]int64{"year": 1_000_000_000}, true},
		"a metre more":                          {year, map[string]int64{"year": 1_000_000_001}, false},
	} {
		m := october(drive("t1", 10))
		m.CountedM = test.counted
		if _, err := rules.Price(document(t, test.items), rules.Tables{}, m); (err == nil) != test.priced || err != nil && !errors.Is(err, rules.ErrFacts) {
			t.Errorf("%s: %v, want it priced: %v", name, err, test.priced)
		}
	}
}

// A year that begins in the middle of the month begins at nothing, also when
// nobody drove after that day; behind whatever clause it stands.
func TestCounterOfAYearThatBeginsWithinTheMonth(t *testing.T) {
	m := october(drive("t1", 10)) // on the 12th
	m.CountedM = map[string]int64{"km": 50_000}
	for yearFrom, want := range map[string]int64{"10-15": 0, "01-01": 60_000, "10-12": 10_000} {
		_, counted, err := rules.PriceAndCount(document(t, itemMeals+fmt.Sprintf(itemTiers, yearFrom, 100, 200)), rules.Tables{}, m)
		if err != nil || counted["km"] != want {
			t.Errorf("the year from %s: %d m, %v; want %d", yearFrom, counted["km"], err, want)
		}
	}
}

// Who rode along is paid by the trip's kilometres, whatever was counted before;
// one rate for all kilometres has no bands to name.
func TestTiersAfterAHundredKilometres(t *testing.T) {
	const item = `
  - id: km
    clause: 第五条
    title: {zh: 分段里程, en: tiers}
    tiers: {passenger: 0.05, rates: [{steps: [%s]}]}
`
	trip := drive("t1", 100)
	trip.Persons = 3
	m := october(trip)
	m.CountedM = map[string]int64{"km": 100_000}
	for steps, banded := range map[string]bool{"{rate: 0.24}": false, "{up_to: 50, rate: 0.30}, {rate: 0.24}": true} {
		lines := price(t, document(t, fmt.Sprintf(item, steps)), rules.Tables{}, m)
		wantStory(t, lines, "MILEAGE 100.000 km 0.24 24.00", "PASSENGERS 100.000 km 0.10 10.00")
		if text := lines[0].Text; strings.Contains(text.EN, "band 50+ of the year") != banded || strings.Contains(text.ZH, "一档") != banded {
			t.Errorf("%s: %s; want a band named: %v", steps, text, banded)
		}
		if banded {
			if in := lines[0].Inputs[2]; in.Name.EN != "counted in the year before" || in.Value != "100.000" || in.Unit != "km" {
				t.Errorf("what was counted before is told as %+v", in)
			}
		}
	}
}

// The year's sum falls from 3.00 at 5 km to 2.70 at 10 km with 0.27 a kilometre,
// and the line says so; where it stays or rises nothing is said.
func TestWholeYearSaysWhereTheSumFalls(t *testing.T) {
	doc := document(t, `
  - id: km
    clause: 一
    title: {zh: 年度合计, en: the year's sum}
    tiers: {method: whole_year, if_falling: clamp, rates: [{steps: [{up_to: 5, rate: 0.60}, {rate: 0.27}]}]}
`)
	// 11.09 × 0.27 = 2.9943, 11.111 × 0.27 = 2.99997, 11.2 × 0.27 = 3.024.
	for km, falls := range map[float64]bool{0: false, 5: true, 6.09: true, 6.111: false, 6.2: false} {
		m := october(drive("t1", km))
		m.CountedM = map[string]int64{"km": 5_000}
		line := price(t, doc, rules.Tables{}, m)[0]
		if got := strings.Contains(line.Text.EN, "the year's sum falls"); got != falls {
			t.Errorf("%v km: %s; want it told that it falls: %v", km, line.Text.EN, falls)
		}
	}
}

// The bands are the employee's, not the car's: a new car after 9,950 miles goes
// on where the old one stood: 50 miles at 45p and 50 at 25p.
func TestANewCarDoesNotBeginAnew(t *testing.T) {
	const mile = 1.609344
	first, second := drive("t1", 50*mile), drive("t2", 100*mile)
	first.StartedAt, first.EndedAt = at("2025-10-10 08:00"), at("2025-10-10 20:00")
	second.StartedAt, second.EndedAt, second.VehicleID = at("2025-10-11 08:00"), at("2025-10-11 10:00"), "new"
	m := october(first, second)
	m.Month, m.CountedM = "2025-10", map[string]int64{"cars-and-vans": 15_932_506} // 9,900 miles
	newCar := petrolCar
	newCar.ID, newCar.Class = "new", rules.SUV
	m.Vehicles = append(m.Vehicles, newCar)
	wantStory(t, price(t, example(t, "hmrc-amap-2026-1.yaml"), rules.Tables{}, m),
		"MILEAGE 50.000 mi 0.45 22.50", "MILEAGE 50.000 mi 0.45 22.50", "MILEAGE 50.000 mi 0.25 12.50")
}

// A county's document is told in its own currency.
func TestCurrencyOfTheDocument(t *testing.T) {
	doc := example(t, "german-brkg.yaml")
	line := price(t, doc, rules.Tables{}, october(drive("t1", 651)))[0]
	if !strings.Contains(line.Text.ZH, "0.20 欧元/公里 = 130.20 欧元") || !strings.Contains(line.Text.EN, "0.20 euros/km = 130.20 euros") {
		t.Error(line.Text)
	}
	if in := line.Inputs[2]; in.Unit != "euros/km" {
		t.Errorf("rate in %s", in.Unit)
	}
}

// Of the year's sum every rise is paid and no fall taken back: by carry the
// payments of a year are the highest sum on the way, however it is cut up.
func TestWholeYearByCarryPaysTheHighestSum(t *testing.T) {
	const item = `
  - id: km
    clause: 一
    title: {zh: 年度合计, en: the year's sum}
    tiers: {method: whole_year, if_falling: %s, rates: [{steps: [{up_to: 5, rate: 0.60}, {up_to: 20, rate: 0.27, plus: 0.90}, {rate: 0.31}]}]}
`
	carry, clamp := document(t, fmt.Sprintf(item, "carry")), document(t, fmt.Sprintf(item, "clamp"))
	sum := func(m int64) int64 { // thousandths of a fen, by hand from the table
		switch {
		case m <= 5_000:
			return m * 60
		case m <= 20_000:
			return m*27 + 90_000
		}
		return m * 31
	}
	rapid.Check(t, func(rt *rapid.T) {
		var trips []rules.Basis
		var highest, total int64
		for i := range rapid.IntRange(1, 9).Draw(rt, "trips") {
			m := rapid.Int64Range(0, 6_000).Draw(rt, "m")
			trip := drive(fmt.Sprintf("t%d", i), float64(m)/1000)
			trip.StartedAt = trip.StartedAt.Add(time.Duration(i) * time.Hour)
			trip.EndedAt = trip.StartedAt.Add(time.Minute)
			trips = append(trips, trip)
			for at := total; at <= total+m; at++ {
				highest = max(highest, sum(at))
			}
			total += m
		}
		m := october(trips...)
		m.CountedM = map[string]int64{"km": 0}
		var paid money.Amount
		for _, l := range price(t, carry, rules.Tables{}, m) {
			if l.Amount < 0 || l.Code != claim.Mileage {
				rt.Fatalf("%+v", l)
			}
			paid += l.Amount
		}
		if want := money.Amount((highest + 500) / 1000); paid != want {
			rt.Fatalf("%d m: paid %s, want %s", total, paid, want)
		}
		var clamped money.Amount
		for _, l := range price(t, clamp, rules.Tables{}, m) {
			if l.Amount < 0 {
				rt.Fatalf("%+v", l)
			}
			clamped += l.Amount
		}
		if now := money.Amount((sum(total) + 500) / 1000); clamped < now {
			rt.Fatalf("%d m: clamped to %s, the year's sum is %s", total, clamped, now)
		}
	})
}
