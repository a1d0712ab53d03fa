package trace

import (
	"crypto/sha256"
	"slices"
)

// jtPackets puts long bodies together from their packets, in whatever order and
// however late these come: a terminal that has no network keeps packets back,
// and sends single ones again when the platform asks (0x8003). Packets of one
// body follow each other in their serial numbers (JT/T 808, 4.4.3), so that a
// body is known by the number of its first.
type jtPackets struct {
	open  map[jtBodyKey]*jtBody
	begun []jtBodyKey           // in the order of their first packet; may name bodies that are whole by now
	seen  map[[16]byte]struct{} // packets by their sum: one sent again is the very same bytes
	bytes int                   // of the packets that wait, with what keeping them costs
}

// jtBodyKey names a body of several packets.
type jtBodyKey struct {
	terminal    string
	kind, first uint16 // the serial number of its first packet
	parts       int
}

// jtBody is a body of which packets are missing.
type jtBody struct {
	parts map[int][]byte // by number, from 1
	where int            // of the packet that came last
}

const (
	// maxJTWaiting bounds the bytes of packets that wait for others.
	maxJTWaiting = 32 << 20
	// jtPacketCost is what keeping a packet takes besides its bytes.
	jtPacketCost = 256
	// maxJTSeen bounds the packets that are known again.
	maxJTSeen = 1 << 20
)

// newJTPackets begins with none.
func newJTPackets() jtPackets {
	return jtPackets{open: map[jtBodyKey]*jtBody{}, seen: map[[16]byte]struct{}{}}
}

// again reports whether the very same packet came before.
func (p *jtPackets) again(m jtMessage) bool {
	sum := sha256.Sum256(m.raw)
	short := [16]byte(sum[:])
	if _, again := p.seen[short]; again {
		return true
	}
	if len(p.seen) >= maxJTSeen {
		clear(p.seen)
	}
	p.seen[short] = struct{}{}
	return false
}

// take keeps a packet, and returns the body that is whole with it; nil when
// others are missing.
func (p *jtPackets) take(key jtBodyKey, m jtMessage, where int) []byte {
	b := p.open[key]
	if b == nil {
		b = &jtBody{parts: map[int][]byte{}}
		p.open[key] = b
		p.begin(key)
	}
	b.parts[m.part], b.where = slices.Clone(m.body), where
	p.bytes += len(m.body) + jtPacketCost
	if len(b.parts) < m.parts {
		return nil
	}
	p.forget(key)
	return b.prefix()
}

// begin notes that a body begins to wait.
func (p *jtPackets) begin(key jtBodyKey) {
	if len(p.begun) > 2*len(p.open)+1000 {
		p.begun = slices.DeleteFunc(p.begun, func(k jtBodyKey) bool { return p.open[k] == nil })
	}
	p.begun = append(p.begun, key)
}

// forget ends the waiting for a body.
func (p *jtPackets) forget(key jtBodyKey) {
	for _, part := range p.open[key].parts {
		p.bytes -= len(part) + jtPacketCost
	}
	delete(p.open, key)
}

// oldest is the body that waits longest; one has to.
func (p *jtPackets) oldest() jtBodyKey {
	for p.open[p.begun[0]] == nil {
		p.begun = p.begun[1:]
	}
	return p.begun[0]
}

// prefix is the body as far as it goes from its first packet without a hole.
func (b *jtBody) prefix() (body []byte) {
	for i := 1; b.parts[i] != nil; i++ {
		body = append(body, b.parts[i]...)
	}
	return body
}

// join takes a packet of a long body in, and reads the body when it is whole.
// Past what may wait, the body that waits longest is read as far as it came; so
// is one in the place of which another begins, when the numbers went round.
func (j *jt808) join(m jtMessage, where int) error {
	if m.part < 1 || m.part > m.parts || len(m.body) == 0 {
		return j.strange(where)
	}
	if j.packets.again(m) {
		return nil
	}
	key := jtBodyKey{m.terminal, m.kind, m.serial - uint16(m.part-1), m.parts}
	if b := j.packets.open[key]; b != nil && b.parts[m.part] != nil {
		if err := j.giveUp(key); err != nil {
			return err
		}
	}
	if m.body = j.packets.take(key, m, where); m.body != nil {
		return j.locations(m, where)
	}
	for j.packets.bytes > maxJTWaiting {
		if err := j.giveUp(j.packets.oldest()); err != nil {
			return err
		}
	}
	return nil
}

// giveUp reads the reports that are whole in a body that waits for packets.
func (j *jt808) giveUp(key jtBodyKey) error {
	b := j.packets.open[key]
	j.packets.forget(key)
	j.holes++
	if b.parts[1] == nil {
		return nil
	}
	return j.locations(jtMessage{kind: key.kind, terminal: key.terminal, body: b.prefix(), cut: true}, b.where)
}
