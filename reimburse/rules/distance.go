package rules

import (
	"github.com/govalues/decimal"
	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/lang"
	"licheng/reimburse/claim"
)

// OneWay returns the metres of a driven line from its start to the point
// farthest from it: of a round trip, the way there.
func OneWay(line orb.MultiLineString) float64 {
	var start, before orb.Point
	var alongM, farthestM, oneWayM float64
	first := true
	for _, part := range line {
		for _, p := range part {
			if first {
				start, before, first = p, p, false
			}
			alongM += orbgeo.Distance(before, p)
			before = p
			if m := orbgeo.Distance(start, p); m > farthestM {
				farthestM, oneWayM = m, alongM
			}
		}
	}
	return oneWayM
}

// length returns the kilometres of the trip that the clause looks at, and what
// the way by road had to do with it; false where they were not measured.
func (r run) length(d Distance, longer *Longer) (decimal.Decimal, byRoad, bool) {
	if r.paidM < r.drivenM { // covered in part: only driven metres can be told apart
		return r.paidKM, byRoad{}, true
	}
	var m int64
	switch d {
	case OneWayDistance:
		m = metres(r.OneWayM)
	case Shortest:
		m = metres(r.ShortestM)
	case ShortestReturn:
		m = 2 * metres(r.ShortestM)
	case ShortestRoad, UsualRoad:
		km, way := r.hold(d, longer)
		return km, way, way.routeM > 0 || r.drivenM == 0
	case OfficeRoad:
		return r.fromOffice()
	default:
		return r.paidKM, byRoad{}, true
	}
	return decimal.MustNew(m, 3), byRoad{}, m > 0 || r.drivenM == 0
}

// fromOffice returns what counts of a trip from or to home: as driven, at most
// the way from the office, so that nobody is paid for living far away. A trip
// from the office is paid as driven; false where the way is not known.
func (r run) fromOffice() (decimal.Decimal, byRoad, bool) {
	if !r.FromHome {
		return r.paidKM, byRoad{}, true
	}
	m := metres(r.OfficeM)
	return decimal.MustNew(min(m, r.drivenM), 3), byRoad{}, m > 0 || r.drivenM == 0
}

// lengthInput names the kilometres a clause looked at, where they are not the
// ones driven.
func (p *pricer) lengthInput(item Item, r run, d Distance, km decimal.Decimal) []claim.Input {
	if d == "" || d == Driven || r.paidM < r.drivenM || d == OfficeRoad && !r.FromHome {
		return nil
	}
	name := map[Distance]lang.Text{
		OneWayDistance: lang.Say("单程里程", "one-way distance"),
		Shortest:       lang.Say("单程最短里程", "shortest road, one way"),
		ShortestReturn: lang.Say("往返最短里程", "shortest road, there and back"),
		ShortestRoad:   lang.Say("经停各点的最短道路", "shortest road over the stops"),
		UsualRoad:      lang.Say("经停各点的通常道路", "road usually taken over the stops"),
		OfficeRoad:     lang.Say("从单位出发的里程", "way from the office"),
	}[d]
	routeM := r.routeM(d)
	if d == OfficeRoad {
		routeM = metres(r.OfficeM)
	}
	if routeM > 0 {
		return []claim.Input{{Name: name, Value: decimal.MustNew(routeM, 3).String(), Unit: kmUnit, From: "road map, trip " + r.TripID}}
	}
	return []claim.Input{{Name: name, Value: km.String(), Unit: kmUnit, From: p.source(item)}}
}

// notMeasured explains a clause that asks for a distance nobody measured.
func (p *pricer) notMeasured(item Item, r run) claim.Line {
	way := r.way()
	return p.unpaid(claim.NoPrice, item, r, r.paidKM, lang.Say(
		p.zh("%s：%s 公里，本条按单程里程或道路里程计算，该里程没有量到，不作估算（%s）", way.ZH, r.paidKM, item.Clause),
		p.en("%s: %s km; the clause goes by a one-way distance or a way by road that was not measured, nothing is guessed (%s)", way.EN, r.paidKM, item.Title.EN)))
}
