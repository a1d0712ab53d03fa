package lanes

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// Features writes suggestions as a local layer: delete the features that are no
// roads, mend the others, and build with what is left. Positions are rounded
// to a centimetre.
func Features(all []Suggestion) *geojson.FeatureCollection {
	out := geojson.NewFeatureCollection()
	for i, s := range all {
		line := make(orb.LineString, len(s.Line))
		for k, p := range s.Line {
			line[k] = orb.Point{math.Round(p[0]*1e7) / 1e7, math.Round(p[1]*1e7) / 1e7}
		}
		f := geojson.NewFeature(line)
		f.ID = fmt.Sprintf("lane-%d", i+1)
		f.Properties = geojson.Properties{
			"highway": "unclassified", "source": "licheng roads suggest",
			"length_m": math.Round(s.LengthM), "trips": s.Trips, "traces": s.Traces,
			"spread_m": math.Round(s.SpreadM*10) / 10,
			"from":     s.From.properties(), "to": s.To.properties(),
		}
		if s.FirstDay != "" {
			f.Properties["first_day"], f.Properties["last_day"] = s.FirstDay, s.LastDay
		}
		out.Append(f)
	}
	return out
}

// properties says what an end joins.
func (e End) properties() map[string]any {
	out := map[string]any{"joins": string(e.Joins)}
	if e.Joins != Nothing {
		out["distance_m"] = math.Round(e.DistanceM*10) / 10
	}
	switch e.Joins {
	case AtNode:
		out["node"] = e.Node
	case OnWay:
		out["way"] = e.Way
	case Nothing, OnLane:
	}
	return out
}
