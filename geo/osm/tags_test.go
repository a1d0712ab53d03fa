package osm

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// tags reads "highway=primary name=环城路".
func tags(s string) Tags {
	var t Tags
	for _, pair := range strings.Fields(s) {
		k, v, _ := strings.Cut(pair, "=")
		t = append(t, Tag{k, v})
	}
	return t
}

func TestClass(t *testing.T) {
	for _, c := range []struct {
		tags string
		want roads.Class
		link bool
		ok   bool
	}{
		{"highway=motorway", roads.Motorway, false, true},
		{"highway=motorway_link", roads.Motorway, true, true},
		{"highway=tertiary_link", roads.Tertiary, true, true},
		{"highway=road", roads.Unclassified, false, true},
		{"highway=living_street", roads.LivingStreet, false, true},
		{"highway=track", roads.Track, false, true},
		{"route=ferry", roads.FerryClass, false, true},
		{"highway=footway", 0, false, false},
		{"highway=pedestrian motor_vehicle=destination", roads.Service, false, true},
		{"highway=path motor_vehicle=no", 0, false, false},
		{"highway=construction construction=primary", 0, false, false},
		{"highway=proposed", 0, false, false},
		{"highway=service area=yes", 0, false, false},
		{"building=yes", 0, false, false},
		{"", 0, false, false},
	} {
		got, link, ok := class(tags(c.tags))
		if ok != c.ok || ok && (got != c.want || link != c.link) {
			t.Errorf("%q: %v link %v ok %v", c.tags, got, link, ok)
		}
	}
}

func TestAccess(t *testing.T) {
	for _, c := range []struct {
		tags             string
		allowed, private bool
	}{
		{"", true, false},
		{"access=yes", true, false},
		{"access=no", false, false},
		{"access=private", true, true},
		{"access=no motor_vehicle=yes", true, false},
		{"motor_vehicle=no motorcar=destination", true, true},
		{"vehicle=agricultural", true, true},
		{"motor_vehicle=forestry", true, true},
		{"access=permissive", true, false},
		{"access=emergency", false, false},
		{"motorcar=no access=yes", false, false},
	} {
		if allowed, private := access(tags(c.tags)); allowed != c.allowed || private != c.private {
			t.Errorf("%q: allowed %v private %v", c.tags, allowed, private)
		}
	}
}

func TestBlocks(t *testing.T) {
	for s, want := range map[string]bool{
		"barrier=bollard":                   true,
		"barrier=bollard access=yes":        false,
		"barrier=bollard bicycle=yes":       true,
		"barrier=gate":                      false,
		"barrier=gate access=no":            true,
		"barrier=gate access=private":       false,
		"barrier=lift_gate":                 false,
		"barrier=toll_booth":                false,
		"barrier=block motor_vehicle=no":    true,
		"barrier=cattle_grid":               false,
		"highway=traffic_signals access=no": false,
	} {
		if got := blocks(tags(s)); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestTravel(t *testing.T) {
	for s, want := range map[string]roads.Travel{
		"highway=primary":                                    roads.BothWays,
		"highway=primary oneway=yes":                         roads.ForwardOnly,
		"highway=primary oneway=1":                           roads.ForwardOnly,
		"highway=primary oneway=-1":                          roads.BackwardOnly,
		"highway=primary oneway=reverse":                     roads.BackwardOnly,
		"highway=primary oneway=reversible":                  roads.BothWays,
		"highway=motorway":                                   roads.ForwardOnly,
		"highway=motorway oneway=no":                         roads.BothWays,
		"highway=motorway_link":                              roads.BothWays,
		"highway=residential junction=roundabout":            roads.ForwardOnly,
		"highway=residential junction=circular":              roads.ForwardOnly,
		"highway=residential junction=roundabout oneway=-1":  roads.BackwardOnly,
		"highway=primary oneway=yes oneway:motor_vehicle=no": roads.BothWays,
	} {
		if got := travel(tags(s)); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

func TestSpeeds(t *testing.T) {
	for _, c := range []struct {
		tags              Tags
		forward, backward uint8
	}{
		{tags(""), 0, 0},
		{tags("maxspeed=60"), 60, 60},
		{Tags{{"maxspeed", "40 mph"}}, 64, 64},
		{Tags{{"maxspeed", "60 km/h"}}, 60, 60},
		{tags("maxspeed=CN:urban"), 50, 50},
		{tags("maxspeed=CN:motorway"), 120, 120},
		{tags("maxspeed=DE:rural"), 90, 90},
		{tags("maxspeed=none"), 140, 140},
		{tags("maxspeed=80;60"), 80, 80},
		{tags("maxspeed=60 maxspeed:backward=40"), 60, 40},
		{tags("maxspeed:forward=30"), 30, 0},
		{tags("maxspeed=signals"), 0, 0},
		{tags("maxspeed=0"), 0, 0},
		{tags("maxspeed=-20"), 0, 0},
		{tags("maxspeed=NaN"), 0, 0},
		{tags("maxspeed=Inf"), 0, 0},
		{tags("maxspeed=9999"), 140, 140},
		{tags("maxspeed=1"), 5, 5},
	} {
		if f, b := speeds(c.tags); f != c.forward || b != c.backward {
			t.Errorf("%v: %d and %d, want %d and %d", c.tags, f, b, c.forward, c.backward)
		}
	}
}

func TestStructure(t *testing.T) {
	for s, want := range map[string]roads.Flags{
		"tunnel=yes": roads.Tunnel, "tunnel=no": 0, "tunnel=culvert": 0, "bridge=viaduct": roads.Bridge,
		"bridge=no": 0, "tunnel=building_passage bridge=yes": roads.Tunnel | roads.Bridge, "": 0,
	} {
		if got := structure(tags(s)); got != want {
			t.Errorf("%q: %b", s, got)
		}
	}
}

func TestRestriction(t *testing.T) {
	plain := []Member{{'w', 1, "from"}, {'n', 9, "via"}, {'w', 2, "to"}}
	over := []Member{{'w', 1, "from"}, {'w', 5, "via"}, {'w', 6, "via"}, {'w', 2, "to"}}
	for _, c := range []struct {
		name    string
		tags    Tags
		members []Member
		want    []roads.Restriction
		verdict verdict
	}{
		{
			"no turn", tags("type=restriction restriction=no_left_turn"), plain,
			[]roads.Restriction{{ID: 7, From: 1, ViaNode: 9, To: 2}},
			usable,
		},
		{
			"only one turn", tags("type=restriction restriction=only_straight_on"), plain,
			[]roads.Restriction{{ID: 7, From: 1, ViaNode: 9, To: 2, Only: true}},
			usable,
		},
		{
			"over ways", tags("type=restriction restriction=no_u_turn"), over,
			[]roads.Restriction{{ID: 7, From: 1, ViaWays: []int64{5, 6}, To: 2}},
			usable,
		},
		{
			"for cars", tags("type=restriction restriction:motorcar=no_entry"), plain,
			[]roads.Restriction{{ID: 7, From: 1, ViaNode: 9, To: 2}},
			usable,
		},
		{"for lorries", tags("type=restriction restriction:hgv=no_left_turn"), plain, nil, notForCars},
		{"except cars", tags("type=restriction restriction=no_left_turn except=bus;motorcar"), plain, nil, notForCars},
		{
			"in the morning",
			Tags{{"type", "restriction"}, {"restriction:conditional", "no_left_turn @ (07:00-09:00)"}},
			plain,
			nil,
			conditional,
		},
		{
			"on weekdays, the old way", tags("type=restriction restriction=no_left_turn day_on=Mo day_off=Fr"), plain,
			nil,
			conditional,
		},
		{
			"for cars in the morning",
			Tags{{"type", "restriction"}, {"restriction", "no_left_turn"}, {"restriction:motorcar:conditional", "none @ (22:00-06:00)"}},
			plain, nil, conditional,
		},
		{
			"lorries in the morning",
			Tags{{"type", "restriction"}, {"restriction:hgv:conditional", "no_left_turn @ (07:00-09:00)"}},
			plain, nil, notForCars,
		},
		{
			"for all, and more for lorries in the morning",
			Tags{{"type", "restriction"}, {"restriction", "no_left_turn"}, {"restriction:hgv:conditional", "no_right_turn @ (07:00-09:00)"}},
			plain,
			[]roads.Restriction{{ID: 7, From: 1, ViaNode: 9, To: 2}},
			usable,
		},
		{"not for cars", tags("type=restriction restriction=no_left_turn restriction:motorcar=none"), plain, nil, notForCars},
		{
			"no entry from two ways", tags("type=restriction restriction=no_entry"), append(plain[:3:3], Member{'w', 3, "from"}),
			[]roads.Restriction{{ID: 7, From: 1, ViaNode: 9, To: 2}, {ID: 7, From: 3, ViaNode: 9, To: 2}},
			usable,
		},
		{
			"no exit to two ways over a way", tags("type=restriction restriction=no_exit"), append(over[:4:4], Member{'w', 3, "to"}),
			[]roads.Restriction{{ID: 7, From: 1, ViaWays: []int64{5, 6}, To: 2}, {ID: 7, From: 1, ViaWays: []int64{5, 6}, To: 3}},
			usable,
		},
		{"a bus route", tags("type=route route=bus"), plain, nil, notATurn},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, what := restriction(7, c.tags, c.members)
			if what != c.verdict {
				t.Fatalf("verdict %d, want %d", what, c.verdict)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	for name, members := range map[string][]Member{
		"no from": plain[1:], "no to": plain[:2], "no via": {plain[0], plain[2]},
		"via is both": append(over[:4:4], plain[1]), "two from": append(plain[:3:3], plain[0]),
		"a relation between": {plain[0], {'r', 9, "via"}, plain[1], plain[2]}, "two to": append(plain[:3:3], plain[2]),
		"from is a node": {{'n', 1, "from"}, plain[1], plain[2]},
	} {
		if _, what := restriction(1, tags("type=restriction restriction=no_left_turn"), members); what != malformed {
			t.Errorf("%s: verdict %d", name, what)
		}
	}
}

func TestInMainlandChina(t *testing.T) {
	for name, c := range map[string]struct {
		p    orb.Point
		want bool
	}{
		"Guiyang": {orb.Point{106.7135, 26.5783}, true}, "Bijie": {orb.Point{105.2850, 27.3017}, true},
		"Lhasa": {orb.Point{91.1145, 29.6441}, true}, "Urumqi": {orb.Point{87.6177, 43.7928}, true},
		"Harbin": {orb.Point{126.63, 45.75}, true}, "Kashgar": {orb.Point{75.99, 39.47}, true},
		"Ruili": {orb.Point{97.85, 24.01}, true}, "Pingxiang": {orb.Point{106.76, 22.10}, true},
		"Haikou": {orb.Point{110.33, 20.03}, true}, "Sanya": {orb.Point{109.5, 18.25}, true},
		"Shenzhen Longgang": {orb.Point{114.24, 22.72}, true}, "Shenzhen Futian": {orb.Point{114.06, 22.54}, true},
		"Zhuhai": {orb.Point{113.55, 22.25}, true}, "Xiamen": {orb.Point{118.09, 24.48}, true},
		"Fuzhou": {orb.Point{119.30, 26.08}, true}, "Shanghai": {orb.Point{121.47, 31.23}, true},
		"Dandong": {orb.Point{124.35, 40.13}, true}, "Qingdao": {orb.Point{120.38, 36.07}, true},
		"Hong Kong": {orb.Point{114.17, 22.30}, false}, "Yuen Long": {orb.Point{114.03, 22.44}, false},
		"Macao": {orb.Point{113.545, 22.195}, false}, "Taipei": {orb.Point{121.56, 25.04}, false},
		"Hsinchu": {orb.Point{121.0, 24.79}, false}, "Kinmen": {orb.Point{118.37, 24.44}, false},
		"Hanoi": {orb.Point{105.85, 21.03}, false}, "Mandalay": {orb.Point{96.08, 21.97}, false},
		"Seoul": {orb.Point{126.98, 37.57}, false}, "Ulaanbaatar": {orb.Point{106.92, 47.92}, false},
		"Almaty": {orb.Point{76.9, 43.25}, false}, "Vladivostok": {orb.Point{131.89, 43.12}, false},
		"Kathmandu": {orb.Point{85.32, 27.71}, false}, "Monaco": {orb.Point{7.42, 43.73}, false},
	} {
		if got := InMainlandChina(c.p); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
