package trace

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// jsonReader reads JSON token by token and knows the line it stands at.
type jsonReader struct {
	dec   *json.Decoder
	lines *newlines
	depth int
	max   int
}

// newJSONReader reads JSON from src, at most maxDepth values deep.
func newJSONReader(src io.Reader, maxDepth int) *jsonReader {
	lines := &newlines{src: src}
	dec := json.NewDecoder(lines)
	dec.UseNumber()
	return &jsonReader{dec: dec, lines: lines, max: maxDepth}
}

// line is the line of the token read last, from 1.
func (j *jsonReader) line() int { return j.lines.lineAt(j.dec.InputOffset()) }

// next reads a token, counting the depth. An end inside of a value is
// errTruncated; io.EOF comes only between values.
func (j *jsonReader) next() (json.Token, error) {
	tok, err := j.dec.Token()
	if err != nil {
		if errors.Is(err, io.EOF) && j.depth > 0 || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, errTruncated
		}
		return nil, err
	}
	if d, ok := tok.(json.Delim); ok {
		if d == '{' || d == '[' {
			if j.depth++; j.depth > j.max {
				return nil, &markupError{line: j.line(), what: fmt.Sprintf("values are nested deeper than %d", j.max)}
			}
		} else {
			j.depth--
		}
	}
	return tok, nil
}

// object calls member for every key of an object whose '{' has been read;
// member has to read the value.
func (j *jsonReader) object(member func(key string) error) error {
	for j.dec.More() {
		tok, err := j.next()
		if err != nil {
			return err
		}
		key, _ := tok.(string)
		if err := member(key); err != nil {
			return err
		}
	}
	_, err := j.next()
	return err
}

// array calls element with the first token of every element of an array whose
// '[' has been read; element has to read the rest of it.
func (j *jsonReader) array(element func(first json.Token) error) error {
	for j.dec.More() {
		tok, err := j.next()
		if err != nil {
			return err
		}
		if err := element(tok); err != nil {
			return err
		}
	}
	_, err := j.next()
	return err
}

// skip reads over the rest of a value whose first token is given.
func (j *jsonReader) skip(first json.Token) error {
	if d, ok := first.(json.Delim); !ok || d == '}' || d == ']' {
		return nil
	}
	for target := j.depth - 1; j.depth > target; {
		if _, err := j.next(); err != nil {
			return err
		}
	}
	return nil
}

// newlines remembers where the lines of the bytes just read end, until they
// have been asked for.
type newlines struct {
	src    io.Reader
	offset int64   // bytes read
	ends   []int64 // offsets of newlines not yet passed
	passed int     // newlines passed
}

// Read reads on and notes the newlines.
func (l *newlines) Read(p []byte) (int, error) {
	n, err := l.src.Read(p)
	for at := 0; ; {
		i := bytes.IndexByte(p[at:n], '\n')
		if i < 0 {
			break
		}
		l.ends = append(l.ends, l.offset+int64(at+i))
		at += i + 1
	}
	l.offset += int64(n)
	return n, err
}

// lineAt returns the line of an offset; offsets have to ascend.
func (l *newlines) lineAt(offset int64) int {
	i := 0
	for i < len(l.ends) && l.ends[i] < offset {
		i++
	}
	l.passed += i
	l.ends = l.ends[i:]
	return l.passed + 1
}
