package api

import (
	"fmt"
	"regexp"
	"strings"

	"licheng/lang"
	"licheng/reimburse/claim"
)

// words are what stands in a line's inputs as an identifier of the rule
// language, as people say it; docs/glossary.md and docs/rules.md list them.
var words = map[string]lang.Text{
	"car":        lang.Say("轿车", "car"),
	"suv":        lang.Say("越野车", "SUV"),
	"pickup":     lang.Say("皮卡", "pickup"),
	"minivan":    lang.Say("面包车", "minivan"),
	"mpv":        lang.Say("商务车", "MPV"),
	"bus":        lang.Say("客车", "bus"),
	"motorcycle": lang.Say("摩托车", "motorcycle"),
	"bicycle":    lang.Say("自行车", "bicycle"),

	"petrol":   lang.Say("汽油", "petrol"),
	"diesel":   lang.Say("柴油", "diesel"),
	"electric": lang.Say("纯电", "electric"),
	"hybrid":   lang.Say("混动", "hybrid"),
	"none":     lang.Say("无动力", "no motor"),

	"etc_plain":     lang.Say("ETC，按实收折扣", "ETC, the sum at its discount"),
	"etc_drop_half": lang.Say("ETC，元以下四舍五不入", "ETC, half a yuan and less dropped"),
	"whole_yuan":    lang.Say("人工收费，四舍五入到元", "paid by hand, to whole yuan"),
	"five_yuan":     lang.Say("人工收费，二舍八入、三七作五", "paid by hand, to five yuan"),
}

// sources are where an input comes from, as people say it.
var sources = map[string]lang.Text{
	"lines of the claim":    lang.Say("本报销单的明细", "the lines of this claim"),
	"earlier claims":        lang.Say("此前的报销单", "earlier claims"),
	"trips of the month":    lang.Say("本月行程", "the month's trips"),
	"benefits of the month": lang.Say("本月已享受的保障", "what was given in kind this month"),
	"stays of the month":    lang.Say("本月住宿", "the month's stays"),
	"meals arranged":        lang.Say("已安排的用餐", "meals that were arranged"),
}

// patterns are sources that hold an id or a figure; %s stands for what the
// pattern caught.
var patterns = []struct {
	from *regexp.Regexp
	text func(caught []string) lang.Text
}{
	{regexp.MustCompile(`^trip \S+, (\d+) persons$`), func(c []string) lang.Text {
		return lang.Say("本次行程，共 "+c[1]+" 人", "this trip, "+c[1]+" persons")
	}},
	{regexp.MustCompile(`^trip \S+$`), func([]string) lang.Text { return lang.Say("本次行程", "this trip") }},
	{regexp.MustCompile(`^vehicle \S*$`), func([]string) lang.Text { return lang.Say("车辆登记", "the vehicle's record") }},
	{regexp.MustCompile(`^voucher \S+$`), func([]string) lang.Text { return lang.Say("票据", "the voucher") }},
	{regexp.MustCompile(`^counter \S+$`), func([]string) lang.Text { return lang.Say("年度累计", "the year's count") }},
	{regexp.MustCompile(`^tolls (\S+)$`), func(c []string) lang.Text {
		return lang.Say("通行费表，收费单元 "+c[1], "the toll table, interval "+c[1])
	}},
	{regexp.MustCompile(`^toll record ([0-9a-f]{12}) row (\d+)$`), func(c []string) lang.Text {
		return lang.Say("ETC 账单 "+c[1]+"… 第 "+c[2]+" 行", "ETC statement "+c[1]+"…, row "+c[2])
	}},
	{regexp.MustCompile(`^climb (\d+) m, descent (\d+) m$`), func(c []string) lang.Text {
		return lang.Say("爬升 "+c[1]+" 米，下降 "+c[2]+" 米", "climb "+c[1]+" m, descent "+c[2]+" m")
	}},
}

// valueText says a value in words; a figure, or what no word stands for, as it
// is.
func valueText(value string) lang.Text {
	var zh, en []string
	for _, part := range strings.Split(value, ", ") {
		word, known := words[part]
		if !known {
			word = lang.Say(part, part)
		}
		zh, en = append(zh, word.ZH), append(en, word.EN)
	}
	return lang.Say(strings.Join(zh, "，"), strings.Join(en, ", "))
}

// sourceText says where an input comes from: without ids nobody knows, and with
// the title of the rule document that is called so.
func sourceText(from string, rule claim.Rule, title lang.Text) lang.Text {
	if text, known := sources[from]; known {
		return text
	}
	if clause, is := strings.CutPrefix(from, rule.Document+" "+rule.Version); is && rule.Document != "" {
		clause = strings.TrimSpace(clause)
		return lang.Say(fmt.Sprintf("《%s》%s", title.ZH, clause), strings.TrimSpace(title.EN+" "+clause))
	}
	for _, p := range patterns {
		if caught := p.from.FindStringSubmatch(from); caught != nil {
			return p.text(caught)
		}
	}
	return lang.Say(from, from)
}
