package roads

// cut splits the runs into drafts at junctions: nodes that more than one way
// uses, ends of ways, ends of turn restrictions and blocked nodes.
func (b *builder) cut() {
	uses := b.countUses()
	b.junctionOf = make([]uint32, len(b.nodes))
	for i := range b.junctionOf {
		b.junctionOf[i] = none
	}
	for _, r := range b.runs {
		first := r.first
		for i := r.first + 1; i <= r.last; i++ {
			if i == r.last || uses[b.refs[i]] > 1 {
				b.drafts = append(b.drafts, draft{
					way: r.way, first: first, last: i,
					from: b.junction(b.refs[first]), to: b.junction(b.refs[i]),
				})
				first = i
			}
		}
	}
}

// countUses counts how often each node is used, up to two; everything that
// must be a junction counts two.
func (b *builder) countUses() []uint8 {
	uses := make([]uint8, len(b.nodes))
	for _, r := range b.runs {
		uses[b.refs[r.first]], uses[b.refs[r.last]] = 2, 2
		for _, i := range b.refs[r.first+1 : r.last] {
			uses[i] = min(uses[i]+1, 2)
		}
	}
	for _, r := range b.in.Restrictions {
		if i, known := b.find(r.ViaNode); known && len(r.ViaWays) == 0 {
			uses[i] = 2
		}
	}
	if len(b.in.Blocked) > 0 {
		b.blocked = make([]bool, len(b.nodes))
	}
	for _, id := range b.in.Blocked {
		if i, known := b.find(id); known {
			uses[i], b.blocked[i] = 2, true
		}
	}
	return uses
}

// junction returns the graph node at a node; at a blocked one every road's end
// gets its own, so that no path leads across.
func (b *builder) junction(node uint32) uint32 {
	if b.blocked != nil && b.blocked[node] {
		b.junctions = append(b.junctions, graphNode{node: node})
		return uint32(len(b.junctions) - 1)
	}
	if b.junctionOf[node] == none {
		b.junctionOf[node] = uint32(len(b.junctions))
		b.junctions = append(b.junctions, graphNode{node: node})
	}
	return b.junctionOf[node]
}
