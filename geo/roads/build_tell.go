package roads

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// tell sums up the network for Info.
func (b *builder) tell() {
	n, info := b.net, &b.info
	info.Sources, info.TollRule, info.Notes = slices.Sorted(slices.Values(b.in.Sources)), b.in.TollRule, b.in.Notes
	if b.in.Relief != nil {
		info.Notes = append(slices.Clone(info.Notes), b.in.Relief.Notes()...)
	}
	all := b.bounds
	n.bound = orb.Bound{Min: point{all.MinLon, all.MinLat}.orb(), Max: point{all.MaxLon, all.MaxLat}.orb()}
	info.Bound = [4]float64{n.bound.Min[0], n.bound.Min[1], n.bound.Max[0], n.bound.Max[1]}
	info.Nodes, info.Segments, info.Edges = n.NumNodes(), n.NumSegments(), n.NumEdges()
	var classKM [NumClasses]float64
	last := none
	for i, d := range b.drafts {
		s := &n.segments[b.position[i]]
		km := float64(s.LengthMM) / 1e6
		info.LengthKM += km
		classKM[n.details[b.position[i]].Class] += km
		b.tellFlags(s.Flags.of(0), km, b.ways[d.way].TollByRule)
		if int(d.way) != last {
			info.Ways++
			last = int(d.way)
		}
	}
	for c, km := range classKM {
		if km > 0 {
			info.ClassKM = append(info.ClassKM, ClassLength{Class(c).String(), roundKM(km)})
		}
	}
	for _, km := range []*float64{&info.LengthKM, &info.TolledTagKM, &info.TolledRuleKM, &info.TunnelKM} {
		*km = roundKM(*km)
	}
}

func (b *builder) tellFlags(f Flags, km float64, byRule bool) {
	switch {
	case f.Has(Toll) && byRule:
		b.info.TolledRuleKM += km
	case f.Has(Toll):
		b.info.TolledTagKM += km
	}
	if f.Has(Tunnel) {
		b.info.Tunnels++
		b.info.TunnelKM += km
	}
	if f.Has(Bridge) {
		b.info.Bridges++
	}
}

func roundKM(km float64) float64 { return math.Round(km*1000) / 1000 }
