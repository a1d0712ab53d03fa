package osm

// wire reads Protocol Buffers. After the first fault it answers nothing but
// zeros and ends, and bad stays set.
type wire struct {
	b   []byte
	bad bool
}

// The wire types of Protocol Buffers.
const (
	wireVarint = 0
	wire64     = 1
	wireBytes  = 2
	wire32     = 5
)

func (w *wire) varint() uint64 {
	var v uint64
	for i, c := range w.b {
		if i == 10 {
			break
		}
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			w.b = w.b[i+1:]
			return v
		}
	}
	w.fail()
	return 0
}

// signed reads a zigzag number.
func (w *wire) signed() int64 {
	v := w.varint()
	return int64(v>>1) ^ -int64(v&1)
}

func (w *wire) bytes() []byte {
	n := w.varint()
	if n > uint64(len(w.b)) {
		w.fail()
		return nil
	}
	part := w.b[:n]
	w.b = w.b[n:]
	return part
}

// next reads the key of the next field; ok is false at the end.
func (w *wire) next() (field uint64, kind int, ok bool) {
	if len(w.b) == 0 {
		return 0, 0, false
	}
	key := w.varint()
	return key >> 3, int(key & 7), !w.bad
}

func (w *wire) skip(kind int) {
	switch kind {
	case wireVarint:
		w.varint()
	case wire64:
		w.drop(8)
	case wireBytes:
		w.bytes()
	case wire32:
		w.drop(4)
	default:
		w.fail()
	}
}

func (w *wire) drop(n int) {
	if n > len(w.b) {
		w.fail()
		return
	}
	w.b = w.b[n:]
}

func (w *wire) fail() { w.b, w.bad = nil, true }

// each calls fn for every field of a message; fn reads the field it wants and
// reports true, or reports false to have it skipped. each reports whether the
// message was whole.
func each(message []byte, fn func(field uint64, kind int, w *wire) bool) bool {
	w := wire{b: message}
	for {
		field, kind, ok := w.next()
		if !ok {
			return !w.bad
		}
		if !fn(field, kind, &w) {
			w.skip(kind)
		}
	}
}
