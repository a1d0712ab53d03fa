package trips

import (
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/relief"
	"licheng/lang"
)

// climb fills in what the roads cannot tell of a drive's climb from the heights
// its own fixes carry: all of it on roads without elevation, else the stretches
// off the map. It reports whether anything was.
func (r Reader) climb(d *Drive) bool {
	if !r.Roads.Elevated() {
		up, down, told := d.climbBetween(time.Time{}, time.Time{})
		if told {
			d.Trip.ClimbM, d.Trip.DescentM = up, down
		}
		return told
	}
	any := false
	for _, path := range d.Result.Paths {
		for _, leg := range path.Legs {
			if !leg.OffRoad || leg.Start.IsZero() {
				continue
			}
			if up, down, told := d.climbBetween(leg.Start, leg.End); told {
				d.Trip.ClimbM += up
				d.Trip.DescentM += down
				any = true
			}
		}
	}
	return any
}

// climbBetween measures the driven fixes of a span of time; of all, when it has
// no beginning.
func (d *Drive) climbBetween(from, to time.Time) (climbM, descentM float64, told bool) {
	var line orb.LineString
	var heights []float64
	for _, f := range d.driven {
		if from.IsZero() || !f.At.Before(from) && !f.At.After(to) {
			line, heights = append(line, f.Point), append(heights, f.ElevationM)
		}
	}
	return relief.TrackClimb(line, heights)
}

// noteClimb says in the report that climbs were taken from the track.
func (r *Reading) noteClimb() {
	r.Report.Notes = append(r.Report.Notes, lang.Say(
		"这段路没有高程数据，爬升按轨迹自带的海拔估算：起伏不足 20 米的不计，坡度按最大 15% 计，只会偏少。",
		"There is no elevation for this road: the climb was estimated from the heights in the track. Hills lower than 20 m do not count, nor slopes beyond 15 %; it is rather too low than too high."))
}
