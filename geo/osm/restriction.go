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

// withMembers fills in from, via and to: one way each, or several from or to
// ways where that is allowed, over one node or over any number of ways.
func withMembers(r roads.Restriction, members []Member, manyFrom, manyTo bool) ([]roads.Restriction, verdict) {
	var from, to []int64
	nodes, others := 0, 0
	for _, m := range members {
		switch {
		case m.Role == "from" && m.Kind == 'w':
			from = append(from, m.ID)
		case m.Role == "to" && m.Kind == 'w':
			to = append(to, m.ID)
		case m.Role == "via" && m.Kind == 'n':
			r.ViaNode, nodes = m.ID, nodes+1
		case m.Role == "via" && m.Kind == 'w':
			r.ViaWays = append(r.ViaWays, m.ID)
		case m.Role == "from" || m.Role == "to" || m.Role == "via":
			others++
		}
	}
	if len(from) == 0 || len(to) == 0 || len(from) > 1 && !manyFrom || len(to) > 1 && !manyTo ||
		others > 0 || nodes+min(len(r.ViaWays), 1) != 1 {
		return nil, malformed
	}
	var all []roads.Restriction
	for _, r.From = range from {
		for _, r.To = range to {
			all = append(all, r)
		}
	}
	return all, usable
}
