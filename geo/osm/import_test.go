package osm

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng/geo/roads"
)

// write puts a file into a new folder.
func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func zipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const head, foot = "<?xml version='1.0' encoding='UTF-8'?>\n<osm version='0.6'>\n", "</osm>\n"

// pass is a mountain pass road with a booth, a tunnel, a gate that is shut and a
// forbidden turn. Its ways stand before their nodes.
const pass = head + `
<way id='10'><nd ref='1'/><nd ref='2'/><nd ref='3'/>
  <tag k='highway' v='motorway'/><tag k='name' v='盘山高速'/><tag k='ref' v='G7611'/><tag k='maxspeed' v='80'/></way>
<way id='11'><nd ref='3'/><nd ref='4'/><tag k='highway' v='motorway_link'/><tag k='oneway' v='yes'/><tag k='tunnel' v='yes'/></way>
<way id='12'><nd ref='4'/><nd ref='5'/><nd ref='6'/><tag k='highway' v='unclassified'/></way>
<way id='13'><nd ref='4'/><nd ref='7'/><tag k='highway' v='track'/><tag k='motor_vehicle' v='agricultural'/></way>
<way id='14'><nd ref='4'/><nd ref='6'/><tag k='highway' v='footway'/></way>
<way id='15'><nd ref='6'/><nd ref='7'/><tag k='highway' v='service'/><tag k='access' v='no'/></way>
<relation id='1'><member type='way' ref='11' role='from'/><member type='node' ref='4' role='via'/>
  <member type='way' ref='13' role='to'/><tag k='type' v='restriction'/><tag k='restriction' v='no_right_turn'/></relation>
<node id='5' lat='26.505' lon='107.015'><tag k='barrier' v='gate'/><tag k='access' v='no'/></node>
<node id='1' lat='26.5' lon='107.0'/><node id='3' lat='26.5' lon='107.01'/>
<node id='2' lat='26.5' lon='107.005'><tag k='barrier' v='toll_booth'/><tag k='name' v='垭口收费站'/></node>
<node id='4' lat='26.505' lon='107.01'/><node id='6' lat='26.505' lon='107.02'/><node id='7' lat='26.51' lon='107.01'/>
<node id='8' lat='27' lon='108'/>
` + foot

// link is a divided road, 1-2-3 and 6-5-4, with a link 2-5 over which nobody may
// turn round, and a mini map's worth of oddities: a way with a missing node, one
// with a single node, a loop, and relations that make no turn.
const link = head + `
<node id='1' lat='27' lon='108'/><node id='2' lat='27' lon='108.01'/><node id='3' lat='27' lon='108.02'/>
<node id='4' lat='26.999' lon='108'/><node id='5' lat='26.999' lon='108.01'/><node id='6' lat='26.999' lon='108.02'/>
<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='primary'/><tag k='oneway' v='yes'/></way>
<way id='2'><nd ref='2'/><nd ref='3'/><tag k='highway' v='primary'/><tag k='oneway' v='yes'/></way>
<way id='3'><nd ref='6'/><nd ref='5'/><tag k='highway' v='primary'/><tag k='oneway' v='yes'/></way>
<way id='4'><nd ref='5'/><nd ref='4'/><tag k='highway' v='primary'/><tag k='oneway' v='yes'/></way>
<way id='5'><nd ref='2'/><nd ref='5'/><tag k='highway' v='primary_link'/></way>
<way id='6'><nd ref='3'/><nd ref='99'/><nd ref='6'/><nd ref='3'/><tag k='highway' v='residential'/></way>
<way id='7'><nd ref='3'/><tag k='highway' v='residential'/></way>
<way id='8'><nd ref='6'/><nd ref='3'/><nd ref='6'/><tag k='highway' v='residential'/><tag k='maxspeed' v='30 mph'/></way>
<relation id='1'><member type='way' ref='1' role='from'/><member type='way' ref='5' role='via'/>
  <member type='way' ref='4' role='to'/><tag k='type' v='restriction'/><tag k='restriction' v='no_u_turn'/></relation>
<relation id='2'><member type='way' ref='2' role='from'/><member type='node' ref='3' role='via'/>
  <member type='way' ref='6' role='to'/><member type='way' ref='8' role='to'/>
  <tag k='type' v='restriction'/><tag k='restriction' v='no_exit'/></relation>
<relation id='3'><member type='way' ref='3' role='from'/><member type='way' ref='3' role='via'/>
  <member type='way' ref='3' role='to'/><tag k='type' v='restriction'/><tag k='restriction' v='only_straight_on'/></relation>
` + foot

func mustImport(t testing.TB, paths ...string) roads.Input {
	t.Helper()
	in, err := Import(paths, nil)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestImport_pass(t *testing.T) {
	in := mustImport(t, write(t, "pass.osm", []byte(pass)))
	want := []roads.Way{
		{
			ID: 10, Nodes: []int64{1, 2, 3}, Class: roads.Motorway, Travel: roads.ForwardOnly, Flags: roads.Toll,
			TollByRule: true, SpeedKMH: 80, SpeedBackKMH: 80, Name: "盘山高速", Ref: "G7611",
		},
		{
			ID: 11, Nodes: []int64{3, 4}, Class: roads.Motorway, Travel: roads.ForwardOnly,
			Flags: roads.Toll | roads.Link | roads.Tunnel, TollByRule: true,
		},
		{ID: 12, Nodes: []int64{4, 5, 6}, Class: roads.Unclassified},
		{ID: 13, Nodes: []int64{4, 7}, Class: roads.Track, Flags: roads.Private},
	}
	if diff := cmp.Diff(want, in.Ways); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]roads.TollNode{{ID: 2, Kind: roads.Booth, Name: "垭口收费站"}}, in.TollNodes); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int64{5}, in.Blocked); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]roads.Restriction{{ID: 1, From: 11, ViaNode: 4, To: 13}}, in.Restrictions); diff != "" {
		t.Error(diff)
	}
	if len(in.Nodes) != 7 {
		t.Errorf("%d nodes, want the 7 on roads", len(in.Nodes))
	}
	if diff := cmp.Diff([]string{"1 roads are closed to motor vehicles", "1 barriers cut a road"}, in.Notes); diff != "" {
		t.Error(diff)
	}
}

// What a file is, its bytes say, not its name.
func TestImport_sameRoadsFromEveryForm(t *testing.T) {
	want := mustImport(t, write(t, "pass.osm", []byte(pass)))
	for name, data := range map[string][]byte{
		"pass.osm.gz": zipped(t, []byte(pass)), "pass.txt": zipped(t, []byte(pass)), "pass.osm.pbf": asPBF(t, pass, true),
		"plain.pbf": asPBF(t, pass, false), "pass.pbf.gz": zipped(t, asPBF(t, pass, true)),
	} {
		t.Run(name, func(t *testing.T) {
			got := mustImport(t, write(t, name, data))
			got.Sources = want.Sources
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestImport_mergesFiles(t *testing.T) {
	west := head + `<node id='1' lat='26' lon='107'/><node id='2' lat='26' lon='107.1'/>
<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='primary'/></way>` + foot
	east := head + `<node id='3' lat='26' lon='107.2'/>
<way id='2'><nd ref='2'/><nd ref='3'/><tag k='highway' v='primary'/></way>` + foot
	n, err := roads.Build(mustImport(t, write(t, "west.osm", []byte(west)), write(t, "east.osm", []byte(east))))
	if err != nil {
		t.Fatal(err)
	}
	if n.NumNodes() != 3 || n.NumEdges() != 4 {
		t.Errorf("%d nodes, %d edges; want 3 and 4", n.NumNodes(), n.NumEdges())
	}
	if diff := cmp.Diff([]string{"east.osm", "west.osm"}, n.Info().Sources); diff != "" {
		t.Error(diff)
	}
}

func TestImport_refusesInOneSentence(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"nothing", "", "map.osm: the file is empty"},
		{"blanks", " \n\t", "map.osm: the file is empty"},
		{"a letter", "Dear county, please find the map enclosed", "map.osm: this is no OpenStreetMap file (neither XML nor PBF)"},
		{"no objects", head + foot, "map.osm: the file is in order but holds no map objects, so there are no roads to build from"},
		{"no version", "<osm>\n</osm>", "map.osm: line 1: <osm> does not say its version (0.6 is wanted)"},
		{"old version", "<osm version='0.5'/>", `map.osm: line 1: OSM version "0.5" is not supported (0.6 is wanted)`},
		{"cut short", "<?xml version='1.0'?>\n<osm version='0.6'>\n", "map.osm: line 3: the XML ends in the middle: the file is cut short"},
		{"a foreign element", "<osm version='0.6'>\n<foo>\n<osm/></foo></osm>", "map.osm: line 2: <foo> has no place in <osm>"},
		{
			"a foreign part", "<osm version='0.6'>\n<node id='1' lat='1' lon='1'>\n<modify/></node></osm>",
			"map.osm: line 3: <modify> has no place in a map object",
		},
		{"broken XML", "<osm version='0.6'>\n<tag k='a' v='b'\\></osm>", "map.osm: line 2: the XML is broken: expected attribute name in element"},
		{"another root", "<gpx version='1.1'></gpx>", "map.osm: line 1: the document is <gpx> where <osm> is wanted"},
		{"a second root", "<osm version='0.6'/>\n<osm version='0.6'/>", "map.osm: line 2: <osm> follows after the end of <osm>"},
		{"a node nowhere", "<osm version='0.6'>\n<node id='1' lat='north' lon='1'/></osm>", `map.osm: line 2: node 1 has no usable lat ("north")`},
		{"a node off the earth", "<osm version='0.6'>\n<node id='1' lat='NaN' lon='1'/></osm>", `map.osm: line 2: node 1 has no usable lat ("NaN")`},
		{"an id that is none", "<osm version='0.6'>\n<way id='x'/></osm>", `map.osm: line 2: <way> has no usable id ("x")`},
		{
			"a server's apology", "<osm version='0.6'>\n<remark>runtime error: timed out</remark></osm>",
			"map.osm: line 2: the server could not finish this extract (runtime error: timed out): fetch it again",
		},
		{"another alphabet", "<?xml version='1.0' encoding='GBK'?><osm version='0.6'/>", "map.osm: line 1: the XML is not in UTF-8; convert it first"},
		{"nothing to drive on", head + "<node id='1' lat='1' lon='1'/>" + foot, "map.osm: there are no roads for motor vehicles in it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			refused(t, write(t, "map.osm", []byte(c.data)), c.want)
		})
	}
}

func refused(t *testing.T, path, want string) {
	t.Helper()
	_, err := Import([]string{path}, nil)
	var known *Error
	if !errors.As(err, &known) {
		t.Fatalf("got %v, want an *Error", err)
	}
	if got := err.Error(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestImport_refusesCutFiles(t *testing.T) {
	for name, data := range map[string][]byte{"pass.osm.gz": zipped(t, []byte(pass)), "pass.osm.pbf": asPBF(t, pass, true)} {
		for _, part := range []int{3, 2} {
			path := write(t, name, data[:len(data)*(part-1)/part])
			if _, err := Import([]string{path}, nil); !errors.Is(err, ErrCutShort) {
				t.Errorf("%s cut at %d of %d: %v", name, part-1, part, err)
			}
		}
	}
	broken := zipped(t, []byte(pass))
	broken[len(broken)-5] ^= 1
	if _, err := Import([]string{write(t, "pass.osm.gz", broken)}, nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("wrong checksum: %v", err)
	}
}

func TestImport_leavesOutDeletedObjects(t *testing.T) {
	in := mustImport(t, write(t, "draft.osm", []byte(strings.Replace(pass, "<way id='13'", "<way id='13' action='delete'", 1))))
	for _, w := range in.Ways {
		if w.ID == 13 {
			t.Error("a deleted way is on the map")
		}
	}
}

func TestImport_takesLongAndOddTags(t *testing.T) {
	long := strings.Repeat("路", 70000)
	data := strings.Replace(pass, "盘山高速", long, 1)
	data = strings.Replace(data, "<tag k='maxspeed' v='80'/>", "<tag k='' v=''/><tag k='a' v='&#x1F6E3;'/>", 1)
	if in := mustImport(t, write(t, "odd.osm", []byte(data))); in.Ways[0].Name != long {
		t.Errorf("the name has %d bytes", len(in.Ways[0].Name))
	}
}

func TestImport_tellsHowMuchIsRead(t *testing.T) {
	sum := 0
	if _, err := Import([]string{write(t, "pass.osm", []byte(pass))}, func(n int) { sum += n }); err != nil {
		t.Fatal(err)
	}
	if sum != 2*len(pass) {
		t.Errorf("%d bytes read, want %d twice", sum, len(pass))
	}
}

// What is read over ways is compiled, and what makes no turn is counted.
func TestImport_restrictionsOverWays(t *testing.T) {
	net, err := roads.Build(mustImport(t, write(t, "link.osm", []byte(link))))
	if err != nil {
		t.Fatal(err)
	}
	// The U-turn is a sequence of three edges; no_exit forbids both ways out of 3,
	// each in the directions it has there.
	r := net.Info().Restrictions
	if r.Given != 4 || r.Used != 3 || r.Unused != 1 || r.Sequences != 1 || net.MaxSequence() != 3 {
		t.Errorf("%+v, longest %d", r, net.MaxSequence())
	}
}

// FuzzImport takes whatever can be read as a map all the way into a network.
func FuzzImport(f *testing.F) {
	f.Add([]byte(pass))
	f.Add([]byte(link))
	f.Add(asPBF(f, pass, false))
	f.Add(asPBF(f, pass, true))
	f.Add(asPBF(f, link, false))
	f.Add(zipped(f, []byte(pass)))
	f.Fuzz(func(t *testing.T, data []byte) {
		m := &importer{texts: map[string]string{}, seen: map[int64]bool{}}
		read := func(v visitor) bool {
			err := visitReader(io.LimitReader(bytes.NewReader(data), 1<<20), v)
			if err != nil && strings.ContainsRune(err.Error(), '\n') {
				t.Errorf("more than one line: %q", err)
			}
			return err == nil
		}
		if !read(visitor{way: m.way, relation: m.relation}) {
			return
		}
		m.need()
		if !read(visitor{node: m.node}) {
			return
		}
		m.finish()
		net, err := roads.Build(m.in)
		if err != nil {
			return
		}
		for e := range roads.EdgeID(2 * net.NumSegments()) {
			if lengthM := net.LengthM(e); lengthM < 0 || net.Edge(e).SpeedKMH <= 0 {
				t.Errorf("edge %d of %f m: %+v", e, lengthM, net.Edge(e))
			}
		}
	})
}
