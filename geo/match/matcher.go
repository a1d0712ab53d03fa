package match

import (
	"errors"
	"slices"
	"sync"

	"licheng/geo/roads"
	"licheng/geo/route"
)

// ErrNoObservations reports a trace without two usable positions.
var ErrNoObservations = errors.New("match: fewer than two usable observations")

// Matcher matches traces against one network. It may be used by many
// goroutines at once: each call takes its working memory from a pool.
type Matcher struct {
	net    *roads.Network
	params Params
	pool   sync.Pool
}

// work is the memory of one matching, kept for the next.
type work struct {
	search    *route.Search
	flat      []flat
	sights    []sight
	layers    []layer
	states    []state
	links     []link  // the transitions, layer by layer
	ranked    []int32 // the states of one layer, best first
	targets   []route.Position
	snaps     []roads.Snap
	dist      []float64
	chosen    []int32        // per layer: the state of the best path
	beliefs   []belief       // per state
	chains    []moments      // of the whole length of each chain
	driven    []driven       // per layer: how the path came to it
	edges     []roads.EdgeID // of all of those
	anchors   []anchor       // of the leg being driven
	cruiseMPS float64        // how fast the car usually moves when it moves
}

// New makes a matcher over a network.
func New(net *roads.Network, params Params) *Matcher {
	m := &Matcher{net: net, params: params}
	m.pool.New = func() any {
		return &work{search: route.NewSearch(net, route.Policy{Metric: route.ByLength})}
	}
	return m
}

// Match finds the path driven. The observations are used in the order of their
// times, or as they come when some have none; those that are no positions on
// earth are left out. It fails with ErrNoObservations only: where the network
// knows no road the path is the smoothed track itself, marked OffRoad.
func (m *Matcher) Match(obs []Observation) (Result, error) {
	obs = usable(obs)
	if len(obs) < 2 {
		return Result{}, ErrNoObservations
	}
	w := m.pool.Get().(*work)
	defer m.pool.Put(w)
	w.flatten(obs)
	sigmaM := m.estimateSigmaM(w, obs)
	m.thin(w, obs, sigmaM)
	w.cruiseMPS = cruise(w)
	m.build(w, 0)
	m.choose(w)
	if sound, found := m.dropSpikes(w); found {
		m.build(w, sound)
		m.choose(w)
	}
	m.weigh(w)
	return m.stitch(w, sigmaM), nil
}

// zeroed returns n zero values in the memory of s where that is enough.
func zeroed[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}
