package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"licheng/reimburse/rules"
)

const itemOfMonth = `
  - id: month
    clause: 第十二条
    title: {zh: 固定, en: fixed}
    when: {if: '%s'}
    per_month: {yuan: [{yuan: 300}], always: true}
`

// The longest stay that touches the month counts with all its days, both ends
// included; one that ended before or begins after it does not.
func TestDaysOfTheLongestStay(t *testing.T) {
	for _, test := range []struct {
		stays string
		days  int
	}{
		{"", 0},
		{"2026-10-12…2026-10-12", 1},
		{"2026-10-01…2026-10-31", 31},
		{"2026-09-28…2026-10-02", 5},
		{"2026-10-30…2026-11-03", 5},
		{"2026-09-01…2026-11-30", 91},
		{"2026-10-12…2026-10-13 2026-10-20…2026-10-22 2026-10-25…2026-10-25", 3},
		{"2026-09-01…2026-09-30", 0},
		{"2026-11-01…2026-11-30", 0},
	} {
		m := october()
		for i, stay := range strings.Fields(test.stays) {
			from, to, _ := strings.Cut(stay, "…")
			m.Stays = append(m.Stays, rules.Stay{ID: fmt.Sprint(i), Place: "省城", From: rules.Date(from), To: rules.Date(to)})
		}
		for days, holds := range map[int]bool{test.days: true, test.days + 1: false} {
			got := story(price(t, document(t, fmt.Sprintf(itemOfMonth, fmt.Sprintf("stay_days == %d", days))), rules.Tables{}, m))
			if strings.Contains(got, "PER_MONTH 1 month 300 300.00") != holds {
				t.Errorf("%q: %q; want %d days: %v", test.stays, got, days, holds)
			}
		}
	}
}
