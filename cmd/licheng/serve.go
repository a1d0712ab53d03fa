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

	"github.com/spf13/cobra"

	"licheng/lang"
	"licheng/web/server"
)

// serveCommand is licheng serve: the service, until it is told to end.
func serveCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "serve [--config F]",
		Short: "启动服务：answer browsers, phones and programs, and read what they hand in",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := loadConfig(config, os.Environ())
			if err != nil {
				return err
			}
			return serve(cmd.Context(), settings, cmd.OutOrStdout(), newLog(settings, cmd.ErrOrStderr()))
		},
	}
	configFlag(c, &config)
	return c
}

// configFlag gives a command the flag --config.
func configFlag(c *cobra.Command, path *string) {
	c.Flags().StringVar(path, "config", "", "configuration file (default: "+configFile+" in this folder, if there is one)")
}

// newLog returns the log the configuration asks for.
func newLog(config Config, w io.Writer) *slog.Logger {
	if config.Log == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

// serve opens everything, says where it listens and serves until ctx ends.
func serve(ctx context.Context, config Config, out io.Writer, log *slog.Logger) (err error) {
	release, err := ownSQLite(config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	a, err := openApp(ctx, config, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close(context.WithoutCancel(ctx))) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", config.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", config.Listen, err)
	}
	fmt.Fprintf(out, "Licheng 里程 listens on http://%s\n", listener.Addr())
	for _, check := range a.ready(ctx) {
		if !check.OK {
			fmt.Fprintf(out, "未就绪 not ready: %s: %s\n", check.Name, check.Says)
		}
	}
	return a.serve(ctx, listener)
}

// serveLock is locked in the data folder while a service works on a SQLite file.
const serveLock = "serve.lock"

// ownSQLite makes sure that no other service works on the SQLite file: it takes up
// jobs that are at work, for they can only be of a process that died. The lock ends
// with the process, however that ends.
func ownSQLite(config Config) (release func() error, err error) {
	if isPostgres(config.Database) {
		return func() error { return nil }, nil
	}
	if err := os.MkdirAll(config.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(config.DataDir, serveLock), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if !lockFile(file) {
		return nil, errors.Join(fmt.Errorf("another licheng serve works in %s: on SQLite there is one 已有一个 licheng serve 在使用此数据文件夹", config.DataDir), file.Close())
	}
	return file.Close, nil
}

// ready lists what the service needs to do all of its work.
func (a *app) ready(ctx context.Context) []server.Check {
	database := server.Check{Name: "database", OK: true}
	if err := a.db.PingContext(ctx); err != nil {
		a.log.ErrorContext(ctx, "database does not answer", "error", err)
		database = server.Check{Name: "database", Says: lang.Say("数据库没有应答，请看日志", "the database does not answer; see the log").String()}
	}
	road := server.Check{Name: "roads", OK: true}
	if a.network == nil {
		road = server.Check{Name: "roads", Says: lang.Say(
			"没有路网文件：轨迹先收下等待；请用 licheng roads build 编译，在配置 roads 中指定后重新启动",
			"no road file: traces are taken in and wait; make one with licheng roads build, name it under roads and start again").String()}
		if a.config.Roads != "" {
			road.Says = lang.Sayf("没有 %s：轨迹先收下等待；请把路网文件放在那里（可用 licheng roads build 编译）后重新启动",
				"%s is not there: traces are taken in and wait; put the road file there, made by licheng roads build, and start again", a.config.Roads).String()
		}
	}
	return []server.Check{database, road, diskCheck(a.config.DataDir)}
}

// roomLeast is how much room the data folder needs: a few of the largest files, and
// what the database writes beside itself.
const roomLeast = 256 << 20

// diskCheck looks whether there is room to write.
func diskCheck(dir string) server.Check {
	check := server.Check{Name: "disk", OK: true}
	if free, known := freeBytes(dir); known && free < roomLeast {
		check.OK = false
		check.Says = lang.Sayf("数据文件夹所在磁盘只剩 %s：请尽快清理，否则无法接收上传",
			"%s are left where the data folder is: make room before uploads fail", megabytes(int64(free))).String() //nolint:gosec // below roomLeast
	}
	return check
}

// countyName is the county's name as configured.
func (a *app) countyName() lang.Text {
	return lang.Say(a.config.CountyName.ZH, a.config.CountyName.EN)
}
