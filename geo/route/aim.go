package route

import "licheng/geo/roads"

// aim is what a search looks for: targets, grouped by the junction at which
// their edges begin.
type aim struct {
	targets []Position
	of      []int32 // target → its group
	groups  []roads.NodeID
	mask    uint64 // a bit for each group's junction: most junctions are told apart by it

	heading roads.Reckoner
	headed  bool
	pace    float64 // the least that a metre costs
}

func maskOf(v roads.NodeID) uint64 { return 1 << (uint32(v) * 2654435761 >> 26) }

func (a *aim) set(net *roads.Network, targets []Position) {
	a.targets, a.of, a.groups, a.mask, a.headed = targets, a.of[:0], a.groups[:0], 0, false
	for _, t := range targets {
		v := net.From(t.Edge)
		g := a.groupOf(v)
		if g < 0 {
			g = int32(len(a.groups))
			a.groups = append(a.groups, v)
			a.mask |= maskOf(v)
		}
		a.of = append(a.of, g)
	}
}

// groupOf returns the group at a junction, -1 when there is none.
func (a *aim) groupOf(v roads.NodeID) int32 {
	if a.mask&maskOf(v) == 0 {
		return -1
	}
	for i, node := range a.groups {
		if node == v {
			return int32(i)
		}
	}
	return -1
}
