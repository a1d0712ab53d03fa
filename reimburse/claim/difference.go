package claim

import (
	"licheng/lang"
	"licheng/reimburse/money"
)

// lineKey tells apart what two pricings of one month say about the same thing.
type lineKey struct {
	code Code
	trip string
	rule string
}

// Difference returns what has to be added to the lines held, so that together
// they pay what the lines now say: one line for each code, trip and rule whose
// amount differs, positive for a supplement 补差, negative for a clawback 追回.
// Their total is Total(now) − Total(held). Lines held that are no more stand
// with their whole amount taken back. It returns money.ErrOverflow for sums
// beyond 64 bits of fen.
func Difference(now, held []Line) ([]Line, error) {
	order, stands := []lineKey{}, map[lineKey]Line{}
	was, is := map[lineKey]money.Amount{}, map[lineKey]money.Amount{}
	gather := func(lines []Line, into map[lineKey]money.Amount) error {
		for _, l := range lines {
			key := lineKey{l.Code, l.Trip, l.Rule.ID}
			if _, known := stands[key]; !known {
				order = append(order, key)
				stands[key] = l
			}
			sum, err := into[key].Add(l.Amount)
			if err != nil {
				return err
			}
			into[key] = sum
		}
		return nil
	}
	if err := gather(now, is); err != nil {
		return nil, err
	}
	if err := gather(held, was); err != nil {
		return nil, err
	}
	lines := []Line{}
	for _, key := range order {
		rest, err := is[key].Add(-was[key])
		if err != nil {
			return nil, err
		}
		if rest != 0 {
			lines = append(lines, corrected(stands[key], was[key], is[key], rest))
		}
	}
	return lines, nil
}

// corrected says of a line what it was, what it is, and what is paid or taken
// back for that.
func corrected(l Line, was, is, rest money.Amount) Line {
	zh, en, by := "补差", "paid in addition", rest
	if rest < 0 {
		zh, en, by = "追回", "taken back", -rest
	}
	l.Text = lang.Say(
		l.Text.ZH+"；更正：原计 "+was.String()+" 元，现计 "+is.String()+" 元，"+zh+" "+by.String()+" 元",
		l.Text.EN+"; corrected: it was "+was.String()+" yuan, is "+is.String()+" yuan, "+by.String()+" yuan "+en)
	l.Inputs = append(l.Inputs[:len(l.Inputs):len(l.Inputs)],
		Input{Name: lang.Say("原计", "as decided before"), Value: was.String(), Unit: "yuan", From: "earlier claims"},
		Input{Name: lang.Say("现计", "as priced now"), Value: is.String(), Unit: "yuan"})
	l.Quantity, l.Unit, l.Rate, l.Amount = "1", "correction", rest.String(), rest
	return l
}
