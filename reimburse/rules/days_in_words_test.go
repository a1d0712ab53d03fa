package rules_test

import (
	"strings"
	"testing"

	"licheng/reimburse/claim"
	"licheng/reimburse/rules"
)

// What a host gave is told on its day: taken off, or due to the host.
func TestGivenByTheHost(t *testing.T) {
	for provided, want := range map[string]string{
		"take_off": "10-13: lunch given by the host, 40.00 yuan are taken off (meals)",
		"pay_host": "10-13: lunch given by the host; 40.00 yuan of the money paid are due to the host (meals)",
	} {
		doc := document(t, strings.Replace(itemMeals, "pay_host", provided, 1))
		m := october()
		m.Stays = []rules.Stay{{ID: "s", From: "2026-10-12", To: "2026-10-14", Place: "省城"}}
		m.Arranged = []rules.Arranged{{Meal: rules.Lunch, Day: "2026-10-13"}}
		line := price(t, doc, rules.Tables{}, m)[1]
		if line.Text.EN != want || !line.On.Equal(at("2026-10-13 00:00")) {
			t.Errorf("%s on %s\nwant %s", line.Text.EN, line.On, want)
		}
	}
}

// The host's tariff counts where it is lower than the meal's share of 40.00, and
// is named then.
func TestTariffOfAMeal(t *testing.T) {
	doc := document(t, strings.Replace(itemMeals, "pay_host", "take_off", 1))
	for tariff, want := range map[rules.Arranged]string{
		{Tariff: 3999}: "39.99 the host's tariff", {Tariff: 4000}: "40.00 test 1 第十三条", {Tariff: 4001}: "40.00 test 1 第十三条", {}: "40.00 test 1 第十三条",
	} {
		m := october()
		m.Stays = []rules.Stay{{ID: "s", From: "2026-10-12", To: "2026-10-12", Place: "省城"}}
		m.Arranged = []rules.Arranged{{Meal: rules.Lunch, Day: "2026-10-12", Tariff: tariff.Tariff}}
		in := price(t, doc, rules.Tables{}, m)[1].Inputs[0]
		if got := in.Value + " " + in.From; got != want {
			t.Errorf("tariff %s: %s, want %s", tariff.Tariff, got, want)
		}
	}
}

// Half days of the host's car are told each on its day, in whatever order they
// were handed in.
func TestHostedHalfDays(t *testing.T) {
	doc := document(t, `
  - id: local
    clause: 第十四条
    title: {zh: 市内交通, en: local}
    local_transport: {yuan_per_day: 80, provided: take_off}
`)
	m := october()
	m.Stays = []rules.Stay{{ID: "s", From: "2026-10-12", To: "2026-10-13", Place: "省城"}}
	m.Hosted = []rules.Hosted{{Half: rules.Afternoon, Day: "2026-10-13"}, {Half: rules.Morning, Day: "2026-10-12"}}
	lines := price(t, doc, rules.Tables{}, m)
	wantStory(t, lines, "LOCAL_TRANSPORT 2 day 80 160.00", "PROVIDED 1 day -40.00 -40.00", "PROVIDED 1 day -40.00 -40.00")
	if !strings.HasPrefix(lines[1].Text.EN, "10-12: the morning's car") || !strings.HasPrefix(lines[2].Text.EN, "10-13: the afternoon's car") {
		t.Errorf("%s\n%s", lines[1].Text.EN, lines[2].Text.EN)
	}
}

// A stay is proven by a voucher of lodging from its first day to its last.
func TestLodgingProofLiesInTheStay(t *testing.T) {
	doc := document(t, strings.Replace(itemMeals, "provided: pay_host", "provided: pay_host, lodging_proof: required", 1))
	for _, test := range []struct {
		kind   rules.ExpenseKind
		day    rules.Date
		proven bool
	}{
		{rules.Lodging, "2026-10-11", false},
		{rules.Lodging, "2026-10-12", true},
		{rules.Lodging, "2026-10-13", true},
		{rules.Lodging, "2026-10-14", true},
		{rules.Lodging, "2026-10-15", false},
		{rules.Parking, "2026-10-13", false},
	} {
		m := october()
		m.Stays = []rules.Stay{{ID: "s", From: "2026-10-12", To: "2026-10-14", Place: "省城"}}
		m.Expenses = []rules.Expense{{ID: "1", Kind: test.kind, Day: test.day, Amount: 10000}}
		lines := byCode(price(t, doc, rules.Tables{}, m))
		if _, missing := lines[claim.NoEvidence]; missing == test.proven || (lines[claim.Meals] == 30000) != test.proven {
			t.Errorf("%s of %s: %v; want the stay proven: %v", test.kind, test.day, lines, test.proven)
		}
	}
}

// A trip of no length earns no day, the next one of the day does.
func TestPerDayBehindATripOfNoLength(t *testing.T) {
	doc := document(t, `
  - id: day
    clause: 第八条
    title: {zh: 每日, en: per day}
    per_day: {yuan: 50}
`)
	second := drive("t2", 5)
	second.StartedAt, second.EndedAt = at("2026-10-12 10:00"), at("2026-10-12 11:00")
	if got := total(t, price(t, doc, rules.Tables{}, october(drive("t1", 0), second))); got != 5000 {
		t.Errorf("%s, want 50.00", got)
	}
}

// A voucher above its limit says how much of it stays unpaid.
func TestVoucherAboveItsLimitInWords(t *testing.T) {
	doc := document(t, `
  - id: parking
    clause: 第九条
    title: {zh: 停车, en: parking}
    voucher: {kinds: [parking], per: each, max_yuan: [{yuan: 10}]}
`)
	m := october()
	m.Expenses = []rules.Expense{{ID: "1", Kind: rules.Parking, Day: "2026-10-12", Amount: 1230}}
	text := price(t, doc, rules.Tables{}, m)[1].Text
	if !strings.Contains(text.EN, "is above the limit of 10.00 yuan; 2.30 yuan stay unpaid") || !strings.Contains(text.ZH, "超过限额 10.00 元，2.30 元未付") {
		t.Error(text)
	}
}
