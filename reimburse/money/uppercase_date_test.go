package money_test

import (
	"testing"
	"time"

	"licheng/reimburse/money"
)

// The examples of 支付结算办法附一, and the edges of its rule.
func TestUppercaseDate(t *testing.T) {
	for day, want := range map[string]string{
		"2026-01-15": "贰零贰陆年零壹月壹拾伍日",
		"2026-10-20": "贰零贰陆年零壹拾月零贰拾日",
		"2026-02-12": "贰零贰陆年零贰月壹拾贰日",
		"2026-03-09": "贰零贰陆年叁月零玖日",
		"2026-09-10": "贰零贰陆年玖月零壹拾日",
		"2026-11-11": "贰零贰陆年壹拾壹月壹拾壹日",
		"2026-12-19": "贰零贰陆年壹拾贰月壹拾玖日",
		"2030-08-30": "贰零叁零年捌月零叁拾日",
		"2026-07-31": "贰零贰陆年柒月叁拾壹日",
		"2026-04-21": "贰零贰陆年肆月贰拾壹日",
		"2026-05-01": "贰零贰陆年伍月零壹日",
	} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := money.UppercaseDate(at); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}
