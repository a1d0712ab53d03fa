package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"licheng/geo/roads"
	"licheng/geo/route"
)

// routeAnswer is what route tells. Distances are metres, times seconds.
type routeAnswer struct {
	Metric       string       `json:"metric"` // fastest or shortest
	From         routeEnd     `json:"from"`
	To           routeEnd     `json:"to"`
	AnyRoad      routedDrive  `json:"with_expressway"` // the best over any road; it may be free
	TollFree     *routedDrive `json:"toll_free"`       // null when every way is tolled
	RoadsVersion string       `json:"roads_version"`
}

// routeEnd is where a way begins or ends.
type routeEnd struct {
	Asked [2]float64 `json:"asked"` // lon, lat, WGS-84
	Road  [2]float64 `json:"road"`  // the nearest point of a road
	AwayM float64    `json:"away_m"`
	WayID int64      `json:"way_id"`
	Name  string     `json:"name,omitempty"`
}

// routedDrive is one way.
type routedDrive struct {
	DistanceM  float64           `json:"distance_m"`
	DurationS  float64           `json:"duration_s"` // at the roads' plausible speeds
	TolledM    float64           `json:"tolled_m"`
	Tolled     []routedStretch   `json:"tolled"`
	TollPoints []routedPoint     `json:"toll_points"`
	WayIDs     []int64           `json:"way_ids"`
	Geometry   *geojson.Geometry `json:"geometry"`
}

// routedStretch is a tolled part of a way, in metres from its start.
type routedStretch struct {
	FromM float64 `json:"from_m"`
	ToM   float64 `json:"to_m"`
}

// routedPoint is a booth or gantry driven through.
type routedPoint struct {
	Kind string  `json:"kind"` // booth or gantry
	Ref  string  `json:"ref,omitempty"`
	Name string  `json:"name,omitempty"`
	AtM  float64 `json:"at_m"`
}

func newRouteEnd(network *roads.Network, asked orb.Point, s roads.Snap) routeEnd {
	return routeEnd{
		Asked: inUnits(asked), Road: inUnits(s.Point), AwayM: roundM(s.DistanceM), WayID: network.Edge(s.Edge).WayID,
		Name: strings.TrimSpace(network.Ref(s.Edge) + " " + network.Name(s.Edge)),
	}
}

// inUnits rounds a point to what a road file keeps.
func inUnits(p orb.Point) [2]float64 {
	return [2]float64{math.Round(p[0]*1e7) / 1e7, math.Round(p[1]*1e7) / 1e7}
}

func newRoutedDrive(network *roads.Network, d route.Drive) routedDrive {
	out := routedDrive{
		DistanceM: roundM(d.LengthM), DurationS: math.Round(d.DurationS), TolledM: roundM(d.TolledM),
		Tolled: []routedStretch{}, TollPoints: []routedPoint{}, WayIDs: []int64{},
	}
	for _, s := range d.Tolled {
		out.Tolled = append(out.Tolled, routedStretch{roundM(s.FromM), roundM(s.ToM)})
	}
	for _, p := range d.Points {
		kind := map[roads.TollPointKind]string{roads.Booth: "booth", roads.Gantry: "gantry"}[p.Kind]
		out.TollPoints = append(out.TollPoints, routedPoint{kind, p.Ref, p.Name, roundM(p.AtM)})
	}
	for _, e := range d.Edges {
		if way := network.Edge(e).WayID; len(out.WayIDs) == 0 || out.WayIDs[len(out.WayIDs)-1] != way {
			out.WayIDs = append(out.WayIDs, way)
		}
	}
	line := d.Line(network)
	for i, p := range line {
		line[i] = inUnits(p)
	}
	out.Geometry = geojson.NewGeometry(line)
	return out
}

func (a routeAnswer) showJSON(out io.Writer) error { return json.NewEncoder(out).Encode(a) }

// show prints the two ways for people: a row a fact, a column a way.
func (a routeAnswer) show(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, end := range []struct {
		label string
		routeEnd
	}{{"起点 from", a.From}, {"终点 to", a.To}} {
		fmt.Fprintf(t, "%s\t%.6f,%.6f\t%.0f m from %s\n", end.label, end.Asked[0], end.Asked[1], end.AwayM,
			cmp.Or(end.Name, fmt.Sprintf("way %d", end.WayID)))
	}
	label := map[string]string{"fastest": "最快 fastest", "shortest": "最短 shortest"}[a.Metric]
	fmt.Fprintf(t, "%s\t可走高速 with expressway\t不走收费路 toll-free\n", label)
	row := func(name string, tell func(d routedDrive) string) {
		free := "–"
		if a.TollFree != nil {
			free = tell(*a.TollFree)
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\n", name, tell(a.AnyRoad), free)
	}
	row("里程 distance", func(d routedDrive) string { return inKM(d.DistanceM) })
	row("时间 time", func(d routedDrive) string { return inMinutes(d.DurationS) })
	row("收费路段 tolled", routedDrive.tolledInWords)
	row("收费站、门架 booths and gantries", routedDrive.pointsInWords)
	if a.TollFree == nil {
		fmt.Fprintln(t, "  没有不收费的路线 every way there is tolled")
	} else if a.AnyRoad.TolledM == 0 {
		fmt.Fprintln(t, "  最好的路线不收费 the best way is free")
	}
	return t.Flush()
}

func inKM(m float64) string { return fmt.Sprintf("%.2f km", m/1000) }

func inMinutes(s float64) string {
	minutes := int(math.Round(s / 60))
	return fmt.Sprintf("%d:%02d h", minutes/60, minutes%60)
}

// tolledInWords is how much is tolled, and from where to where.
func (d routedDrive) tolledInWords() string {
	words := inKM(d.TolledM)
	for i, s := range d.Tolled {
		words += fmt.Sprintf("%s%.2f–%.2f", map[bool]string{true: ": ", false: ", "}[i == 0], s.FromM/1000, s.ToM/1000)
	}
	return words
}

func (d routedDrive) pointsInWords() string {
	var words []string
	for _, p := range d.TollPoints {
		words = append(words, cmp.Or(strings.TrimSpace(p.Ref+" "+p.Name), p.Kind))
	}
	return cmp.Or(strings.Join(words, ", "), "–")
}
