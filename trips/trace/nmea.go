package trace

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"time"

	"github.com/adrianmo/go-nmea"
)

// mpsPerKnot is 1852 m an hour.
const mpsPerKnot = 1852.0 / 3600

// nmeaLog reads the sentences a receiver writes (NMEA 0183), BeiDou's BD and
// GB talkers among them. RMC, GGA, GLL and GNS of one time of day are one fix;
// dates come from RMC and ZDA, and fixes before the first date take theirs from
// it, counting midnights back. A line may begin with a logger's own time stamp.
type nmeaLog struct {
	*collector
	parser  nmea.SentenceParser
	days    nmeaDays
	open    nmeaEpoch
	waiting []nmeaEpoch // finished before the first date

	summed, bare        int // sentences with a checksum, and without
	broken, firstBroken int // sentences other than positions with a wrong one
}

// nmeaEpoch is a fix that sentences of one time of day are gathered into.
type nmeaEpoch struct {
	position
	clock     time.Duration // time of day
	timed     bool          // the sentences gave one
	midnights int           // passed since the beginning of the log
	kinds     map[string]bool
}

// decodeNMEA reads a whole log.
func decodeNMEA(src io.Reader, c *collector) ([]Trace, Report, error) {
	n := &nmeaLog{collector: c}
	n.parser.CheckCRC, n.parser.OnBaseSentence = n.check, tidyTime
	lines := newRows(src)
	for {
		line, whole, err := lines.next()
		if err == nil {
			err = n.take(line, whole, lines.line)
		}
		if err == nil {
			continue
		}
		if endErr := n.end(); endErr != nil {
			err = endErr
		}
		if errors.Is(err, io.EOF) {
			return c.finish()
		}
		return c.stopped(err, max(lines.line, 1))
	}
}

// errChecksum reports a sentence whose checksum does not fit.
var errChecksum = errors.New("wrong checksum")

// check compares the checksum. A sentence may do without where none has had
// one; among others that do it was cut.
func (n *nmeaLog) check(s nmea.BaseSentence, fields string) error {
	if s.Checksum == "" && n.summed == 0 {
		n.bare++
		return nil
	}
	n.summed++
	if len(s.Checksum) < 2 || nmea.Checksum(fields) != s.Checksum[:2] {
		return errChecksum
	}
	return nil
}

// tidyTime mends a time of day as some loggers write it, "222509." or with
// blanks around it or letters for a fraction they do not know. One without
// hours is none.
func tidyTime(s *nmea.BaseSentence) error {
	at := 0
	if s.Type == "GLL" {
		at = 4
	}
	if at >= len(s.Fields) || s.Type != "ZDA" && !nmeaPositions[s.Type] {
		return nil
	}
	whole, fraction, _ := strings.Cut(strings.TrimSpace(s.Fields[at]), ".")
	fraction = strings.TrimRightFunc(fraction, func(r rune) bool { return r < '0' || r > '9' })
	if len(whole) == 6 && fraction != "" {
		whole += "." + fraction
	}
	s.Fields[at] = whole
	return nil
}

// take reads one line; what is no sentence is passed over.
func (n *nmeaLog) take(line []byte, whole bool, where int) error {
	begin := bytes.IndexByte(line, '$')
	if begin < 0 {
		return nil
	}
	text := trimSpace(line[begin:])
	if !whole && bytes.IndexByte(text, '*') < 0 {
		return errTruncated
	}
	kind := nmeaKind(text)
	if kind == "" {
		return nil
	}
	sentence, err := n.parser.Parse(string(text))
	switch {
	case errors.Is(err, errChecksum) && nmeaPositions[kind]:
		return n.reject(DropChecksum, where)
	case errors.Is(err, errChecksum):
		if n.broken++; n.broken == 1 {
			n.firstBroken = where
		}
		return nil
	case err != nil && nmeaPositions[kind]:
		return n.unreadable(text, where)
	case err != nil:
		return nil
	}
	return n.gather(sentence, kind, where)
}

// nmeaPositions are the sentences that carry a position.
var nmeaPositions = map[string]bool{"RMC": true, "GGA": true, "GLL": true, "GNS": true}

// nmeaKind returns the kind of a sentence that is read, empty for all others.
func nmeaKind(text []byte) string {
	comma := bytes.IndexByte(text, ',')
	if comma != 6 {
		return ""
	}
	switch kind := string(text[3:6]); kind {
	case "RMC", "GGA", "GLL", "GNS", "ZDA", "WPL":
		return kind
	}
	return ""
}

// unreadable drops a position sentence that does not parse: with an empty
// position it says that there was no fix.
func (n *nmeaLog) unreadable(text []byte, where int) error {
	if bytes.Contains(text, []byte(",,,,")) {
		return n.reject(DropNoFix, where)
	}
	return n.reject(DropNoPosition, where)
}

// gather takes what a sentence tells.
func (n *nmeaLog) gather(sentence nmea.Sentence, kind string, where int) error {
	switch s := sentence.(type) {
	case nmea.RMC:
		return n.rmc(s, where)
	case nmea.GGA:
		return n.gga(s, where)
	case nmea.GLL:
		return n.fix(kind, s.Time, s.Latitude, s.Longitude, s.Validity == nmea.ValidGLL, where)
	case nmea.GNS:
		valid := false
		for _, mode := range s.Mode {
			valid = valid || mode != nmea.NoFixGNS
		}
		return n.fix(kind, s.Time, s.Latitude, s.Longitude, valid, where)
	case nmea.ZDA:
		if day, ok := dayOf(int(s.Day), int(s.Month), int(s.Year)); ok {
			return n.setDay(day)
		}
	case nmea.WPL:
		n.others.places++
	}
	return nil
}

// rmc reads position, speed, course and date.
func (n *nmeaLog) rmc(s nmea.RMC, where int) error {
	if err := n.fix("RMC", s.Time, s.Latitude, s.Longitude, s.Validity == nmea.ValidRMC, where); err != nil {
		return err
	}
	if len(s.Fields) > 7 && s.Fields[6] != "" {
		n.open.speedMPS = s.Speed * mpsPerKnot
	}
	if len(s.Fields) > 7 && s.Fields[7] != "" {
		n.open.headingDeg = s.Course
	}
	if year := s.Date.YY + 2000; s.Date.Valid {
		if s.Date.YY >= 80 {
			year -= 100
		}
		if day, ok := dayOf(s.Date.DD, s.Date.MM, year); ok {
			return n.setDay(day)
		}
	}
	return nil
}

// gga reads position, altitude and dilution.
func (n *nmeaLog) gga(s nmea.GGA, where int) error {
	if err := n.fix("GGA", s.Time, s.Latitude, s.Longitude, s.FixQuality != nmea.Invalid, where); err != nil {
		return err
	}
	if len(s.Fields) > 8 && s.Fields[8] != "" {
		n.open.elevationM = s.Altitude
	}
	if s.HDOP > 0 && s.HDOP < hdopUnknown {
		n.open.accuracyM = s.HDOP * metresPerHDOP
	}
	return nil
}

// fix adds a position sentence to the open fix, or begins the next one when
// its time, or its kind, has been there already.
func (n *nmeaLog) fix(kind string, at nmea.Time, lat, lon float64, valid bool, where int) error {
	clock := time.Duration(at.Hour)*time.Hour + time.Duration(at.Minute)*time.Minute +
		time.Duration(at.Second)*time.Second + time.Duration(at.Millisecond)*time.Millisecond
	if n.open.kinds == nil || n.open.kinds[kind] || n.open.timed != at.Valid || n.open.clock != clock {
		if err := n.close(); err != nil {
			return err
		}
		n.open = nmeaEpoch{position: blank(where), clock: clock, timed: at.Valid, kinds: map[string]bool{}}
		if at.Valid {
			n.open.midnights = n.days.pass(clock)
		}
	}
	n.open.kinds[kind] = true
	n.open.noFix = n.open.noFix || !valid
	if valid && !math.IsNaN(lat+lon) {
		n.open.lat, n.open.lon = lat, lon
	}
	return nil
}

// close hands the open fix on, or keeps it until a date is known.
func (n *nmeaLog) close() error {
	if n.open.kinds == nil {
		return nil
	}
	done := n.open
	n.open = nmeaEpoch{}
	if done.timed && !n.days.known() {
		if len(n.waiting) >= n.limits.Fixes {
			return n.tooManyFixes(done.where)
		}
		done.kinds = nil
		n.waiting = append(n.waiting, done)
		return nil
	}
	return n.hand(done)
}

// hand gives a fix to the collector with its time.
func (n *nmeaLog) hand(e nmeaEpoch) error {
	if e.timed {
		e.position.timed, e.precision = true, clockOnly
		if n.days.known() {
			e.at, e.precision = n.days.moment(e.midnights, e.clock), exact
		}
	}
	return n.add(e.position)
}

// setDay takes a date and hands on what waited for one.
func (n *nmeaLog) setDay(day time.Time) error {
	n.days.set(day)
	waiting := n.waiting
	n.waiting = nil
	for _, e := range waiting {
		if err := n.hand(e); err != nil {
			return err
		}
	}
	return nil
}

// end hands on what is left and says what was odd.
func (n *nmeaLog) end() error {
	if err := n.close(); err != nil {
		return err
	}
	for _, e := range n.waiting {
		if err := n.hand(e); err != nil {
			return err
		}
	}
	n.waiting = nil
	if n.bare > 0 {
		n.note("有 %[1]d 句没有校验和，已照常读取。", "%[2]s without a checksum, read as usual.", n.bare, count(n.bare, "sentence"))
	}
	if n.broken > 0 {
		n.note("另有 %[1]d 句非定位语句校验和不符（第一句在第 %[2]d 行），未采用；里程不受影响。",
			"%[3]s other than positions with a wrong checksum (the first at line %[2]d) not used; the distance is not affected.",
			n.broken, n.firstBroken, count(n.broken, "sentence"))
	}
	return nil
}

// nmeaDays keeps the date of a log that mostly gives times of day.
type nmeaDays struct {
	day       time.Time     // the date after `at` midnights; zero before the first
	at        int           // midnights passed when day was learned
	midnights int           // passed so far
	last      time.Duration // the time of day before
}

// pass notes a time of day and returns the midnights passed: a step back by
// more than half a day is one.
func (d *nmeaDays) pass(clock time.Duration) int {
	if d.last-clock > 12*time.Hour {
		d.midnights++
	}
	d.last = clock
	return d.midnights
}

func (d *nmeaDays) known() bool { return !d.day.IsZero() }

func (d *nmeaDays) set(day time.Time) { d.day, d.at = day, d.midnights }

// moment is a time of day after so many midnights.
func (d *nmeaDays) moment(midnights int, clock time.Duration) time.Time {
	return d.day.AddDate(0, 0, midnights-d.at).Add(clock)
}

// dayOf makes a date that exists and that a receiver can honestly give.
func dayOf(day, month, year int) (time.Time, bool) {
	if month < 1 || month > 12 || day < 1 || year < 1980 || day > daysIn(year, month) {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, !t.Before(earliest) && t.Before(latest)
}
