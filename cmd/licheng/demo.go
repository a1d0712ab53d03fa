package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"licheng/cmd/licheng/demo"
	"licheng/trips"
)

// demoSettings are the flags of licheng demo.
type demoSettings struct {
	dir  string
	addr string
	seed uint64
	exit bool
}

// demoCommand is licheng demo: an invented county, handed in the real way.
func demoCommand() *cobra.Command {
	var s demoSettings
	c := &cobra.Command{
		Use:   "demo [--data DIR] [--addr 127.0.0.1:8080] [--seed N] [--exit]",
		Short: "演示：lay out an invented county, hand in a month of its trips, print what came of them, serve it",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s.exit = s.exit || os.Getenv("DEMO_EXIT") == "1"
			return runDemo(cmd.Context(), s, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	c.Flags().StringVar(&s.dir, "data", "demo-data", "folder to work in; one the demo made before is made afresh")
	c.Flags().StringVar(&s.addr, "addr", "127.0.0.1:8080", "address to serve on")
	c.Flags().Uint64Var(&s.seed, "seed", 1, "which county: the same number gives the same county")
	c.Flags().BoolVar(&s.exit, "exit", false, "end after the table instead of serving (as DEMO_EXIT=1 does)")
	return c
}

// demoWorkers is how many jobs the demo reads at once: more than a machine has
// cores, since the queue hands out a round of them at a time.
const demoWorkers = 8

// runDemo lays out the county, serves it, hands everything in and tells.
func runDemo(ctx context.Context, s demoSettings, out, progress io.Writer) (err error) {
	d, err := layOutDemo(ctx, s, out, progress)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close(ctx)) }()
	return d.serve(ctx)
}

// layOutDemo makes the county's files and opens a service on them.
func layOutDemo(ctx context.Context, s demoSettings, out, progress io.Writer) (_ *demoRun, err error) {
	d := &demoRun{settings: s, out: out, progress: progress, began: time.Now(), files: filepath.Join(s.dir, "county")}
	if err := freshDemoFolder(s.dir, s.seed); err != nil {
		return nil, err
	}
	d.clock.turn(demoBegins)
	d.step("生成虚构演示县", "inventing the county")
	d.county = demo.New(s.seed)
	if err := d.county.Write(d.files); err != nil {
		return nil, err
	}
	d.step("编译路网", "building the roads")
	config := demoConfig(s)
	maps := []string{filepath.Join(d.files, demo.MapFile)}
	if _, err := buildRoads(io.Discard, maps, filepath.Join(d.files, demo.ElevationDir), config.Roads); err != nil {
		return nil, err
	}
	if d.log, err = os.Create(filepath.Join(s.dir, "demo.log")); err != nil {
		return nil, fmt.Errorf("make the log: %w", err)
	}
	log := slog.New(slog.NewTextHandler(d.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if d.app, err = openAppAt(ctx, config, log, d.clock.now); err != nil {
		return nil, errors.Join(err, d.log.Close())
	}
	return d, nil
}

// close ends the service and its log.
func (d *demoRun) close(ctx context.Context) error {
	return errors.Join(d.app.close(context.WithoutCancel(ctx)), d.log.Close())
}

// step tells what comes next, and when.
func (d *demoRun) step(zh, en string) {
	fmt.Fprintf(d.progress, "%5.1f s  %s / %s\n", time.Since(d.began).Seconds(), zh, en)
}

// demoConfig is the configuration of the demo's service.
func demoConfig(s demoSettings) Config {
	config := defaultConfig()
	config.County = demo.Code
	config.CountyName = CountyName{ZH: demo.CountyZH, EN: demo.CountyEN}
	config.DataDir = filepath.Join(s.dir, "data")
	config.Database = filepath.Join(config.DataDir, "licheng.db")
	config.Roads = filepath.Join(s.dir, "county.roads")
	config.FuelZone = demo.Code
	config.Listen = s.addr
	config.Workers = demoWorkers
	return config
}

// demoRun is one demo at work.
type demoRun struct {
	settings demoSettings
	out      io.Writer
	progress io.Writer
	began    time.Time
	county   *demo.County
	files    string // folder of the county's files
	log      *os.File
	app      *app
	base     string // address of the service, http://…

	clock   demoClock
	offices map[string]*demoClient // by login
	cadres  map[string]*demoClient // by person id
	traces  map[string]string      // trace id of each file name
	result  demoFigures
}

// serve serves the county, plays its month and, unless told to end, goes on
// serving until ctx ends.
func (d *demoRun) serve(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", d.settings.addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", d.settings.addr, err)
	}
	d.base = "http://" + listener.Addr().String()
	serving, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- d.app.serve(serving, listener) }()
	err = d.play(ctx)
	if err == nil && !d.settings.exit {
		fmt.Fprintf(d.out, "\n%s  (Ctrl-C 结束 / to end)\n", d.base)
		return <-served
	}
	stop()
	return errors.Join(err, <-served)
}

// play does what a county does in a month.
func (d *demoRun) play(ctx context.Context) error {
	for _, part := range []struct {
		zh, en string
		do     func(context.Context) error
	}{
		{"导入人员、车辆、地名和价格", "importing people, vehicles, places and prices", d.importTables},
		{"建立账号", "making accounts", d.addAccounts},
		{fmt.Sprintf("上报 %d 个轨迹文件", len(d.county.Trips)), fmt.Sprintf("handing in %d trace files", len(d.county.Trips)), d.handInAll},
		{"等待读取完成", "waiting until all are read", d.waitForJobs},
		{"出行审批和意见", "asking leave for trips, and complaining", d.requests},
		{"月度报销提交与审批", "submitting and deciding the month's claims", d.office},
		{"申诉、待办", "appealing, and what still waits", d.afterwards},
	} {
		d.step(part.zh, part.en)
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.en, err)
		}
	}
	d.step("完成", "done")
	return d.tell(ctx)
}

// admin is who imports: the demo's administrator.
func (d *demoRun) admin() trips.Actor {
	return trips.Actor{County: demo.Code, Login: "admin", Roles: []trips.Role{trips.Admin}}
}
