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

// supplement prices trips that came after their month was handed in: as if the
// whole month were priced now, less what its earlier claims hold. So a monthly
// cap or a sum per day counts once a month, however many claims it has.
func (p *pricing) supplement(ctx context.Context, tx *sqlx.Tx, st *store, sh *share) ([]claim.Line, []rules.PaidPass, error) {
	claims, err := st.monthClaims(ctx, tx, p.county, p.person.ID, p.month)
	if err != nil {
		return nil, nil, err
	}
	var earlier []claim.Line
	before := map[string]bool{}
	for _, row := range claims {
		if row.Sequence >= sh.row.Sequence || row.State == claim.Rejected {
			continue
		}
		lines, err := st.lines(ctx, tx, p.county, row.ID)
		if err != nil {
			return nil, nil, err
		}
		earlier = append(earlier, lines...)
		marks, err := st.claimTrips(ctx, tx, p.county, row.ID)
		if err != nil {
			return nil, nil, err
		}
		for _, mark := range marks {
			before[mark.ID] = true
		}
	}
	together := slices.Clone(sh.trips)
	for _, t := range sh.month {
		if before[string(t.ID)] {
			together = append(together, t)
		}
	}
	all, err := p.price(together)
	if err != nil {
		return nil, nil, err
	}
	passes := slices.DeleteFunc(all.Passes, func(paid rules.PaidPass) bool {
		return !slices.ContainsFunc(sh.trips, func(t trips.Trip) bool { return string(t.ID) == paid.Trip })
	})
	return less(all.Lines, earlier, sh.trips), passes, nil
}

// less returns, of the lines of a whole month, those about own trips, and of
// those about the month what exceeds the earlier claims. A line about the month
// that an earlier claim has word for word, such as a voucher, is in it already.
func less(all, earlier []claim.Line, own []trips.Trip) []claim.Line {
	lines := []claim.Line{}
	rest := slices.DeleteFunc(slices.Clone(earlier), func(l claim.Line) bool { return l.Trip != "" })
	var others []claim.Line
	for _, l := range all {
		same := func(e claim.Line) bool {
			return e.Code == l.Code && e.Rule.ID == l.Rule.ID && e.Amount == l.Amount && e.Text == l.Text
		}
		switch at := slices.IndexFunc(rest, same); {
		case l.Trip != "":
			if slices.ContainsFunc(own, func(t trips.Trip) bool { return string(t.ID) == l.Trip }) {
				lines = append(lines, l)
			}
		case at >= 0:
			rest = slices.Delete(rest, at, at+1)
		default:
			others = append(others, l)
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
