package osm

// Who may drive: the most particular of these keys decides.
var accessKeys = []string{"motorcar", "motor_vehicle", "vehicle", "access"}

// access tells whether motor vehicles may use a way or pass a node, and
// whether only some of them: by permission, to deliver, to farm. Such roads
// stay on the map, marked private, because cadres do drive them; plain "no"
// does not.
func access(t Tags) (allowed, private bool) {
	switch t.first(accessKeys...) {
	case "no", "emergency", "psv", "bus", "use_sidepath", "military":
		return false, false
	case "private", "destination", "delivery", "customers", "permit", "residents",
		"agricultural", "forestry", "agricultural;forestry", "forestry;agricultural", "restricted":
		return true, true
	default:
		return true, false
	}
}

// invited tells whether motor vehicles are named and let onto a way that is
// not made for them.
func invited(t Tags) bool {
	switch t.first("motorcar", "motor_vehicle", "vehicle") {
	case "yes", "designated", "permissive", "destination", "delivery", "private", "permit", "agricultural":
		return true
	default:
		return false
	}
}

// walls stop every car unless a tag lets it through.
var walls = map[string]bool{
	"bollard": true, "block": true, "jersey_barrier": true, "debris": true, "cycle_barrier": true,
	"motorcycle_barrier": true, "log": true, "rope": true, "chain": true,
	"stile": true, "turnstile": true, "kissing_gate": true, "full-height_turnstile": true, "wedge": true,
	"planter": true, "wall": true, "fence": true, "guard_rail": true,
}

// blocks tells whether no car passes a node. Gates, lift gates and booths are
// passed unless access to them says no: most village gates stand open.
func blocks(t Tags) bool {
	barrier := t.Get("barrier")
	if barrier == "" {
		return false
	}
	allowed, _ := access(t)
	if walls[barrier] {
		return !allowed || t.first(accessKeys...) == ""
	}
	return !allowed
}
