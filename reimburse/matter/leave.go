package matter

import (
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// Place is where a trip is asked to go.
type Place struct {
	Code string  `json:"code,omitempty"` // of the county's places; empty: typed by hand
	Name string  `json:"name"`
	Lon  float64 `json:"lon,omitempty"` // WGS-84; both 0: where it is is not known
	Lat  float64 `json:"lat,omitempty"`
}

// Point returns where the place is, and whether that is known.
func (p Place) Point() (orb.Point, bool) { return orb.Point{p.Lon, p.Lat}, p.Lon != 0 || p.Lat != 0 }

// Leave is what linking looks at of an approved request.
type Leave struct {
	ID          string
	From, Until time.Time
	Places      []Place
}

// Drive is what linking looks at of a trip.
type Drive struct {
	Start, End time.Time // zero: the trace has no times
	Line       orb.MultiLineString
	Names      []string // of places it started, stopped and ended at
}

const (
	// Slack is how long before and after the approved time a trip may run; the
	// finding "outside-request" takes the same.
	Slack = 2 * time.Hour
	// reachedM is how near a trip has to come to a place: the finding
	// "destination-missed" takes the same.
	reachedM = 1500.0
)

// Choose returns the request a drive was made under: of those whose time it
// falls into, the one it also went to the place of; with none that fits better
// than another, nothing: somebody has to say.
func Choose(d Drive, leaves []Leave) (id string, sure bool) {
	if d.Start.IsZero() {
		return "", false
	}
	best, bestRank, twice := "", 0, false
	for _, l := range leaves {
		switch rank := l.fits(d); {
		case rank == 0 || rank < bestRank:
		case rank == bestRank:
			twice = true
		default:
			best, bestRank, twice = l.ID, rank, false
		}
	}
	return best, best != "" && !twice
}

// Could returns the requests whose time a drive falls into, best first: what
// somebody may choose from by hand.
func Could(d Drive, leaves []Leave) []string {
	var ids []string
	for rank := 4; rank > 0; rank-- {
		for _, l := range leaves {
			if l.fits(d) == rank {
				ids = append(ids, l.ID)
			}
		}
	}
	return ids
}

// fits ranks how well a drive fits: 0 not at all, by its time; above that 1,
// and more for running within the time itself and for reaching a place of it.
func (l Leave) fits(d Drive) int {
	if d.Start.IsZero() || d.Start.After(l.Until.Add(Slack)) || d.End.Before(l.From.Add(-Slack)) {
		return 0
	}
	rank := 1
	if !d.Start.Before(l.From) && !d.End.After(l.Until) {
		rank++
	}
	if slices.ContainsFunc(l.Places, d.reaches) {
		rank += 2
	}
	return rank
}

// Covers reports whether a drive falls into the time of the request, and whether
// it came to a place of it.
func (l Leave) Covers(d Drive) (when, where bool) {
	return l.fits(d) > 0, slices.ContainsFunc(l.Places, d.reaches)
}

// reaches reports whether the drive came to the place: by its name, or within
// reachedM of it.
func (d Drive) reaches(p Place) bool {
	if slices.Contains(d.Names, p.Name) {
		return true
	}
	point, known := p.Point()
	if !known {
		return false
	}
	for _, line := range d.Line {
		for i := 1; i < len(line); i++ {
			if distanceM(point, line[i-1], line[i]) <= reachedM {
				return true
			}
		}
	}
	return false
}

// distanceM is how far a point lies from a segment, on a plane that touches the
// earth at the point: good to a thousandth over the kilometres asked about.
func distanceM(p, a, b orb.Point) float64 {
	const degreeM = 111_195.0 // of a great circle, R = 6371.0088 km
	east := degreeM * math.Cos(p.Lat()*math.Pi/180)
	ax, ay := (a.Lon()-p.Lon())*east, (a.Lat()-p.Lat())*degreeM
	dx, dy := (b.Lon()-a.Lon())*east, (b.Lat()-a.Lat())*degreeM
	along := 0.0
	if length2 := dx*dx + dy*dy; length2 > 0 {
		along = min(1, max(0, -(ax*dx+ay*dy)/length2))
	}
	return math.Hypot(ax+along*dx, ay+along*dy)
}
