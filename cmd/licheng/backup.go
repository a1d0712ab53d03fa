package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"licheng"
)

// What lies in the folder of a backup, beside its list (backupList).
const (
	backupSQLite   = "licheng.db"
	backupPostgres = "licheng.dump" // an archive of pg_dump
	backupBlobs    = "blobs"
	backupRoads    = "roads"
	backupConfig   = "licheng.yaml"
)

// backupPart marks a folder whose backup is not whole yet.
const backupPart = ".part"

func backupCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "backup DIR",
		Short: "备份：copy database, raw files, ledger key, road file and configuration to a new folder, while the service runs",
		Long: `备份：把数据库、原始文件、账本密钥、路网文件和配置复制到一个新文件夹，服务不用停。
Copies the database as it is at one moment, then the raw files, the ledger's key, the
road file and the configuration, to a folder that is not there yet, while the service
runs. The folder has its name only once all of it is on the disk; until then it ends
in .part. It holds personal data and the keys: keep it where nobody else can read it.
licheng restore puts it back. On PostgreSQL it needs pg_dump on this machine.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, err := loadConfig(config, os.Environ())
			if err != nil {
				return err
			}
			return backup(cmd.Context(), settings, configPath(config), args[0], cmd.OutOrStdout(), time.Now())
		},
	}
	configFlag(c, &config)
	return c
}

// backup copies everything to dir. The database goes first: a row is written
// after its file, so that the files copied later hold all that the copied rows
// speak of, but for what is purged in between. It migrates nothing: the copy is
// that of the tables as they are.
func backup(ctx context.Context, config Config, configFile, dir string, out io.Writer, now time.Time) (err error) {
	if !databaseThere(config) {
		return fmt.Errorf("%w: %s is not there: nothing to back up 没有数据库可备份", errUsage, config.Database)
	}
	dir = filepath.Clean(dir)
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s is there already: name a new folder 请换一个新文件夹", errUsage, dir)
	}
	part := dir + backupPart
	if err := os.Mkdir(part, 0o700); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %s is there: another backup is at work, or one broke off; remove it then 另一备份正在进行，或上次中断，请删除后重试", errUsage, part)
	} else if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(part))
		}
	}()
	list, err := copyAll(ctx, config, configFile, part, now)
	if err != nil {
		return err
	}
	if err := list.write(part); err != nil {
		return err
	}
	if err := os.Rename(part, dir); err != nil {
		return fmt.Errorf("name the backup: %w", err)
	}
	if err := syncPath(filepath.Dir(dir)); err != nil {
		return err
	}
	files, bytes := list.blobs()
	fmt.Fprintf(out, "%s: %d raw files of %s, %s in all 备份完成\n", dir, files, megabytes(bytes), megabytes(list.bytes()))
	return nil
}

// copyAll copies everything to the folder part and lists it.
func copyAll(ctx context.Context, config Config, configFile, part string, now time.Time) (backupList, error) {
	list := backupList{Format: backupFormat, MadeAt: now.UTC().Truncate(time.Second), County: config.County}
	db, err := licheng.OpenDatabase(ctx, config.Database)
	if err != nil {
		return list, err
	}
	list.Database = backupSQLite
	if db.Dialect == licheng.Postgres {
		list.Database = backupPostgres
	}
	err = db.CopyTo(ctx, filepath.Join(part, list.Database), config.Database)
	if err = errors.Join(err, db.Close()); err != nil {
		return list, err
	}
	if err := list.take(part, list.Database); err != nil {
		return list, err
	}
	if err := list.copyTree(ctx, config.blobDir(), part, backupBlobs); err != nil {
		return list, err
	}
	for _, one := range []struct{ from, to string }{
		{filepath.Join(config.DataDir, anchorKeyName), anchorKeyName},
		{config.Roads, filepath.Join(backupRoads, filepath.Base(config.Roads))},
		{configFile, backupConfig},
	} {
		if one.from == "" {
			continue
		}
		if err := list.copyFile(one.from, part, one.to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return list, err
		}
	}
	return list, nil
}

// megabytes is a number of bytes as people read it.
func megabytes(bytes int64) string {
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}

// configPath is the configuration file that loadConfig reads; empty for none.
func configPath(named string) string {
	if named != "" {
		return named
	}
	if _, err := os.Stat(configFile); err != nil {
		return ""
	}
	return configFile
}
