package rules_test

import (
	"errors"
	"strings"
	"testing"

	"licheng/reimburse/rules"
)

// good is a document with one clause of each kind; its lines are numbered.
const good = `id: test
version: "1"
title: {zh: 办法, en: rule}
in_force: {from: 2026-01-01, to: 2026-12-31}
county: "990100"
currency: CNY
areas:
  - id: town
    name: {zh: 县城, en: town}
    rings: [[[108, 27], [108.1, 27], [108.1, 27.1]]]
items:
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    per_km: {rates: [{yuan_per_km: 0.80}]}
  - id: bands
    clause: 第六条
    title: {zh: 包干, en: bands}
    per_trip: {bands: [{up_to_km: 5, yuan: 12}, {up_to_km: 10, yuan: 22}]}
  - id: allowance
    clause: 第四条
    title: {zh: 补贴, en: allowance}
    allowance: {monthly: [{yuan: 650}], area: town, outside: whole_trip}
  - id: fuel
    clause: 第七条
    title: {zh: 油电, en: energy}
    energy: {zone: "990100", real_world: 1.25, charging_loss: 1.12, speed_kmh: 40, price_at: end}
  - id: tolls
    clause: 第八条
    title: {zh: 过路费, en: tolls}
    toll: {etc: etc_plain, manual: whole_yuan, etc_rate: 0.95, per_interval: true}
  - id: cap
    clause: 第九条
    title: {zh: 上限, en: cap}
    cap: {per: month, yuan: [{yuan: 1500}], of: [km, tolls]}
  - id: day
    clause: 第十条
    title: {zh: 每日, en: day}
    per_day: {yuan: 50}
  - id: tiers
    clause: 第十一条
    title: {zh: 分段, en: tiers}
    in_force: {from: 2026-02-01, to: 2026-11-30}
    when: {if: persons > 1 && !unit_car}
    tiers: {unit: mi, year_from: 04-06, counter: car, passenger: 0.05, rates: [{if: engine_cc > 0, steps: [{up_to: 100, rate: 1}, {up_to: 200, rate: 2}, {rate: 3}]}]}
  - id: month
    clause: 第十二条
    title: {zh: 固定, en: fixed}
    when: {if: month_trips > 3}
    per_month: {yuan: [{yuan: 300}]}
  - id: meals
    clause: 第十三条
    title: {zh: 伙食, en: meals}
    meals: {yuan_per_day: 100, provided: pay_host, lodging_proof: required}
  - id: local
    clause: 第十四条
    title: {zh: 市内交通, en: local}
    local_transport: {yuan_per_day: 80, provided: take_off}
  - id: lodging
    clause: 第十五条
    title: {zh: 住宿, en: lodging}
    voucher: {kinds: [lodging], per: night, max_yuan: [{yuan: 150}], approval_above: 1000}
  - id: subsidy
    clause: 第十六条
    title: {zh: 已领, en: in kind}
    deduct: {kinds: [bus-pass], of: [day]}
  - id: far
    clause: 第十七条
    title: {zh: 太远, en: too far}
    when: {if: driven_m > 500000}
    refuse: {reason: {zh: 太远, en: too far}}
  - id: fare-cap
    clause: 第十八条
    title: {zh: 票价, en: fare}
    cap: {per: trip, fare: bus, of: [bands]}
fares:
  - {kind: bus, from: A, to: B, yuan: 15}
  - {kind: bus, from: A, to: C, yuan: 25}
`

// Every way to spoil the document, with the line and the words of the refusal.
var spoiled = []struct{ name, old, new, want string }{
	{"unknown key", "    per_km: {rates", "    perkm: {rates", `line 15: unknown field "perkm"`},
	{"unknown key deep inside", "yuan_per_km: 0.80", "yuan_per_mile: 0.80", `line 15: unknown field "yuan_per_mile"`},
	{"key twice", "currency: CNY", "currency: CNY\ncurrency: CNY", `line 7: mapping key "currency" already defined`},
	{"not a number", "yuan_per_km: 0.80", "yuan_per_km: cheap", `line 15: "cheap" is not a decimal number`},
	{"no number at all", "yuan_per_km: 0.80", "yuan_per_km: [1]", "line 15: expected a decimal number"},
	{"null for a number", "yuan_per_km: 0.80", "yuan_per_km: ~", "line 15: yuan_per_km is missing"},
	{"rate left out", "yuan_per_km: 0.80", "vehicles: [car]", "line 15: yuan_per_km is missing"},
	{"ETC that pays nothing", "etc_rate: 0.95", "etc_rate: 0", "line 31: etc_rate 0"},
	{"broken YAML", "currency: CNY", "currency: [CNY", "line "},
	{"anchor", `version: "1"`, "version: &v 1", "line 2: anchors, aliases and tags"},
	{"tag", `version: "1"`, "version: !!str 1", "line 2: anchors, aliases and tags"},
	{"second document", "currency: CNY", "currency: CNY\n---\nid: more", "a second document begins here"},
	{"id with capitals", "id: test", "id: Test", `line 1: id "Test"`},
	{"no version", `version: "1"`, `version: ""`, "line 2: version is missing"},
	{"title in one language", "title: {zh: 办法, en: rule}", "title: {zh: 办法}", "line 3: title needs zh and en"},
	{"no such day", "from: 2026-01-01", "from: 2026-02-30", `line 4: from "2026-02-30" is not a day`},
	{"end before the beginning", "to: 2026-12-31", "to: 2025-12-31", "line 4: to 2025-12-31 lies before from 2026-01-01"},
	{"end that is no day", "to: 2026-12-31", "to: soon", `line 4: to "soon" is not a day`},
	{"county of five digits", `"990100"`, `"99010"`, `line 5: county "99010"`},
	{"another currency", "CNY", "JPY", `line 6: currency "JPY" is none of`},
	{"area without rings", "rings: [[[108, 27], [108.1, 27], [108.1, 27.1]]]", "rings: []", `line 8: area "town" has no rings`},
	{"ring of two corners", "[108, 27], [108.1, 27], [108.1, 27.1]", "[108, 27], [108.1, 27]", "line 10: a ring needs at least three corners"},
	{"corner of three figures", "[[[108, 27]", "[[[108, 27, 5]", "line 10: corner [108 27 5]"},
	{"latitude first", "[[[108, 27]", "[[[27, 108]", "line 10: corner [27 108]"},
	{"beyond the date line", "[[[108, 27]", "[[[180.5, 27]", "line 10: corner [180.5 27]"},
	{"beyond the pole", "[[[108, 27]", "[[[108, 90.5]", "line 10: corner [108 90.5]"},
	{"area id", "  - id: town", "  - id: Town!", `line 8: area id "Town!"`},
	{"area without a name in English", "name: {zh: 县城, en: town}", "name: {zh: 县城}", "line 9: name needs zh and en"},
	{"item id", "id: bands", "id: Bands", `line 16: item id "Bands"`},
	{"item id twice", "id: bands", "id: km", `line 16: item id "km" is used twice`},
	{"no clause", "    clause: 第五条\n", "", `line 12: item "km" needs the clause`},
	{"item title", "title: {zh: 包干, en: bands}", "title: {en: bands}", "line 18: title needs zh and en"},
	{"no kind", "    per_km: {rates: [{yuan_per_km: 0.80}]}\n", "", `line 12: item "km" has 0 kinds`},
	{"two kinds", "    per_day: {yuan: 50}", "    per_day: {yuan: 50}\n    energy: {zone: x}", `has 2 kinds`},
	{"staff class", "    per_day: {yuan: 50}", "    per_day: {yuan: 50}\n    when: {staff_classes: [boss]}", `staff class "boss"`},
	{"vehicle class", "yuan_per_km: 0.80", "vehicles: [tank], yuan_per_km: 0.80", `line 15: vehicle class "tank"`},
	{"energy kind", "yuan_per_km: 0.80", "energies: [coal], yuan_per_km: 0.80", `line 15: energy "coal"`},
	{"empty purpose", "    per_day: {yuan: 50}", "    per_day: {yuan: 50}\n    when: {purposes: ['']}", "an empty purpose"},
	{"no rates", "rates: [{yuan_per_km: 0.80}]", "rates: []", "line 15: per_km needs rates"},
	{"negative rate", "yuan_per_km: 0.80", "yuan_per_km: -0.80", "line 15: yuan_per_km -0.80"},
	{"a slip of the finger", "yuan_per_km: 0.80", "yuan_per_km: 1000001", "line 15: yuan_per_km 1000001"},
	{"seven decimals", "yuan_per_km: 0.80", "yuan_per_km: 0.8000001", "line 15: yuan_per_km 0.8000001"},
	{"persons below zero", "per_km: {rates", "per_km: {persons_per_vehicle: -1, rates", "line 15: persons_per_vehicle -1"},
	{"persons of a regiment", "per_km: {rates", "per_km: {persons_per_vehicle: 101, rates", "line 15: persons_per_vehicle 101"},
	{"a longer way than what was driven", "per_km: {rates", "per_km: {longer_way: {percent: 5}, rates", "line 15: longer_way goes with distance"},
	{"a way thrice as long", "per_km: {rates", "per_km: {distance: usual_road, longer_way: {percent: 101}, rates", "line 15: percent 101: 0 to 100"},
	{"the way of crows", "per_km: {rates", "per_km: {distance: crow, rates", `line 15: distance "crow"`},
	{"no bands", "bands: [{up_to_km: 5, yuan: 12}, {up_to_km: 10, yuan: 22}]", "bands: []", "line 19: per_trip needs bands"},
	{"band of no length", "up_to_km: 5,", "up_to_km: 0,", "line 19: up_to_km must be above zero"},
	{"bands that do not rise", "up_to_km: 10,", "up_to_km: 5,", "line 19: up_to_km 5 does not rise"},
	{"no zone", `zone: "990100"`, `zone: ""`, "line 27: energy needs the price zone"},
	{"real world too low", "real_world: 1.25", "real_world: 0.49", "line 27: real_world 0.49"},
	{"real world too high", "real_world: 1.25", "real_world: 3.01", "line 27: real_world 3.01"},
	{"real world too fine", "real_world: 1.25", "real_world: 1.25001", "line 27: real_world 1.25001"},
	{"charging that gains", "charging_loss: 1.12", "charging_loss: 0.99", "line 27: charging_loss 0.99"},
	{"charging that loses all", "charging_loss: 1.12", "charging_loss: 1.51", "line 27: charging_loss 1.51"},
	{"too slow", "speed_kmh: 40", "speed_kmh: 9.9", "line 27: speed_kmh 9.9"},
	{"too fast", "speed_kmh: 40", "speed_kmh: 121", "line 27: speed_kmh 121"},
	{"speed that is no number", "speed_kmh: 40", "speed_kmh: .nan", "line 27: speed_kmh NaN"},
	{"reference too slow", "speed_kmh: 40", "speed_kmh: 40, reference_kmh: 9", "line 27: reference_kmh 9"},
	{"zone of no division", "speed_kmh: 40", "zones: [{division: \"5x\", zone: a}]", "line 27: zones need a division"},
	{"division of no zone", "speed_kmh: 40", "zones: [{division: \"52\", zone: \"\"}]", "line 27: zones need a division"},
	{"consumption of tanks", "speed_kmh: 40", "consumption: [{vehicles: [tank], per_100km: 8}]", `line 27: vehicle class "tank"`},
	{"consumption of nothing", "speed_kmh: 40", "consumption: [{vehicles: [car]}]", "line 27: per_100km is missing"},
	{"consumption too high", "speed_kmh: 40", "consumption: [{per_100km: 101}]", "line 27: per_100km 101"},
	{"cold that gains", "speed_kmh: 40", "cold: {months: [1], factor: 0.9}", "line 27: factor 0.9"},
	{"cold without a factor", "speed_kmh: 40", "cold: {months: [1]}", "line 27: factor is missing"},
	{"cold in month 13", "speed_kmh: 40", "cold: {months: [13], factor: 1.2}", "line 27: months [13]"},
	{"cold in no month", "speed_kmh: 40", "cold: {months: [], factor: 1.2}", "line 27: months []"},
	{"price of noon", "price_at: end", "price_at: noon", `line 27: price_at "noon"`},
	{"rounding of ETC", "etc: etc_plain", "etc: nicely", `line 31: etc "nicely"`},
	{"rounding left out", "manual: whole_yuan, ", "", `manual ""`},
	{"rate above one", "etc_rate: 0.95", "etc_rate: 1.01", "line 31: etc_rate 1.01"},
	{"per interval of a sum", "etc: etc_plain", "etc: etc_drop_half", "line 31: per_interval goes with"},
	{"estimate of one class", "etc_rate: 0.95", "etc_rate: 0.95, estimate_yuan_per_km: [0.5]", "line 31: estimate_yuan_per_km has 1 figures"},
	{"estimate below nothing", "etc_rate: 0.95", "etc_rate: 0.95, estimate_yuan_per_km: [0.5, 1, 1, -1]", "line 31: estimate_yuan_per_km -1"},
	{"allowance of no area", "area: town", "area: city", `line 23: area "city"`},
	{"allowance without a mode", "outside: whole_trip", "outside: half", `line 23: outside "half"`},
	{"allowance without sums", "monthly: [{yuan: 650}]", "monthly: []", "line 23: a sum by staff class is missing"},
	{"allowance of an empty rank", "monthly: [{yuan: 650}]", "monthly: [{marks: [''], yuan: 650}]", "line 23: an empty mark"},
	{"allowance from no day", "allowance: {monthly", "allowance: {from: 2026, monthly", `line 23: from "2026"`},
	{"tenths of a fen", "yuan: 650", "yuan: 650.001", "line 23: yuan 650.001: whole fen"},
	{"allowance for a purpose", "    allowance: {", "    when: {purposes: [走访]}\n    allowance: {", "only staff_classes and if may stand here"},
	{"allowance for electric cars", "    allowance: {", "    when: {energies: [electric]}\n    allowance: {", "only staff_classes and if may stand here"},
	{"cap per week", "per: month", "per: week", `line 35: per "week"`},
	{"cap of nothing known", "of: [km, tolls]", "of: [km, gifts]", `line 35: of: "gifts"`},
	{"cap of an allowance", "of: [km, tolls]", "of: [allowance]", `line 35: of: "allowance"`},
	{"cap per year of one item", "per: month", "per: year", "line 35: a cap per year counts everything"},
	{"clause that ends before it begins", "to: 2026-11-30", "to: 2026-01-31", "line 43: to 2026-01-31 lies before"},
	{"clause from no day", "in_force: {from: 2026-02-01,", "in_force: {from: feb,", `line 43: from "feb"`},
	{"condition of an unknown fact", "persons > 1", "riders > 1", "line 44: condition, line 1, column 1, about a trip: undeclared reference to 'riders'"},
	{"condition that breaks off", "persons > 1 && !unit_car", "persons >", "line 44: condition, line 1, column"},
	{"condition that is a number", "persons > 1 && !unit_car", "persons + 1", "line 44: condition: it comes to int"},
	{"condition with fractions", "persons > 1", "double(driven_m) / 1000.5 > 1.0", "line 44: condition, line 1, column 7: fractions are not allowed"},
	{"condition with a fraction later on", "persons > 1", "persons > 2 && 2.5 < 1.5", "line 44: condition, line 1, column 16: fractions are not allowed"},
	{"condition of two kinds", "persons > 1", "persons > 'one'", "line 44: condition, line 1, column 9"},
	{"condition with a loop", "persons > 1 && !unit_car", "'marks.all(m, m == \"x\")'", "line 44: condition"},
	{"condition that is empty", "{if: persons > 1 && !unit_car}", "{if: ''}", "line 44: an empty condition"},
	{"condition that is a list", "{if: persons > 1 && !unit_car}", "{if: [persons]}", "line 44: expected a condition"},
	{"condition of a rate", "{if: engine_cc > 0,", "{if: engine > 0,", "line 45: condition, line 1, column 1, about a trip: undeclared reference to 'engine'"},
	{"month that asks about a trip", "month_trips > 3", "persons > 3", "line 49: condition, line 1, column 1, about a person's month: undeclared reference to 'persons'"},
	{"condition of an unknown area", "persons > 1 && !unit_car", "'leaves[\"city\"]'", `line 44: condition: leaves["city"] is none of ["town"]`},
	{"condition of a known area and an unknown one", "persons > 1 && !unit_car", "'leaves[\"town\"] && leaves[\"city\"]'", `line 44: condition: leaves["city"] is none of ["town"]`},
	{"condition of an unknown counter", "month_trips > 3", "'counted_m[ \"bus\" ] > 3'", `line 49: condition: counted_m["bus"] is none of ["car"]`},
	{"tiers in leagues", "unit: mi", "unit: league", `line 45: unit "league"`},
	{"year from no day", "year_from: 04-06", "year_from: 02-29", `line 45: year_from "02-29"`},
	{"year from a month", "year_from: 04-06", "year_from: april", `line 45: year_from "april"`},
	{"counter with capitals", "counter: car", "counter: Car!", `line 45: counter "Car!"`},
	{"method nobody knows", "counter: car", "counter: car, method: magic", `line 45: method "magic"`},
	{"falling by bands", "counter: car", "counter: car, if_falling: carry", "line 45: if_falling goes with"},
	{"whole year without falling", "counter: car", "counter: car, method: whole_year", "line 45: whole_year needs if_falling"},
	{"plus by bands", "{rate: 3}", "{rate: 3, plus: 5}", "line 45: plus goes with"},
	{"plus below nothing", "{rate: 3}", "{rate: 3, plus: -5}", "line 45: plus -5"},
	{"passenger below nothing", "passenger: 0.05", "passenger: -1", "line 45: passenger -1"},
	{"no tier rates", "rates: [{if: engine_cc > 0, steps: [{up_to: 100, rate: 1}, {up_to: 200, rate: 2}, {rate: 3}]}]", "rates: []", "line 45: tiers need rates"},
	{"no steps", "steps: [{up_to: 100, rate: 1}, {up_to: 200, rate: 2}, {rate: 3}]", "steps: []", "line 45: a rate needs steps"},
	{"steps that do not rise", "up_to: 200", "up_to: 100", "line 45: up_to 100 does not rise"},
	{"last step that ends", "{rate: 3}", "{up_to: 300, rate: 3}", "line 45: the last step has no up_to"},
	{"step without an end", "{up_to: 200, rate: 2}", "{rate: 2}", "line 45: a step before the last needs up_to"},
	{"step at nothing", "up_to: 100,", "up_to: 0,", "line 45: a step before the last needs up_to"},
	{"step finer than a metre", "up_to: 100,", "up_to: 0.0001,", "line 45: a step before the last needs up_to"},
	{"step without a rate", "{rate: 3}", "{plus: 3}", "line 45: rate is missing"},
	{"month without a sum", "per_month: {yuan: [{yuan: 300}]}", "per_month: {yuan: []}", "line 50: a sum by staff class is missing"},
	{"meals both ways", "yuan_per_day: 100,", "yuan_per_day: 100, lunch: 20,", "line 54: meals: yuan_per_day, or"},
	{"two meals of three", "yuan_per_day: 100,", "lunch: 20, supper: 20,", "line 54: breakfast is missing"},
	{"tenths of a fen of meals", "yuan_per_day: 100,", "yuan_per_day: 100.005,", "line 54: yuan_per_day 100.005: whole fen"},
	{"meals that vanish", "provided: pay_host", "provided: vanish", `line 54: provided "vanish"`},
	{"lodging proof by word", "lodging_proof: required", "lodging_proof: maybe", `line 54: lodging_proof "maybe"`},
	{"a forfeited half day", "provided: take_off", "provided: forfeit_day", `line 58: provided "forfeit_day"`},
	{"local transport without a sum", "{yuan_per_day: 80, ", "{", "line 58: yuan_per_day is missing"},
	{"voucher of nothing", "kinds: [lodging]", "kinds: []", "line 62: voucher needs kinds"},
	{"voucher of gifts", "kinds: [lodging]", "kinds: [gifts]", `line 62: kind "gifts"`},
	{"nights on the road", "kinds: [lodging]", "kinds: [bus]", "line 62: per: night goes with"},
	{"voucher per week", "per: night", "per: week", `line 62: per "week"`},
	{"approval of tenths of a fen", "approval_above: 1000", "approval_above: 0.001", "line 62: approval_above 0.001: whole fen"},
	{"deduction of nothing", "kinds: [bus-pass]", "kinds: []", "line 66: deduct needs kinds"},
	{"deduction of no item", "of: [day]", "of: [gifts]", `line 66: of: "gifts"`},
	{"deduction that a cap holds in part", "of: [day]", "of: [day, km]", `line 35: cap "cap" must hold all the items of cap "subsidy"`},
	{"refusal of everything", "    when: {if: driven_m > 500000}\n", "", "line 67: refuse needs when.if"},
	{"refusal without a reason", "{reason: {zh: 太远, en: too far}}", "{reason: {zh: 太远}}", "line 71: reason needs zh and en"},
	{"fare of another kind", "fare: bus", "fare: boat", `line 75: fare "boat"`},
	{"fare and sum", "fare: bus, of: [bands]", "fare: bus, yuan: [{yuan: 1}], of: [bands]", "line 75: fare stands instead of yuan"},
	{"fare of a month", "per: trip, fare: bus", "per: month, fare: bus", "line 75: fare stands instead of yuan"},
	{"fare from nowhere", "from: A, to: B", "from: '', to: B", "line 77: a fare needs kind, from and to"},
	{"fare both ways", "from: A, to: C", "from: B, to: A", "line 78: the bus fare between B and A stands twice"},
	{"fare of tenths of a fen", "to: C, yuan: 25", "to: C, yuan: 25.001", "line 78: yuan 25.001: whole fen"},
	{"kilometres of a crow", "per_km: {rates", "per_km: {distance: crow, rates", `line 15: distance "crow"`},
	{"bands of a crow", "per_trip: {bands", "per_trip: {distance: crow, bands", `line 19: distance "crow"`},
	{
		"counters of two years", "fares:",
		"  - id: more\n    clause: 二十\n    title: {zh: 分段, en: tiers}\n    tiers: {counter: car, rates: [{steps: [{rate: 1}]}]}\nfares:",
		`line 79: counter "car" begins its year on "04-06" elsewhere, here on ""`,
	},
	{
		"allowance on a condition", "    allowance: {", "    when: {if: month_trips > 1}\n    allowance: {", "who draws an allowance is a matter of",
	},
	{
		"a part of what a cap of everything holds", "of: [km, tolls]", "of: [km, tolls]}\n  - id: trip-cap\n    clause: 十\n    title: {zh: 上限, en: cap}\n    cap: {per: trip, yuan: [{yuan: 9}]",
		`line 35: cap "cap" must hold all the items of cap "trip-cap"`,
	},
	{
		"caps that overlap", "    per_day: {yuan: 50}",
		"    per_day: {yuan: 50}\n  - id: cap2\n    clause: 十一\n    title: {zh: 上限, en: cap}\n    cap: {per: month, yuan: [{yuan: 9}], of: [tolls, day]}",
		`line 43: cap "cap2" must hold all the items of cap "cap"`,
	},
}

func TestParseNamesLineAndCause(t *testing.T) {
	if _, err := rules.Parse([]byte(good), "good.yaml"); err != nil {
		t.Fatal(err)
	}
	for _, test := range spoiled {
		t.Run(test.name, func(t *testing.T) {
			bad := strings.Replace(good, test.old, test.new, 1)
			if bad == good {
				t.Fatal("the document is not spoiled")
			}
			doc, err := rules.Parse([]byte(bad), "bad.yaml")
			if !errors.Is(err, rules.ErrDocument) {
				t.Fatalf("%+v, %v; want ErrDocument", doc, err)
			}
			if !strings.Contains(err.Error(), "bad.yaml: line ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v\nwant it to say: %s", err, test.want)
			}
		})
	}
}

func TestParseCollectsEveryProblem(t *testing.T) {
	bad := strings.NewReplacer("county: \"990100\"", "county: x", "currency: CNY", "currency: JPY").Replace(good)
	_, err := rules.Parse([]byte(bad), "bad.yaml")
	if err == nil || strings.Count(err.Error(), "bad.yaml: line ") != 2 {
		t.Errorf("%v, want two lines", err)
	}
}

func TestParseRefusesWhatIsNoDocument(t *testing.T) {
	for name, data := range map[string]string{
		"empty": "", "only a comment": "# nothing\n", "a list": "- a\n", "a word": "rules\n", "binary": "\x00\x01\x02",
		"too large": strings.Repeat("#", 1<<20+1), "no items": strings.Split(good, "items:")[0] + "items: []\n",
	} {
		if doc, err := rules.Parse([]byte(data), "x.yaml"); !errors.Is(err, rules.ErrDocument) {
			t.Errorf("%s: %+v, %v; want ErrDocument", name, doc, err)
		}
	}
}

// Numbers keep the decimals they were written with: 0.80 is told as 0.80.
func TestParseKeepsNumbersAsWritten(t *testing.T) {
	for written, want := range map[string]string{"0.80": "0.80", `"0.80"`: "0.80", "1": "1", "0.123456": "0.123456"} {
		doc, err := rules.Parse([]byte(strings.Replace(good, "yuan_per_km: 0.80", "yuan_per_km: "+written, 1)), "x.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Items[0].PerKM.Rates[0].Yuan.String(); got != want {
			t.Errorf("%s reads as %s", written, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	for _, test := range spoiled {
		f.Add([]byte(strings.Replace(good, test.old, test.new, 1)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := rules.Parse(data, "fuzz.yaml")
		if err != nil {
			if !errors.Is(err, rules.ErrDocument) || !strings.Contains(err.Error(), "fuzz.yaml: line ") {
				t.Fatalf("an error without file and line: %v", err)
			}
			return
		}
		if _, err := rules.Price(doc, rules.Tables{}, october(drive("t1", 10))); err != nil && !errors.Is(err, rules.ErrFacts) {
			t.Fatalf("a document that was read does not price: %v", err)
		}
	})
}
