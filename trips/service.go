package trips

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"
	"gocloud.dev/blob"

	"licheng"
	"licheng/geo/datum"
	"licheng/geo/match"
	"licheng/queue"
	"licheng/trips/trace"
)

// JobRead is the kind of the job that reads an upload.
const JobRead = "trips.read"

// Shanghai is the zone months are counted in. China has kept UTC+8 without
// summer time since 1991.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// Queue is where hand-in leaves the reading of an upload.
type Queue interface {
	// Enqueue adds a job within tx: it is there if and only if tx commits.
	Enqueue(ctx context.Context, tx *sqlx.Tx, job queue.Job) error
}

// Matcher finds the road that was driven. It must be safe for use by several
// goroutines at once.
type Matcher interface {
	Match(observations []match.Observation) (match.Result, error)
}

// Roads is the network trips are matched against.
type Roads interface {
	// Version names the road file, such as its checksum.
	Version() string
	// Near tells how far the nearest road is, for finding out the datum.
	Near(p orb.Point, radiusM float64) (distanceM float64, found bool)
	// Elevated tells whether the roads know how much they climb.
	Elevated() bool
}

// Listener is told of trips in the transaction that stores them, so that what
// it does about them happens exactly if they are there.
type Listener interface {
	// TripsRead tells of a person's trips that are new, changed or gone. One
	// that is gone, or was counted to another month before, is told as it was:
	// its month has lost it.
	TripsRead(ctx context.Context, tx *sqlx.Tx, person PersonID, trips []Trip) error
}

// Holder knows which trips are in a claim that was handed in.
type Holder interface {
	// TripHeld reports whether the trip must not change any more.
	TripHeld(ctx context.Context, tx *sqlx.Tx, county County, id TripID) (bool, error)
}

// VehicleBook knows who drives what.
type VehicleBook interface {
	// MayDrive reports whether the person may name the vehicle in a claim.
	MayDrive(ctx context.Context, county County, person PersonID, vehicle VehicleID) (bool, error)
}

// Overseers knows who looks after whose trips beside finance and auditors.
type Overseers interface {
	// Oversees reports whether the actor may look at the trips of the person.
	Oversees(ctx context.Context, actor Actor, person PersonID) (bool, error)
}

// Limits bounds what one upload may cost. A zero field means its default.
type Limits struct {
	UploadBytes int64        // of one file as sent; 64 MiB
	Trace       trace.Limits // of its content
}

// Config is what a Service is made of.
type Config struct {
	DB      *licheng.Database
	BlobDir string       // keeps uploads as files in this folder; or else
	Bucket  *blob.Bucket // keeps them in a store that is durable when a write returns
	Queue   Queue

	Matcher      Matcher
	Roads        Roads
	MatchVersion string // of the matching algorithm, recorded with each trip
	Ways         Ways   // may be nil: trips without a trace go by usual routes alone

	Listener Listener    // may be nil: nobody listens
	Holder   Holder      // may be nil: no trip is ever held
	Vehicles VehicleBook // may be nil: any vehicle may be named
	Requests Requests    // may be nil: no trip is held against a request
	Records  Records     // may be nil: what a statement names is found nowhere

	Settlements Settlements // may be nil: nothing is purged

	Overseers Overseers // may be nil: only finance and auditors see trips of others

	Now    func() time.Time
	Limits Limits
}

// Service takes uploads in, reads them into trips and answers for them.
type Service struct {
	config Config
	db     *licheng.Database
	blobs  *blobs
	now    func() time.Time
}

// NewService makes a Service. Migrate the database first. A Service that only
// answers and takes in (no worker) needs neither Matcher nor Roads.
func NewService(config Config) (*Service, error) {
	switch {
	case config.DB == nil:
		return nil, errors.New("trips: a database is needed")
	case config.Queue == nil:
		return nil, errors.New("trips: a queue is needed")
	case config.Now == nil:
		return nil, errors.New("trips: a clock is needed")
	case (config.BlobDir == "") == (config.Bucket == nil):
		return nil, errors.New("trips: either a blob folder or a bucket is needed")
	case (config.Matcher == nil) != (config.Roads == nil):
		return nil, errors.New("trips: a matcher and its roads come together")
	}
	if config.Limits.UploadBytes <= 0 {
		config.Limits.UploadBytes = 64 << 20
	}
	store := &blobs{bucket: config.Bucket}
	if config.BlobDir != "" {
		var err error
		if store, err = openBlobs(config.BlobDir); err != nil {
			return nil, fmt.Errorf("trips: %w", err)
		}
	}
	// PostgreSQL keeps microseconds: a time must be the same when read back.
	now := func() time.Time { return config.Now().UTC().Truncate(time.Microsecond) }
	return &Service{config: config, db: config.DB, blobs: store, now: now}, nil
}

// Wire sets those who are built after this service because they
// need it. Call it before the first request; a nil leaves what is there.
func (s *Service) Wire(listener Listener, holder Holder, vehicles VehicleBook) {
	if listener != nil {
		s.config.Listener = listener
	}
	if holder != nil {
		s.config.Holder = holder
	}
	if vehicles != nil {
		s.config.Vehicles = vehicles
	}
}

// WireRequests sets who knows the requests and who looks after whom; a nil leaves
// what is there. Call it before the first request.
func (s *Service) WireRequests(r Requests, o Overseers) {
	if r != nil {
		s.config.Requests = r
	}
	if o != nil {
		s.config.Overseers = o
	}
}

// WireRecords sets who knows what statements name. Call it before the first
// request.
func (s *Service) WireRecords(r Records) { s.config.Records = r }

// WireSettlements sets who knows what is settled, for PurgeDue. Call it before
// the first request.
func (s *Service) WireSettlements(k Settlements) { s.config.Settlements = k }

// Handle runs a job of kind JobRead; it is a queue.Handler.
func (s *Service) Handle(ctx context.Context, job queue.Job) error {
	return s.Read(ctx, County(job.County), TraceID(job.ID))
}

// Close closes the blob store this service opened.
func (s *Service) Close() error {
	if s.config.BlobDir == "" {
		return nil
	}
	return s.blobs.bucket.Close()
}

var countyCode = regexp.MustCompile(`^[0-9]{6}$`)

// oversees reports whether the actor sees the trips of everybody in the county.
func oversees(a Actor) bool { return a.Has(Finance) || a.Has(Auditor) }

// seesTracks returns ErrNoTraceAccess for accounts that see no track at all:
// neither somebody's own account nor one that oversees the county.
func seesTracks(a Actor) error {
	if oversees(a) || a.Person != "" {
		return nil
	}
	return fmt.Errorf("account %s: %w", a.Login, ErrNoTraceAccess)
}

// sees reports whether the actor may see what belongs to owner.
func sees(a Actor, owner PersonID) bool {
	return oversees(a) || (a.Person != "" && a.Person == owner)
}

// parseDatum reads a declared datum; the empty string is auto.
func parseDatum(s string) (datum.Datum, error) {
	d, err := datum.Parse(s)
	if err != nil {
		return "", fmt.Errorf("%q: %w", s, ErrDatum)
	}
	return d, nil
}

// monthOf returns the month a trip counts to: of its start in Shanghai, or of
// the hand-in when the trace has no times.
func monthOf(startedAt, receivedAt time.Time) string {
	if startedAt.IsZero() {
		startedAt = receivedAt
	}
	return startedAt.In(Shanghai).Format("2006-01")
}
