package reimburse

import (
	"licheng"
	"licheng/lang"
)

var (
	// ErrFacts reports facts of a month that contradict themselves.
	ErrFacts = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "facts-unusable", Title: lang.Say(
		"补充的情况有误，未保存：请核对日期（须在本月）、金额（大于 0）和是否重复。",
		"What was said of the month cannot be used and was not kept: look at days (of this month), amounts (above zero) and repetitions.")}

	// ErrFactsHeld reports facts of a month, or of a trip, that was handed in.
	ErrFactsHeld = &licheng.Fault{Kind: licheng.Conflict, Slug: "facts-handed-in", Title: lang.Say(
		"这些情况已随报销单提交，不能再改；确需更正，请财务退回后再改。",
		"This was handed in with the claim and does not change; if it must, have the claim returned first.")}
)
