package reimburse

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"licheng/lang"
	"licheng/reimburse/matter"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/trips"
)

// recordAwayM is how far from the straight line between a trip's places a station
// may lie whose record supports it. An expressway may run through the next
// valley; beyond that the record is of a drive to somewhere else.
const recordAwayM = 15_000

// recordMinute is how a statement names a moment in its reference.
const recordMinute = "2006-01-02 15:04"

// recordRef is a toll record as a statement names it: "云A12345 2026-10-13 09:40",
// plate and minute of the exit in China. Both are empty where none is named.
type recordRef struct {
	plate string // as PlateKey writes it
	exit  time.Time
}

// parseRecordRef reads a reference; false when it is none.
func parseRecordRef(ref string) (recordRef, bool) {
	if ref == "" {
		return recordRef{}, true
	}
	plate, minute, _ := strings.Cut(ref, " ")
	exit, err := time.ParseInLocation(recordMinute, minute, rules.Shanghai())
	return recordRef{toll.PlateKey(plate), exit}, err == nil && plate != ""
}

// names reports whether r is the record of the reference; an empty one names any.
func (ref recordRef) names(r toll.Record) bool {
	return ref.plate == "" || ref.plate == r.Plate && r.ExitAt.Truncate(time.Minute).Equal(ref.exit)
}

// askRecord is what to do where no record was found.
var askRecord = lang.Say("请核对车辆和出发时间，或导入这辆车的 ETC 明细，记录入库后系统会自动更正。",
	"Check the vehicle and when it set out, or import the ETC statement of the car: this is put right by itself once the record is there.")

// namedRecord looks a toll record up among those of the cars the trip may have
// been driven in: the one named, or whichever fits. It must be of the car, of the
// day, within two hours of the trip, and of a station on its way as far as the
// county knows where the stations are.
func (s *Service) namedRecord(ctx context.Context, county trips.County, n trips.Naming) (trips.Looked, error) {
	ref, ok := parseRecordRef(n.Ref)
	if !ok {
		return missing(lang.Sayf("“%[1]s”不是“车牌 出站时间”，例如 云A12345 2026-10-13 09:40。",
			"%[1]q is not plate and time of exit, such as 云A12345 2026-10-13 09:40.", n.Ref), askRecord), nil
	}
	plates, err := s.platesOf(ctx, county, n)
	switch {
	case err != nil:
		return trips.Looked{}, err
	case len(plates) == 0:
		return missing(lang.Say("名下没有登记车辆，查不了通行记录。", "No vehicle is registered, so no record can be looked up."), askRecord), nil
	case ref.plate != "" && !slices.Contains(plates, ref.plate):
		return missing(lang.Sayf("通行记录是 %[1]s 的，这次行程的车是 %[2]s。", "The record is of %[1]s; the car of this trip is %[2]s.", ref.plate, strings.Join(plates, "、")), askRecord), nil
	}
	stations, err := s.trips.Places(ctx, county)
	if err != nil {
		return trips.Looked{}, fmt.Errorf("places of %s: %w", county, err)
	}
	wrong := lang.Say("没有找到这辆车在这个时间的通行记录。", "No toll record of this car at that time was found.")
	for _, plate := range plates {
		rows, err := s.recordsNamed(ctx, county, plate, ref, n)
		if err != nil {
			return trips.Looked{}, err
		}
		for _, row := range rows {
			why, fits := fitsNaming(row.record(), stationsOf(stations), n)
			if fits {
				return trips.Looked{Found: true, Text: why}, nil
			}
			wrong = why
		}
	}
	return missing(wrong, askRecord), nil
}

// platesOf returns the plates of the car a trip names, else of all the person's own.
func (s *Service) platesOf(ctx context.Context, county trips.County, n trips.Naming) ([]string, error) {
	if n.Vehicle != "" {
		v, found, err := s.store.vehicle(ctx, s.store.db, county, n.Vehicle)
		if err != nil || !found {
			return nil, err
		}
		return []string{toll.PlateKey(v.Plate)}, nil
	}
	own, err := s.store.vehicles(ctx, s.store.db, county, n.Person)
	if err != nil {
		return nil, fmt.Errorf("vehicles of %s: %w", n.Person, err)
	}
	plates := make([]string, len(own))
	for i, v := range own {
		plates[i] = toll.PlateKey(v.Plate)
	}
	return plates, nil
}

// recordsNamed returns the records of a plate: of the minute that is named, or of
// the days of the trip.
func (s *Service) recordsNamed(ctx context.Context, county trips.County, plate string, ref recordRef, n trips.Naming) ([]recordRow, error) {
	if ref.plate == plate {
		return s.store.tollRecords(ctx, s.store.db, county, plate, ref.exit, ref.exit.Add(time.Minute-time.Second))
	}
	if ref.plate != "" {
		return nil, nil
	}
	first, next := n.From.In(rules.Shanghai()), n.To.In(rules.Shanghai()).AddDate(0, 0, 1)
	return s.store.tollRecords(ctx, s.store.db, county, plate,
		time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, rules.Shanghai()),
		time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, rules.Shanghai()).Add(-time.Second))
}

// fitsNaming says whether a record of the trip's car is of the trip, and how that
// is known or why it is not.
func fitsNaming(r toll.Record, stations []trips.Place, n trips.Naming) (lang.Text, bool) {
	told := r.ExitAt.In(rules.Shanghai()).Format(recordMinute)
	day := rules.DateOf(r.ExitAt)
	switch {
	case day < rules.DateOf(n.From) || day > rules.DateOf(n.To):
		return lang.Sayf("通行记录（%[1]s 驶出 %[2]s）不是这一天的。", "The record (left %[2]s at %[1]s) is of another day.", told, r.Exit), false
	case r.ExitAt.Before(n.From.Add(-matter.Slack)) || r.ExitAt.After(n.To.Add(matter.Slack)):
		return lang.Sayf("通行记录（%[1]s 驶出 %[2]s）不是这个时间的。", "The record (left %[2]s at %[1]s) is of another time.", told, r.Exit), false
	case !byTheWay(r, stations, n.Places):
		return lang.Sayf("通行记录（%[1]s 驶出 %[2]s）不在这次行程的路上。", "The record (left %[2]s at %[1]s) is not on the way of this trip.", told, r.Exit), false
	}
	return lang.Sayf("有通行记录：%[3]s %[1]s 驶出 %[2]s，车辆、时间相符。", "A toll record fits in car and time: %[3]s left %[2]s at %[1]s.", told, r.Exit, r.Plate), true
}

// byTheWay reports whether a station of the record lies about the way between the
// places. Of a station that is not on the county's list nothing is known, and
// nothing is held against the trip.
func byTheWay(r toll.Record, stations, places []trips.Place) bool {
	var way orb.LineString
	for _, p := range places {
		way = append(way, orb.Point{p.Lon, p.Lat})
	}
	if len(way) < 2 {
		return true
	}
	known := false
	for _, p := range stations {
		name := toll.Station(p.Name)
		if !toll.SameStation(name, toll.Station(r.Exit)) && (r.Entry == "" || !toll.SameStation(name, toll.Station(r.Entry))) {
			continue
		}
		known = true
		if distanceToM(orb.MultiLineString{way}, orb.Point{p.Lon, p.Lat}) <= recordAwayM {
			return true
		}
	}
	return !known
}

// named returns, by their index, the records that trips in the car name: those are
// kept of a statement although no track passes their stations.
func (c carDriven) named(places []trips.Place, records []toll.Record) map[int]trips.TripID {
	found := map[int]trips.TripID{}
	for _, t := range c.driven {
		if t.Proof == nil || t.Proof.Named != trips.ByTollRecord {
			continue
		}
		n := namingOf(t, places)
		ref, _ := parseRecordRef(n.Ref)
		for i, r := range records {
			if r.Plate != c.plate || !ref.names(r) {
				continue
			}
			if _, fits := fitsNaming(r, stationsOf(places), n); fits {
				found[i] = t.ID
			}
		}
	}
	return found
}

// namingOf is what a trip that was read names, and the trip; its places are found
// by their names.
func namingOf(t trips.Trip, places []trips.Place) trips.Naming {
	n := trips.Naming{Person: t.Person, Evidence: t.Proof.Named, Ref: t.Proof.Ref, Vehicle: t.Vehicle, From: t.StartedAt, To: t.EndedAt}
	for _, name := range append(append([]string{t.From}, t.Via...), t.To) {
		if at := slices.IndexFunc(places, func(p trips.Place) bool { return p.Name == name && p.Kind != trips.Station }); at >= 0 {
			n.Places = append(n.Places, places[at])
		}
	}
	return n
}
