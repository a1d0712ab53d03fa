package demo

import "github.com/paulmach/orb"

// County is the whole invention: what is written for the importers, and the
// trips with their truth.
type County struct {
	Seed      uint64
	Terrain   *Terrain
	Places    []Place
	Stations  []Station
	Intervals []Interval
	People    []Person
	Vehicles  []Vehicle
	Trips     []Trip // by person, then by day; most of the false ones last

	network *network
	plan    *planner
}

// Place is a township, a village or the county town.
type Place struct {
	Code     string // 6, 9 or 12 digits, as division codes are
	Name     string
	Kind     string // county, township or village
	Township string // code of its township; empty for the county town and the villages around it
	Point    orb.Point
	node     int  // of the network; -1 for none
	hidden   bool // its lane is missing from the map
}

// New makes the county that belongs to a seed.
func New(seed uint64) *County {
	c := &County{Seed: seed, Terrain: newTerrain(seed)}
	c.plan = newPlanner(seed, c.Terrain)
	c.network = buildNetwork(c.plan.layout)
	c.network.restrictTurns(8)
	c.Stations, c.Intervals = c.plan.stations, c.plan.intervals
	c.Places = c.namePlaces()
	c.staff()
	c.falsify(c.month())
	return c
}
