package osm

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"
)

// message writes Protocol Buffers, for the tests.
type message struct{ b []byte }

func (m *message) number(field int, v uint64) {
	m.b = binary.AppendUvarint(m.b, uint64(field)<<3)
	m.b = binary.AppendUvarint(m.b, v)
}

func (m *message) bytes(field int, v []byte) {
	m.b = binary.AppendUvarint(m.b, uint64(field)<<3|wireBytes)
	m.b = binary.AppendUvarint(m.b, uint64(len(v)))
	m.b = append(m.b, v...)
}

func blob(kind string, content []byte, zip bool) []byte {
	var body, header message
	if zip {
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		_, _ = z.Write(content) // a buffer takes everything
		_ = z.Close()
		body.number(2, uint64(len(content)))
		body.bytes(3, packed.Bytes())
	} else {
		body.bytes(1, content)
	}
	header.bytes(1, []byte(kind))
	header.number(3, uint64(len(body.b)))
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(header.b))), header.b...), body.b...)
}

func fileHeader(features ...string) []byte {
	var h message
	for _, f := range features {
		h.bytes(4, []byte(f))
	}
	return blob("OSMHeader", h.b, false)
}

// pbfBlock gathers objects into one block with a common table of texts.
type pbfBlock struct {
	texts                   []string
	groups                  []byte
	ids, lats, lons, tagged []byte
	id, lat, lon            int64
}

func (p *pbfBlock) text(s string) uint64 {
	for i, known := range p.texts {
		if known == s {
			return uint64(i)
		}
	}
	p.texts = append(p.texts, s)
	return uint64(len(p.texts) - 1)
}

func (p *pbfBlock) node(id int64, lon, lat float64, t Tags) {
	units := func(degrees float64) int64 { return int64(math.Round(degrees * 1e7)) }
	p.ids = binary.AppendVarint(p.ids, id-p.id)
	p.lons = binary.AppendVarint(p.lons, units(lon)-p.lon)
	p.lats = binary.AppendVarint(p.lats, units(lat)-p.lat)
	p.id, p.lon, p.lat = id, units(lon), units(lat)
	for _, tag := range t {
		p.tagged = binary.AppendUvarint(p.tagged, p.text(tag.Key))
		p.tagged = binary.AppendUvarint(p.tagged, p.text(tag.Value))
	}
	p.tagged = append(p.tagged, 0)
}

func (p *pbfBlock) object(field int, id int64, t Tags, more func(*message)) {
	var o, group message
	o.number(1, uint64(id))
	var keys, values []byte
	for _, tag := range t {
		keys = binary.AppendUvarint(keys, p.text(tag.Key))
		values = binary.AppendUvarint(values, p.text(tag.Value))
	}
	o.bytes(2, keys)
	o.bytes(3, values)
	more(&o)
	group.bytes(field, o.b)
	var wrapped message
	wrapped.bytes(2, group.b)
	p.groups = append(p.groups, wrapped.b...)
}

func (p *pbfBlock) way(id int64, nodes []int64, t Tags) {
	p.object(3, id, t, func(o *message) {
		var refs []byte
		last := int64(0)
		for _, n := range nodes {
			refs, last = binary.AppendVarint(refs, n-last), n
		}
		o.bytes(8, refs)
	})
}

func (p *pbfBlock) relation(id int64, t Tags, members []Member) {
	p.object(4, id, t, func(o *message) {
		var roles, ids, kinds []byte
		last := int64(0)
		for _, m := range members {
			roles = binary.AppendUvarint(roles, p.text(m.Role))
			ids, last = binary.AppendVarint(ids, m.ID-last), m.ID
			kinds = append(kinds, byte(strings.IndexByte("nwr", m.Kind)))
		}
		o.bytes(8, roles)
		o.bytes(9, ids)
		o.bytes(10, kinds)
	})
}

func (p *pbfBlock) encode() []byte {
	var table, dense, group, block message
	for _, s := range p.texts {
		table.bytes(1, []byte(s))
	}
	dense.bytes(1, p.ids)
	dense.bytes(8, p.lats)
	dense.bytes(9, p.lons)
	dense.bytes(10, p.tagged)
	group.bytes(2, dense.b)
	block.bytes(1, table.b)
	block.b = append(block.b, p.groups...)
	block.bytes(2, group.b)
	return block.b
}

// asPBF is a map in XML as PBF, its objects in the same order, its blocks
// compressed or not.
func asPBF(t testing.TB, xml string, zip bool) []byte {
	t.Helper()
	p := &pbfBlock{texts: []string{""}}
	err := visitReader(strings.NewReader(xml), visitor{node: p.node, way: p.way, relation: p.relation})
	if err != nil {
		t.Fatal(err)
	}
	return append(fileHeader("OsmSchema-V0.6", "DenseNodes"), blob("OSMData", p.encode(), zip)...)
}

func TestVisitPBF_refuses(t *testing.T) {
	good := asPBF(t, pass, false)
	head := fileHeader("OsmSchema-V0.6")
	badText := &pbfBlock{texts: []string{""}}
	badText.way(1, []int64{1, 2}, Tags{{"highway", "primary"}})
	badText.texts = badText.texts[:1]
	lengthless := &pbfBlock{texts: []string{""}, ids: []byte{2, 2}, lats: []byte{2}, lons: []byte{2}}
	far := &pbfBlock{texts: []string{""}}
	far.node(1, 200, 10, nil)
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"cut in a block", good[:len(good)-7], ErrCutShort},
		{"cut in a length", append(bytes.Clone(head), 0, 0), ErrCutShort},
		{"a header of four gigabytes", append(bytes.Clone(head), 0xff, 0xff, 0xff, 0xff), ErrTooBig},
		{"texts that are not in the table", append(bytes.Clone(head), blob("OSMData", badText.encode(), true)...), ErrDamaged},
		{"nodes without places", append(bytes.Clone(head), blob("OSMData", lengthless.encode(), true)...), ErrDamaged},
		{"nodes off the earth", append(bytes.Clone(head), blob("OSMData", far.encode(), true)...), ErrDamaged},
		{"noise for a block", append(bytes.Clone(head), blob("OSMData", []byte{0xff, 0xff, 0xff}, false)...), ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := visitReader(bytes.NewReader(c.data), visitor{
				node: func(int64, float64, float64, Tags) {}, way: func(int64, []int64, Tags) {},
				relation: func(int64, Tags, []Member) {},
			})
			var known *Error
			if !errors.Is(err, c.want) || !errors.As(err, &known) || known.Offset < 0 {
				t.Errorf("got %v, want %v with its offset", err, c.want)
			}
		})
	}
	err := visitReader(bytes.NewReader(fileHeader("OsmSchema-V0.6", "HistoricalInformation")), visitor{})
	if err == nil || !strings.Contains(err.Error(), `"HistoricalInformation"`) {
		t.Errorf("a history file: %v", err)
	}
}

// A reader must survive every single wrong byte, with an answer or an error.
func TestVisitPBF_survivesEveryWrongByte(t *testing.T) {
	good := asPBF(t, pass, false)
	refusals := 0
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 0xff
		if visitReader(bytes.NewReader(bad), visitor{
			node: func(int64, float64, float64, Tags) {}, way: func(int64, []int64, Tags) {},
			relation: func(int64, Tags, []Member) {},
		}) != nil {
			refusals++
		}
	}
	if refusals < len(good)/4 {
		t.Errorf("only %d of %d changes were noticed", refusals, len(good))
	}
}
