package roads

// texts keeps every text once and counts the road names.
type texts struct {
	at    map[string]uint32
	all   []string
	names map[nameRecord]uint32
	pairs []nameRecord
}

func (t *texts) init() {
	t.at, t.names = map[string]uint32{}, map[nameRecord]uint32{}
	t.name("", "")
}

// add returns the number of a text.
func (t *texts) add(s string) uint32 {
	i, known := t.at[s]
	if !known {
		i = uint32(len(t.all))
		t.at[s] = i
		t.all = append(t.all, s)
	}
	return i
}

// name returns the number of a road's name and number together.
func (t *texts) name(name, ref string) uint32 {
	r := nameRecord{t.add(name), t.add(ref)}
	i, known := t.names[r]
	if !known {
		i = uint32(len(t.pairs))
		t.names[r] = i
		t.pairs = append(t.pairs, r)
	}
	return i
}

// layTexts writes the texts one after the other.
func (b *builder) layTexts() {
	b.net.names = b.texts.pairs
	b.net.textStart = make([]uint32, 1, len(b.texts.all)+1)
	for _, s := range b.texts.all {
		b.net.text = append(b.net.text, s...)
		b.net.textStart = append(b.net.textStart, uint32(len(b.net.text)))
	}
}
