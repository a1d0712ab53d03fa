package trips

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"licheng"
	"licheng/queue"
	"licheng/trips/segment"
	"licheng/trips/trace"
)

// The longest texts that are kept, in characters.
const (
	fileNameMax = 255
	purposeMax  = 500
)

// HandIn is a trace file on its way in.
type HandIn struct {
	FileName string // as on the device; kept for people to recognise, never a path
	Body     io.Reader
	Person   PersonID // whose trips they are; empty means the actor's own
	Vehicle  VehicleID
	Purpose  string
	Datum    string // auto (or empty), wgs84, gcj02, bd09

	Working segment.Span   // the working trip; what lies outside is cut before anything is stored
	Private []segment.Span // stretches that are nobody's business, cut in the same way
	// SentSHA256 is the hash of the file on the device when the app cut it
	// there already and Body is what is left; empty when Body is the file. The
	// cadre can prove with it which file it was.
	SentSHA256 string
}

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// HandIn takes a trace file in. What the person keeps to themselves of it is
// cut first. When it returns without an error the bytes that are left, the row
// and the job that reads them are on disk, and survive anything. The same file
// by the same person is the same upload: created is false, and it is returned as
// it was or, where another datum is declared for it now, as it waits to be read in
// that one.
//
// Faults: ErrNotOwn, ErrCounty, ErrDatum, ErrPurpose, ErrVehicle, ErrSentSHA256,
// ErrPrivateSpan, ErrEmpty, ErrTooLarge, ErrBody, those of declare and of remains.
func (s *Service) HandIn(ctx context.Context, actor Actor, in HandIn) (_ Upload, created bool, err error) {
	upload, err := s.describeUpload(ctx, actor, in)
	if err != nil {
		return Upload{}, false, err
	}
	body, err := spoolBody(in.Body, s.config.Limits.UploadBytes)
	if err != nil {
		return Upload{}, false, bodyFault(upload.FileName, err)
	}
	defer func() { err = errors.Join(err, body.Close()) }()
	if body.bytes == 0 {
		return Upload{}, false, fmt.Errorf("%q: %w", upload.FileName, ErrEmpty)
	}
	upload.SHA256 = cmp.Or(in.SentSHA256, body.sha256Hex)
	known, err := s.known(ctx, upload)
	if !errors.Is(err, ErrNoTrace) {
		return known, false, err
	}
	return s.keep(ctx, upload, body, in)
}

// keep stores what is left of a file, then records it.
func (s *Service) keep(ctx context.Context, upload Upload, body *spool, in HandIn) (_ Upload, created bool, err error) {
	private, err := s.privateOf(ctx, upload, in)
	if err != nil {
		return Upload{}, false, err
	}
	left, err := s.remains(upload, body, private)
	if err != nil {
		return Upload{}, false, fmt.Errorf("%q: %w", upload.FileName, err)
	}
	defer func() { err = errors.Join(err, left.Close()) }()
	upload.KeptSHA256, upload.Bytes = left.sha256Hex, left.bytes
	key := traceKey(upload.County, upload.KeptSHA256)
	for {
		if err := s.blobs.put(ctx, key, upload.KeptSHA256, left); err != nil {
			return Upload{}, false, fmt.Errorf("hand in %q: %w", upload.FileName, err)
		}
		known, created, err := s.record(ctx, upload, key, left.report)
		switch {
		case errors.Is(err, errBlobGone): // a purge of the same bytes came between
		case errors.Is(err, ErrNoTrace): // its owner took it back just now
			if err := s.removeWithdrawn(ctx, upload.County); err != nil {
				return Upload{}, false, err
			}
		default:
			return known, created, err
		}
	}
}

// record writes the row of an upload and its job in one transaction; or finds
// the row that somebody faster wrote for the same file.
func (s *Service) record(ctx context.Context, upload Upload, key string, sent *trace.Report) (_ Upload, created bool, err error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Upload{}, false, fmt.Errorf("hand in: %w", err)
	}
	upload.ID, upload.State, upload.ReceivedAt = TraceID(id.String()), TraceReceived, s.now()
	err = s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if created, err = insertTrace(ctx, tx, upload, key, sent); err != nil || !created {
			return err
		}
		if err := s.claimBlob(ctx, tx, key); err != nil {
			return err
		}
		return s.config.Queue.Enqueue(ctx, tx, readJob(upload.County, upload.ID))
	})
	if err != nil {
		return Upload{}, false, fmt.Errorf("hand in %q: %w", upload.FileName, err)
	}
	if !created {
		known, err := s.uploadBySHA256(ctx, s.db, upload.County, upload.Person, upload.SHA256)
		return known, false, err
	}
	return upload, true, nil
}

// readJob is the job that reads a trace.
func readJob(county County, id TraceID) queue.Job {
	return queue.Job{Kind: JobRead, County: string(county), ID: string(id)}
}

// describeUpload checks everything about a hand-in but its bytes.
func (s *Service) describeUpload(ctx context.Context, actor Actor, in HandIn) (Upload, error) {
	if in.Person == "" {
		in.Person = actor.Person
	}
	if actor.Person == "" || in.Person != actor.Person || !actor.Has(Cadre) {
		return Upload{}, fmt.Errorf("account %s: %w", actor.Login, ErrNotOwn)
	}
	if !countyCode.MatchString(string(actor.County)) {
		return Upload{}, fmt.Errorf("county %q: %w", actor.County, ErrCounty)
	}
	declared, err := parseDatum(in.Datum)
	if err != nil {
		return Upload{}, err
	}
	purpose, err := plainPurpose(in.Purpose)
	if err != nil {
		return Upload{}, err
	}
	if in.SentSHA256 != "" && !sha256Hex.MatchString(in.SentSHA256) {
		return Upload{}, ErrSentSHA256
	}
	if err := s.mayDrive(ctx, actor.County, in.Person, in.Vehicle); err != nil {
		return Upload{}, err
	}
	return Upload{
		Kind: KindTrace, County: actor.County, Person: in.Person, Vehicle: in.Vehicle,
		Purpose: purpose, FileName: plainText(in.FileName, fileNameMax), Datum: string(declared),
	}, nil
}

// mayDrive returns ErrVehicle when the vehicle is named but not the person's.
func (s *Service) mayDrive(ctx context.Context, county County, person PersonID, vehicle VehicleID) error {
	if s.config.Vehicles == nil || vehicle == "" {
		return nil
	}
	ok, err := s.config.Vehicles.MayDrive(ctx, county, person, vehicle)
	if err == nil && !ok {
		err = fmt.Errorf("vehicle %s: %w", vehicle, ErrVehicle)
	}
	return err
}

// bodyFault tells a body that broke off on its way from one that is too large
// and from a failure of ours.
func bodyFault(name string, err error) error {
	var disk *fs.PathError // our temporary file, not the sender's line
	if _, ours := licheng.FaultOf(err); ours || errors.As(err, &disk) {
		return fmt.Errorf("%q: %w", name, err)
	}
	return fmt.Errorf("%q: %w: %w", name, ErrBody, err)
}

// plainPurpose cleans what the cadre typed; ErrPurpose when it is too long.
func plainPurpose(s string) (string, error) {
	purpose := plainText(s, purposeMax+1)
	if utf8.RuneCountInString(purpose) > purposeMax {
		return "", ErrPurpose
	}
	return purpose, nil
}

// plainText makes text safe to store and show: valid UTF-8 on one line without
// control characters, at most max characters.
func plainText(s string, max int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > max {
		s = string([]rune(s)[:max])
	}
	return s
}
