package osm

import "math"

// block is one PrimitiveBlock: some thousand objects that share a table of texts.
type block struct {
	texts       []string
	groups      [][]byte
	granularity int64 // nanodegrees of one unit
	latOff      int64 // nanodegrees
	lonOff      int64
	tags        Tags
	nodes       []int64
	members     []Member
}

// visit calls v for each object of the block; false when it is damaged.
func (b *block) visit(message []byte, v visitor) bool {
	b.texts, b.groups = b.texts[:0], b.groups[:0]
	b.granularity, b.latOff, b.lonOff = 100, 0, 0
	whole := each(message, func(field uint64, kind int, w *wire) bool {
		switch {
		case field == 1 && kind == wireBytes:
			return b.table(w)
		case field == 2 && kind == wireBytes:
			b.groups = append(b.groups, w.bytes())
		case field == 17 && kind == wireVarint:
			b.granularity = int64(w.varint())
		case field == 19 && kind == wireVarint:
			b.latOff = int64(w.varint())
		case field == 20 && kind == wireVarint:
			b.lonOff = int64(w.varint())
		default:
			return false
		}
		return true
	})
	for _, g := range b.groups {
		whole = whole && b.group(g, v)
	}
	return whole
}

// table cuts the texts out of one copy of the whole table.
func (b *block) table(w *wire) bool {
	message := w.bytes()
	all := string(message)
	if !each(message, func(field uint64, kind int, w *wire) bool {
		if field != 1 || kind != wireBytes {
			return false
		}
		s := w.bytes()
		end := len(all) - len(w.b)
		b.texts = append(b.texts, all[end-len(s):end])
		return true
	}) {
		w.fail()
	}
	return true
}

func (b *block) group(message []byte, v visitor) bool {
	return each(message, func(field uint64, kind int, w *wire) bool {
		if kind != wireBytes {
			return false
		}
		var ok bool
		switch {
		case field == 1 && v.node != nil:
			ok = b.node(w.bytes(), v)
		case field == 2 && v.node != nil:
			ok = b.dense(w.bytes(), v)
		case field == 3 && v.way != nil:
			ok = b.way(w.bytes(), v)
		case field == 4 && v.relation != nil:
			ok = b.relation(w.bytes(), v)
		default:
			return false
		}
		if !ok {
			w.fail()
		}
		return true
	})
}

// fields splits an object into its numbers and its lists.
func fields(message []byte, numbers map[uint64]*uint64, lists map[uint64]*wire) bool {
	return each(message, func(field uint64, kind int, w *wire) bool {
		if number := numbers[field]; number != nil && kind == wireVarint {
			*number = w.varint()
			return true
		}
		if list := lists[field]; list != nil && kind == wireBytes {
			list.b = w.bytes()
			return true
		}
		return false
	})
}

func zigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

func (b *block) degrees(lon, lat int64) (float64, float64) {
	return float64(b.lonOff+b.granularity*lon) / 1e9, float64(b.latOff+b.granularity*lat) / 1e9
}

// node reads a node that is written by itself.
func (b *block) node(message []byte, v visitor) bool {
	var id, lat, lon uint64
	var keys, values wire
	if !fields(message, map[uint64]*uint64{1: &id, 8: &lat, 9: &lon}, map[uint64]*wire{2: &keys, 3: &values}) ||
		!b.setTags(&keys, &values) {
		return false
	}
	x, y := b.degrees(zigzag(lon), zigzag(lat))
	if !inWorld(x, y) {
		return false
	}
	v.node(zigzag(id), x, y, b.tags)
	return true
}

// dense reads many nodes, written column by column as differences.
func (b *block) dense(message []byte, v visitor) bool {
	var ids, lats, lons, tags wire
	if !fields(message, nil, map[uint64]*wire{1: &ids, 8: &lats, 9: &lons, 10: &tags}) {
		return false
	}
	var id, lat, lon int64
	for len(ids.b) > 0 {
		id += ids.signed()
		lat += lats.signed()
		lon += lons.signed()
		x, y := b.degrees(lon, lat)
		if ids.bad || lats.bad || lons.bad || !inWorld(x, y) || !b.denseTags(&tags) {
			return false
		}
		v.node(id, x, y, b.tags)
	}
	return !ids.bad
}

// denseTags reads the tags of one dense node: keys and values up to a zero. The
// list is left out when no node of the group has tags.
func (b *block) denseTags(list *wire) bool {
	b.tags = b.tags[:0]
	for len(list.b) > 0 {
		key := list.varint()
		if key == 0 {
			break
		}
		if !b.addTag(key, list.varint()) {
			return false
		}
	}
	return !list.bad
}

func (b *block) addTag(key, value uint64) bool {
	if key >= uint64(len(b.texts)) || value >= uint64(len(b.texts)) {
		return false
	}
	b.tags = append(b.tags, Tag{b.texts[key], b.texts[value]})
	return true
}

func (b *block) setTags(keys, values *wire) bool {
	b.tags = b.tags[:0]
	for len(keys.b) > 0 {
		if !b.addTag(keys.varint(), values.varint()) {
			return false
		}
	}
	return !keys.bad && !values.bad
}

func (b *block) way(message []byte, v visitor) bool {
	var id uint64
	var keys, values, refs wire
	whole := each(message, func(field uint64, kind int, w *wire) bool {
		switch {
		case field == 1 && kind == wireVarint:
			id = w.varint()
		case field == 2 && kind == wireBytes:
			keys.b = w.bytes()
		case field == 3 && kind == wireBytes:
			values.b = w.bytes()
		case field == 8 && kind == wireBytes:
			refs.b = w.bytes()
		default:
			return false
		}
		return true
	})
	if !whole || !b.setTags(&keys, &values) {
		return false
	}
	b.nodes = b.nodes[:0]
	var node int64
	for len(refs.b) > 0 {
		node += refs.signed()
		b.nodes = append(b.nodes, node)
	}
	if refs.bad {
		return false
	}
	v.way(int64(id), b.nodes, b.tags)
	return true
}

func (b *block) relation(message []byte, v visitor) bool {
	var id uint64
	var keys, values, roles, ids, kinds wire
	if !fields(message, map[uint64]*uint64{1: &id},
		map[uint64]*wire{2: &keys, 3: &values, 8: &roles, 9: &ids, 10: &kinds}) || !b.setTags(&keys, &values) {
		return false
	}
	b.members = b.members[:0]
	var member int64
	for len(ids.b) > 0 {
		member += ids.signed()
		role, kind := roles.varint(), kinds.varint()
		if role >= uint64(len(b.texts)) || kind > 2 {
			return false
		}
		b.members = append(b.members, Member{Kind: "nwr"[kind], ID: member, Role: b.texts[role]})
	}
	if ids.bad || roles.bad || kinds.bad {
		return false
	}
	v.relation(int64(id), b.tags, b.members)
	return true
}

func inWorld(lon, lat float64) bool { return math.Abs(lon) <= 180 && math.Abs(lat) <= 90 }
