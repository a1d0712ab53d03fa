package rules

import (
	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
)

// asks reports whether the person's reason counts.
func (l *Longer) asks() bool { return l != nil && l.WithReason }

// byRoad is what a clause over shortest_road or usual_road makes of a trip.
type byRoad struct {
	routeM int64     // the way by road; 0 where the clause does not go by one
	beyond int64     // metres driven beyond it that do not count
	excuse lang.Text // why a longer drive counts as driven; empty when nothing needs to be said
}

// routeM returns the way by road the distance names; 0 when it is not known or
// the distance is another.
func (b Basis) routeM(d Distance) int64 {
	switch d {
	case ShortestRoad:
		return metres(b.ShortestRoadM)
	case UsualRoad:
		return metres(b.UsualRoadM)
	}
	return 0
}

// over returns the metres driven beyond a way by road. There are none where the
// way is not known or was closed, nor where the drive may have been no longer
// than it for all that measuring can tell.
func (r run) over(routeM int64) int64 {
	if routeM == 0 || r.RouteClosed != "" || metres(r.DistanceLowM) <= routeM {
		return 0
	}
	return max(r.drivenM-routeM, 0)
}

// hold holds the drive against the way by road.
func (r run) hold(d Distance, longer *Longer) (decimal.Decimal, byRoad) {
	way := byRoad{routeM: r.routeM(d)}
	if r.drivenM > way.routeM && r.RouteClosed != "" {
		way.excuse = lang.Sayf("；当时“%s”封闭，绕行按实际里程计", "; %s was closed at that time, so the drive counts as it was", r.RouteClosed)
	}
	way.beyond = r.over(way.routeM)
	if longer == nil || way.beyond == 0 {
		return r.counts(way), way
	}
	// beyond / route ≤ percent / 100, in whole numbers
	allowed, err := longer.Percent.or(decimal.Zero).Mul(decimal.MustNew(way.routeM, 0))
	switch {
	case err == nil && allowed.Cmp(decimal.MustNew(100*way.beyond, 0)) >= 0:
		way.beyond = 0
	case longer.asks() && r.LongerWhy != "":
		way.beyond = 0
		way.excuse = lang.Sayf("；比道路里程多走的原因：%s", "; longer than the road because: %s", r.LongerWhy)
	}
	return r.counts(way), way
}

// counts returns the kilometres that count.
func (r run) counts(way byRoad) decimal.Decimal { return decimal.MustNew(r.drivenM-way.beyond, 3) }

// explain adds to a line what the way by road had to do with it, and after it
// what did not count.
func (p *pricer) explain(line claim.Line, item Item, r run, d Distance, longer *Longer, way byRoad) {
	line.Text.ZH += way.excuse.ZH
	line.Text.EN += way.excuse.EN
	p.add(line)
	if way.beyond > 0 {
		p.add(p.longerWay(item, r, d, longer, way))
	}
}

// longerWay explains the metres beyond the way by road.
func (p *pricer) longerWay(item Item, r run, d Distance, longer *Longer, way byRoad) claim.Line {
	road := lang.Say("最短道路", "the shortest road")
	if d == UsualRoad {
		road = lang.Say("通常道路", "the road usually taken")
	}
	then := lang.Say("确有原因的，可申诉说明，由财务核定", "where there was a reason, an appeal can say so and a person decides")
	if longer.asks() {
		then = lang.Say("确有原因的，写明后按实际里程计", "say why, and the drive counts as it was")
	}
	beyond, route, says := decimal.MustNew(way.beyond, 3), decimal.MustNew(way.routeM, 3), r.way()
	over := r.stopsOver()
	line := p.unpaid(claim.LongerWay, item, r, beyond, lang.Say(
		p.zh("%s：行驶 %s 公里，%s%s %s 公里，多走的 %s 公里未计；%s（%s）", says.ZH, r.km, over.ZH, road.ZH, route, beyond, then.ZH, item.Clause),
		p.en("%s: driven %s km, %s %s is %s km; the %s km beyond do not count: %s (%s)", says.EN, r.km, over.EN, road.EN, route, beyond, then.EN, item.Title.EN)))
	line.Inputs = append(line.Inputs, p.lengthInput(item, r, d, route)...)
	return line
}

// stopsOver says which places the way by road was measured over.
func (r run) stopsOver() lang.Text {
	if r.RouteStops == 0 {
		return lang.Say("两地之间", "and between the two places")
	}
	return lang.Sayf("依次经过 %d 处停留点的", "and over its %d stops in order", r.RouteStops)
}
