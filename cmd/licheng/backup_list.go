package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// backupListName is the file that lists a backup; it is written last.
const backupListName = "backup.json"

// backupFormat numbers the layout of a backup's folder.
const backupFormat = 1

// backupList is what a backup holds: licheng restore holds every file against it
// before it writes anything.
type backupList struct {
	Format   int          `json:"format"`
	MadeAt   time.Time    `json:"made_at"`
	County   string       `json:"county"`
	Database string       `json:"database"` // which of the files; tells SQLite from PostgreSQL
	Files    []backupFile `json:"files"`
}

// backupFile is one file of a backup.
type backupFile struct {
	Path   string `json:"path"` // slashes, from the backup's folder
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // hex
}

// copyTree copies the files below from to the folder to of a backup. What is
// removed meanwhile, as by a purge, is left out.
func (l *backupList) copyTree(ctx context.Context, from, dir, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return fmt.Errorf("copy the raw files: %w", err)
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir() || filepath.Ext(d.Name()) == ".tmp": // being written, or broken off
			return nil
		}
		inside, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if err := l.copyFile(path, dir, filepath.Join(to, inside)); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}

// copyFile copies a file into a backup and lists it.
func (l *backupList) copyFile(from, dir, to string) error {
	one, err := copyFile(from, filepath.Join(dir, to))
	if err != nil {
		return err
	}
	one.Path = filepath.ToSlash(to)
	l.Files = append(l.Files, one)
	return nil
}

// take lists a file that lies in the backup's folder already, once it is on the disk.
func (l *backupList) take(dir, name string) error {
	path := filepath.Join(dir, name)
	if err := errors.Join(os.Chmod(path, 0o600), syncPath(path)); err != nil {
		return err
	}
	one, err := sumFile(path)
	one.Path = name
	l.Files = append(l.Files, one)
	return err
}

// write writes the list and forces every folder of the backup to the disk.
func (l *backupList) write(dir string) error {
	text, err := json.MarshalIndent(l, "", " ")
	if err != nil {
		return err
	}
	path := filepath.Join(dir, backupListName)
	if err := errors.Join(os.WriteFile(path, append(text, '\n'), 0o600), syncPath(path)); err != nil {
		return fmt.Errorf("list the backup: %w", err)
	}
	return syncFolders(dir)
}

// readBackup reads the list of a backup and holds every file against it.
func readBackup(ctx context.Context, dir string) (l backupList, err error) {
	text, err := os.ReadFile(filepath.Join(dir, backupListName))
	if err != nil {
		return l, fmt.Errorf("%w: %s is no backup made by licheng backup: %w", errUsage, dir, err)
	}
	if err := json.Unmarshal(text, &l); err != nil {
		return l, fmt.Errorf("%w: %s: %w", errUsage, filepath.Join(dir, backupListName), err)
	}
	if l.Format != backupFormat {
		return l, fmt.Errorf("%w: %s is of format %d, and this program reads %d: take the program that made it", errUsage, dir, l.Format, backupFormat)
	}
	for _, f := range l.Files {
		if err := ctx.Err(); err != nil {
			return l, err
		}
		if !filepath.IsLocal(f.Path) {
			return l, fmt.Errorf("%w: %s names %q, which is outside of it", errUsage, dir, f.Path)
		}
		found, err := sumFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil {
			return l, fmt.Errorf("%w: the backup is not whole 备份不完整: %w", errUsage, err)
		}
		if found.SHA256 != f.SHA256 {
			return l, fmt.Errorf("%w: %s: the backup is not as it was made 备份已损坏或被改动", errUsage, filepath.Join(dir, f.Path))
		}
	}
	return l, nil
}

// blobs counts the raw files, and the bytes in them.
func (l *backupList) blobs() (files int, bytes int64) {
	for _, f := range l.Files {
		if strings.HasPrefix(f.Path, backupBlobs+"/") {
			files, bytes = files+1, bytes+f.Bytes
		}
	}
	return files, bytes
}

func (l *backupList) bytes() (all int64) {
	for _, f := range l.Files {
		all += f.Bytes
	}
	return all
}

// sumFile reads a file whole.
func sumFile(path string) (backupFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return backupFile{}, err
	}
	defer file.Close()
	return sum(io.Discard, file)
}

// copyFile copies a file to a new one, whose folder it makes, and returns when it
// is on the disk.
func copyFile(from, to string) (one backupFile, err error) {
	in, err := os.Open(from)
	if err != nil {
		return one, err
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return one, err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return one, err
	}
	one, err = sum(out, in)
	return one, errors.Join(err, out.Sync(), out.Close())
}

// sum copies and hashes.
func sum(to io.Writer, from io.Reader) (backupFile, error) {
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(to, hash), from)
	return backupFile{Bytes: n, SHA256: hex.EncodeToString(hash.Sum(nil))}, err
}

// syncPath forces a file, or the entries of a folder, to the disk.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncFolders forces the entries of a folder and of all below it to the disk.
func syncFolders(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncPath(path)
	})
}
