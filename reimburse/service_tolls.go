package reimburse

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/trips"
)

// passing is what is known of a trip's tolls beside its track: the records of
// its vehicle that are of it, the passes that are paid with another trip, and
// how many records its vehicle has on its days.
type passing struct {
	records []toll.Record
	taken   []toll.Taken
	thatDay int
}

// carDriven are the trips of a month in one vehicle.
type carDriven struct {
	vehicle Vehicle
	plate   string
	driven  []trips.Trip
}

// window is the time the trips were under way, ten minutes and more around it.
func (c carDriven) window() (from, until time.Time) {
	for _, t := range c.driven {
		if from.IsZero() || t.StartedAt.Before(from) {
			from = t.StartedAt
		}
		if t.EndedAt.After(until) {
			until = t.EndedAt
		}
	}
	return from.AddDate(0, 0, -1), until.AddDate(0, 0, 1)
}

// passings finds what is known of the tolls of a month's trips. A pass of a
// vehicle is paid once: with the trip whose claim was handed in first; until
// then with the trip of the vehicle's own person, else with the one stored first.
func (s *Service) passings(ctx context.Context, q querier, p *pricing, driven []trips.Trip) (map[trips.TripID]*passing, error) {
	found := map[trips.TripID]*passing{}
	for _, car := range p.cars(driven) {
		if err := s.passingsOf(ctx, q, p, car, found); err != nil {
			return nil, fmt.Errorf("tolls of %s: %w", car.plate, err)
		}
	}
	return found, nil
}

// cars groups the trips that have times by the vehicle they are priced with.
func (p *pricing) cars(driven []trips.Trip) []carDriven {
	var cars []carDriven
	for _, t := range driven {
		v, known := p.vehicle(p.drivenIn(t))
		if !known || t.StartedAt.IsZero() || v.Unit {
			continue
		}
		at := slices.IndexFunc(cars, func(c carDriven) bool { return c.vehicle.ID == v.ID })
		if at < 0 {
			at, cars = len(cars), append(cars, carDriven{vehicle: v, plate: toll.PlateKey(v.Plate)})
		}
		cars[at].driven = append(cars[at].driven, t)
	}
	for _, c := range cars {
		slices.SortFunc(c.driven, func(a, b trips.Trip) int { return strings.Compare(string(a.ID), string(b.ID)) })
	}
	return cars
}

// passingsOf is passings for the trips in one vehicle.
func (s *Service) passingsOf(ctx context.Context, q querier, p *pricing, car carDriven, found map[trips.TripID]*passing) error {
	from, until := car.window()
	rows, err := s.store.tollRecords(ctx, q, p.county, car.plate, from, until)
	if err != nil {
		return err
	}
	p.records = append(p.records, rows...)
	held, err := s.store.usesHeld(ctx, q, p.county, car.plate, from, until)
	if err != nil {
		return err
	}
	drives := car.timed(p.beside.stations, recordsOf(rows))
	for _, t := range car.driven {
		found[t.ID] = &passing{thatDay: recordsOn(rows, t)}
	}
	for _, row := range rows {
		if at := toll.Fit(row.record(), drives); at >= 0 {
			own := found[car.driven[at].ID]
			own.records = append(own.records, row.record())
		}
	}
	for i, t := range car.driven {
		own := found[t.ID]
		if len(t.Passages) == 0 && t.TolledM == 0 && len(own.records) == 0 {
			continue
		}
		if err := s.takeHeld(ctx, q, p, t, held, own); err != nil {
			return err
		}
		mine := spansHeld(held, t.ID)
		for _, before := range car.driven[:i] { // of the same person: phone and watch
			own.take(mine, before, found[before.ID].records, lang.Say("已随本人另一行程（同一次驾驶）计算", "is counted with another trip of the same person, of the same drive"), false)
		}
		if err := s.takeBeside(ctx, q, p, t, car.vehicle, mine, own); err != nil {
			return err
		}
	}
	return nil
}

// recordsOn counts the records on the days of a trip.
func recordsOn(rows []recordRow, t trips.Trip) int {
	n, first, last := 0, rules.DateOf(t.StartedAt), rules.DateOf(t.EndedAt)
	for _, r := range rows {
		if day := rules.DateOf(r.ExitAt); first <= day && day <= last {
			n++
		}
	}
	return n
}

// timed is the trips in one vehicle as records are held against them: the booths
// they passed, and the county's stations on their way.
func (c carDriven) timed(stations []trips.Place, records []toll.Record) []toll.Timed {
	drives := make([]toll.Timed, len(c.driven))
	for i, t := range c.driven {
		d := toll.Timed{Start: t.StartedAt.UTC(), End: t.EndedAt.UTC(), Drive: toll.Drive{Plate: c.plate}}
		for _, p := range t.Passages {
			if toll.Kind(p.Kind) == toll.Booth {
				d.Approaches = append(d.Approaches, toll.Approach{Station: toll.Station(p.Name), At: p.At.UTC()})
			}
		}
		d.Approaches = append(d.Approaches, onTheWay(t, stations, records)...)
		drives[i] = d
	}
	return drives
}

// takeHeld adds the passes that claims handed in hold for other trips of the
// same plate.
func (s *Service) takeHeld(ctx context.Context, q querier, p *pricing, t trips.Trip, held []useRow, own *passing) error {
	for _, u := range held {
		if u.Trip == t.ID {
			continue
		}
		why, err := s.withWhom(ctx, q, p, u.Person, u.From)
		if err != nil {
			return err
		}
		own.taken = append(own.taken, toll.Taken{Span: u.span(), Why: why})
	}
	return nil
}

// withWhom says with whose trip a pass is paid.
func (s *Service) withWhom(ctx context.Context, q querier, p *pricing, person trips.PersonID, at time.Time) (lang.Text, error) {
	on := at.In(rules.Shanghai())
	if person == p.person.ID {
		return lang.Sayf("已随本人 %[1]s 的另一行程报销，同一次通行只付一次", "is paid with another trip of the same person of %[2]s; a pass is paid once",
			on.Format("1月2日"), on.Format("2 Jan")), nil
	}
	who, err := s.store.person(ctx, q, p.county, person)
	return lang.Sayf("随 %[1]s %[2]s 的行程计算，同一次通行只付一次", "goes with the trip of %[1]s on %[3]s; a pass is paid once",
		who.Name, on.Format("1月2日"), on.Format("2 Jan")), err
}

// take adds the passes of a trip that is paid first; those that the own claim
// holds already stay.
func (own *passing) take(mine []toll.Span, other trips.Trip, records []toll.Record, why lang.Text, tableOnly bool) {
	spans := toll.Spans(passagesOf(other))
	for _, r := range records {
		spans = append(spans, r.Span())
	}
	for _, s := range spans {
		if !slices.ContainsFunc(mine, s.Same) {
			own.taken = append(own.taken, toll.Taken{Span: s, Why: why, TableOnly: tableOnly})
		}
	}
}

// spansHeld returns the passes that the trip's own claims hold.
func spansHeld(held []useRow, trip trips.TripID) []toll.Span {
	var spans []toll.Span
	for _, u := range held {
		if u.Trip == trip {
			spans = append(spans, u.span())
		}
	}
	return spans
}

// passagesOf is the toll points of a trip as toll takes them.
func passagesOf(t trips.Trip) []toll.Passage {
	passages := make([]toll.Passage, 0, len(t.Passages))
	for _, p := range t.Passages {
		passages = append(passages, toll.Passage{Kind: toll.Kind(p.Kind), Ref: p.Ref, Name: p.Name, At: p.At.UTC()})
	}
	return passages
}

// usesFor is the passes that lines pay as rows of a claim.
func (p *pricing) usesFor(passes []rules.PaidPass, driven []trips.Trip) []useRow {
	uses := []useRow{}
	for i, paid := range passes {
		u := useRow{
			No: i + 1, Trip: trips.TripID(paid.Trip), Person: p.person.ID, By: paid.By,
			From: paid.Span.From.UTC(), Until: paid.Span.Until.UTC(), SlackS: int64(paid.Span.Slack / time.Second),
		}
		at := slices.IndexFunc(driven, func(t trips.Trip) bool { return t.ID == u.Trip })
		if at < 0 {
			continue
		}
		if v, known := p.vehicle(p.drivenIn(driven[at])); known {
			u.Plate = toll.PlateKey(v.Plate)
		}
		if paid.Record != nil {
			u.Plate, u.Exit = paid.Record.Plate, sql.NullString{String: toll.Station(paid.Record.Exit), Valid: true}
		}
		uses = append(uses, u)
	}
	return uses
}

// saveNewUses writes the passes of a correction that no claim of the month holds
// yet: a record that came after its month was handed in.
func (s *Service) saveNewUses(ctx context.Context, tx *sqlx.Tx, row claimRow, uses []useRow) error {
	fresh, err := s.unheld(ctx, tx, row.County, uses)
	if err != nil {
		return err
	}
	return s.store.saveUses(ctx, tx, row.County, row.ID, fresh)
}

// unheld leaves out the passes that a claim handed in holds of the same trip:
// one that came back does not hold again what a correction holds.
func (s *Service) unheld(ctx context.Context, q querier, county trips.County, uses []useRow) ([]useRow, error) {
	fresh := []useRow{}
	for _, u := range uses {
		held, err := s.store.usesOfTrip(ctx, q, county, u.Trip)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(held, func(h useRow) bool { return h.span().Same(u.span()) }) {
			fresh = append(fresh, u)
		}
	}
	return fresh, nil
}

// holds reports whether the claim keeps the passes it pays from everybody else:
// from when it is handed in, unless it is returned or rejected.
func (r claimRow) holds() bool {
	return r.State.Pinned() && r.State != claim.Rejected
}

// recordsOf is the rows as passes are reconciled with them.
func recordsOf(rows []recordRow) []toll.Record {
	records := make([]toll.Record, len(rows))
	for i, r := range rows {
		records[i] = r.record()
	}
	return records
}

// saveMatches writes which trips of the month the records are of, and takes the
// trip off those of the month that are of none any more. What a person handed in
// goes then: it was kept for the trip.
func (s *Service) saveMatches(ctx context.Context, tx *sqlx.Tx, p *pricing) error {
	of := maps.Clone(p.beside.named)
	for trip, known := range p.passing {
		for _, r := range known.records {
			of[recordKey(r)] = trip
		}
	}
	rows, err := s.recordsAbout(ctx, tx, p)
	if err != nil {
		return err
	}
	for _, row := range rows {
		trip, is := of[recordKey(row.record())]
		if trip == row.Trip || !is && monthOf(row.ExitAt) != p.month {
			continue
		}
		if err := s.store.saveRecordTrip(ctx, tx, p.county, row, trip); err != nil {
			return err
		}
		if !is && row.Own {
			if err := s.store.dropRecord(ctx, tx, p.county, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// recordKey tells a pass from every other of the county.
func recordKey(r toll.Record) string {
	return r.Plate + " " + r.ExitAt.UTC().Format(time.RFC3339) + " " + toll.Station(r.Exit)
}

// recordsAbout returns the records about the time of the month's trips, and those
// of the person's own vehicles in the month: without any trip there may be some.
func (s *Service) recordsAbout(ctx context.Context, q querier, p *pricing) ([]recordRow, error) {
	first, err := monthStart(p.month)
	if err != nil {
		return nil, err
	}
	rows := slices.Clone(p.records)
	for _, v := range p.vehicles[:p.own] {
		more, err := s.store.tollRecords(ctx, q, p.county, toll.PlateKey(v.Plate), first, first.AddDate(0, 1, 0))
		if err != nil {
			return nil, err
		}
		for _, row := range more {
			if !slices.ContainsFunc(rows, func(r recordRow) bool {
				return r.Plate == row.Plate && r.ExitAt.Equal(row.ExitAt) && r.ExitKey == row.ExitKey
			}) {
				rows = append(rows, row)
			}
		}
	}
	return rows, nil
}
