package rules

import (
	"fmt"
	"slices"
	"strings"

	"licheng/lang"
)

// currencies are those whose minor unit is a hundredth of the main one, with
// the words of their main unit.
var currencies = []struct {
	code string
	word lang.Text
}{
	{"CNY", lang.Say("元", "yuan")},
	{"USD", lang.Say("美元", "dollars")},
	{"GBP", lang.Say("英镑", "pounds")},
	{"EUR", lang.Say("欧元", "euros")},
	{"CAD", lang.Say("加元", "Canadian dollars")},
	{"TWD", lang.Say("新台币元", "Taiwan dollars")},
	{"HKD", lang.Say("港元", "Hong Kong dollars")},
}

// Currencies lists the currencies a document may be written in.
func Currencies() []string {
	var codes []string
	for _, c := range currencies {
		codes = append(codes, c.code)
	}
	return codes
}

// Money returns the words of the document's main unit of money: 元, yuan.
func (d Document) Money() lang.Text {
	at := slices.IndexFunc(currencies, func(c struct {
		code string
		word lang.Text
	},
	) bool {
		return c.code == d.Currency
	})
	return currencies[max(at, 0)].word
}

// zh fills a Chinese sentence; ¤ in it stands for the word of the currency.
func (p *pricer) zh(format string, args ...any) string {
	return fmt.Sprintf(strings.ReplaceAll(format, "¤", p.money.ZH), args...)
}

// en fills an English sentence; ¤ in it stands for the word of the currency.
func (p *pricer) en(format string, args ...any) string {
	return fmt.Sprintf(strings.ReplaceAll(format, "¤", p.money.EN), args...)
}

// unit returns the unit of an input in money: yuan, yuan/km.
func (p *pricer) unit(per string) string { return p.money.EN + per }
