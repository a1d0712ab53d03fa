package route

import "licheng/geo/roads"

// aim is what a search looks for: targets, grouped by the junction at which
// their edges begin.
type aim struct {
	targets []Position
	of      []int32 // target → its group
	groups  []group
	mask    uint64 // a bit for each group's junction: most junctions are told apart by it
	bound   []boundArrival

	heading roads.Reckoner
	headed  bool
}

// group are the targets whose edges begin at one junction.
type group struct {
	node    roads.NodeID
	count   int32
	waiting int32 // targets that the source's own edge does not lead to
	at      int32 // label of the junction once it is settled; -1 before
}

// boundArrival is a settled arrival at a group's junction by an edge that
// restrictions bind.
type boundArrival struct{ group, at int32 }

func maskOf(v roads.NodeID) uint64 { return 1 << (uint32(v) * 2654435761 >> 26) }

func (a *aim) set(net *roads.Network, targets []Position) {
	a.targets, a.of, a.groups, a.mask, a.headed = targets, a.of[:0], a.groups[:0], 0, false
	for _, t := range targets {
		v := net.From(t.Edge)
		g := a.groupOf(v)
		if g < 0 {
			g = int32(len(a.groups))
			a.groups = append(a.groups, group{node: v})
			a.mask |= maskOf(v)
		}
		a.groups[g].count++
		a.of = append(a.of, g)
	}
}

// forget makes ready for another source.
func (a *aim) forget() {
	a.bound = a.bound[:0]
	for i := range a.groups {
		a.groups[i].waiting, a.groups[i].at = a.groups[i].count, -1
	}
}

// waitedFor counts the groups that have to be reached.
func (a *aim) waitedFor() (groups int) {
	for i := range a.groups {
		if a.groups[i].waiting > 0 {
			groups++
		}
	}
	return groups
}

// groupOf returns the group at a junction, -1 when there is none.
func (a *aim) groupOf(v roads.NodeID) int32 {
	if a.mask&maskOf(v) == 0 {
		return -1
	}
	for i := range a.groups {
		if a.groups[i].node == v {
			return int32(i)
		}
	}
	return -1
}
