package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// token is a piece of an XML file.
type token int

const (
	startTag token = iota // name and attributes are set; an empty element is followed by its endTag
	endTag                // name is set
	textPart              // text is set; long text comes in parts cut at white space
)

// errTruncated reports a file that ends inside an element.
var errTruncated = errors.New("the file ends too early")

// maxToken bounds a single tag, or a stretch of text without white space.
const maxToken = 1 << 20

// textChunk is how much text is gathered before it is handed out in parts.
const textChunk = 64 << 10

// markupError is a violation of XML at a line.
type markupError struct {
	line int
	what string
}

func (e *markupError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.what) }

// markup reads XML as a stream of tags and text. It does what track files need
// and no more: names without their prefix, raw attributes, CDATA; comments,
// instructions and document types are passed over, no entity is ever expanded
// but the five of XML and character numbers. It works on bytes, so any
// encoding that keeps ASCII bytes for < > & and quotes (UTF-8, GB18030,
// ISO-8859) goes through it unchanged. encoding/xml reads the same files at a
// third of the speed; the tests hold the two against each other.
//
// All slices are valid until the following call of next.
type markup struct {
	name  []byte // of the tag, without prefix
	attrs []byte // of a start tag, raw
	text  []byte // of a text part, with entities unless cdata
	cdata bool
	line  int // where the reader stands, from 1

	src      io.Reader
	buf      []byte
	pos, end int
	readErr  error
	maxDepth int
	open     []byte // the qualified names of the open elements, one after another
	marks    []int  // where each begins in open
	selfShut bool   // the start tag just given was <empty/>
}

// newMarkup reads XML from src, at most maxDepth elements deep.
func newMarkup(src io.Reader, maxDepth int) *markup {
	return &markup{src: src, line: 1, maxDepth: maxDepth, buf: make([]byte, 128<<10)}
}

// depth is the number of open elements.
func (m *markup) depth() int { return len(m.marks) }

// next reads one token. It fails with io.EOF after the last element has been
// closed, errTruncated when the file ends before that, a *markupError for
// broken XML, or with the error of the source.
func (m *markup) next() (token, error) {
	if m.selfShut {
		m.selfShut = false
		m.pop()
		return endTag, nil
	}
	for {
		m.cdata = false
		ok, err := m.readText()
		if err != nil {
			return 0, err
		}
		if ok {
			return textPart, nil
		}
		tok, skip, err := m.readTag()
		if err != nil {
			return 0, err
		}
		if !skip {
			return tok, nil
		}
	}
}

// readText gives the text up to the next tag; false when there is none but
// white space outside of any element.
func (m *markup) readText() (bool, error) {
	from := 0
	for {
		window := m.buf[m.pos:m.end]
		if i := bytes.IndexByte(window[from:], '<'); i >= 0 {
			m.text = window[:from+i]
			m.advance(from + i)
			return len(m.text) > 0 && m.depth() > 0, nil
		}
		from = len(window)
		if from >= textChunk {
			if cut := bytes.LastIndexAny(window, " \t\r\n"); cut > 0 {
				m.text = window[:cut]
				m.advance(cut)
				return m.depth() > 0, nil
			}
		}
		if err := m.more(); err != nil {
			return false, m.atEnd(err)
		}
	}
}

// atEnd turns the end of the source into io.EOF or errTruncated.
func (m *markup) atEnd(err error) error {
	if errors.Is(err, io.EOF) && m.depth() > 0 {
		return errTruncated
	}
	return err
}

// readTag reads what begins with '<'. skip is true for comments and alike.
func (m *markup) readTag() (tok token, skip bool, err error) {
	for m.end-m.pos < 9 { // as long as <![CDATA[
		if err := m.more(); err != nil {
			if !errors.Is(err, io.EOF) {
				return 0, false, err
			}
			break
		}
	}
	window := m.buf[m.pos:m.end]
	switch {
	case bytes.HasPrefix(window, []byte("<!--")):
		return 0, true, m.skipPast("-->", 4)
	case bytes.HasPrefix(window, []byte("<![CDATA[")):
		return textPart, false, m.readCDATA()
	case bytes.HasPrefix(window, []byte("<?")):
		return 0, true, m.skipPast("?>", 2)
	case bytes.HasPrefix(window, []byte("<!")):
		return 0, true, m.skipDocType()
	}
	raw, err := m.rawTag()
	if err != nil {
		return 0, false, err
	}
	if len(raw) > 0 && raw[0] == '/' {
		return endTag, false, m.closeTag(trimSpace(raw[1:]))
	}
	return startTag, false, m.openTag(raw)
}

// rawTag returns what stands between < and > and moves past it.
func (m *markup) rawTag() ([]byte, error) {
	i, quote := 1, byte(0)
	for {
		window := m.buf[m.pos:m.end]
		for ; i < len(window); i++ {
			c := window[i]
			switch {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '<':
				return nil, m.broken("a tag is not closed before the next one")
			case c == '>':
				m.advance(i + 1)
				return window[1:i], nil
			}
		}
		if err := m.more(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil, errTruncated
			}
			return nil, err
		}
	}
}

// openTag takes apart the inside of a start tag.
func (m *markup) openTag(raw []byte) error {
	if n := len(raw); n > 0 && raw[n-1] == '/' {
		raw, m.selfShut = raw[:n-1], true
	}
	end := 0
	for end < len(raw) && raw[end] > ' ' {
		end++
	}
	if end == 0 || !nameStart(raw[0]) {
		return m.broken("< is not followed by a name")
	}
	if m.depth() >= m.maxDepth {
		return m.broken(fmt.Sprintf("elements are nested deeper than %d", m.maxDepth))
	}
	m.marks = append(m.marks, len(m.open))
	m.open = append(m.open, raw[:end]...)
	m.name = localName(raw[:end])
	m.attrs = raw[end:]
	return nil
}

// closeTag checks an end tag against the element that is open.
func (m *markup) closeTag(qualified []byte) error {
	if m.depth() == 0 {
		return m.broken("an element is closed that was never opened")
	}
	if at := m.marks[len(m.marks)-1]; !bytes.Equal(m.open[at:], qualified) {
		return m.broken(fmt.Sprintf("<%.40s> is closed by </%.40s>", m.open[at:], qualified))
	}
	m.pop()
	return nil
}

// pop closes the innermost element and sets name to its name.
func (m *markup) pop() {
	at := m.marks[len(m.marks)-1]
	m.name = localName(m.open[at:])
	m.open, m.marks = m.open[:at], m.marks[:len(m.marks)-1]
}

// readCDATA reads <![CDATA[ … ]]> as text.
func (m *markup) readCDATA() error {
	const head, tail = 9, "]]>"
	from := head
	for {
		window := m.buf[m.pos:m.end]
		if i := bytes.Index(window[from:], []byte(tail)); i >= 0 {
			m.text, m.cdata = window[head:from+i], true
			m.advance(from + i + len(tail))
			return nil
		}
		from = max(head, len(window)-len(tail)+1)
		if err := m.more(); err != nil {
			if errors.Is(err, io.EOF) {
				return errTruncated
			}
			return err
		}
	}
}

// skipPast passes over a comment or instruction of any length; head is the
// length of its opening mark.
func (m *markup) skipPast(tail string, head int) error {
	m.advance(head)
	for {
		window := m.buf[m.pos:m.end]
		if i := bytes.Index(window, []byte(tail)); i >= 0 {
			m.advance(i + len(tail))
			return nil
		}
		m.advance(max(0, len(window)-len(tail)+1))
		if err := m.more(); err != nil {
			return m.cutShort(err)
		}
	}
}

// skipDocType passes over <!DOCTYPE …>, an internal subset included.
func (m *markup) skipDocType() error {
	m.advance(2)
	depth := 0
	for {
		for m.pos < m.end {
			c := m.buf[m.pos]
			m.advance(1)
			switch {
			case c == '[':
				depth++
			case c == ']':
				depth--
			case c == '>' && depth <= 0:
				return nil
			}
		}
		if err := m.more(); err != nil {
			return m.cutShort(err)
		}
	}
}

// cutShort turns the end of the source inside a mark into errTruncated.
func (m *markup) cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return errTruncated
	}
	return err
}

// advance moves on by n bytes and counts the lines passed.
func (m *markup) advance(n int) {
	m.line += bytes.Count(m.buf[m.pos:m.pos+n], []byte{'\n'})
	m.pos += n
}

// more reads on, keeping the unread bytes; io.EOF when there is nothing left.
func (m *markup) more() error {
	if m.readErr != nil {
		return m.readErr
	}
	if m.pos > 0 {
		copy(m.buf, m.buf[m.pos:m.end])
		m.end -= m.pos
		m.pos = 0
	}
	if m.end == len(m.buf) {
		if len(m.buf) >= maxToken {
			return m.broken("a tag or word is longer than 1 MiB")
		}
		m.buf = append(m.buf, make([]byte, len(m.buf))...)
	}
	for try := 0; try < 100; try++ {
		n, err := m.src.Read(m.buf[m.end:])
		m.end += n
		m.readErr = err
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	m.readErr = io.ErrNoProgress
	return m.readErr
}

// broken makes a markupError at the present line.
func (m *markup) broken(what string) error { return &markupError{line: m.line, what: what} }

// attr returns the raw value of the attribute of that local name.
func (m *markup) attr(name string) ([]byte, bool) {
	rest := m.attrs
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return nil, false
		}
		key := localName(trimSpace(rest[:eq]))
		rest = trimSpace(rest[eq+1:])
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil, false
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil, false
		}
		if string(key) == name {
			return rest[1 : 1+end], true
		}
		rest = rest[end+2:]
	}
}

// localName cuts the prefix off a qualified name.
func localName(qualified []byte) []byte {
	return qualified[bytes.LastIndexByte(qualified, ':')+1:]
}

// nameStart reports whether an XML name may begin with c.
func nameStart(c byte) bool {
	return c == '_' || c == ':' || c >= 0x80 || c|0x20 >= 'a' && c|0x20 <= 'z'
}
