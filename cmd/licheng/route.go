package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"licheng"
	"licheng/geo/datum"
	"licheng/geo/roads"
	"licheng/geo/route"
	"licheng/lang"
)

// The reasons for which there is no way to tell.
var (
	errPosition = &licheng.Fault{
		Kind: licheng.Invalid, Slug: "position-unusable",
		Title: lang.Say("位置不能使用", "this is no position"),
	}
	errNoRoad = &licheng.Fault{
		Kind: licheng.Unprocessable, Slug: "no-road-near",
		Title: lang.Say("附近没有道路", "there is no road near it"),
	}
	errNoRoute = &licheng.Fault{
		Kind: licheng.Unprocessable, Slug: "no-route",
		Title: lang.Say("两地之间没有道路相通", "no road leads there"),
	}
)

// routeReachM is how far from a position its road may be, in metres.
const routeReachM = 2000

// routeCommand finds the two ways between two places that an audit compares.
func routeCommand() *cobra.Command {
	var asJSON, fastest, shortest bool
	var roadsFile, datumName string
	c := &cobra.Command{
		Use:   "route --roads F [--fastest|--shortest] [--datum wgs84|gcj02|bd09] [--json] LON,LAT LON,LAT",
		Short: "两地路线：the best way between two places with the expressway, and without any toll",
		Long: "Finds the fastest (or shortest) way from the road nearest to the first position to the road\n" +
			"nearest to the second, over tolled roads and without any, with time, length and what is tolled.\n" +
			"Within 500 m a free road counts as nearer than a tolled one or a motorway.\n" +
			"Write -- before positions that begin with a minus.",
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if roadsFile == "" {
				return fmt.Errorf("%w: --roads is missing; make a road file with licheng roads build", errUsage)
			}
			if fastest && shortest {
				return fmt.Errorf("%w: --fastest and --shortest are two questions; ask one; see %s --help", errUsage, cmd.CommandPath())
			}
			q := routeQuery{policy: route.FastestPolicy, Metric: "fastest"}
			if shortest {
				q.policy, q.Metric = route.ShortestPolicy, "shortest"
			}
			if err := q.read(args, datumName); err != nil {
				return err
			}
			network, err := roads.Open(roadsFile)
			if err != nil {
				return fmt.Errorf("%w: %w", errRoadFile, err)
			}
			defer func() { _ = network.Close() }() // only read from
			answer, err := q.answer(network)
			if err != nil {
				return err
			}
			if asJSON {
				return answer.showJSON(cmd.OutOrStdout())
			}
			return answer.show(cmd.OutOrStdout())
		},
	}
	c.Flags().StringVar(&roadsFile, "roads", "", "road file, from licheng roads build")
	c.Flags().StringVar(&datumName, "datum", "wgs84", "what the positions are in: wgs84, gcj02 (Amap, Tencent) or bd09 (Baidu)")
	c.Flags().BoolVar(&fastest, "fastest", false, "the ways of least time (as without it)")
	c.Flags().BoolVar(&shortest, "shortest", false, "the ways of least length")
	c.Flags().BoolVar(&asJSON, "json", false, "as one JSON object, the lines in WGS-84")
	return c
}

// routeQuery is what route was asked.
type routeQuery struct {
	policy route.Policy
	Metric string
	points [2]orb.Point // WGS-84
}

// read reads the positions.
func (q *routeQuery) read(args []string, datumName string) error {
	declared, err := datum.Parse(datumName)
	if err != nil {
		return fmt.Errorf("%w: %w", errDatumName, err)
	}
	if declared == datum.Auto {
		return fmt.Errorf("%w: two positions do not tell their datum; say --datum wgs84, gcj02 or bd09", errDatumName)
	}
	for i, s := range args {
		p, err := parsePosition(s)
		if err != nil {
			return err
		}
		q.points[i] = declared.ToWGS84(p)
	}
	return nil
}

// parsePosition reads "106.7135,26.5783": longitude, then latitude, in degrees.
func parsePosition(s string) (orb.Point, error) {
	first, second, two := strings.Cut(s, ",")
	lon, errLon := strconv.ParseFloat(strings.TrimSpace(first), 64)
	lat, errLat := strconv.ParseFloat(strings.TrimSpace(second), 64)
	switch {
	case !two || errLon != nil || errLat != nil:
		return orb.Point{}, fmt.Errorf("%q: %w; write longitude and latitude in degrees, such as 106.7135,26.5783", s, errPosition)
	case math.Abs(lat) > 90 && math.Abs(lat) <= 180 && math.Abs(lon) <= 90:
		return orb.Point{}, fmt.Errorf("%q: %w: longitude comes first, then latitude", s, errPosition)
	case !(math.Abs(lat) <= 90) || !(math.Abs(lon) <= 180):
		return orb.Point{}, fmt.Errorf("%q: %w: it is not on the earth", s, errPosition)
	}
	return orb.Point{lon, lat}, nil
}

// answer finds the two ways, between the nearest roads that are joined.
func (q *routeQuery) answer(network *roads.Network) (routeAnswer, error) {
	both, ends, err := route.FindBetween(network, q.policy, q.points[0], q.points[1], routeReachM)
	var none route.NoRoadError
	switch {
	case errors.As(err, &none):
		return routeAnswer{}, fmt.Errorf("%s: %w: none within %d m on this map", inWords(none.At), errNoRoad, routeReachM)
	case errors.Is(err, route.ErrNoRoute):
		return routeAnswer{}, fmt.Errorf("%s to %s: %w", inWords(q.points[0]), inWords(q.points[1]), errNoRoute)
	case err != nil:
		return routeAnswer{}, err
	}
	out := routeAnswer{
		Metric: q.Metric, RoadsVersion: network.Version(),
		From: newRouteEnd(network, q.points[0], ends.From), To: newRouteEnd(network, q.points[1], ends.To),
		AnyRoad: newRoutedDrive(network, both.AnyRoad),
	}
	if both.TollFree != nil {
		free := newRoutedDrive(network, *both.TollFree)
		out.TollFree = &free
	}
	return out, nil
}

// inWords is a position as it is written on the command line.
func inWords(p orb.Point) string { return fmt.Sprintf("%.6f,%.6f", p[0], p[1]) }
