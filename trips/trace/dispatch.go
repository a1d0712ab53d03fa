package trace

import (
	"bufio"
	"bytes"
	"io"

	"golang.org/x/text/transform"

	"licheng/lang"
)

// decodeBytes recognises the format of the unpacked bytes and reads them.
func decodeBytes(src *bufio.Reader, head []byte, limits Limits) ([]Trace, Report, error) {
	if len(bytes.TrimSpace(head)) == 0 {
		return nil, noReport(""), refuse(RefusedEmpty, "", lang.Say(
			"文件是空的；请重新导出或重新上传。", "the file is empty; export it or send it again."))
	}
	if kind, ok := recogniseBinary(head); ok {
		if !kind.reads {
			return nil, noReport(kind.format), kind.refusal()
		}
		return decodeArchive(src, limits)
	}
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
	case "geojson":
		return decodeGeoJSON(src, c)
	default:
		return decodeCSV(src, head, c)
	}
}
