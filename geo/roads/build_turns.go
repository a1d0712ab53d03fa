package roads

import (
	"slices"
)

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
		path := []EdgeID{from}
		ok := true
		for _, w := range r.ViaWays {
			next := append(slices.Clone(r.ViaWays), r.To)
			path, ok = t.along(path, w, t.following(next, w, r.To))
			if !ok {
				break
			}
		}
		if !ok {
			continue
		}
		end := t.net.To(path[len(path)-1])
		to := t.edges(r.To, func(e EdgeID) bool { return t.net.From(e) == end })
		if len(to) == 0 {
			continue
		}
		used = true
		for _, onto := range t.forbidden(end, to, r.Only) {
			if onto != path[len(path)-1].Reverse() {
				t.sequences = append(t.sequences, append(slices.Clone(path), onto))
			}
		}
	}
	return used
}

// following returns the way that comes after w in the list of ways.
func (t *turning) following(ways []int64, w, last int64) int64 {
	if i := slices.Index(ways, w); i >= 0 && i+1 < len(ways) {
		return ways[i+1]
	}
	return last
}

// along lengthens a path over the segments of way, in one direction, until it
// meets the way next.
func (t *turning) along(path []EdgeID, way, next int64) ([]EdgeID, bool) {
	begin := t.net.To(path[len(path)-1])
	for _, first := range t.edges(way, func(e EdgeID) bool { return t.net.From(e) == begin }) {
		walked := append(slices.Clone(path), first)
		for range t.segments[way] {
			end := t.net.To(walked[len(walked)-1])
			if t.leaves(next, end) {
				return walked, true
			}
			more := t.edges(way, func(e EdgeID) bool {
				return t.net.From(e) == end && e.Reverse() != walked[len(walked)-1]
			})
			if len(more) != 1 {
				break
			}
			walked = append(walked, more[0])
		}
	}
	return path, false
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

// PathAllowed reports whether a drive over edges, each leaving where the one
// before ends, breaks no turn restriction, over one junction or several.
// Turning round is not decided here.
func (n *Network) PathAllowed(edges []EdgeID) bool {
	for i := 1; i < len(edges); i++ {
		if !n.TurnAllowed(edges[i-1], edges[i]) {
			return false
		}
	}
	for rest := n.sequences; len(rest) > 0; rest = rest[1+rest[0]:] {
		if contains(edges, rest[1:1+rest[0]]) {
			return false
		}
	}
	return true
}

func contains(edges []EdgeID, sequence []uint32) bool {
	for i := 0; i+len(sequence) <= len(edges); i++ {
		if slices.EqualFunc(edges[i:i+len(sequence)], sequence, func(e EdgeID, s uint32) bool { return uint32(e) == s }) {
			return true
		}
	}
	return false
}

// EndsForbidden reports whether the last edge of a drive completes a forbidden
// sequence, over one junction or several: what a router asks before it takes
// one more edge. edges may be only the latest part of the drive; the longest
// sequence has MaxSequence edges.
func (n *Network) EndsForbidden(edges []EdgeID) bool {
	if k := len(edges); k >= 2 && !n.TurnAllowed(edges[k-2], edges[k-1]) {
		return true
	}
	for rest := n.sequences; len(rest) > 0; rest = rest[1+rest[0]:] {
		q := rest[1 : 1+rest[0]]
		if len(edges) >= len(q) && contains(edges[len(edges)-len(q):], q) {
			return true
		}
	}
	return false
}

// MaxSequence returns the number of edges of the longest forbidden sequence: 2
// when no restriction leads over more than one junction.
func (n *Network) MaxSequence() int {
	longest := uint32(2)
	for rest := n.sequences; len(rest) > 0; rest = rest[1+rest[0]:] {
		longest = max(longest, rest[0])
	}
	return int(longest)
}
