package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"licheng"
	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/queue"
	"licheng/reimburse"
	"licheng/trips"
	"licheng/web/api"
	"licheng/web/auth"
	"licheng/web/server"
	"licheng/web/ui"
)

// sweepEvery is how often ended sessions, tokens and kept answers are removed,
// the ledger is anchored, raw points are purged, and recordings whose time is
// over are ended; a look at one's recordings ends them at once.
const sweepEvery = time.Hour

// stopTimeout is how long jobs at work may take to end when the service stops.
const stopTimeout = 30 * time.Second

// room is a set of tables that is migrated by itself.
type room struct {
	name       string
	migrations fs.FS
}

// rooms lists the tables of the service, in the order they are made.
func rooms() []room {
	return []room{
		{trips.Room, trips.Migrations},
		{reimburse.Room, reimburse.Migrations},
		{auth.Room, auth.Migrations},
	}
}

// app is the whole service in one process: database, road file, rooms, queue
// and HTTP door, wired to each other.
type app struct {
	config  Config
	log     *slog.Logger
	present func() time.Time // when money was asked for, handed in and decided
	db      *licheng.Database
	network *roads.Network // nil: no road file yet; traces are taken in and wait
	queue   *queue.Queue
	trips   *trips.Service
	money   *reimburse.Service
	auth    *auth.Service
	server  *server.Server
}

// openApp opens the database and the road file, brings every table up to date
// and wires the rooms. It listens to nothing and runs no job yet.
func openApp(ctx context.Context, config Config, log *slog.Logger) (*app, error) {
	return openAppAt(ctx, config, log, time.Now)
}

// openAppAt is openApp with the clock the money side goes by.
func openAppAt(ctx context.Context, config Config, log *slog.Logger, present func() time.Time) (_ *app, err error) {
	a := &app{config: config, log: log, present: present}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.close(context.WithoutCancel(ctx)))
		}
	}()
	if err := os.MkdirAll(config.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	if _, err := os.Stat(filepath.Join(config.DataDir, restoreMark)); err == nil {
		return nil, errHalfRestored
	}
	if a.db, err = licheng.OpenDatabase(ctx, config.Database); err != nil {
		return nil, err
	}
	if a.network, err = openRoads(config.Roads); err != nil {
		return nil, err
	}
	if err := a.wireRooms(); err != nil {
		return nil, err
	}
	if err := a.migrate(ctx); err != nil {
		return nil, err
	}
	return a, a.wireServer()
}

// openRoads opens the road file; nil when none is named or it is not there yet.
func openRoads(path string) (*roads.Network, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no road file is a state of its own
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // as above
	}
	network, err := roads.Open(path)
	if err != nil {
		return nil, fmt.Errorf("road file %s: %w", path, err)
	}
	return network, nil
}

// migrate brings every room's tables and the queue's up to date.
func (a *app) migrate(ctx context.Context) error {
	for _, r := range rooms() {
		if err := a.db.Migrate(ctx, r.name, r.migrations); err != nil {
			return err
		}
	}
	return a.queue.Migrate(ctx)
}

// workers is how many jobs run at once. Without a road file none does: what
// was handed in waits and is read after a start with one.
func (a *app) workers() int {
	if a.network == nil {
		return 0
	}
	return a.config.Workers
}

// wireRooms builds the services.
func (a *app) wireRooms() (err error) {
	handlers := map[string]queue.Handler{
		trips.JobRead:      func(ctx context.Context, job queue.Job) error { return a.trips.Handle(ctx, job) },
		trips.JobAsked:     func(ctx context.Context, job queue.Job) error { return a.trips.HandleAsked(ctx, job) },
		trips.JobClosures:  func(ctx context.Context, job queue.Job) error { return a.trips.HandleClosures(ctx, job) },
		trips.JobNamed:     func(ctx context.Context, job queue.Job) error { return a.trips.HandleNamed(ctx, job) },
		reimburse.DraftJob: func(ctx context.Context, job queue.Job) error { return a.money.DraftJob(ctx, job) },
	}
	if a.queue, err = queue.New(a.db, handlers, a.workers(), a.log); err != nil {
		return err
	}
	key, err := a.config.anchorKey()
	if err != nil {
		return err
	}
	a.money = reimburse.NewService(reimburse.Config{
		DB: a.db, Queue: a.queue, Now: a.present, FuelZone: a.config.FuelZone, Address: a.config.Address, AnchorKey: key,
	})
	intake := trips.Config{
		DB: a.db, BlobDir: a.config.blobDir(), Queue: a.queue, MatchVersion: match.Version, Now: time.Now,
		Listener: a.money, Holder: a.money, Vehicles: a.money,
	}
	if a.network != nil {
		intake.Matcher, intake.Roads = match.New(a.network, match.Defaults()), trips.OnNetwork(a.network)
		intake.Ways = trips.OnRoads(a.network)
	}
	if a.trips, err = trips.NewService(intake); err != nil {
		return err
	}
	a.money.Wire(a.trips, nil)
	a.trips.WireRequests(a.money, a.money)
	a.trips.WireRecords(a.money)
	a.trips.WireSettlements(a.money)
	a.money.WirePurges(a.trips)
	a.auth, err = auth.New(a.db, auth.Options{
		County: trips.County(a.config.County), Secure: a.config.HTTPS, Now: time.Now, Log: a.log,
	})
	if err != nil {
		return err
	}
	a.money.WireAccounts(a.auth)
	return nil
}

// wireServer builds the HTTP door over the services.
func (a *app) wireServer() error {
	files, err := ui.Files()
	if err != nil {
		return fmt.Errorf("the built web app: %w", err)
	}
	door := &api.API{
		Deputies: a.money, Delegations: a.money, Appeals: a.money,

		Sessions: a.auth, County: counties{trips.County(a.config.County), a.countyName()},
		People: a.money, Vehicles: a.money, Traces: a.trips, Trips: a.trips, Recordings: a.trips, Trackers: a.auth, Private: a.trips, Edits: a.trips, Statements: a.trips, Companions: a.trips,
		Claims: a.money, Signers: a.money, Requests: a.money, Audit: a.money, Ledger: a.money, Vouchers: a.money, Payments: a.money, Invoices: a.money, Approvals: a.money, Amendments: a.money, Places: a.trips,
		Budgets: a.money, Facts: a.money, BankAnswers: a.money, TollRecords: a.money,
	}
	options := server.Options{
		API: door, Auth: a.auth, App: files, Log: a.log, Now: time.Now,
		UploadDir: a.config.uploadDir(), Ready: a.ready, Pending: a.queue.Pending,
		TrustedProxies: a.config.TrustedProxies, Secure: a.config.HTTPS,
	}
	if a.network != nil {
		door.Roads, options.Tiles = a.network, newDrawing(a.network, a.trips)
	}
	a.server, err = server.New(options)
	return err
}

// serve runs jobs and answers requests on the listener until ctx ends.
func (a *app) serve(ctx context.Context, listener net.Listener) error {
	if a.workers() > 0 {
		if err := a.queue.Start(context.WithoutCancel(ctx)); err != nil {
			return fmt.Errorf("start the queue: %w", err)
		}
	}
	sweeping, stop := context.WithCancel(ctx)
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		a.sweep(sweeping)
	}()
	err := a.server.Serve(ctx, listener)
	stop()
	<-swept
	return err
}

// sweep removes what has ended and anchors the ledger, now and then.
func (a *app) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := a.auth.Sweep(ctx); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "sweep failed", "error", err)
		}
		if err := a.anchor(ctx); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "the ledger could not be anchored", "error", err)
		}
		if err := a.trips.EndRecordingsDue(ctx, trips.County(a.config.County)); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "recordings whose time is over were not ended", "error", err)
		}
		if err := a.purgeDue(ctx); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "raw points whose time is over were not all purged", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// close ends jobs at work, then closes everything that was opened.
func (a *app) close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	var errs []error
	if a.queue != nil {
		errs = append(errs, a.queue.Stop(ctx))
	}
	for _, c := range []io.Closer{closerOf(a.trips), closerOf(a.network), closerOf(a.db)} {
		if c != nil {
			errs = append(errs, c.Close())
		}
	}
	return errors.Join(errs...)
}

// closerOf returns c as an io.Closer, or nil for a nil pointer.
func closerOf[T any, P interface {
	*T
	io.Closer
}](c P) io.Closer {
	if c == nil {
		return nil
	}
	return c
}
