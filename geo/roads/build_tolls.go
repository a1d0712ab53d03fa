package roads

import (
	"cmp"
	"slices"
)

// layTolls puts every toll node onto each segment that runs through it.
func (b *builder) layTolls() {
	wanted := map[uint32]*TollNode{}
	seen := map[int64]bool{}
	for i := range b.in.TollNodes {
		t := &b.in.TollNodes[i]
		if seen[t.ID] {
			continue
		}
		seen[t.ID] = true
		if node, known := b.find(t.ID); known {
			wanted[node] = t
		} else {
			b.info.TollsOffRoad++
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
	slices.SortStableFunc(b.net.tolls, func(x, y tollRecord) int {
		return cmp.Or(cmp.Compare(x.Segment, y.Segment), cmp.Compare(x.OffsetMM, y.OffsetMM))
	})
}

func (b *builder) countTolls(wanted map[uint32]*TollNode, used map[uint32]bool) {
	for node, t := range wanted {
		switch {
		case !used[node]:
			b.info.TollsOffRoad++
		case t.Kind == Gantry:
			b.info.Gantries++
		default:
			b.info.Booths++
		}
	}
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
