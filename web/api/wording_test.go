package api

import (
	"testing"

	"licheng/lang"
	"licheng/reimburse/claim"
)

// What a line was computed from is said in words in both languages, without
// the ids of trips, vehicles and rule documents.
func TestWording(t *testing.T) {
	for value, want := range map[string]lang.Text{
		"suv, petrol": lang.Say("越野车，汽油", "SUV, petrol"),
		"whole_yuan":  lang.Say("人工收费，四舍五入到元", "paid by hand, to whole yuan"),
		"37.412":      lang.Say("37.412", "37.412"),
		"3, 5, 9":     lang.Say("3，5，9", "3, 5, 9"),
		"":            lang.Say("", ""),
	} {
		if got := valueText(value); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
	rule := claim.Rule{Document: "county-transport", Version: "2026-1"}
	title := lang.Say("公务出行交通费办法", "transport costs")
	const id = "01a21c53-3cad-7996-9110-965b96c957eb"
	for from, want := range map[string]lang.Text{
		"trip " + id:                     lang.Say("本次行程", "this trip"),
		"trip " + id + ", 5 persons":     lang.Say("本次行程，共 5 人", "this trip, 5 persons"),
		"vehicle V-17":                   lang.Say("车辆登记", "the vehicle's record"),
		"vehicle ":                       lang.Say("车辆登记", "the vehicle's record"),
		"voucher " + id:                  lang.Say("票据", "the voucher"),
		"county-transport 2026-1 第五条":    lang.Say("《公务出行交通费办法》第五条", "transport costs 第五条"),
		"county-transport 2026-1":        lang.Say("《公务出行交通费办法》", "transport costs"),
		"lines of the claim":             lang.Say("本报销单的明细", "the lines of this claim"),
		"tolls G009952001000110":         lang.Say("通行费表，收费单元 G009952001000110", "the toll table, interval G009952001000110"),
		"toll record 0123456789ab row 7": lang.Say("ETC 账单 0123456789ab… 第 7 行", "ETC statement 0123456789ab…, row 7"),
		"climb 812 m, descent 90 m":      lang.Say("爬升 812 米，下降 90 米", "climb 812 m, descent 90 m"),
		"发改委文件 2026-10-09":               lang.Say("发改委文件 2026-10-09", "发改委文件 2026-10-09"),
		"trip to somewhere, on purpose":  lang.Say("trip to somewhere, on purpose", "trip to somewhere, on purpose"),
	} {
		if got := sourceText(from, rule, title); got != want {
			t.Errorf("%q: %v, want %v", from, got, want)
		}
	}
}
