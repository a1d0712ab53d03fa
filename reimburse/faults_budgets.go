package reimburse

import (
	"licheng"
	"licheng/lang"
)

// ErrBudget reports an approval that goes beyond a budget which blocks.
var ErrBudget = &licheng.Fault{Kind: licheng.Conflict, Slug: "budget-exceeded", Title: lang.Say(
	"该单位本年预算不够，且预算规定超支不得审批。请先调整预算并重新导入；报销单保持原样。",
	"The unit's budget of the year does not hold this, and says that no more is approved. Have it raised and imported again; the claim stays as it is.")}
