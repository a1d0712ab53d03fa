package rules_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
)

const itemEnergy = `
  - id: fuel
    clause: 第六条
    title: {zh: 油电费, en: computed energy}
    energy: {zone: "990100", %s}
`

func TestEnergy(t *testing.T) {
	tables := rules.Tables{FuelPrice: fuelAt(t, "990100", "7.80", "7.40", "0.56")}
	tests := []struct {
		name, item string
		change     func(*rules.Vehicle)
		want       string
	}{
		{"petrol as declared", "real_world: 1", func(*rules.Vehicle) {}, "ENERGY 4.000 L 7.80 31.20"},
		{"factor left out", "climb: false", func(*rules.Vehicle) {}, "ENERGY 4.000 L 7.80 31.20"},
		{"real-world factor", "real_world: 1.25", func(*rules.Vehicle) {}, "ENERGY 5.000 L 7.80 39.00"},
		{"charging loss is not for petrol", "charging_loss: 1.12", func(*rules.Vehicle) {}, "ENERGY 4.000 L 7.80 31.20"},
		{"hybrid takes petrol", "real_world: 1", func(v *rules.Vehicle) { v.Energy = rules.Hybrid }, "ENERGY 4.000 L 7.80 31.20"},
		{"diesel takes grade 0", "real_world: 1", func(v *rules.Vehicle) { v.Energy = rules.Diesel }, "ENERGY 4.000 L 7.40 29.60"},
		{"grade as registered", "real_world: 1", func(v *rules.Vehicle) { v.Grade = "0" }, "ENERGY 4.000 L 7.40 29.60"},
		{"electric with loss", "charging_loss: 1.12", func(v *rules.Vehicle) { v.Energy, v.Declared = rules.Electric, "13.0" }, "ENERGY 7.280 kWh 0.56 4.08"},
		{"electric without loss", "real_world: 1", func(v *rules.Vehicle) { v.Energy, v.Declared = rules.Electric, "13" }, "ENERGY 6.500 kWh 0.56 3.64"},
		{"grade without a price", "real_world: 1", func(v *rules.Vehicle) { v.Grade = "98" }, "NO_PRICE 50.000 km 0.00 0.00"},
		{"nothing declared", "real_world: 1", func(v *rules.Vehicle) { v.Declared = "" }, "NO_PRICE 50.000 km 0.00 0.00"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := october(drive("t1", 50))
			test.change(&m.Vehicles[0])
			wantStory(t, price(t, document(t, fmt.Sprintf(itemEnergy, test.item)), tables, m), test.want)
		})
	}
}

// ±6 % all the way at 40 km/h: VT-CPFM-1 gives 1.47, 1.468 with
// three decimals: 50 km × 8 % × 1.468 = 5.872 L.
func TestEnergyWithClimb(t *testing.T) {
	tables := rules.Tables{FuelPrice: fuelAt(t, "990100", "7.80", "7.40", "0.56")}
	trip := drive("t1", 50)
	trip.ClimbM, trip.DescentM = 1500, 1500
	lines := price(t, document(t, fmt.Sprintf(itemEnergy, "climb: true")), tables, october(trip))
	wantStory(t, lines, "ENERGY 5.872 L 7.80 45.80")
	if in := lines[0].Inputs[3]; in.Value != "1.468" || in.Name.EN != "climb multiplier (models 1.269–1.468)" || in.From != "climb 1500 m, descent 1500 m" {
		t.Errorf("climb input %+v", in)
	}
	flat := price(t, document(t, fmt.Sprintf(itemEnergy, "climb: false")), tables, october(trip))
	wantStory(t, flat, "ENERGY 4.000 L 7.80 31.20")
	slower := price(t, document(t, fmt.Sprintf(itemEnergy, "climb: true, speed_kmh: 30")), tables, october(trip))
	wantStory(t, slower, "ENERGY 5.472 L 7.80 42.68") // 1.368
}

// 30 km/h where the declared consumption is of 60. By hand: 168.24 N are 1.524
// kW and 6.737 L/100 km, 281.64 N are 5.102 kW and 4.662: M = 1.445, and 50 km
// × 8 % × 1.445 = 5.780 L. The models' bounds stand beside the use.
func TestEnergyAtASpeedOfItsOwn(t *testing.T) {
	tables := rules.Tables{FuelPrice: fuelAt(t, "990100", "7.80", "7.40", "0.56")}
	lines := price(t, document(t, fmt.Sprintf(itemEnergy, "climb: true, speed_kmh: 30, reference_kmh: 60")), tables, october(drive("t1", 50)))
	wantStory(t, lines, "ENERGY 5.780 L 7.80 45.08")
	if use := lines[0].Inputs[4]; use.Value != "5.780" || use.Name.EN != "use (models 4.364–5.780)" {
		t.Errorf("use %+v", use)
	}
}

// Provincial price zones cut through counties: the station's code decides, the
// longest division that fits.
func TestEnergyZoneOfTheStation(t *testing.T) {
	tables := rules.Tables{FuelPrice: fuelAt(t, "zone-2", "7.80", "7.40", "0.56")}
	const zones = `zones: [{division: "990100103", zone: nowhere}, {division: "9901", zone: nowhere}, {division: "990100", zone: zone-2}]`
	for division, want := range map[string]string{
		"990100101":    "ENERGY 4.000 L 7.80 31.20",
		"990100103201": "NO_PRICE 50.000 km 0.00 0.00", // its own zone has no row
		"990200":       "NO_PRICE 50.000 km 0.00 0.00", // outside: the clause's zone has none either
		"":             "NO_PRICE 50.000 km 0.00 0.00",
	} {
		m := october(drive("t1", 50))
		m.Person.Division = division
		wantStory(t, price(t, document(t, fmt.Sprintf(itemEnergy, zones)), tables, m), want)
	}
}

// A division written twice is that of the first.
func TestEnergyZoneWrittenTwice(t *testing.T) {
	tables := rules.Tables{FuelPrice: fuelAt(t, "zone-2", "7.80", "7.40", "0.56")}
	const zones = `zones: [{division: "990100", zone: zone-2}, {division: "990100", zone: nowhere}]`
	m := october(drive("t1", 50))
	m.Person.Division = "990100101"
	wantStory(t, price(t, document(t, fmt.Sprintf(itemEnergy, zones)), tables, m), "ENERGY 4.000 L 7.80 31.20")
}

// Climb without a way, as a phone tells it that lay in a lift, uses nothing.
func TestEnergyOfNoDistance(t *testing.T) {
	tables := rules.Tables{FuelPrice: fuelAt(t, "990100", "7.80", "7.40", "0.56")}
	trip := drive("t1", 0)
	trip.ClimbM, trip.DescentM = 20, 20
	lines := price(t, document(t, fmt.Sprintf(itemEnergy, "climb: true")), tables, october(trip))
	wantStory(t, lines, "ENERGY 0.000 L 7.80 0.00")
	if in := lines[0].Inputs[3]; in.Value != "1.000" {
		t.Errorf("the climb is told as %+v", in)
	}
}

// Where nothing is registered and the clause takes what is usual, the line says
// so; a registered figure is called one, also where it is the usual one.
func TestUsualConsumptionIsCalledSo(t *testing.T) {
	tables := rules.Tables{FuelPrice: fuelAt(t, "990100", "7.80", "7.40", "0.56")}
	doc := document(t, fmt.Sprintf(itemEnergy, "undeclared: middle"))
	m := october(drive("t1", 50))
	m.Vehicles[0].Declared = ""
	usual := price(t, doc, tables, m)[0].Inputs[1]
	if !strings.Contains(usual.Name.EN, "usual consumption of the class") || usual.From != "test 1 第六条" {
		t.Errorf("nothing registered: %+v", usual)
	}
	for _, declared := range []string{usual.Value, "9.9"} {
		m.Vehicles[0].Declared = declared
		if in := price(t, doc, tables, m)[0].Inputs[1]; in.Name.EN != "declared consumption" || in.From != "vehicle car" {
			t.Errorf("%s registered: %+v", declared, in)
		}
	}
	byClass := document(t, fmt.Sprintf(itemEnergy, "undeclared: middle, consumption: [{vehicles: [car], per_100km: 9.9}]"))
	m.Vehicles[0].Declared = ""
	if in := price(t, byClass, tables, m)[0].Inputs[1]; in.Value != "9.9" || in.Name.EN != "declared consumption" {
		t.Errorf("a figure of the clause: %+v", in)
	}
}

func TestEnergyByClassAndCold(t *testing.T) {
	tables := rules.Tables{FuelPrice: fuelAt(t, "990100", "7.80", "7.40", "0.56")}
	const byClass = "consumption: [{vehicles: [suv], per_100km: 9.5}, {energies: [electric], per_100km: 15}]"
	const cold = "cold: {months: [10, 12, 1], factor: 1.30}, charging_loss: 1.12"
	tests := []struct {
		name, item string
		change     func(*rules.Vehicle)
		want       string
	}{
		{"a class the rule has a figure for", byClass, func(v *rules.Vehicle) { v.Class, v.Declared = rules.SUV, "" }, "ENERGY 4.750 L 7.80 37.05"},
		{"an energy it has one for", byClass, func(v *rules.Vehicle) { v.Energy = rules.Electric }, "ENERGY 7.500 kWh 0.56 4.20"},
		{"another class drives as registered", byClass, func(*rules.Vehicle) {}, "ENERGY 4.000 L 7.80 31.20"},
		{"electric in the cold", cold, func(v *rules.Vehicle) { v.Energy, v.Declared = rules.Electric, "13" }, "ENERGY 9.464 kWh 0.56 5.30"},
		{"petrol does not mind", cold, func(*rules.Vehicle) {}, "ENERGY 4.000 L 7.80 31.20"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := october(drive("t1", 50))
			test.change(&m.Vehicles[0])
			wantStory(t, price(t, document(t, fmt.Sprintf(itemEnergy, test.item)), tables, m), test.want)
		})
	}
	warm := october(drive("t1", 50))
	warm.Vehicles[0].Energy, warm.Vehicles[0].Declared = rules.Electric, "13"
	lines := price(t, document(t, fmt.Sprintf(itemEnergy, strings.Replace(cold, "10, ", "", 1))), tables, warm)
	wantStory(t, lines, "ENERGY 7.280 kWh 0.56 4.08")
	if in := lines[0].Inputs[4]; in.Name.EN != "cold" || in.Value != "1" {
		t.Errorf("the cold is told as %+v", in)
	}
}

func TestEnergyPriceOfTheMoment(t *testing.T) {
	tables := rules.Tables{FuelPrice: fuelAt(t, "990100", "7.80", "7.40", "0.56")}
	trip := drive("t1", 50)
	trip.StartedAt, trip.EndedAt = at("2025-12-31 23:30"), at("2026-01-01 00:30")
	m := october(trip)
	m.Month = "2025-12"
	for priceAt, want := range map[string]string{"start": "NO_PRICE 50.000 km 0.00 0.00", "end": "ENERGY 4.000 L 7.80 31.20"} {
		doc := document(t, fmt.Sprintf(itemEnergy, "price_at: "+priceAt))
		doc.InForce.From = "2025-01-01"
		wantStory(t, price(t, doc, tables, m), want)
	}
}

func TestEnergyRefusesANonsenseDeclaration(t *testing.T) {
	tables := rules.Tables{FuelPrice: fuelAt(t, "990100", "7.80", "7.40", "0.56")}
	for declared, usable := range map[string]bool{"eight": false, "0": false, "-8": false, "100.1": false, "100": true, "8.1234": true} {
		m := october(drive("t1", 50))
		m.Vehicles[0].Declared = declared
		_, err := rules.Price(document(t, fmt.Sprintf(itemEnergy, "climb: false")), tables, m)
		if (err == nil) != usable || err != nil && !strings.Contains(err.Error(), "is not a figure per 100 km") {
			t.Errorf("declared %q: %v, usable %v", declared, err, usable)
		}
	}
}

const itemToll = `
  - id: tolls
    clause: 第七条
    title: {zh: 过路费, en: tolls}
    toll: {etc: etc_drop_half, manual: whole_yuan, etc_rate: 0.95}
`

// tolled is a drive over the expressway W → E under the gantries named.
func tolled(gantries ...string) rules.Basis {
	trip := drive("t1", 40)
	trip.TolledM = 30_000
	trip.Passages = append(trip.Passages, toll.Passage{Kind: toll.Booth, Ref: "W", Name: "西站", At: at("2026-10-12 08:05")})
	for i, ref := range gantries {
		trip.Passages = append(trip.Passages, toll.Passage{Kind: toll.Gantry, Ref: ref, At: at("2026-10-12 08:10").Add(time.Duration(i) * 5 * time.Minute)})
	}
	trip.Passages = append(trip.Passages, toll.Passage{Kind: toll.Booth, Ref: "E", Name: "东站", At: at("2026-10-12 08:50")})
	return trip
}

func tollTables(t *testing.T, rows ...toll.Row) rules.Tables {
	t.Helper()
	made, err := toll.NewTable(rows)
	if err != nil {
		t.Fatal(err)
	}
	return rules.Tables{Tolls: made}
}

func TestToll(t *testing.T) {
	tables := tollTables(t, tollRow("A", 1234), tollRow("B", 1071)) // 23.05 → 23 × 0.95 = 21.85
	doc := document(t, itemKM+itemToll)
	const km = "MILEAGE 40.000 km 0.80 32.00"
	bus := func(v *rules.Vehicle) { v.Class, v.Seats, v.LengthMM = rules.Bus, 19, 5900 }
	tests := []struct {
		name   string
		trip   rules.Basis
		change func(*rules.Vehicle)
		want   []string
	}{
		{"with ETC", tolled("A", "B"), func(*rules.Vehicle) {}, []string{km, "TOLL 2 interval  21.85"}},
		{"without ETC", tolled("A", "B"), func(v *rules.Vehicle) { v.ETC = false }, []string{km, "TOLL 2 interval  23.00"}},
		{"class 2", tolled("A", "B"), bus, []string{km, "TOLL 2 interval  43.70"}}, // 46.10 → 46
		{"an interval without a row", tolled("A", "X"), func(*rules.Vehicle) {}, []string{km, "TOLL 1 interval  11.40", "NO_PRICE 1 interval 0.00 0.00"}},
		{"no row at all", tolled(), func(*rules.Vehicle) {}, []string{km, "NO_PRICE 1 interval 0.00 0.00"}},
		{"seats unknown", tolled("A", "B"), func(v *rules.Vehicle) { v.Seats = 0 }, []string{km, "NO_PRICE 4 interval 0.00 0.00"}},
		{"a bus of unknown length", tolled("A", "B"), func(v *rules.Vehicle) { v.Class = rules.Bus }, []string{km, "NO_PRICE 4 interval 0.00 0.00"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := october(test.trip)
			test.change(&m.Vehicles[0])
			wantStory(t, price(t, doc, tables, m), test.want...)
		})
	}
}

// Where no row covers the way the clause says what holds: nothing is guessed,
// or an estimate that is marked as one. 30 km × 0.50 = 15.00, × 0.95 = 14.25.
func TestTollEstimate(t *testing.T) {
	const item = `
  - id: tolls
    clause: 第七条
    title: {zh: 过路费, en: tolls}
    toll: {etc: etc_plain, manual: whole_yuan, etc_rate: 0.95, estimate_yuan_per_km: [0.50, 0.75, 1.00, 1.50]}
`
	doc, km := document(t, itemKM+item), "MILEAGE 40.000 km 0.80 32.00"
	tables := tollTables(t, tollRow("A", 1234))
	holiday := tables
	holiday.FreeDays = []toll.FreePeriod{{Name: "国庆节", From: at("2026-10-01 00:00"), Until: at("2026-10-13 00:00")}}
	unseen, short := drive("t1", 40), drive("t1", 40)
	unseen.TolledM, short.TolledM = 30_000, 499
	for name, test := range map[string]struct {
		trip   rules.Basis
		tables rules.Tables
		class  rules.VehicleClass
		want   []string
	}{
		"no row at all":              {tolled("X", "Y"), tables, rules.Car, []string{km, "TOLL_ESTIMATE 1 interval  14.25"}},
		"no booth seen":              {unseen, tables, rules.Car, []string{km, "TOLL_ESTIMATE 1 interval  14.25"}},
		"hardly any":                 {short, tables, rules.Car, []string{km}},
		"a row for a part prices it": {tolled("A", "X"), tables, rules.Car, []string{km, "TOLL 1 interval  11.72", "NO_PRICE 1 interval 0.00 0.00"}},
		"on a free day":              {unseen, holiday, rules.Car, []string{km, "TOLL_ESTIMATE 1 interval  0.00"}},
		"a pickup pays on free days": {unseen, holiday, rules.Pickup, []string{km, "TOLL_ESTIMATE 1 interval  14.25"}},
	} {
		m := october(test.trip)
		m.Vehicles[0].Class = test.class
		lines := price(t, doc, test.tables, m)
		wantStory(t, lines, test.want...)
		if l := lines[len(lines)-1]; l.Code == claim.TollEstimate && (!strings.Contains(l.Text.ZH, "是估算") || !strings.Contains(l.Text.EN, "an estimate")) {
			t.Errorf("%s: not marked as an estimate: %s", name, l.Text)
		}
	}
}

func TestTollExplainsItself(t *testing.T) {
	tables := tollTables(t, tollRow("A", 1234), tollRow("B", 1071))
	line := price(t, document(t, itemToll+itemKM), tables, october(tolled("A", "B")))[0]
	if want := "10月12日青石镇→县城：通行费 西站→东站，2 个收费单元，应收 23.05 − 优惠 1.20 = 21.85 元（第七条）"; line.Text.ZH != want {
		t.Errorf("%s\nwant %s", line.Text.ZH, want)
	}
	var told []string
	for _, in := range line.Inputs {
		told = append(told, in.Name.EN+" "+in.Value)
	}
	want := "toll class 1, rounding etc_drop_half, interval A 12.34, interval B 10.71, pay 23.05, discount 1.20, real 21.85"
	if got := strings.Join(told, ", "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if !line.On.Equal(at("2026-10-12 08:50")) {
		t.Errorf("on %s, want the exit", line.On)
	}
}

func TestTollOnAFreeDay(t *testing.T) {
	tables := tollTables(t, tollRow("A", 1234))
	tables.FreeDays = []toll.FreePeriod{{Name: "国庆节", From: at("2026-10-01 00:00"), Until: at("2026-10-13 00:00")}}
	lines := price(t, document(t, itemToll+itemKM), tables, october(tolled("A")))
	wantStory(t, lines, "TOLL 1 interval  0.00", "MILEAGE 40.000 km 0.80 32.00")
	if !strings.Contains(lines[0].Text.ZH, "国庆节免费通行") {
		t.Errorf("%s does not name the free days", lines[0].Text.ZH)
	}
}

func TestTolledRoadWithoutAnyPassage(t *testing.T) {
	doc := document(t, itemKM+itemToll)
	for tolledM, want := range map[float64]string{
		499.9: "MILEAGE 40.000 km 0.80 32.00",
		500:   "MILEAGE 40.000 km 0.80 32.00\nNO_PRICE 1 interval 0.00 0.00",
	} {
		trip := drive("t1", 40)
		trip.TolledM = tolledM
		wantStory(t, price(t, doc, rules.Tables{}, october(trip)), want)
	}
}

func TestTollsAloneDoNotSettleTheKilometres(t *testing.T) {
	tables := tollTables(t, tollRow("A", 1234))
	wantStory(t, price(t, document(t, itemToll), tables, october(tolled("A", "X"))),
		"TOLL 1 interval  11.40", "NO_PRICE 1 interval 0.00 0.00", "NO_RULE 40.000 km 0.00 0.00")
	noCar := tolled("A")
	noCar.VehicleID = ""
	wantStory(t, price(t, document(t, itemToll), tables, october(noCar)),
		"NO_PRICE 3 interval 0.00 0.00", "NO_PRICE 40.000 km 0.00 0.00")
}

func TestPassagesWithoutTimesAreOfTheTripsStart(t *testing.T) {
	trip := tolled("A")
	for i := range trip.Passages {
		trip.Passages[i].At = time.Time{}
	}
	lines := price(t, document(t, itemToll+itemKM), tollTables(t, tollRow("A", 1000)), october(trip))
	wantStory(t, lines, "TOLL 1 interval  9.50", "MILEAGE 40.000 km 0.80 32.00")
}

const itemsOfTheScenario = `
  - id: fuel
    clause: 一
    title: {zh: 油费, en: fuel}
    when: {purposes: [县城]}
    energy: {zone: "990100", real_world: 1}
  - id: toll
    clause: 二
    title: {zh: 过路费, en: toll}
    toll: {etc: etc_plain, manual: whole_yuan, etc_rate: 1}
  - id: village
    clause: 三
    title: {zh: 下村, en: village round}
    when: {purposes: [下村]}
    per_trip: {bands: [{up_to_km: 200, yuan: 100}]}
`

// From the reportage of 2019: 68 km one way, 10 round trips, 8 L
// at 7.80; 34.00 to 40.80 toll a pass, 20 passes; 8 village rounds at 100.
// By hand: 848.64 + 680 to 816 + 800 = 2,328.64 to 2,464.64.
func TestAcceptanceScenario(t *testing.T) {
	tests := []struct {
		name        string
		pass        money.Amount
		total, toll money.Amount
		coverage    [2]string // of an allowance of 500 and of 750, percent
	}{
		{"cheap expressway", 3400, 232864, 68000, [2]string{"21.5", "32.2"}},
		{"dear expressway", 4080, 246464, 81600, [2]string{"20.3", "30.4"}},
		{"never on the expressway", 0, 164864, 0, [2]string{"30.3", "45.5"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tables := tollTables(t, tollRow("G1", test.pass))
			tables.FuelPrice = fuelAt(t, "990100", "7.80", "7.40", "0.56")
			month := drive("town", 1360)
			month.StartedAt, month.EndedAt, month.Purpose = at("2026-10-01 08:00"), at("2026-10-10 18:00"), "去县城"
			for pass := range 20 {
				if test.pass > 0 {
					month.Passages = append(month.Passages, toll.Passage{
						Kind: toll.Gantry, Ref: "G1", At: month.StartedAt.Add(time.Duration(pass) * 10 * time.Hour),
					})
				}
			}
			lines := price(t, document(t, itemsOfTheScenario), tables, october(append(villageRounds(), month)...))
			sums := byCode(lines)
			if sums[claim.Energy] != 84864 || sums[claim.TollCode] != test.toll || sums[claim.PerTrip] != 80000 {
				t.Errorf("fuel %s, toll %s, villages %s; want 848.64, %s, 800.00",
					sums[claim.Energy], sums[claim.TollCode], sums[claim.PerTrip], test.toll)
			}
			if got := total(t, lines); got != test.total {
				t.Errorf("total %s, want %s", got, test.total)
			}
			for i, allowance := range []float64{500, 750} {
				if got := fmt.Sprintf("%.1f", allowance*100*100/float64(total(t, lines))); got != test.coverage[i] {
					t.Errorf("an allowance of %v covers %s %%, want %s %%", allowance, got, test.coverage[i])
				}
			}
		})
	}
}

// The same drives as 20 trips: 5.440 L × 7.80 = 42.432, 42.43 a line and
// 848.60 in all, 4 fen under the month's sum, because each line is rounded.
func TestAcceptanceScenarioTripByTrip(t *testing.T) {
	tables := tollTables(t, tollRow("G1", 3400))
	tables.FuelPrice = fuelAt(t, "990100", "7.80", "7.40", "0.56")
	trips := villageRounds()
	for leg := range 20 {
		trip := drive(fmt.Sprintf("town-%02d", leg), 68)
		trip.StartedAt = at("2026-10-01 08:00").Add(time.Duration(leg) * 10 * time.Hour)
		trip.EndedAt, trip.Purpose = trip.StartedAt.Add(90*time.Minute), "去县城"
		trip.Passages = []toll.Passage{{Kind: toll.Gantry, Ref: "G1", At: trip.StartedAt.Add(time.Hour)}}
		trips = append(trips, trip)
	}
	sums := byCode(price(t, document(t, itemsOfTheScenario), tables, october(trips...)))
	if sums[claim.Energy] != 84860 || sums[claim.TollCode] != 68000 || sums[claim.PerTrip] != 80000 {
		t.Errorf("fuel %s, toll %s, villages %s; want 848.60, 680.00, 800.00",
			sums[claim.Energy], sums[claim.TollCode], sums[claim.PerTrip])
	}
}

// villageRounds are 8 rounds of 2 to 3 villages.
func villageRounds() []rules.Basis {
	var rounds []rules.Basis
	for day := 11; day <= 18; day++ {
		trip := drive(fmt.Sprintf("village-%d", day), 60)
		trip.StartedAt = time.Date(2026, 10, day, 9, 0, 0, 0, rules.Shanghai())
		trip.EndedAt, trip.Purpose = trip.StartedAt.Add(8*time.Hour), "下村走访"
		rounds = append(rounds, trip)
	}
	return rounds
}

func byCode(lines []claim.Line) map[claim.Code]money.Amount {
	sums := map[claim.Code]money.Amount{}
	for _, l := range lines {
		sums[l.Code] += l.Amount
	}
	return sums
}
