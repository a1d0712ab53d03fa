package trace

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"licheng/lang"
)

// sniffBytes is how much of a file is looked at to recognise its format.
const sniffBytes = 64 << 10

// Decode reads a track file and returns its traces with the report on what
// became of every position. name is the file's name as sent; it only appears
// in messages, the format is recognised by content.
//
// It fails with a *Refusal, and still returns the report, when nothing in the
// file can be used: an unknown or not yet read format, no recorded track, a
// limit exceeded. A truncated or damaged file that gave fixes before the damage
// is no failure: its report carries a note.
func Decode(r io.Reader, name string, limits Limits) ([]Trace, Report, error) {
	limits = limits.filled()
	sent := &meter{src: r, max: limits.Bytes, tooMany: errTooManyBytes}
	src := bufio.NewReaderSize(sent, sniffBytes)
	head, err := src.Peek(sniffBytes)
	if err != nil && !errors.Is(err, io.EOF) && !isTruncation(err) {
		return nil, noReport(""), unreadable(err, limits)
	}
	if !isGzip(head) {
		return decodeBytes(src, head, limits, false)
	}
	src, err = unzipped(src, sent, limits)
	if err != nil {
		return nil, noReport(""), err
	}
	head, err = src.Peek(sniffBytes)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return nil, noReport(""), unreadable(err, limits)
	}
	return decodeBytes(src, head, limits, true)
}

// unzipped wraps a gzip stream in its reader with the limits on unpacking.
func unzipped(src *bufio.Reader, sent *meter, limits Limits) (*bufio.Reader, error) {
	z, err := gzip.NewReader(src)
	if err != nil {
		return nil, &Refusal{Reason: RefusedBroken, Format: "gzip", Err: err, Text: lang.Say(
			"压缩文件损坏，无法解开；请重新导出，或上传未压缩的文件。",
			"the compressed file is damaged and cannot be opened; export it again or send it uncompressed.")}
	}
	out := &meter{src: z, max: limits.UnpackedBytes, tooMany: errTooManyUnpacked, packed: sent, ratio: limits.Ratio}
	return bufio.NewReaderSize(out, sniffBytes), nil
}

// isGzip recognises gzip by its magic number.
func isGzip(head []byte) bool { return bytes.HasPrefix(head, []byte{0x1f, 0x8b}) }

// noReport is the report on a file of which no position was read.
func noReport(format string) Report {
	return Report{Format: format, Dropped: []Drop{}, Notes: []lang.Text{}}
}

// unreadable makes the refusal of a file whose bytes cannot be read at all.
func unreadable(err error, limits Limits) *Refusal {
	if r := limitRefusal(err, limits); r != nil {
		return r
	}
	return &Refusal{Reason: RefusedUnread, Err: err, Text: lang.Say(
		"文件没有读完："+err.Error()+"；请再试一次。", "the file could not be read: "+err.Error()+"; try again.")}
}
