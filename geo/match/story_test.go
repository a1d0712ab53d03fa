package match_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"licheng/geo/geotest"
	"licheng/geo/match"
	"licheng/geo/roads"
)

// Each story in testdata draws one behaviour. Its want section may say:
//
//	path ABC DE      the nodes of the edges driven; a space where the road was left
//	length 170m      within 3 % and 10 m
//	off 0m           metres off the road; within 10 % and 10 m
//	inferred 300m    metres bridged without fixes; within 3 % and 10 m
//	tolled 300m      metres on tolled roads; within 3 % and 10 m
//	passages S1 S2   toll points driven through
//	breaks 1 gap     how many, and why
//	confidence 0.8   at least
func TestStories(t *testing.T) {
	geotest.Stories(t, func(t *testing.T, story geotest.Story) {
		net := story.Network(t)
		result, err := match.New(net, match.Defaults()).Match(observations(story))
		if err != nil {
			t.Fatal(err)
		}
		checkSound(t, result)
		for _, line := range story.Want {
			if complaint := check(net, result, line); complaint != "" {
				t.Errorf("%s\nwant %s: %s", story.Title, line, complaint)
			}
		}
	})
}

func observations(s geotest.Story) []match.Observation {
	out := make([]match.Observation, len(s.Trace))
	for i, f := range s.Trace {
		out[i] = match.Observation{At: f.At, Point: f.Point, AccuracyM: f.AccuracyM}
	}
	return out
}

// check holds a result against one line of a want section; it returns what is
// wrong, or nothing.
func check(net *roads.Network, r match.Result, line string) string {
	key, rest, _ := strings.Cut(line, " ")
	switch key {
	case "path":
		return differ(pathLetters(net, r), rest)
	case "length":
		return apart(r.DistanceM, rest, 0.03)
	case "off":
		return apart(r.OffRoadM, rest, 0.1)
	case "inferred":
		return apart(inferredM(r), rest, 0.03)
	case "tolled":
		return apart(r.TolledM, rest, 0.03)
	case "passages":
		return differ(passageRefs(r), rest)
	case "breaks":
		return differ(breakReasons(r), rest)
	case "confidence":
		least, err := strconv.ParseFloat(rest, 64)
		if err != nil || r.Confidence < least {
			return fmt.Sprintf("got %.2f %v", r.Confidence, err)
		}
		return ""
	}
	return "no such wish"
}

func differ(got, want string) string {
	if got != want {
		return "got " + got
	}
	return ""
}

func apart(gotM float64, want string, share float64) string {
	wantM, err := strconv.ParseFloat(strings.TrimSuffix(want, "m"), 64)
	if err != nil || math.Abs(gotM-wantM) > share*wantM+10 {
		return fmt.Sprintf("got %.1f m %v", gotM, err)
	}
	return ""
}

// pathLetters spells the edges driven by the letters of their nodes.
func pathLetters(net *roads.Network, r match.Result) string {
	var words []string
	for _, p := range r.Paths {
		var word []byte
		last := roads.NoEdge
		for _, leg := range p.Legs {
			if leg.OffRoad && len(word) > 0 {
				words, word, last = append(words, string(word)), nil, roads.NoEdge
			}
			for _, e := range leg.Edges {
				if e == last {
					continue
				}
				last = e
				for _, id := range net.AppendNodeIDs(nil, e) {
					if n := len(word); n == 0 || word[n-1] != byte(id) {
						word = append(word, byte(id))
					}
				}
			}
		}
		if len(word) > 0 {
			words = append(words, string(word))
		}
	}
	return strings.Join(words, " ")
}

func inferredM(r match.Result) (sum float64) {
	for _, p := range r.Paths {
		for _, leg := range p.Legs {
			if leg.Inferred {
				sum += leg.DistanceM
			}
		}
	}
	return sum
}

func passageRefs(r match.Result) string {
	var refs []string
	for _, p := range r.Paths {
		for _, passage := range p.Passages {
			refs = append(refs, passage.Ref)
		}
	}
	return strings.Join(refs, " ")
}

func breakReasons(r match.Result) string {
	words := []string{strconv.Itoa(len(r.Breaks))}
	for _, b := range r.Breaks {
		words = append(words, string(b.Reason))
	}
	return strings.Join(words, " ")
}

// checkSound holds what must be true of every result, whatever the trace.
func checkSound(t testing.TB, r match.Result) {
	t.Helper()
	for name, v := range map[string]float64{
		"distance": r.DistanceM, "low": r.DistanceLowM, "high": r.DistanceHighM, "tolled": r.TolledM,
		"off road": r.OffRoadM, "climb": r.ClimbM, "descent": r.DescentM, "confidence": r.Confidence,
	} {
		if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
			t.Errorf("%s is %v", name, v)
		}
	}
	if r.DistanceLowM > r.DistanceM || r.DistanceM > r.DistanceHighM {
		t.Errorf("distance %.1f is not within %.1f to %.1f", r.DistanceM, r.DistanceLowM, r.DistanceHighM)
	}
	if r.Confidence > 1 || r.TolledM+r.OffRoadM > r.DistanceM+1 {
		t.Errorf("confidence %.2f, tolled %.1f and off road %.1f of %.1f m", r.Confidence, r.TolledM, r.OffRoadM, r.DistanceM)
	}
	sum := 0.0
	for i, p := range r.Paths {
		legs := 0.0
		for _, leg := range p.Legs {
			legs += leg.DistanceM
		}
		lineM := roads.LineLengthM(p.Line)
		if len(p.Line) < 2 || math.Abs(lineM-p.DistanceM) > 0.5+0.001*p.DistanceM || math.Abs(legs-p.DistanceM) > 0.01 {
			t.Errorf("path %d: %d points, line %.2f m, legs %.2f m, distance %.2f m", i, len(p.Line), lineM, legs, p.DistanceM)
		}
		sum += p.DistanceM
	}
	if math.Abs(sum-r.DistanceM) > 0.01 {
		t.Errorf("paths sum to %.2f m, distance says %.2f", sum, r.DistanceM)
	}
}
