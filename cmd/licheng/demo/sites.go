package demo

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// villageCount is how many villages the county has.
const villageCount = 60

// townshipDistM are the straight-line distances from the county town at which
// townships are sought; over mountain roads they become about 10 to 70 km.
var townshipDistM = []float64{8500, 10500, 14000, 17500, 21000, 25000, 31000, 36500}

// site is a place people could live in: how good it is, and where.
type site struct {
	at    vec
	merit float64
}

// findSites looks for flat ground near water all over the county.
func findSites(t *Terrain, r *rand.Rand) []site {
	var out []site
	const step = 500.0
	for y := -countyHalfY + 2500; y <= countyHalfY-2500; y += step {
		for x := -countyHalfX + 2500; x <= countyHalfX-2500; x += step {
			p := vec{x + (r.Float64()-0.5)*step*0.8, y + (r.Float64()-0.5)*step*0.8}
			water := 0.0
			for _, d := range []vec{{0, 0}, {coarseM, 0}, {-coarseM, 0}, {0, coarseM}, {0, -coarseM}} {
				water = math.Max(water, t.drainAt(p.add(d)))
			}
			merit := math.Log10(water/1e6+1) - 6*t.slopeAt(p) + 0.4*r.Float64()
			out = append(out, site{p, merit})
		}
	}
	slices.SortStableFunc(out, func(a, b site) int { return cmp.Compare(b.merit, a.merit) })
	return out
}

// chooseTown takes the best site not too far from the middle.
func chooseTown(sites []site) vec {
	best, bestMerit := sites[0].at, math.Inf(-1)
	for _, s := range sites {
		if m := s.merit - s.at.len()/12000; s.at.len() < 14000 && m > bestMerit {
			best, bestMerit = s.at, m
		}
	}
	return best
}

// chooseTownships takes, for each distance wanted, a good site there that is
// far from the townships chosen before it.
func chooseTownships(sites []site, town vec) []vec {
	var out []vec
	for _, want := range townshipDistM {
		best, bestMerit := town, math.Inf(-1)
		for _, s := range sites {
			apart := s.at.to(town)
			for _, o := range out {
				apart = math.Min(apart, s.at.to(o))
			}
			m := 0.6*s.merit - math.Abs(s.at.to(town)-want)/1500 + math.Min(apart, 16000)/1500
			if m > bestMerit {
				best, bestMerit = s.at, m
			}
		}
		out = append(out, best)
	}
	return out
}

// chooseVillages spreads the villages, where apart allows, over the valleys around the seats,
// each with the number of the seat it belongs to, nearest first.
func chooseVillages(sites []site, seats []vec, apart func(vec) bool, r *rand.Rand) ([]vec, []int) {
	const count = villageCount
	var at []vec
	var seat []int
	room := make([]int, len(seats))
	for i := range room {
		room[i] = count/len(seats) + 1
	}
	for pass := 0; len(at) < count && pass < 4; pass++ {
		spacing := []float64{2600, 2000, 1500, 1200}[pass]
		for _, s := range sites {
			near, distM := nearestOf(s.at, seats)
			tooFar := 8500 + 2500*float64(pass)
			if len(at) == count || room[near] == 0 || distM < 1700 || distM > tooFar || r.Float64() < 0.55 || !apart(s.at) {
				continue
			}
			if _, d := nearestOf(s.at, at); len(at) > 0 && d < spacing {
				continue
			}
			at, seat = append(at, s.at), append(seat, near)
			room[near]--
		}
	}
	return at, seat
}

func nearestOf(p vec, of []vec) (int, float64) {
	best, bestM := -1, math.Inf(1)
	for i, o := range of {
		if d := p.to(o); d < bestM {
			best, bestM = i, d
		}
	}
	return best, bestM
}
