package trace

import (
	"bufio"
)

// decodeBytes recognises the format of the unpacked bytes and reads them.
func decodeBytes(src *bufio.Reader, head []byte, limits Limits) ([]Trace, Report, error) {
	return decodeGPX(src, newCollector("gpx", "utf-8", limits))
}
