package roads

import "slices"

// Progress is how far a drive has come into the forbidden sequences: the most
// of any sequence that its latest edges are the beginning of. Zero is not at
// all, and is what a drive begins with.
type Progress uint32

// Proceed returns the progress of a drive that goes on over edge e, and whether
// it may: false when e completes a forbidden sequence over several junctions.
// Pairs are TurnAllowed's. Only edges with the flag Restricted are in sequences;
// on others progress is zero without asking.
func (n *Network) Proceed(at Progress, e EdgeID) (next Progress, allowed bool) {
	for {
		if next, on := n.watch.steps[watchStep{at, e}]; on {
			return next, !n.watch.states[next].forbidden
		}
		if at == 0 {
			return 0, true
		}
		at = n.watch.states[at].shorter
	}
}

// HasSequences reports whether any restriction leads over more than one
// junction; Proceed is not worth asking when none does.
func (n *Network) HasSequences() bool { return len(n.sequences) > 0 }

// watch follows a drive through all forbidden sequences at once, as Aho and
// Corasick (1975) follow a text through words: a tree of their beginnings, and
// from each beginning the longest shorter one that a drive so far is also at.
// It is made when a network is opened, from what the file lists.
type watch struct {
	steps  map[watchStep]Progress
	states []watchState // by Progress
}

type watchStep struct {
	at   Progress
	edge EdgeID
}

type watchState struct {
	shorter   Progress
	forbidden bool // a drive that gets here has driven a whole sequence
}

func newWatch(sequences []uint32) watch {
	if len(sequences) == 0 {
		return watch{}
	}
	w := watch{steps: map[watchStep]Progress{}, states: make([]watchState, 1)}
	type grown struct {
		step watchStep
		to   Progress
		deep int
	}
	var all []grown
	eachSequence(sequences, func(q []uint32) bool {
		at := Progress(0)
		for i, e := range q {
			step := watchStep{at, EdgeID(e)}
			next, known := w.steps[step]
			if !known {
				next = Progress(len(w.states))
				w.steps[step] = next
				w.states = append(w.states, watchState{})
				all = append(all, grown{step, next, i})
			}
			at = next
		}
		w.states[at].forbidden = true
		return true
	})
	slices.SortStableFunc(all, func(a, b grown) int { return a.deep - b.deep })
	for _, g := range all {
		w.fall(g.step, g.to)
	}
	return w
}

// fall finds the longest shorter beginning that a drive at to is also at; those
// of all shorter beginnings are known.
func (w *watch) fall(step watchStep, to Progress) {
	at := step.at
	for at != 0 {
		at = w.states[at].shorter
		if next, on := w.steps[watchStep{at, step.edge}]; on {
			w.states[to].shorter = next
			w.states[to].forbidden = w.states[to].forbidden || w.states[next].forbidden
			return
		}
	}
}

// eachSequence calls fn with the edges of each sequence of the file, until it
// returns false.
func eachSequence(all []uint32, fn func(q []uint32) bool) {
	for len(all) > 0 && fn(all[1:1+all[0]]) {
		all = all[1+all[0]:]
	}
}

// PathAllowed reports whether a drive over edges, each leaving where the one
// before ends, breaks no turn restriction, over one junction or several.
// Turning round is not decided here. It looks at every sequence of the network:
// Proceed is what a search asks.
func (n *Network) PathAllowed(edges []EdgeID) bool {
	for i := 1; i < len(edges); i++ {
		if !n.TurnAllowed(edges[i-1], edges[i]) {
			return false
		}
	}
	allowed := true
	eachSequence(n.sequences, func(q []uint32) bool {
		allowed = !contains(edges, q)
		return allowed
	})
	return allowed
}

func contains(edges []EdgeID, sequence []uint32) bool {
	for i := 0; i+len(sequence) <= len(edges); i++ {
		if slices.EqualFunc(edges[i:i+len(sequence)], sequence, func(e EdgeID, s uint32) bool { return uint32(e) == s }) {
			return true
		}
	}
	return false
}

// MaxSequence returns the number of edges of the longest forbidden sequence: 2
// when no restriction leads over more than one junction.
func (n *Network) MaxSequence() int {
	longest := 2
	eachSequence(n.sequences, func(q []uint32) bool {
		longest = max(longest, len(q))
		return true
	})
	return longest
}
