// Package geotest turns drawings into road networks and traces, for tests that
// a county auditor could read. A story is a txtar file of one behaviour:
//
//	A fix that strays towards a parallel road does not leave the road driven.
//	-- map grid=10m --
//	A--1--B-----3--C
//
//	         2
//	D--------------E
//	-- ways --
//	ABC highway=primary
//	DE  highway=service
//	-- trace --
//	1 08:00:00
//	2 08:00:05
//	3 08:00:10
//	-- want --
//	path ABC
//
// One character of the map is one grid step; north is up. Capital letters are
// nodes (node ids are their character codes), digits and small letters are
// fixes, everything else is scenery. Ways are straight from letter to letter.
package geotest

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/rogpeppe/go-internal/txtar"

	"licheng/geo/roads"
)

// Story is one parsed drawing.
type Story struct {
	Title  string // the first line
	Points map[byte]orb.Point
	Input  roads.Input
	Trace  []Fix
	Want   []string // lines of the want section, blanks trimmed, as written
}

// Fix is one position report of the story's trace.
type Fix struct {
	At        time.Time // zero when the story gives no times
	Point     orb.Point
	AccuracyM float64 // 0 when not given
}

// origin is the north-west corner of every map: a mountain county, 1,000 m up.
var origin = orb.Point{107, 26}

// At returns the point eastM metres east and northM metres north of the
// origin, on the plane that touches the earth there.
func At(eastM, northM float64) orb.Point {
	const degreeM = roads.EarthRadiusM * math.Pi / 180
	return orb.Point{
		origin[0] + eastM/(degreeM*math.Cos(origin[1]*math.Pi/180)),
		origin[1] + northM/degreeM,
	}
}

// Load reads and parses a story file, and fails the test when it cannot.
func Load(t testing.TB, path string) Story {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(data)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return s
}

// Stories plays every story of the test's own folder testdata, each as a test by
// the name of its file.
func Stories(t *testing.T, play func(t *testing.T, s Story)) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			s := Load(t, file)
			if len(s.Want) == 0 {
				t.Error("the story wants nothing")
			}
			play(t, s)
		})
	}
}

// Network builds the story's road network.
func (s Story) Network(t testing.TB) *roads.Network {
	t.Helper()
	net, err := roads.Build(s.Input)
	if err != nil {
		t.Fatalf("%s: %v", s.Title, err)
	}
	return net
}

// Parse reads a story.
func Parse(data []byte) (Story, error) {
	archive := txtar.Parse(data)
	s := Story{Points: map[byte]orb.Point{}}
	s.Title, _, _ = strings.Cut(string(archive.Comment), "\n")
	for _, file := range archive.Files {
		name, option, _ := strings.Cut(file.Name, " ")
		err := s.section(name, option, strings.Split(strings.TrimRight(string(file.Data), "\n"), "\n"))
		if err != nil {
			return s, fmt.Errorf("%s: %w", name, err)
		}
	}
	return s, nil
}

func (s *Story) section(name, option string, lines []string) error {
	if name == "map" {
		return s.readMap(option, lines)
	}
	read := map[string]func(fields []string) error{
		"ways": s.readWay, "turns": s.readTurn, "nodes": s.readNode, "trace": s.readTrace,
		"want": func(fields []string) error {
			s.Want = append(s.Want, strings.Join(fields, " "))
			return nil
		},
	}[name]
	if read == nil {
		return fmt.Errorf("no such section")
	}
	for _, line := range lines {
		if fields := strings.Fields(line); len(fields) > 0 {
			if err := read(fields); err != nil {
				return fmt.Errorf("%q: %w", line, err)
			}
		}
	}
	return nil
}

// readMap places the letters and digits of the drawing.
func (s *Story) readMap(option string, lines []string) error {
	grid, found := strings.CutPrefix(option, "grid=")
	stepM, err := strconv.ParseFloat(strings.TrimSuffix(grid, "m"), 64)
	if !found || err != nil {
		return fmt.Errorf("want grid=10m, got %q", option)
	}
	for row, line := range lines {
		for col := range len(line) {
			c := line[col]
			if !isNode(c) && !isFix(c) {
				continue
			}
			if _, twice := s.Points[c]; twice {
				return fmt.Errorf("%q is drawn twice", c)
			}
			s.Points[c] = At(float64(col)*stepM, -float64(row)*stepM)
			if isNode(c) {
				s.Input.Nodes = append(s.Input.Nodes, roads.Node{ID: int64(c), Point: s.Points[c]})
			}
		}
	}
	return nil
}

func isNode(c byte) bool { return c >= 'A' && c <= 'Z' }

func isFix(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' }
