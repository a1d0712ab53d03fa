package trace

import (
	"bufio"
	"bytes"
	"io"

	"golang.org/x/text/transform"

	"licheng/lang"
)

// decodeBytes recognises the format of bytes that are not gzip and reads them.
// inside is true for what was itself in a gzip or zip file: a plain archive is
// not opened there, though a KMZ or a workbook is.
func decodeBytes(src *bufio.Reader, head []byte, limits Limits, inside bool) ([]Trace, Report, error) {
	if len(bytes.TrimSpace(head)) == 0 {
		return nil, noReport(""), refuse(RefusedEmpty, "", lang.Say(
			"文件是空的；请重新导出或重新上传。", "the file is empty; export it or send it again."))
	}
	if kind, ok := recogniseBinary(head); ok {
		if !kind.reads {
			return nil, noReport(kind.format), kind.refusal()
		}
		return decodeBinary(src, kind.format, limits, inside)
	}
	return decodeCharacters(src, head, limits)
}

// decodeBinary reads one of the formats that are not text.
func decodeBinary(src *bufio.Reader, format string, limits Limits, inside bool) ([]Trace, Report, error) {
	switch format {
	case "fit":
		return decodeFIT(src, newCollector(format, "", limits))
	case "jt808":
		return decodeJT808(src, newCollector(format, "", limits))
	case "gzip":
		return nil, noReport(format), nestedArchive()
	default:
		return decodeArchive(src, limits, inside)
	}
}

// decodeCharacters finds the charset of a text and reads it.
func decodeCharacters(src *bufio.Reader, head []byte, limits Limits) ([]Trace, Report, error) {
	cs := charsetOf(head)
	if _, err := src.Discard(cs.bom); err != nil {
		return nil, noReport(""), unreadable(err, limits)
	}
	head = head[cs.bom:]
	text := src
	if cs.decoder != nil && (cs.name != "gb18030" || !bytes.HasPrefix(bytes.TrimSpace(head), []byte{'<'})) {
		// XML in GB18030 is read as bytes: its marks are the ASCII bytes, and
		// only names need decoding.
		text = bufio.NewReaderSize(transform.NewReader(src, cs.decoder), sniffBytes)
		head, _ = text.Peek(sniffBytes)
	}
	if looksBinary(head) {
		return nil, noReport(""), recognised{}.refusal()
	}
	kind := recogniseText(head)
	if !kind.reads {
		return nil, noReport(kind.format), kind.refusal()
	}
	return decodeText(text, head, newCollector(kind.format, cs.name, limits))
}

// decodeText reads one of the text formats.
func decodeText(src io.Reader, head []byte, c *collector) ([]Trace, Report, error) {
	switch c.report.Format {
	case "gpx":
		return decodeGPX(src, c)
	case "kml":
		return decodeKML(src, c)
	case "tcx":
		return decodeTCX(src, c)
	case "geojson", "overland":
		return decodeGeoJSON(src, c)
	case "google-json":
		return decodeGoogle(src, c)
	case "owntracks":
		return decodeOwnTracks(src, c)
	case "owntracks-rec":
		return decodeOwnTracksRec(src, c)
	case "nmea":
		return decodeNMEA(src, c)
	case "plt":
		return decodePLT(src, c)
	case "igc":
		return decodeIGC(src, c)
	case "jt808":
		return decodeJT808Log(src, c)
	default:
		return decodeCSV(src, head, c)
	}
}
