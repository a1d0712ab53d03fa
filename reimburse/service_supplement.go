package reimburse

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// otherClaims is what the other claims of a month hold of its money.
type otherClaims struct {
	claims int
	lines  []claim.Line
	trips  map[trips.TripID]bool
}

// others gathers what one claim of a month is to be priced beside: the claims
// that stand handed in, whatever their number, and open ones before it. A claim
// that came back is priced beside the supplements and corrections that went on
// without it.
func (p *pricing) others(ctx context.Context, tx *sqlx.Tx, st *store, sh *share) (otherClaims, error) {
	found := otherClaims{trips: map[trips.TripID]bool{}}
	of := sh.row
	for _, row := range sh.claims {
		if row.ID == of.ID || row.State == claim.Rejected || (!row.State.Pinned() && row.Sequence > of.Sequence) {
			continue
		}
		lines, err := st.lines(ctx, tx, p.county, row.ID)
		if err != nil {
			return found, err
		}
		found.claims++
		found.lines = append(found.lines, arithmetic(lines)...)
		marks, err := st.claimTrips(ctx, tx, p.county, row.ID)
		if err != nil {
			return found, err
		}
		for _, mark := range marks {
			found.trips[trips.TripID(mark.ID)] = true
		}
	}
	return found, nil
}

// arithmetic leaves out of lines what an appeal granted: a person's word, which
// nothing that is computed takes back.
func arithmetic(lines []claim.Line) []claim.Line {
	return slices.DeleteFunc(lines, func(l claim.Line) bool { return l.Code == claim.Appealed })
}

// pricedBeside prices a claim of a month that has others: as if the whole month
// were priced now, less what the others hold. So a monthly cap or a sum per day
// counts once a month, however many claims it has and whichever comes last.
func (p *pricing) pricedBeside(sh *share, others otherClaims) (rules.Priced, error) {
	together := slices.Clone(sh.trips)
	for _, t := range sh.month {
		if others.trips[t.ID] {
			together = append(together, t)
		}
	}
	all, err := p.price(together)
	if err != nil {
		return all, err
	}
	all.Passes = slices.DeleteFunc(all.Passes, func(paid rules.PaidPass) bool {
		return !slices.ContainsFunc(sh.trips, func(t trips.Trip) bool { return string(t.ID) == paid.Trip })
	})
	about := others.aboutMonth()
	if stale, err := others.stale(all.Lines, sh.trips); err != nil || stale {
		if err != nil {
			return all, err
		}
		before, err := p.price(together[len(sh.trips):])
		if err != nil {
			return all, err
		}
		about = otherClaims{lines: before.Lines}.aboutMonth()
	}
	all.Lines = less(all.Lines, others.lines, about, sh.trips)
	return all, nil
}

// aboutMonth is the lines that are of no single trip.
func (o otherClaims) aboutMonth() []claim.Line {
	return slices.DeleteFunc(slices.Clone(o.lines), func(l claim.Line) bool { return l.Trip != "" })
}

// stale reports whether the others hold for their own trips what is no longer
// paid for them: a rule or price was corrected backwards, and the correction is
// not posted yet. It is then for the correction to mend, caps included, and the
// claim beside them gets what its trips add by the rules of today.
func (o otherClaims) stale(all []claim.Line, own []trips.Trip) (bool, error) {
	theirs := func(lines []claim.Line) []claim.Line {
		return slices.DeleteFunc(slices.Clone(lines), func(l claim.Line) bool { return l.Trip == "" || isOf(own, l) })
	}
	differ, err := claim.Difference(theirs(all), theirs(o.lines))
	return len(differ) > 0, err
}

// isOf reports whether the line is about one of the trips.
func isOf(own []trips.Trip, l claim.Line) bool {
	return l.Trip != "" && slices.ContainsFunc(own, func(t trips.Trip) bool { return string(t.ID) == l.Trip })
}

// less returns, of the lines of a whole month, those about own trips, and of
// those about the month what exceeds rest, what other claims hold. A line about the
// month that another claim has word for word, such as a voucher, is in it already.
// What a correction holds of an own trip is taken off in a line of its own.
func less(all, held, rest []claim.Line, own []trips.Trip) []claim.Line {
	lines := []claim.Line{}
	var others []claim.Line
	for _, l := range all {
		same := func(e claim.Line) bool {
			return e.Code == l.Code && e.Rule.ID == l.Rule.ID && e.Amount == l.Amount && e.Text == l.Text
		}
		switch at := slices.IndexFunc(rest, same); {
		case isOf(own, l):
			lines = append(lines, l)
		case l.Trip != "":
		case at >= 0:
			rest = slices.Delete(rest, at, at+1)
		default:
			others = append(others, l)
		}
	}
	for _, l := range held {
		if isOf(own, l) && l.Amount != 0 {
			lines = append(lines, takenOff(l))
		}
	}
	for _, l := range others {
		var more bool
		if l, rest, more = lessEarlier(l, rest); more {
			lines = append(lines, l)
		}
	}
	return lines
}

// takenOff is the line that takes off what a correction of the month holds of a
// trip whose claim came back afterwards.
func takenOff(l claim.Line) claim.Line {
	held := l.Amount
	l.Text = lang.Sayf("此行程在本月更正报销单中已计 %[1]s 元，本次扣除", "a correction of this month holds %[1]s yuan of this trip already; they are taken off here", held)
	l.Inputs = []claim.Input{{Name: lang.Say("更正报销单已计", "in a correction of this month"), Value: held.String(), Unit: "yuan", From: "earlier claims"}}
	l.Quantity, l.Unit, l.Rate, l.Amount = "1", "correction", (-held).String(), -held
	return l
}

// lessEarlier takes off a line about the month what earlier claims hold of the
// same rule, and returns what they hold of others. It reports false when
// nothing is left to say.
func lessEarlier(l claim.Line, earlier []claim.Line) (claim.Line, []claim.Line, bool) {
	var held money.Amount
	seen := false
	others := slices.DeleteFunc(slices.Clone(earlier), func(e claim.Line) bool {
		same := e.Code == l.Code && e.Rule.ID == l.Rule.ID
		if same {
			held += e.Amount
			seen = true
		}
		return same
	})
	rest := l.Amount - held
	if seen && rest == 0 {
		return l, others, false
	}
	if !seen {
		return l, others, true
	}
	l.Inputs = append(slices.Clone(l.Inputs), claim.Input{
		Name: lang.Say("本月前次报销已计", "in earlier claims of this month"), Value: held.String(), Unit: "yuan", From: "earlier claims",
	})
	l.Text = lang.Say(
		l.Text.ZH+"；本月前次报销已计 "+held.String()+" 元，本次计 "+rest.String()+" 元",
		l.Text.EN+"; earlier claims of this month hold "+held.String()+" yuan, this one "+rest.String()+" yuan")
	l.Quantity, l.Rate, l.Amount = "1", rest.String(), rest
	return l, others, true
}
