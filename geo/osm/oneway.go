package osm

import "licheng/geo/roads"

// travel returns the directions in which a way may be driven. Motorways and
// roundabouts go one way unless a tag says otherwise. Lanes whose direction
// changes by the hour may have been driven in either.
func travel(t Tags) roads.Travel {
	switch t.first("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway") {
	case "yes", "true", "1":
		return roads.ForwardOnly
	case "-1", "reverse":
		return roads.BackwardOnly
	case "no", "false", "0", "reversible", "alternating":
		return roads.BothWays
	}
	if t.Get("highway") == "motorway" || roundabout(t) {
		return roads.ForwardOnly
	}
	return roads.BothWays
}

func roundabout(t Tags) bool {
	j := t.Get("junction")
	return j == "roundabout" || j == "circular"
}
