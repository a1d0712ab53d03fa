package osm

import (
	"slices"
	"strings"

	"licheng/geo/roads"
)

// Member is one part of a relation.
type Member struct {
	Kind byte // 'n', 'w' or 'r'
	ID   int64
	Role string
}

// forUs are the vehicles whose exceptions and restrictions are ours.
var forUs = []string{"motorcar", "motor_vehicle", "vehicle"}

// verdict says what became of a relation.
type verdict int

const (
	notATurn    verdict = iota // some other relation
	usable                     // a restriction that always binds cars
	conditional                // binds at certain hours only, so a drive may well have broken it lawfully
	notForCars                 // binds other vehicles, or not cars
	malformed                  // its members make no turn
)

// timeKeys narrow a restriction to certain hours, or say more of it then.
var timeKeys = []string{
	"day_on", "day_off", "hour_on", "hour_off", "restriction:conditional",
	"restriction:motorcar:conditional", "restriction:motor_vehicle:conditional", "restriction:vehicle:conditional",
}

// restriction reads a turn restriction. no_entry and no_exit may name several
// ways from or to, and are then several restrictions with the same id; all
// others are one.
func restriction(id int64, t Tags, members []Member) ([]roads.Restriction, verdict) {
	if t.Get("type") != "restriction" {
		return nil, notATurn
	}
	kind := t.first("restriction:motorcar", "restriction:motor_vehicle", "restriction:vehicle", "restriction")
	switch {
	case t.first(timeKeys...) != "" || strings.Contains(kind, "@"):
		return nil, conditional
	case kind == "" || kind == "none" || exceptsUs(t):
		return nil, notForCars
	case !strings.HasPrefix(kind, "only_") && !strings.HasPrefix(kind, "no_"):
		return nil, malformed
	}
	r := roads.Restriction{ID: id, Only: strings.HasPrefix(kind, "only_")}
	return withMembers(r, members, kind == "no_entry", kind == "no_exit")
}

// exceptsUs tells whether cars are among the vehicles excepted.
func exceptsUs(t Tags) bool {
	for _, vehicle := range strings.Split(t.Get("except"), ";") {
		if slices.Contains(forUs, strings.TrimSpace(vehicle)) {
			return true
		}
	}
	return false
}

// turnMembers are the members of a restriction that have a part in it.
type turnMembers struct {
	from, to, viaWays, viaNodes []int64
	others                      int // of a kind that makes no turn
}

func turnMembersOf(members []Member) turnMembers {
	var t turnMembers
	for _, m := range members {
		switch m.Role + " " + string(m.Kind) {
		case "from w":
			t.from = append(t.from, m.ID)
		case "to w":
			t.to = append(t.to, m.ID)
		case "via w":
			t.viaWays = append(t.viaWays, m.ID)
		case "via n":
			t.viaNodes = append(t.viaNodes, m.ID)
		default:
			if m.Role == "from" || m.Role == "to" || m.Role == "via" {
				t.others++
			}
		}
	}
	return t
}

// withMembers fills in from, via and to: one way each, or several from or to
// ways where that is allowed, over one node or over any number of ways.
func withMembers(r roads.Restriction, members []Member, manyFrom, manyTo bool) ([]roads.Restriction, verdict) {
	t := turnMembersOf(members)
	one := func(ways []int64, many bool) bool { return len(ways) == 1 || len(ways) > 1 && many }
	overNode := len(t.viaNodes) == 1 && len(t.viaWays) == 0
	overWays := len(t.viaNodes) == 0 && len(t.viaWays) > 0
	if !one(t.from, manyFrom) || !one(t.to, manyTo) || t.others > 0 || !overNode && !overWays {
		return nil, malformed
	}
	if overNode {
		r.ViaNode = t.viaNodes[0]
	}
	r.ViaWays = t.viaWays
	var all []roads.Restriction
	for _, r.From = range t.from {
		for _, r.To = range t.to {
			all = append(all, r)
		}
	}
	return all, usable
}
