// Package reimburse knows money and decisions: who may claim, what a month of
// trips is worth by the county's dated rules, who decided what and when, and
// whether the money covers the cost. Its root owns the service and the store;
// the sub-packages are pure functions of values.
package reimburse

import (
	"context"
	"crypto/ed25519"
	"embed"
	"io/fs"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng"
	"licheng/queue"
	"licheng/reimburse/audit"
	"licheng/trips"
)

//go:embed migrations
var embedded embed.FS

// Room is the name this room's migrations are kept under.
const Room = "reimburse"

// Migrations holds the folders sqlite and postgres with files of the same names.
var Migrations = func() fs.FS {
	sub, err := fs.Sub(embedded, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}()

// Migrate brings the tables of this room up to date.
func Migrate(ctx context.Context, db *licheng.Database) error {
	return db.Migrate(ctx, Room, Migrations)
}

// DraftJob is the kind of job that prices a person's month anew. Its handler
// is Service.DraftJob.
const DraftJob = "reimburse.draft"

// Trips is what this room asks of trips.
type Trips interface {
	// MonthTrips returns the trips of a person that count to the month
	// (2006-01, Asia/Shanghai), with findings, path and passages.
	MonthTrips(ctx context.Context, county trips.County, person trips.PersonID, month string) ([]trips.Trip, error)
	// DrivenWith returns the trips of others that may have been driven in one car
	// with the trip: under way at its time, and naming the vehicle, or told by a
	// finding on either side to be a shared ride. Without their lines.
	DrivenWith(ctx context.Context, county trips.County, t trips.Trip, vehicle trips.VehicleID) ([]trips.Trip, error)
	// Places returns the county's places that hold today.
	Places(ctx context.Context, county trips.County) ([]trips.Place, error)
}

// Queue keeps background work.
type Queue interface {
	Enqueue(ctx context.Context, tx *sqlx.Tx, job queue.Job) error
}

// Config is what a Service stands on.
type Config struct {
	DB    *licheng.Database
	Queue Queue
	Trips Trips
	Now   func() time.Time
	// Maintenance is what wear costs a kilometre, for the auditor's cost
	// model; nil takes audit.DefaultMaintenance.
	Maintenance []audit.Maintenance
	// FuelZone is the price zone of the auditor's cost model where the rule
	// document names none.
	FuelZone string
	// Address is where browsers reach the service, such as https://…; it is
	// printed in the code of each form. Empty: the code is text.
	Address string
	// AnchorKey signs where the county's book stands; nil: it is not signed.
	AnchorKey ed25519.PrivateKey
}

// Service is the money side of a Licheng installation. It is safe for
// concurrent use.
type Service struct {
	store       *store
	queue       Queue
	trips       Trips
	clock       func() time.Time
	maintenance []audit.Maintenance
	fuelZone    string
	address     string
	anchorKey   ed25519.PrivateKey
	holders     Accounts
	purges      PurgedTraces
	documents   sync.Map // SHA-256 → rules.Document, parsed once
}

// NewService makes a Service on a migrated database.
func NewService(c Config) *Service {
	if c.Maintenance == nil {
		c.Maintenance = audit.DefaultMaintenance()
	}
	return &Service{
		store: &store{db: c.DB}, queue: c.Queue, trips: c.Trips, clock: c.Now,
		maintenance: c.Maintenance, fuelZone: c.FuelZone, address: c.Address, anchorKey: c.AnchorKey,
	}
}

// now is the present in UTC, cut to what every database keeps.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

// WireAccounts sets who knows the accounts' roles; without it nobody acts in
// another's place. Call it before the first request.
func (s *Service) WireAccounts(a Accounts) { s.holders = a }

// Wire sets those who are built after this service because they need it; a nil
// leaves what is there. Call it before the first request.
func (s *Service) Wire(t Trips, q Queue) {
	if t != nil {
		s.trips = t
	}
	if q != nil {
		s.queue = q
	}
}
