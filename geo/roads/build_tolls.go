package roads

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// layTolls puts every toll node onto each segment that runs through it, and
// returns those that stand beside the roads.
func (b *builder) layTolls() (beside []TollNode) {
	wanted := map[uint32]*TollNode{}
	all := slices.Clone(b.in.TollNodes)
	slices.SortStableFunc(all, func(x, y TollNode) int { return cmp.Compare(x.ID, y.ID) })
	for i := range all {
		t := &all[i]
		if i > 0 && all[i-1].ID == t.ID {
			continue
		}
		if node, known := b.find(t.ID); known {
			wanted[node] = t
		} else {
			beside = append(beside, *t)
		}
	}
	used := map[uint32]bool{}
	for s, i := range b.order {
		d := b.drafts[i]
		for k := d.first; k <= d.last && len(wanted) > 0; k++ {
			if t := wanted[b.refs[k]]; t != nil {
				used[b.refs[k]] = true
				b.net.tolls = append(b.net.tolls, b.tollRecord(t, uint32(s), d, k))
			}
		}
	}
	b.countTolls(wanted, used)
	return beside
}

// layTollsBeside puts the toll nodes that stand beside the roads onto the
// nearest, and all toll points into their order. It needs the index.
func (b *builder) layTollsBeside(beside []TollNode) {
	for i := range beside {
		if b.layBeside(&beside[i]) {
			b.countToll(beside[i].Kind)
		} else {
			b.info.TollsOffRoad++
		}
	}
	slices.SortStableFunc(b.net.tolls, func(x, y tollRecord) int {
		return cmp.Or(cmp.Compare(x.Segment, y.Segment), cmp.Compare(x.OffsetMM, y.OffsetMM), cmp.Compare(x.OSM, y.OSM))
	})
}

func (b *builder) countTolls(wanted map[uint32]*TollNode, used map[uint32]bool) {
	for node, t := range wanted {
		if used[node] {
			b.countToll(t.Kind)
		} else {
			b.info.TollsOffRoad++
		}
	}
}

func (b *builder) countToll(kind TollPointKind) {
	if kind == Gantry {
		b.info.Gantries++
	} else {
		b.info.Booths++
	}
}

// layBeside puts a toll node that stands beside the roads onto the nearest.
func (b *builder) layBeside(t *TollNode) bool {
	if t.Point == (orb.Point{}) {
		return false
	}
	reachM, least := float64(BoothReachM), FerryClass
	if t.Kind == Gantry {
		reachM, least = GantryReachM, Primary
	}
	near := slices.DeleteFunc(b.net.Near(nil, t.Point, reachM), func(s Snap) bool {
		return b.net.details[s.Edge>>1].Class > least
	})
	if len(near) == 0 {
		return false
	}
	best := slices.MinFunc(near, func(x, y Snap) int {
		return cmp.Or(cmp.Compare(x.DistanceM, y.DistanceM), cmp.Compare(x.Edge, y.Edge))
	})
	s := uint32(best.Edge >> 1)
	lengthMM := b.net.segments[s].LengthMM
	// Not on the ends: a junction's toll points belong to all that meet there.
	offset := min(max(uint32(best.OffsetM*1000+0.5), 1), max(lengthMM, 2)-1)
	if best.Edge&1 == 1 {
		offset = lengthMM - min(offset, lengthMM)
	}
	b.net.tolls = append(b.net.tolls, tollRecord{
		OSM: t.ID, Segment: s, OffsetMM: min(offset, lengthMM), At: unitsOf(t.Point),
		Ref: b.texts.add(t.Ref), Name: b.texts.add(t.Name), Kind: uint32(min(t.Kind, Gantry)),
	})
	return true
}

func (b *builder) tollRecord(t *TollNode, s uint32, d draft, k uint32) tollRecord {
	lengthM := 0.0
	for i := d.first; i < k; i++ {
		lengthM += DistanceM(b.at(b.refs[i]).orb(), b.at(b.refs[i+1]).orb())
	}
	offset := min(uint32(lengthM*1000+0.5), b.net.segments[s].LengthMM)
	if k == d.last {
		offset = b.net.segments[s].LengthMM
	}
	return tollRecord{
		OSM: t.ID, Segment: s, OffsetMM: offset, At: b.at(b.refs[k]),
		Ref: b.texts.add(t.Ref), Name: b.texts.add(t.Name), Kind: uint32(min(t.Kind, Gantry)),
	}
}
