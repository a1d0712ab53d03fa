package api

import (
	"context"
	"time"

	"github.com/paulmach/orb"

	"licheng/lang"
	"licheng/trips"
)

// Trips is what this file and fixes.go need of trips.
type Trips interface {
	Trip(ctx context.Context, actor trips.Actor, id trips.TripID) (trips.Trip, error)
	Trips(ctx context.Context, actor trips.Actor, filter trips.TripFilter) ([]trips.Trip, error)
	Fixes
}

// TripSummary is a trip in a list.
type TripSummary struct {
	ID            string     `json:"id"`
	TraceID       string     `json:"trace_id"`
	PersonID      string     `json:"person_id"`
	VehicleID     string     `json:"vehicle_id"`
	Purpose       string     `json:"purpose"`
	Month         string     `json:"month" doc:"It counts to, of Asia/Shanghai: 2026-10"`
	StartedAt     *time.Time `json:"started_at" doc:"Null when the trace has no times"`
	EndedAt       *time.Time `json:"ended_at"`
	From          string     `json:"from" doc:"The nearest place; empty when none is near"`
	Via           []string   `json:"via" doc:"Where it stopped in between or, on a round trip without a stop, turned round"`
	To            string     `json:"to"`
	DistanceM     float64    `json:"distance_m"`
	DistanceLowM  float64    `json:"distance_low_m"`
	DistanceHighM float64    `json:"distance_high_m"`
	TolledM       float64    `json:"tolled_m"`
	OffRoadM      float64    `json:"off_road_m"`
	ClimbM        float64    `json:"climb_m"`
	Confidence    float64    `json:"confidence" doc:"0 to 1"`
	Serious       int        `json:"findings_serious" doc:"Findings to look at before deciding"`
	Notes         int        `json:"findings_note"`
	Evidence      Evidence   `json:"evidence" doc:"What shows that it was driven"`
}

// Trip is a trip with its evidence.
type Trip struct {
	TripSummary
	TraceLengthM float64         `json:"trace_length_m" doc:"Fix to fix"`
	DescentM     float64         `json:"descent_m"`
	Fixes        int             `json:"fixes"`
	Kept         int             `json:"kept"`
	Datum        string          `json:"datum" enum:"wgs84,gcj02,bd09"`
	RoadsVersion string          `json:"roads_version"`
	MatchVersion string          `json:"match_version"`
	Path         MultiLineString `json:"path" doc:"As driven, one part an unbroken path"`
	OffRoad      MultiLineString `json:"off_road" doc:"Of it, what the map does not have"`
	Passages     []Passage       `json:"passages"`
	Breaks       []Break         `json:"breaks"`
	Dropped      []Dropped       `json:"dropped"`
	Findings     []Finding       `json:"findings"`
	Late         []LateFinding   `json:"late_findings" doc:"Learnt after the claim was handed in: what was decided stays as it is"`
	Purged       *Purged         `json:"points_purged,omitempty" doc:"Its raw points are gone: nobody can read its fixes any more; absent while they are there"`
}

// MultiLineString is a GeoJSON geometry, WGS-84.
type MultiLineString struct {
	Type        string         `json:"type" enum:"MultiLineString"`
	Coordinates [][][2]float64 `json:"coordinates" doc:"Longitude, latitude"`
}

// Passage is a toll booth or gantry driven through.
type Passage struct {
	Kind string     `json:"kind" enum:"booth,gantry"`
	Ref  string     `json:"ref"`
	Name string     `json:"name"`
	At   *time.Time `json:"at"`
	Lon  float64    `json:"lon"`
	Lat  float64    `json:"lat"`
}

// Break is a gap in the path that no plausible drive explains.
type Break struct {
	At     *time.Time `json:"at"`
	Reason string     `json:"reason" enum:"gap,too_fast,no_route"`
}

// Dropped counts the fixes one cleaning rule set aside.
type Dropped struct {
	Reason string    `json:"reason"`
	Fixes  int       `json:"fixes"`
	Text   lang.Text `json:"text"`
}

// Finding is something to look at; it decides nothing.
type Finding struct {
	Rule      string     `json:"rule"`
	Severity  string     `json:"severity" enum:"note,serious"`
	Text      lang.Text  `json:"text"`
	Measured  float64    `json:"measured"`
	Threshold float64    `json:"threshold"`
	Unit      string     `json:"unit"`
	At        *time.Time `json:"at" doc:"When in the trip; null when it is the trip as a whole"`
	Clears    lang.Text  `json:"clears" doc:"What would clear it"`
}

// LateFinding is something learnt of a trip after its claim was handed in.
type LateFinding struct {
	Finding
	FoundAt time.Time `json:"found_at"`
	Gone    bool      `json:"gone" doc:"It was found before, and holds no more"`
}

// TripsInput narrows the list.
type TripsInput struct {
	Month    string `query:"month" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"2026-10"`
	PersonID string `query:"person_id" maxLength:"64" doc:"Empty: a cadre's own, everybody's for finance"`
}

// TripsOutput answers with trips.
type TripsOutput struct{ Body []TripSummary }

// TripOutput answers with a trip.
type TripOutput struct{ Body Trip }

// TripInput names a trip.
type TripInput struct {
	ID string `path:"id" maxLength:"64"`
}

// ListTrips answers trips of a month.
func (a *API) ListTrips(ctx context.Context, in *TripsInput) (*TripsOutput, error) {
	found, err := a.Trips.Trips(ctx, actor(ctx), trips.TripFilter{
		Person: trips.PersonID(in.PersonID), Month: in.Month, Summary: true,
	})
	if err != nil {
		return nil, err
	}
	return &TripsOutput{Body: listOf(found, tripSummaryOf)}, nil
}

// ReadTrip answers a trip with its evidence.
func (a *API) ReadTrip(ctx context.Context, in *TripInput) (*TripOutput, error) {
	trip, err := a.Trips.Trip(ctx, actor(ctx), trips.TripID(in.ID))
	if err != nil {
		return nil, err
	}
	return &TripOutput{Body: tripOf(trip)}, nil
}

func tripSummaryOf(t trips.Trip) TripSummary {
	s := TripSummary{
		ID: string(t.ID), TraceID: string(t.Trace), PersonID: string(t.Person), VehicleID: string(t.Vehicle),
		Purpose: t.Purpose, Month: t.Month, StartedAt: optionalTime(t.StartedAt), EndedAt: optionalTime(t.EndedAt),
		From: t.From, Via: append([]string{}, t.Via...), To: t.To,
		DistanceM: t.DistanceM, DistanceLowM: t.DistanceLowM, DistanceHighM: t.DistanceHighM,
		TolledM: t.TolledM, OffRoadM: t.OffRoadM, ClimbM: t.ClimbM, Confidence: t.Confidence, Evidence: evidenceOf(t),
	}
	for _, f := range t.Findings {
		if f.Severity == "serious" {
			s.Serious++
		} else {
			s.Notes++
		}
	}
	return s
}

func tripOf(t trips.Trip) Trip {
	return Trip{
		TripSummary:  tripSummaryOf(t),
		TraceLengthM: t.TraceLengthM, DescentM: t.DescentM, Fixes: t.Fixes, Kept: t.Kept,
		Datum: t.Datum, RoadsVersion: t.RoadsVersion, MatchVersion: t.MatchVersion,
		Path: multiLineOf(t.Path), OffRoad: multiLineOf(t.OffRoad),
		Passages: listOf(t.Passages, passageOf),
		Breaks:   listOf(t.Breaks, func(b trips.Break) Break { return Break{At: optionalTime(b.At), Reason: b.Reason} }),
		Dropped:  listOf(t.Dropped, func(d trips.Dropped) Dropped { return Dropped(d) }),
		Findings: listOf(t.Findings, findingOf), Purged: purgedOf(t.Purged),
		Late: listOf(t.Late, func(l trips.LateFinding) LateFinding {
			return LateFinding{Finding: findingOf(l.Finding), FoundAt: l.FoundAt, Gone: l.Gone}
		}),
	}
}

func passageOf(p trips.Passage) Passage {
	return Passage{Kind: p.Kind, Ref: p.Ref, Name: p.Name, At: optionalTime(p.At), Lon: p.Lon, Lat: p.Lat}
}

func findingOf(f trips.Finding) Finding {
	return Finding{
		Rule: f.Rule, Severity: f.Severity, Text: f.Text, Measured: f.Measured, Threshold: f.Threshold, Unit: f.Unit,
		At: optionalTime(f.At), Clears: f.Clears,
	}
}

func multiLineOf(m orb.MultiLineString) MultiLineString {
	return MultiLineString{Type: "MultiLineString", Coordinates: listOf(m, coordinatesOf)}
}

func coordinatesOf(line orb.LineString) [][2]float64 {
	return listOf(line, func(p orb.Point) [2]float64 { return p })
}
