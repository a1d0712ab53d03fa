package osm

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng/geo/roads"
)

// expressway is two pieces of motorway in Guizhou, 11 km apart, with a booth at
// the end of the ramp of the first, and one in France.
func expressway(way1, way3, booth string) string {
	return head + fmt.Sprintf(`
<node id='1' lat='26.5' lon='107.0'/><node id='2' lat='26.5' lon='107.05'/><node id='3' lat='26.501' lon='107.06'/>
<node id='4' lat='26.6' lon='107.0'/><node id='5' lat='26.6' lon='107.05'/>
<node id='6' lat='43.7' lon='7.0'/><node id='7' lat='43.7' lon='7.1'/>
<node id='8' lat='26.501' lon='107.062'>%s</node>
<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='motorway'/>%s</way>
<way id='2'><nd ref='2'/><nd ref='3'/><tag k='highway' v='motorway_link'/></way>
<way id='3'><nd ref='4'/><nd ref='5'/><tag k='highway' v='motorway'/>%s</way>
<way id='4'><nd ref='6'/><nd ref='7'/><tag k='highway' v='motorway'/></way>
<way id='5'><nd ref='3'/><nd ref='8'/><tag k='highway' v='primary'/></way>
`, booth, way1, way3) + foot
}

func TestTolls(t *testing.T) {
	const boothTag = "<tag k='barrier' v='toll_booth'/>"
	const gantryTag = "<tag k='highway' v='toll_gantry'/>"
	for _, c := range []struct {
		name, way1, way3, booth string
		byRule, byTag           []int64
		sentence, note          string
	}{
		{
			"a booth near the ramp tolls its piece and no other", "", "", boothTag,
			[]int64{1, 2},
			nil, "joined to a booth", "5.0 km of untagged motorway in China join no booth",
		},
		{"a gantry does the same", "", "", gantryTag, []int64{1, 2}, nil, "joined to a booth", "5.0 km"},
		{
			"a free road stays free, its ramp is asked for itself", "<tag k='toll' v='no'/>", "", boothTag,
			[]int64{2},
			nil, "joined to a booth", "5.0 km",
		},
		{"a tag needs no booth", "", "<tag k='toll' v='yes'/>", boothTag, []int64{1, 2}, []int64{3}, "joined to a booth", ""},
		{"without any booth on the map all are taken as tolled", "", "", "", []int64{1, 2, 3}, nil, "no booth or gantry there", ""},
		{"a toll for lorries is not ours", "<tag k='toll:hgv' v='yes'/>", "", boothTag, []int64{1, 2}, nil, "joined to a booth", "5.0 km"},
		{
			"free for cars", "<tag k='toll' v='yes'/><tag k='toll:motorcar' v='no'/>", "<tag k='toll' v='no'/>", boothTag,
			[]int64{2},
			nil, "joined to a booth", "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := mustImport(t, write(t, "x.osm", []byte(expressway(c.way1, c.way3, c.booth))))
			var byRule, byTag []int64
			for _, w := range in.Ways {
				switch {
				case w.TollByRule && w.Flags.Has(roads.Toll):
					byRule = append(byRule, w.ID)
				case w.Flags.Has(roads.Toll):
					byTag = append(byTag, w.ID)
				}
			}
			if diff := cmp.Diff(c.byRule, byRule); diff != "" {
				t.Errorf("by rule: %s", diff)
			}
			if diff := cmp.Diff(c.byTag, byTag); diff != "" {
				t.Errorf("by tag: %s", diff)
			}
			if !strings.Contains(in.TollRule, c.sentence) {
				t.Errorf("rule %q does not say %q", in.TollRule, c.sentence)
			}
			if notes := strings.Join(in.Notes, "\n"); c.note == "" && strings.Contains(notes, "untagged") || !strings.Contains(notes, c.note) {
				t.Errorf("notes %q, want %q", notes, c.note)
			}
		})
	}
}
