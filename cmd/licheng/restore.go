package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"licheng"
	"licheng/trips"
)

// restoreMark stands in the data folder while a restore is at work: a service
// that is started over half of a county must not run.
const restoreMark = "restore.unfinished"

// errHalfRestored answers whoever opens a data folder that restore did not finish.
var errHalfRestored = errors.New("a restore into the data folder broke off: run licheng restore again 恢复未完成，请重新运行 licheng restore")

func restoreCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "restore DIR",
		Short: "恢复：put back what licheng backup copied, into an empty data folder and database",
		Long: `恢复：把 licheng backup 的备份放回空的数据文件夹和空数据库，并核对账本。
Holds every file of the backup against its list, then fills the data folder and the
database that the configuration names. Neither may hold anything: move away what is
there first. It brings the tables up to date, verifies the ledger and says which raw
files are missing. Where it breaks off, the same command again goes on. On
PostgreSQL it needs pg_restore on this machine and a database without tables.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, err := loadConfig(config, os.Environ())
			if err != nil {
				return err
			}
			return restore(cmd.Context(), settings, args[0], cmd.OutOrStdout(), newLog(settings, cmd.ErrOrStderr()))
		},
	}
	configFlag(c, &config)
	return c
}

// restore fills an empty installation from a backup. Files go first, the database
// last: a row never speaks of a file that is not there yet.
func restore(ctx context.Context, config Config, dir string, out io.Writer, log *slog.Logger) error {
	list, err := readBackup(ctx, dir)
	if err != nil {
		return err
	}
	if err := fitsBackup(config, list); err != nil {
		return err
	}
	mark := filepath.Join(config.DataDir, restoreMark)
	if err := beginRestore(config, mark); err != nil {
		return err
	}
	if err := putFilesBack(ctx, config, list, dir); err != nil {
		return err
	}
	if err := putDatabaseBack(ctx, config, filepath.Join(dir, list.Database)); err != nil {
		return err
	}
	if err := errors.Join(syncFolders(config.DataDir), os.Remove(mark), syncPath(config.DataDir)); err != nil {
		return err
	}
	files, bytes := list.blobs()
	fmt.Fprintf(out, "restored the backup of %s: database and %d raw files of %s 已恢复\n",
		list.MadeAt.In(trips.Shanghai).Format("2006-01-02 15:04"), files, megabytes(bytes))
	return checkRestored(ctx, config, list, dir, out, log)
}

// fitsBackup refuses a backup of another county or of the other kind of database.
func fitsBackup(config Config, list backupList) error {
	if list.County != config.County {
		return fmt.Errorf("%w: the backup is of county %s, and the configuration of %s", errUsage, list.County, config.County)
	}
	there, wanted := "SQLite", "SQLite"
	if list.Database == backupPostgres {
		there = "PostgreSQL"
	}
	if isPostgres(config.Database) {
		wanted = "PostgreSQL"
	}
	if there != wanted {
		return fmt.Errorf("%w: the backup is of a %s database, and the key database names a %s", errUsage, there, wanted)
	}
	return nil
}

// beginRestore looks that nothing is in the way and leaves the mark. Where the
// mark is there already, what is in the way is of the restore that broke off.
func beginRestore(config Config, mark string) error {
	if _, err := os.Stat(mark); err == nil {
		return nil
	}
	inTheWay := []string{filepath.Join(config.DataDir, anchorKeyName), config.blobDir()}
	if !isPostgres(config.Database) {
		inTheWay = append(inTheWay, config.Database, config.Database+"-wal")
	}
	for _, path := range inTheWay {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w: %s is there already: stop the service and move the data folder away first 请先停止服务并移走原数据文件夹", errUsage, path)
		}
	}
	if err := os.MkdirAll(config.DataDir, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	text := "licheng restore is at work here, or broke off. 恢复正在进行或已中断。\n"
	return errors.Join(os.WriteFile(mark, []byte(text), 0o600), syncPath(config.DataDir))
}

// putFilesBack copies all but the database: raw files and the ledger's key, and the
// road file where the configuration names one that is not there.
func putFilesBack(ctx context.Context, config Config, list backupList, dir string) error {
	for _, f := range list.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		var to string
		switch {
		case strings.HasPrefix(f.Path, backupBlobs+"/"), f.Path == anchorKeyName:
			to = filepath.Join(config.DataDir, filepath.FromSlash(f.Path))
		case strings.HasPrefix(f.Path, backupRoads+"/") && config.Roads != "":
			if _, err := os.Stat(config.Roads); err == nil {
				continue
			}
			to = config.Roads
		default:
			continue
		}
		if _, err := copyFile(filepath.Join(dir, filepath.FromSlash(f.Path)), to); err != nil {
			return fmt.Errorf("put %s back: %w", f.Path, err)
		}
	}
	return nil
}

// putDatabaseBack fills the database from its copy.
func putDatabaseBack(ctx context.Context, config Config, from string) error {
	if isPostgres(config.Database) {
		err := licheng.RestorePostgres(ctx, config.Database, from)
		if errors.Is(err, licheng.ErrNotEmpty) {
			return fmt.Errorf("%w: %w: name an empty one under database 请指定一个空数据库", errUsage, err)
		}
		return err
	}
	part := config.Database + backupPart
	if _, err := copyFile(from, part); err != nil {
		return fmt.Errorf("put the database back: %w", err)
	}
	return errors.Join(os.Rename(part, config.Database), syncPath(filepath.Dir(config.Database)))
}

// checkRestored brings the tables up to date and tells whether what was put back is
// whole.
func checkRestored(ctx context.Context, config Config, list backupList, dir string, out io.Writer, log *slog.Logger) (err error) {
	if config.Roads == "" {
		for _, f := range list.Files {
			if strings.HasPrefix(f.Path, backupRoads+"/") {
				fmt.Fprintf(out, "the road file is in %s: name it under roads 请在配置 roads 中指定路网文件\n", filepath.Join(dir, f.Path))
			}
		}
	}
	a, err := openApp(ctx, config.withoutRoads(), log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close(context.WithoutCancel(ctx))) }()
	if err := a.queue.Free(ctx); err != nil {
		return err
	}
	missing, err := trips.MissingFiles(ctx, a.db, config.blobDir())
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		fmt.Fprintf(out, "%d raw files are not in the backup: they were purged while it was made, or gone before 备份中没有的原始文件; the first is %s\n", len(missing), missing[0])
	}
	return a.verifyLedger(ctx, out)
}

// isPostgres reports whether a database is one of PostgreSQL.
func isPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}
