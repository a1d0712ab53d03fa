package claim

import (
	"licheng/lang"
	"licheng/reimburse/matter"
	"licheng/reimburse/money"
)

// Skip is why a claim does not wait for the township though its amount asks for
// that: the claim goes to the next level, the county's finance office.
type Skip string

// The reasons.
const (
	NoSkip     Skip = ""
	NoHead     Skip = "no-head"     // nobody checks for the claimant's township
	OwnHead    Skip = "own-head"    // who checks for it is the claimant
	HeadNeeded Skip = "head-needed" // who checks for it is needed to approve after it
)

// Skips lists every reason.
func Skips() []Skip { return []Skip{NoHead, OwnHead, HeadNeeded} }

// Text returns the sentence that stands on the claim.
func (s Skip) Text() lang.Text {
	switch s {
	case NoSkip:
		return lang.Text{}
	case NoHead:
		return lang.Say("该乡镇没有审核人，本单不经乡镇审核，直接由县财务审批。",
			"Nobody checks for this township: the claim skips the township's check and goes straight to the county's finance office.")
	case OwnHead:
		return lang.Say("该乡镇的审核人只有报销人本人，本人不能审核自己的报销单，直接由县财务审批。",
			"The only one who checks for this township is the claimant, and nobody checks their own claim: it goes straight to the county's finance office.")
	case HeadNeeded:
		return lang.Say("该乡镇的审核人还要参与县财务的审批，同一人不能审两次，本单不经乡镇审核，直接由县财务审批。",
			"Who checks for this township is needed to approve after it, and nobody looks twice: the claim skips the township's check.")
	default:
		return lang.Say(string(s), string(s))
	}
}

// Hands is who may look at a claim now.
type Hands struct {
	Heads  []matter.Who // who checks for the claimant's township, in their own right
	Office []matter.Who // who approves for the county, in their own right
	Own    matter.Who   // the claimant; of a correction its person, and who posted it
	Used   []matter.Who // who had a hand in what was decided on it so far
}

// Way is what a claim has yet to pass before it is decided. Whoever acts in
// another's place adds nobody: whose power it is could act as well.
type Way struct {
	Township bool // the township looks at it first
	Skip     Skip // why not, where its amount asks for that
	// Needs is how many different people of the office are needed, Has how many
	// there are: with Has below Needs nobody can bring it to a decision.
	Needs, Has int
}

// Stuck reports whether nobody can bring the claim to a decision.
func (w Way) Stuck() bool { return w.Has < w.Needs }

// Missing says who is missing for a claim that is stuck.
func (w Way) Missing() lang.Text {
	if !w.Stuck() {
		return lang.Text{}
	}
	return lang.Sayf("还须 %[1]d 名县财务人员审批（本人和已经审过的人除外），现在只有 %[2]d 名：请管理员开设财务账号。",
		"It still needs %[1]d of the county's finance office, other than its claimant and whoever looked before, and there are %[2]d: ask the administrator for an account with the role finance.", w.Needs, w.Has)
}

// Ahead is where a claim stands on its way.
type Ahead struct {
	Month    bool // a month's claim: a correction is not the township's business
	Checked  bool // the township looked at it
	Endorsed bool // one of the office approved it
}

// Way returns what a claim of the total has yet to pass.
//
// A level nobody can take without taking the decision away from the levels
// after it is passed over; the office never is.
func (l Level) Way(total money.Amount, at Ahead, h Hands) Way {
	approvals := 1
	if l.NeedsTwo(total) && !at.Endorsed {
		approvals = 2
	}
	gone := append([]matter.Who{h.Own}, h.Used...)
	after := make([][]matter.Who, approvals)
	for i := range after {
		after[i] = h.Office
	}
	office := Way{Needs: approvals, Has: matter.People(h.Office, gone...)}
	if !at.Month || at.Checked || !l.NeedsTownship(total) {
		return office
	}
	first, checked := Way{Township: true}, [][]matter.Who{h.Heads}
	if !l.TownshipDecides(total) {
		first.Needs, first.Has, checked = office.Needs, office.Has, append(checked, after...)
	}
	others := matter.People(h.Heads, gone...)
	switch {
	case matter.Enough(checked, gone...):
		return first
	case office.Stuck() && others > 0:
		return first // skipping would not help
	case len(h.Heads) == 0:
		office.Skip = NoHead
	case others == 0 && matter.People(h.Heads, h.Own) == 0:
		office.Skip = OwnHead
	default:
		office.Skip = HeadNeeded
	}
	return office
}
