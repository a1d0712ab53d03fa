package geotest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"licheng/geo/roads"
)

var classes = map[string]roads.Class{
	"motorway": roads.Motorway, "trunk": roads.Trunk, "primary": roads.Primary,
	"secondary": roads.Secondary, "tertiary": roads.Tertiary,
	"unclassified": roads.Unclassified, "residential": roads.Residential,
	"service": roads.Service, "track": roads.Track,
}

// readWay reads "ABC highway=primary oneway=yes tunnel=yes maxspeed=60". Way
// ids are 1, 2, 3 in the order of the lines.
func (s *Story) readWay(fields []string) error {
	w := roads.Way{ID: int64(len(s.Input.Ways) + 1), Class: roads.Unclassified, Name: fields[0]}
	for _, c := range []byte(fields[0]) {
		if _, drawn := s.Points[c]; !drawn || !isNode(c) {
			return fmt.Errorf("node %q is not on the map", c)
		}
		w.Nodes = append(w.Nodes, int64(c))
	}
	for _, tag := range fields[1:] {
		key, value, _ := strings.Cut(tag, "=")
		switch key {
		case "highway":
			class, known := classes[strings.TrimSuffix(value, "_link")]
			if !known {
				return fmt.Errorf("no class %q", value)
			}
			w.Class = class
		case "oneway":
			w.Travel = roads.ForwardOnly
		case "toll":
			w.Flags |= roads.Toll
		case "tunnel":
			w.Flags |= roads.Tunnel
		case "access":
			w.Flags |= roads.Private
		case "maxspeed":
			speed, err := strconv.ParseUint(value, 10, 8)
			if err != nil {
				return err
			}
			w.SpeedKMH = uint8(speed)
		default:
			return fmt.Errorf("no tag %q", key)
		}
	}
	s.Input.Ways = append(s.Input.Ways, w)
	return nil
}

// readTurn reads "no AB B BC" or "only AB B BC": from way, node, to way; or
// "no AB BC CD": from way, the ways between, to way.
func (s *Story) readTurn(fields []string) error {
	if len(fields) < 4 || fields[0] != "no" && fields[0] != "only" {
		return fmt.Errorf("want: no|only WAY NODE|WAYS WAY")
	}
	r := roads.Restriction{ID: int64(len(s.Input.Restrictions) + 1), Only: fields[0] == "only"}
	var ways []int64
	for i, name := range fields[1:] {
		if i == 1 && len(fields) == 4 && len(name) == 1 {
			r.ViaNode = int64(name[0])
			continue
		}
		way := s.way(name)
		if way == 0 {
			return fmt.Errorf("no such way")
		}
		ways = append(ways, way)
	}
	last := len(ways) - 1
	r.From, r.ViaWays, r.To = ways[0], ways[1:last], ways[last]
	s.Input.Restrictions = append(s.Input.Restrictions, r)
	return nil
}

func (s *Story) way(letters string) int64 {
	i := slices.IndexFunc(s.Input.Ways, func(w roads.Way) bool { return w.Name == letters })
	return int64(i + 1)
}

// readNode reads "B toll_booth REF" or "B toll_gantry REF".
func (s *Story) readNode(fields []string) error {
	if len(fields) != 3 {
		return fmt.Errorf("want: NODE toll_booth|toll_gantry REF")
	}
	kind, known := map[string]roads.TollPointKind{"toll_booth": roads.Booth, "toll_gantry": roads.Gantry}[fields[1]]
	if !known {
		return fmt.Errorf("no kind %q", fields[1])
	}
	s.Input.TollNodes = append(s.Input.TollNodes, roads.TollNode{ID: int64(fields[0][0]), Kind: kind, Ref: fields[2]})
	return nil
}

// readTrace reads one of
//
//	1 08:00:00        a fix at a time
//	1                 a fix without a time
//	1-9 08:00:00 10s  fixes 1 to 9, ten seconds apart
//	1*20 08:00:00 30s twenty fixes at 1, thirty seconds apart
//
// each with accuracy=12m at the end if wanted.
func (s *Story) readTrace(fields []string) error {
	last := len(fields) - 1
	accuracyM := 0.0
	if value, found := strings.CutPrefix(fields[last], "accuracy="); found {
		m, err := strconv.ParseFloat(strings.TrimSuffix(value, "m"), 64)
		if err != nil {
			return err
		}
		accuracyM, fields = m, fields[:last]
	}
	var at time.Time
	var step time.Duration
	var err error
	if len(fields) > 1 {
		if at, err = time.Parse("2006-01-02 15:04:05", "2026-10-12 "+fields[1]); err != nil {
			return err
		}
	}
	if len(fields) > 2 {
		if step, err = time.ParseDuration(fields[2]); err != nil {
			return err
		}
	}
	names, err := fixNames(fields[0])
	if err != nil {
		return err
	}
	for _, c := range names {
		p, drawn := s.Points[c]
		if !drawn {
			return fmt.Errorf("fix %q is not on the map", c)
		}
		s.Trace = append(s.Trace, Fix{At: at, Point: p, AccuracyM: accuracyM})
		if !at.IsZero() {
			at = at.Add(step)
		}
	}
	return nil
}

// fixNames spells out 1, 1-9 and 1*20.
func fixNames(field string) ([]byte, error) {
	first := field[0]
	switch {
	case len(field) == 1:
		return []byte{first}, nil
	case field[1] == '*':
		n, err := strconv.Atoi(field[2:])
		return slices.Repeat([]byte{first}, max(n, 0)), err
	case field[1] == '-' && len(field) == 3:
		var names []byte
		for c := first; c <= field[2]; c++ {
			if isFix(c) {
				names = append(names, c)
			}
		}
		return names, nil
	}
	return nil, fmt.Errorf("want 1, 1-9 or 1*20, got %q", field)
}
