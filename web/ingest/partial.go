package ingest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"

	"licheng/trips/seal"
)

// partialHead is how many bytes of a partial file describe it; what was sent
// stands behind them.
const partialHead = 8 << 10

// partialsMaxAge is how long a partial upload waits for the rest of it.
const partialsMaxAge = 7 * 24 * time.Hour

// partials keeps uploads that are not whole yet, one file each, through crashes
// of the server. The files are sealed: what was sent may hold what its sender
// keeps to themselves, and is cut only when all of it is there. The key of a
// file is in the address its sender was given, and nowhere here. How much is
// there is the length of the file.
//
// It is a data store of tusd. One process at a time may write to a file: behind
// several instances the addresses below uploads/ must stay with one of them.
type partials struct {
	dir string
	now func() time.Time
}

// partialInfo describes a partial upload.
type partialInfo struct {
	Bytes    int64             `json:"bytes"` // when it is whole
	Metadata map[string]string `json:"metadata"`
	County   string            `json:"county"` // whose it is
	Login    string            `json:"login"`
}

// finishedInfo is what is left of an upload that was handed in.
type finishedInfo struct {
	Bytes  int64  `json:"bytes"`
	County string `json:"county"`
	Login  string `json:"login"`
	Trace  string `json:"trace"`
}

// ownerKey carries the account in a context to NewUpload.
type ownerKey struct{}

type owner struct{ county, login string }

var partialID = regexp.MustCompile(`^([0-9a-f]{32})\.([A-Za-z0-9_-]{43})$`)

// partial is one upload: its file and the key from its address.
type partial struct {
	store *partials
	id    string // as in the address
	name  string // of the file
	key   seal.Key
}

// at takes an address's last part apart; ErrNotFound when it is none.
func (p *partials) at(id string) (partial, error) {
	parts := partialID.FindStringSubmatch(id)
	if parts == nil {
		return partial{}, handler.ErrNotFound
	}
	key, err := seal.ParseKey(parts[2])
	if err != nil {
		return partial{}, handler.ErrNotFound
	}
	return partial{store: p, id: id, name: parts[1], key: key}, nil
}

// NewUpload begins a file under a name and a key chosen by chance.
func (p *partials) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return nil, err
	}
	if err := p.sweep(); err != nil {
		return nil, err
	}
	who, _ := ctx.Value(ownerKey{}).(owner)
	head, err := json.Marshal(partialInfo{Bytes: info.Size, Metadata: info.MetaData, County: who.county, Login: who.login})
	if err != nil {
		return nil, err
	}
	if len(head) > partialHead {
		return nil, handler.NewError("ERR_METADATA_TOO_LARGE", "Upload-Metadata is too large", 400)
	}
	u := partial{store: p}
	var name [16]byte
	for _, b := range [][]byte{name[:], u.key[:]} {
		if _, err := rand.Read(b); err != nil {
			return nil, err
		}
	}
	u.name = hex.EncodeToString(name[:])
	u.id = u.name + "." + u.key.String()
	padded := string(head) + strings.Repeat(" ", partialHead-len(head))
	if err := u.append(os.O_CREATE|os.O_EXCL, 0, strings.NewReader(padded)); err != nil {
		return nil, err
	}
	return u, syncFolder(p.dir)
}

// GetUpload returns the upload of an address.
func (p *partials) GetUpload(_ context.Context, id string) (handler.Upload, error) {
	u, err := p.at(id)
	if err != nil {
		return nil, err
	}
	if _, err := u.info(); err != nil {
		return nil, err
	}
	return u, nil
}

// sweep removes what nobody went on with.
func (p *partials) sweep() error {
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		stat, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if p.now().Sub(stat.ModTime()) > partialsMaxAge {
			if err := os.Remove(filepath.Join(p.dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

func (u partial) path() string     { return filepath.Join(u.store.dir, u.name+".part") }
func (u partial) donePath() string { return filepath.Join(u.store.dir, u.name+".done") }

// append writes what src gives behind the first at bytes of the file, and
// returns when it is on the disk, also when src broke off.
func (u partial) append(flags int, at int64, src io.Reader) (err error) {
	file, err := os.OpenFile(u.path(), os.O_WRONLY|flags, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Sync(), file.Close()) }()
	if _, err := file.Seek(at, io.SeekStart); err != nil {
		return err
	}
	_, err = io.Copy(u.key.Writer(file, at), src)
	return err
}

// WriteChunk adds bytes at the end.
func (u partial) WriteChunk(_ context.Context, offset int64, src io.Reader) (int64, error) {
	err := u.append(0, partialHead+offset, src)
	there, statErr := u.there()
	return max(0, there-offset), errors.Join(err, statErr)
}

// there is how many bytes of the upload have come.
func (u partial) there() (int64, error) {
	stat, err := os.Stat(u.path())
	if err != nil {
		return 0, err
	}
	return stat.Size() - partialHead, nil
}

// info reads the head of the file. Another key than its own gives no JSON: then
// there is no such upload.
func (u partial) info() (info partialInfo, err error) {
	file, err := os.Open(u.path())
	if errors.Is(err, fs.ErrNotExist) {
		return u.finishedInfo()
	}
	if err != nil {
		return info, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	head := make([]byte, partialHead)
	if _, err := io.ReadFull(u.key.Reader(file, 0), head); err != nil {
		return info, handler.ErrNotFound // never became whole
	}
	if json.Unmarshal(head, &info) != nil {
		return info, handler.ErrNotFound
	}
	return info, nil
}

// finishedInfo is info of an upload that was handed in.
func (u partial) finishedInfo() (partialInfo, error) {
	done, err := u.finished()
	if err == nil && done.Trace == "" {
		err = handler.ErrNotFound
	}
	return partialInfo{Bytes: done.Bytes, County: done.County, Login: done.Login}, err
}

// GetInfo describes the upload to tusd.
func (u partial) GetInfo(context.Context) (handler.FileInfo, error) {
	info, err := u.info()
	if err != nil {
		return handler.FileInfo{}, err
	}
	there, err := u.there()
	if errors.Is(err, fs.ErrNotExist) {
		there, err = info.Bytes, nil // handed in
	}
	return handler.FileInfo{ID: u.id, Size: info.Bytes, Offset: there}, err
}

// GetReader opens what is there.
func (u partial) GetReader(context.Context) (io.ReadCloser, error) { return u.open() }

// FinishUpload does nothing: the door hands the upload in.
func (u partial) FinishUpload(context.Context) error { return nil }

// open gives the bytes that were sent.
func (u partial) open() (io.ReadCloser, error) {
	file, err := os.Open(u.path())
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(partialHead, io.SeekStart); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{u.key.Reader(file, partialHead), file}, nil
}

// finished tells which trace the upload became; zero when it did not yet.
func (u partial) finished() (done finishedInfo, err error) {
	text, err := os.ReadFile(u.donePath())
	if errors.Is(err, fs.ErrNotExist) {
		return done, nil
	}
	if err != nil {
		return done, err
	}
	return done, json.Unmarshal(text, &done)
}

// finish notes which trace the upload became and removes what was sent. The
// note lets a sender that did not hear the answer know that it is done.
func (u partial) finish(done finishedInfo) error {
	text, err := json.Marshal(done)
	if err != nil {
		return err
	}
	if err := os.WriteFile(u.donePath(), text, 0o600); err != nil {
		return fmt.Errorf("note the end of an upload: %w", err)
	}
	return u.remove()
}

// remove takes the bytes away.
func (u partial) remove() error {
	if err := os.Remove(u.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove an upload: %w", err)
	}
	return nil
}

// syncFolder forces the entries of a folder to the disk.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
