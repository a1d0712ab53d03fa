package osm

import (
	"math"
	"strconv"
	"strings"
)

// zoneKMH are the limits behind words such as "CN:urban"; the part after the
// colon decides where the country has no entry of its own. China: Road Traffic
// Safety Law, implementing regulation, articles 45 and 78.
var zoneKMH = map[string]float64{
	"CN:urban": 50, "CN:rural": 70, "CN:motorway": 120, "CN:expressway": 120,
	"urban": 50, "rural": 90, "trunk": 100, "motorway": 120, "living_street": 20, "walk": 7, "none": 140,
}

// speeds returns the tagged limits in km/h along a way and against it, zero
// where nothing usable is tagged.
func speeds(t Tags) (forward, backward uint8) {
	both := limitKMH(t.first("maxspeed:motorcar", "maxspeed", "maxspeed:type", "source:maxspeed"))
	forward, backward = both, both
	if v := limitKMH(t.Get("maxspeed:forward")); v != 0 {
		forward = v
	}
	if v := limitKMH(t.Get("maxspeed:backward")); v != 0 {
		backward = v
	}
	return forward, backward
}

// limitKMH reads one limit: "60", "40 mph", "CN:urban", "none", "80;60" (the
// first counts). Anything else is no limit at all: 0.
func limitKMH(s string) uint8 {
	s, _, _ = strings.Cut(s, ";")
	s = strings.TrimSpace(s)
	if s == "" {
		return 0
	}
	kmh, known := zoneKMH[s]
	if !known {
		if _, zone, has := strings.Cut(s, ":"); has {
			kmh, known = zoneKMH[zone]
		}
	}
	if !known {
		kmh = measure(s)
	}
	if !(kmh > 0) || math.IsInf(kmh, 0) {
		return 0
	}
	return uint8(math.Round(min(max(kmh, 5), 140)))
}

// measure reads a number with its unit, km/h unless it says otherwise.
func measure(s string) float64 {
	factor := 1.0
	for unit, f := range map[string]float64{"mph": 1.609344, "knots": 1.852, "km/h": 1, "kmh": 1, "kph": 1} {
		if number, has := strings.CutSuffix(s, unit); has {
			s, factor = strings.TrimSpace(number), f
		}
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0 // words the map makers invented; the class's speed serves
	}
	return v * factor
}
