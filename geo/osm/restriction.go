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

// restriction reads a turn restriction.
func restriction(id int64, t Tags, members []Member) (roads.Restriction, verdict) {
	if t.Get("type") != "restriction" {
		return roads.Restriction{}, notATurn
	}
	kind := t.first("restriction:motorcar", "restriction:motor_vehicle", "restriction")
	if kind == "" {
		if slices.ContainsFunc(t, func(tag Tag) bool { return strings.HasSuffix(tag.Key, ":conditional") }) {
			return roads.Restriction{}, conditional
		}
		return roads.Restriction{}, notForCars
	}
	if t.first("day_on", "hour_on", "restriction:conditional") != "" || strings.Contains(kind, "@") {
		return roads.Restriction{}, conditional
	}
	for _, vehicle := range strings.Split(t.Get("except"), ";") {
		if slices.Contains(forUs, strings.TrimSpace(vehicle)) {
			return roads.Restriction{}, notForCars
		}
	}
	r := roads.Restriction{ID: id, Only: strings.HasPrefix(kind, "only_")}
	if !r.Only && !strings.HasPrefix(kind, "no_") {
		return r, malformed
	}
	return withMembers(r, members)
}

// withMembers fills in from, via and to. no_entry and no_exit may have several
// from or to ways; only the plain form with one of each is used.
func withMembers(r roads.Restriction, members []Member) (roads.Restriction, verdict) {
	from, to, nodes := 0, 0, 0
	for _, m := range members {
		switch {
		case m.Role == "from" && m.Kind == 'w':
			r.From, from = m.ID, from+1
		case m.Role == "to" && m.Kind == 'w':
			r.To, to = m.ID, to+1
		case m.Role == "via" && m.Kind == 'n':
			r.ViaNode, nodes = m.ID, nodes+1
		case m.Role == "via" && m.Kind == 'w':
			r.ViaWays = append(r.ViaWays, m.ID)
		}
	}
	if from != 1 || to != 1 || nodes+min(len(r.ViaWays), 1) != 1 {
		return r, malformed
	}
	return r, usable
}
