package trace

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxLine bounds a line of a table.
const maxLine = 1 << 20

// errLongLine reports a line over maxLine: no table of positions has one.
var errLongLine = errors.New("a line is longer than 1 MiB")

// rows reads a delimited text line by line. Cells may stand in double quotes,
// but not run over several lines: tracks have no such cells, and one stray
// quote must not swallow the rest of a file.
type rows struct {
	src  *bufio.Reader
	line int // of the row read last, from 1
	long []byte
}

// newRows reads lines from src.
func newRows(src io.Reader) *rows { return &rows{src: bufio.NewReaderSize(src, 64<<10)} }

// next returns the next line without its end; whole is false when the file
// ends without ending the line. The bytes are valid until the following call.
func (r *rows) next() (text []byte, whole bool, err error) {
	r.long = r.long[:0]
	for {
		part, err := r.src.ReadSlice('\n')
		if len(r.long)+len(part) > maxLine {
			r.line++
			return nil, false, errLongLine
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			r.long = append(r.long, part...)
			continue
		}
		if len(r.long) > 0 {
			part = append(r.long, part...)
			r.long = part
		}
		if err != nil && (!errors.Is(err, io.EOF) || len(part) == 0) {
			return nil, false, err
		}
		r.line++
		return bytes.TrimRight(part, "\r\n"), err == nil, nil
	}
}

// split cuts a line into its cells, without quotes and white space around
// them. cells is reused.
func split(line []byte, delimiter byte, cells [][]byte) [][]byte {
	cells = cells[:0]
	for {
		var cell []byte
		trimmed := bytes.TrimLeft(line, " ")
		if len(trimmed) > 0 && trimmed[0] == '"' {
			if end := closingQuote(trimmed, delimiter); end > 0 {
				cell = bytes.ReplaceAll(trimmed[1:end], []byte(`""`), []byte(`"`))
				rest := trimmed[end+1:]
				i := bytes.IndexByte(rest, delimiter)
				cells = append(cells, trimSpace(cell))
				if i < 0 {
					return cells
				}
				line = rest[i+1:]
				continue
			}
		}
		i := bytes.IndexByte(line, delimiter)
		if i < 0 {
			return append(cells, trimSpace(line))
		}
		cells = append(cells, trimSpace(line[:i]))
		line = line[i+1:]
	}
}

// closingQuote returns the index of the quote that ends a quoted cell: the
// first one that is not doubled and stands before a delimiter or the end. 0
// without one.
func closingQuote(s []byte, delimiter byte) int {
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			i++
			continue
		}
		if after := bytes.TrimLeft(s[i+1:], " "); len(after) == 0 || after[0] == delimiter {
			return i
		}
	}
	return 0
}
