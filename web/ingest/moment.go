package ingest

import (
	"math"
	"strconv"
	"time"
)

// moment reads a time as trackers write it: Unix seconds or milliseconds, or
// ISO 8601 with or without a zone (without: UTC, as Traccar takes it). Zero
// when it is none.
func moment(s string) time.Time {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return unixTime(n)
	}
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999-0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05",
	} {
		if at, err := time.Parse(layout, s); err == nil {
			return at
		}
	}
	return time.Time{}
}

// msFrom is where a number can only be milliseconds: as seconds it would be
// after the year 5000, as milliseconds it is March 1973.
const msFrom = 1e11

// unixTime reads Unix seconds or milliseconds; zero for what is no time.
func unixTime(n float64) time.Time {
	switch {
	case math.IsNaN(n) || n <= 0 || n > 1e14:
		return time.Time{}
	case n >= msFrom:
		return time.UnixMilli(int64(n)).UTC()
	default:
		return time.UnixMilli(int64(math.Round(n * 1000))).UTC()
	}
}
