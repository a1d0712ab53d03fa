package toll

import "time"

// ride is one use of tolled roads: in at a booth, under gantries, out at a
// booth. Either booth is nil when it was not seen.
type ride struct {
	entry, exit *Passage
	gantries    []Passage
}

// sameMoment bounds how long the same toll point may be reported again for
// one passage: a plaza has several mapped lanes.
const sameMoment = 2 * time.Minute

// rides splits passages, in the order driven, into rides: a booth opens a ride
// when none is open and closes the open one; a gantry outside a ride opens one
// whose entry was not seen. A point reported twice within two minutes counts
// once.
func rides(passages []Passage) []ride {
	var done []ride
	var open *ride
	for i := range passages {
		p := &passages[i]
		if i > 0 && again(passages[i-1], *p) {
			continue
		}
		switch {
		case p.Kind == Gantry && open == nil:
			open = &ride{gantries: []Passage{*p}}
		case p.Kind == Gantry:
			open.gantries = append(open.gantries, *p)
		case open == nil:
			open = &ride{entry: p}
		default:
			open.exit = p
			done = append(done, *open)
			open = nil
		}
	}
	if open != nil {
		done = append(done, *open)
	}
	return done
}

func again(before, now Passage) bool {
	return now.Ref != "" && before.Kind == now.Kind && before.Ref == now.Ref &&
		now.At.Sub(before.At) <= sameMoment
}

// span is the time of the ride, from the first thing passed to the last: a ride
// is opened by its entry or by a gantry.
func (r ride) span() Span {
	first := r.entry
	if first == nil {
		first = &r.gantries[0]
	}
	return Span{From: first.At, Until: r.exitAt(), Slack: spanSlack}
}

// Spans returns the times of the rides among the passages of a trip, in the
// order driven.
func Spans(passages []Passage) []Span {
	var spans []Span
	for _, r := range rides(passages) {
		spans = append(spans, r.span())
	}
	return spans
}

// exitAt is the moment that decides about free days: of the exit lane, or of
// the last thing passed where the exit was not seen.
func (r ride) exitAt() time.Time {
	switch {
	case r.exit != nil:
		return r.exit.At
	case len(r.gantries) > 0:
		return r.gantries[len(r.gantries)-1].At
	}
	return r.entry.At
}

// intervals returns the charging intervals of the ride: its gantries; without
// gantries the station pair, or the one barrier of an ordinary toll road.
func (r ride) intervals() []Passage {
	switch {
	case len(r.gantries) > 0:
		return r.gantries
	case r.exit == nil:
		return []Passage{*r.entry}
	}
	return []Passage{{
		Kind: Booth, Ref: r.entry.Ref + ">" + r.exit.Ref,
		Name: r.entry.label() + "→" + r.exit.label(), At: r.exit.At,
	}}
}

func (p Passage) label() string {
	if p.Name != "" {
		return p.Name
	}
	return p.Ref
}
