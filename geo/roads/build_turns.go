package roads

import "slices"

// layTurns turns restrictions into forbidden pairs and sequences of edges.
func (b *builder) layTurns() {
	b.info.Restrictions.Given = len(b.in.Restrictions)
	wanted := map[int64][]uint32{} // way id → its segments, in way order
	for _, r := range b.in.Restrictions {
		wanted[r.From], wanted[r.To] = nil, nil
		for _, w := range r.ViaWays {
			wanted[w] = nil
		}
	}
	for i, d := range b.drafts {
		id := b.ways[d.way].ID
		if _, want := wanted[id]; want && len(b.in.Restrictions) > 0 {
			wanted[id] = append(wanted[id], b.position[i])
		}
	}
	t := turning{net: b.net, segments: wanted}
	for _, r := range b.in.Restrictions {
		if t.restrict(r) {
			b.info.Restrictions.Used++
		} else {
			b.info.Restrictions.Unused++
		}
	}
	slices.Sort(t.pairs)
	b.net.turns = slices.Compact(t.pairs)
	b.layTurnFlags()
	b.laySequences(t.sequences)
	b.info.Restrictions.Pairs = len(b.net.turns)
}

func (b *builder) layTurnFlags() {
	for _, t := range b.net.turns {
		for _, e := range []EdgeID{EdgeID(t >> 32), EdgeID(t & none)} {
			b.net.segments[e>>1].Flags.restrict(e)
		}
	}
}

func (b *builder) laySequences(all [][]EdgeID) {
	slices.SortFunc(all, slices.Compare[[]EdgeID])
	all = slices.CompactFunc(all, slices.Equal[[]EdgeID])
	for _, q := range all {
		b.net.sequences = append(b.net.sequences, uint32(len(q)))
		for _, e := range q {
			b.net.sequences = append(b.net.sequences, uint32(e))
			b.net.segments[e>>1].Flags.restrict(e)
		}
	}
	b.info.Restrictions.Sequences = len(all)
}

// turning gathers what the restrictions forbid.
type turning struct {
	net       *Network
	segments  map[int64][]uint32
	pairs     []turn
	sequences [][]EdgeID
	tries     int // left for the restriction at hand
}

// restrict adds one restriction; false when its members do not join on this map.
func (t *turning) restrict(r Restriction) bool {
	if len(r.ViaWays) > 0 {
		return t.restrictOver(r)
	}
	used := false
	for _, v := range t.nodesOf(r.ViaNode, r.From) {
		from := t.edges(r.From, func(e EdgeID) bool { return t.net.To(e) == v })
		to := t.edges(r.To, func(e EdgeID) bool { return t.net.From(e) == v })
		if len(from) == 0 || len(to) == 0 {
			continue
		}
		used = true
		for _, f := range from {
			for _, onto := range t.forbidden(v, to, r.Only) {
				if onto != f.Reverse() {
					t.pairs = append(t.pairs, newTurn(f, onto))
				}
			}
		}
	}
	return used
}

// forbidden returns the edges out of v that a restriction towards to forbids.
func (t *turning) forbidden(v NodeID, to []EdgeID, only bool) []EdgeID {
	if !only {
		return to
	}
	var others []EdgeID
	for _, e := range t.net.Out(v) {
		if !slices.Contains(to, e) {
			others = append(others, e)
		}
	}
	return others
}

// restrictOver adds a restriction that leads over one or more ways.
func (t *turning) restrictOver(r Restriction) bool {
	used := false
	for _, from := range t.edges(r.From, func(EdgeID) bool { return true }) {
		t.tries = maxTries
		path := t.over([]EdgeID{from}, r.ViaWays, r.To)
		if path == nil {
			continue
		}
		used = true
		last := path[len(path)-1]
		to := t.edges(r.To, func(e EdgeID) bool { return t.net.From(e) == t.net.To(last) })
		for _, onto := range t.forbidden(t.net.To(last), to, r.Only) {
			if onto != last.Reverse() {
				t.sequences = append(t.sequences, append(slices.Clone(path), onto))
			}
		}
	}
	return used
}

// maxTries is how many beginnings of a drive over a restriction's ways are
// looked at before it counts as not joined. Its ways mostly join in one order
// only, so a few are enough; the limit is for maps made to deceive.
const maxTries = 10000

// over lengthens a path over all the ways, one after the other in whatever order
// they join, to where the way to leaves; nil when they do not lead there.
func (t *turning) over(path []EdgeID, ways []int64, to int64) []EdgeID {
	if len(ways) == 0 {
		if t.leaves(to, t.net.To(path[len(path)-1])) {
			return path
		}
		return nil
	}
	for i, way := range ways {
		others := slices.Delete(slices.Clone(ways), i, i+1)
		begin := path[len(path)-1]
		for _, first := range t.edges(way, func(e EdgeID) bool {
			return t.net.From(e) == t.net.To(begin) && e != begin.Reverse()
		}) {
			walked := append(slices.Clone(path), first)
			for ok := true; ok && t.tries > 0; walked, ok = t.along(walked, way) {
				t.tries--
				if whole := t.over(walked, others, to); whole != nil {
					return whole
				}
			}
		}
	}
	return nil
}

// along lengthens a path by the next edge of a way; false where the way ends,
// forks or comes back on itself.
func (t *turning) along(path []EdgeID, way int64) ([]EdgeID, bool) {
	last := path[len(path)-1]
	more := t.edges(way, func(e EdgeID) bool {
		return t.net.From(e) == t.net.To(last) && e != last.Reverse()
	})
	if len(more) != 1 || slices.Contains(path, more[0]) {
		return path, false
	}
	return append(slices.Clone(path), more[0]), true
}

func (t *turning) leaves(way int64, v NodeID) bool {
	return len(t.edges(way, func(e EdgeID) bool { return t.net.From(e) == v })) > 0
}

// edges returns the drivable edges of a way that fit.
func (t *turning) edges(way int64, fits func(EdgeID) bool) []EdgeID {
	var found []EdgeID
	for _, s := range t.segments[way] {
		for _, e := range []EdgeID{EdgeID(s << 1), EdgeID(s<<1 | 1)} {
			if t.net.Flags(e).Has(Drivable) && fits(e) {
				found = append(found, e)
			}
		}
	}
	return found
}

// nodesOf returns the graph nodes at the OSM node that the way touches; there
// is one, unless a barrier cuts the road there.
func (t *turning) nodesOf(osm, way int64) []NodeID {
	var found []NodeID
	for _, s := range t.segments[way] {
		for _, v := range t.net.segments[s].Ends {
			if t.net.nodeOSM[v] == osm && !slices.Contains(found, NodeID(v)) {
				found = append(found, NodeID(v))
			}
		}
	}
	return found
}
