package trips

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/trips/trace"
)

// Statement tells of a trip that has no trace: when it set out, the places it
// went to, and what shows that it was driven. It is kept as a document of its
// own, with its SHA-256, as a trace file is: what is paid walks back to it.
type Statement struct {
	Vehicle    VehicleID
	Purpose    string
	DepartedAt time.Time
	Places     []string // codes of places of the county, in order, the first where it set out
	Evidence   Evidence // not ByTrace
	Ref        string   // the record it names: id of a request or of a person, number or SHA-256 of a slip, plate and minute of a toll record's exit; may be empty
	Note       string   // in words
	ClaimedM   float64  // as read off the odometer; 0 when not given. Only held against the way, never paid
}

// The limits of a statement.
const (
	statedPlacesMax = 12
	statedAheadMax  = time.Hour            // clocks differ
	statedAgoMax    = 366 * 24 * time.Hour // a year's books are closed
	claimedMaxM     = 2_000_000
	refMax          = 100
)

// statementFile is a statement as it is kept; fields in this order, so that the
// same statement is the same bytes.
type statementFile struct {
	Statement  int       `json:"statement"` // version of this form
	DepartedAt time.Time `json:"departed_at"`
	Places     []string  `json:"places"`
	Evidence   Evidence  `json:"evidence"`
	Ref        string    `json:"ref,omitempty"`
	Note       string    `json:"note,omitempty"`
	ClaimedM   float64   `json:"claimed_m,omitempty"`
	Purpose    string    `json:"purpose,omitempty"`
	Vehicle    VehicleID `json:"vehicle,omitempty"`
}

// HandInStatement takes a statement in as HandIn takes a trace: durable before
// it returns, read into a trip by a job, and the same statement twice is one.
//
// Faults: those of HandIn, ErrStatement, ErrStatedPlace, ErrStatedTime, ErrEvidence.
func (s *Service) HandInStatement(ctx context.Context, actor Actor, in Statement) (Upload, bool, error) {
	upload, err := s.describeUpload(ctx, actor, HandIn{FileName: "statement.json", Vehicle: in.Vehicle, Purpose: in.Purpose, Datum: "wgs84"})
	if err != nil {
		return Upload{}, false, err
	}
	if err := s.checkStatement(ctx, actor.County, in); err != nil {
		return Upload{}, false, err
	}
	content, err := json.Marshal(statementFile{
		Statement: 1, DepartedAt: in.DepartedAt.UTC().Truncate(time.Second), Places: in.Places, Evidence: in.Evidence,
		Ref: plainText(in.Ref, refMax), Note: plainText(in.Note, purposeMax), ClaimedM: in.ClaimedM, Purpose: upload.Purpose, Vehicle: in.Vehicle,
	})
	if err != nil {
		return Upload{}, false, fmt.Errorf("statement: %w", err)
	}
	body, err := spoolBody(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return Upload{}, false, fmt.Errorf("statement: %w", err)
	}
	defer func() { _ = body.Close() }() // a temporary file
	upload.Kind, upload.Bytes = KindStatement, body.bytes
	upload.SHA256, upload.KeptSHA256 = body.sha256Hex, body.sha256Hex
	key := traceKey(upload.County, upload.SHA256)
	if err := s.blobs.put(ctx, key, upload.SHA256, body); err != nil {
		return Upload{}, false, fmt.Errorf("hand in statement: %w", err)
	}
	return s.record(ctx, upload, key, nil)
}

// WithdrawStatement takes back a statement of the actor's own, and its trip with
// it, as long as the trip is in no claim that was handed in. The document stays,
// refused; told again it is the same statement and stays so.
//
// Faults: ErrNoTrace, ErrNotOwn, ErrStatement for a trace, ErrReading, ErrHeld.
func (s *Service) WithdrawStatement(ctx context.Context, actor Actor, id TraceID) (upload Upload, err error) {
	err = s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		row, err := traceByID(ctx, tx, actor.County, id)
		switch {
		case err != nil:
			return fmt.Errorf("statement %s: %w", id, err)
		case !sees(actor, row.Person):
			return fmt.Errorf("statement %s: %w", id, ErrNoTrace)
		case actor.Person == "" || row.Person != actor.Person:
			return fmt.Errorf("statement %s: %w", id, ErrNotOwn)
		case row.Kind != KindStatement:
			return fmt.Errorf("trace %s: %w", id, ErrStatement)
		case row.State == TraceReceived:
			return fmt.Errorf("statement %s: %w", id, ErrReading)
		}
		old, err := listTrips(ctx, tx, actor.County, TripFilter{Trace: id, Summary: true})
		if err != nil {
			return err
		}
		if err := s.noneHeld(ctx, tx, old); err != nil {
			return err
		}
		if err := clearTrips(ctx, s.db.Dialect, tx, actor.County, id); err != nil {
			return err
		}
		if err := reopenTrace(ctx, tx, actor.County, id); err != nil {
			return err
		}
		why := lang.Say("本人已撤回这条行程说明。", "Taken back by whoever told it.")
		if _, err := closeTrace(ctx, tx, row, outcome{state: TraceRefused, report: trace.Report{Format: "statement"}, refusal: &why}, s.now()); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, row.Person, old); err != nil {
			return err
		}
		if row, err = traceByID(ctx, tx, actor.County, id); err != nil {
			return err
		}
		upload, err = row.upload()
		return err
	})
	return upload, err
}

// checkStatement refuses a statement nobody could make a trip of.
func (s *Service) checkStatement(ctx context.Context, county County, in Statement) error {
	if !slices.Contains(tellable, in.Evidence) {
		return fmt.Errorf("%q: %w", in.Evidence, ErrEvidence)
	}
	now := s.now()
	if in.DepartedAt.After(now.Add(statedAheadMax)) || in.DepartedAt.Before(now.Add(-statedAgoMax)) {
		return fmt.Errorf("%s: %w", in.DepartedAt, ErrStatedTime)
	}
	if n := len(in.Places); n < 2 || n > statedPlacesMax || !(in.ClaimedM >= 0 && in.ClaimedM <= claimedMaxM) {
		return ErrStatement
	}
	_, err := s.statedPlaces(ctx, county, in.Places, in.DepartedAt)
	return err
}

// statedPlaces finds the places of a statement as they were on its day.
func (s *Service) statedPlaces(ctx context.Context, county County, codes []string, at time.Time) ([]Place, error) {
	const query = `
		SELECT ` + placeColumns + ` FROM places
		WHERE county = ? AND code = ? AND valid_from <= ? AND valid_to >= ? AND kind <> 'station'`
	day := dayOf(at)
	found := make([]Place, len(codes))
	for i, code := range codes {
		var rows []Place
		if err := s.db.SelectContext(ctx, &rows, s.db.Rebind(query), county, code, day, day); err != nil {
			return nil, fmt.Errorf("select place %s: %w", code, err)
		}
		if len(rows) != 1 || i > 0 && codes[i-1] == code {
			return nil, fmt.Errorf("place %d, %q: %w", i+1, plainText(code, 30), ErrStatedPlace)
		}
		found[i] = rows[0]
	}
	return found, nil
}
