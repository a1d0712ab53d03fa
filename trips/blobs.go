package trips

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/gcerrors"

	"licheng/trips/seal"
)

// blobs keeps the bytes as they were sent, write-once, under the hash of their
// content. A blob without a row is harmless: the next upload of the same bytes
// takes it over.
type blobs struct {
	bucket *blob.Bucket
	dir    string   // of a file bucket, to sync by path; empty for other stores
	synced sync.Map // folders whose own entry is known to be on disk
}

// openBlobs keeps blobs as files below dir, which it makes.
func openBlobs(dir string) (*blobs, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("blob folder: %w", err)
	}
	bucket, err := fileblob.OpenBucket(dir, &fileblob.Options{
		CreateDir:   true,
		DirFileMode: 0o700,
		NoTempDir:   true, // rename within one file system
		Metadata:    fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, fmt.Errorf("blob folder %s: %w", dir, err)
	}
	return &blobs{bucket: bucket, dir: dir}, nil
}

// traceKey is where the bytes of a county's trace lie: the county, then the
// hash, fanned out over 256 folders. Never a name that a user chose.
func traceKey(county County, sha256Hex string) string {
	return fmt.Sprintf("traces/%s/%s/%s", county, sha256Hex[:2], sha256Hex[2:])
}

// put writes content under key and returns when it is on disk. Bytes that are
// there already are compared with the hash, not believed: after a power cut a
// file may be there without its content. One that is purged at this moment is
// written anew.
func (b *blobs) put(ctx context.Context, key, sha256Hex string, content io.ReadSeeker) error {
	for {
		err := b.putOnce(ctx, key, sha256Hex, content)
		if gcerrors.Code(err) != gcerrors.NotFound && !errors.Is(err, fs.ErrNotExist) || ctx.Err() != nil {
			return err
		}
	}
}

func (b *blobs) putOnce(ctx context.Context, key, sha256Hex string, content io.ReadSeeker) error {
	err := b.write(ctx, key, content, true)
	if gcerrors.Code(err) == gcerrors.FailedPrecondition {
		whole, herr := b.holds(ctx, key, sha256Hex)
		if herr != nil {
			return herr
		}
		err = nil
		if !whole {
			err = b.write(ctx, key, content, false)
		}
	}
	if err != nil {
		return fmt.Errorf("blob %s: %w", key, err)
	}
	return b.sync(key)
}

func (b *blobs) write(ctx context.Context, key string, content io.ReadSeeker, onlyNew bool) error {
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return b.bucket.Upload(ctx, key, content, &blob.WriterOptions{
		ContentType: "application/octet-stream",
		IfNotExist:  onlyNew,
	})
}

// holds reports whether the blob under key has the content its hash says.
func (b *blobs) holds(ctx context.Context, key, sha256Hex string) (bool, error) {
	r, err := b.open(ctx, key)
	if err != nil {
		return false, err
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return false, fmt.Errorf("blob %s: %w", key, err)
	}
	return hex.EncodeToString(h.Sum(nil)) == sha256Hex, nil
}

// exists reports whether there is a blob under key.
func (b *blobs) exists(ctx context.Context, key string) (bool, error) {
	there, err := b.bucket.Exists(ctx, key)
	if err != nil {
		return false, fmt.Errorf("blob %s: %w", key, err)
	}
	return there, nil
}

// remove takes the blob under key away, and returns when that is on the disk.
// One that is not there is gone already.
func (b *blobs) remove(ctx context.Context, key string) error {
	err := b.bucket.Delete(ctx, key)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("remove blob %s: %w", key, err)
	}
	if b.dir == "" {
		return nil
	}
	return syncPath(filepath.Dir(filepath.Join(b.dir, filepath.FromSlash(key))))
}

// open gives the bytes under key.
func (b *blobs) open(ctx context.Context, key string) (io.ReadCloser, error) {
	r, err := b.bucket.NewReader(ctx, key, nil)
	if err != nil {
		return nil, fmt.Errorf("blob %s: %w", key, err)
	}
	return r, nil
}

// sync forces a file blob and the folders above it to disk, which fileblob
// leaves to chance. Other stores are durable when the write returns.
func (b *blobs) sync(key string) error {
	if b.dir == "" {
		return nil
	}
	path := filepath.Join(b.dir, filepath.FromSlash(key))
	if err := syncPath(path); err != nil {
		return err
	}
	folder := filepath.Dir(path)
	if err := syncPath(folder); err != nil { // the entry of the file
		return err
	}
	// The entries of the folders themselves, once a process.
	for folder != b.dir {
		if _, done := b.synced.Load(folder); done {
			return nil
		}
		parent := filepath.Dir(folder)
		if err := syncPath(parent); err != nil {
			return err
		}
		b.synced.Store(folder, true)
		folder = parent
	}
	return nil
}

// syncPath forces one file or folder to disk.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}

// spoolMemory is how many bytes of an upload are held in memory before they
// move to a temporary file. That is sealed with a key only this process knows:
// the upload may hold what its sender keeps to themselves, and a file may be
// left behind by a power cut.
const spoolMemory = 1 << 20

// spool holds a body while its hash, and with it its key, becomes known.
type spool struct {
	io.ReadSeeker
	sha256Hex string
	bytes     int64
	file      *os.File // nil when it fitted in memory
}

// spoolBody reads body whole, hashing as it goes. Over max bytes it fails with
// ErrTooLarge. The caller closes the spool.
func spoolBody(body io.Reader, max int64) (_ *spool, err error) {
	hash := sha256.New()
	limited := io.TeeReader(io.LimitReader(body, max+1), hash)
	var head bytes.Buffer
	n, err := io.CopyN(&head, limited, spoolMemory)
	s := &spool{ReadSeeker: bytes.NewReader(head.Bytes()), bytes: n}
	switch {
	case errors.Is(err, io.EOF): // all of it is in head
	case err != nil:
		return nil, err
	default:
		if err := s.spill(&head, limited); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	if s.bytes > max {
		return nil, errors.Join(fmt.Errorf("over %d bytes: %w", max, ErrTooLarge), s.Close())
	}
	s.sha256Hex = hex.EncodeToString(hash.Sum(nil))
	return s, nil
}

// spill moves what is in memory, and the rest, to a sealed temporary file.
func (s *spool) spill(head, rest io.Reader) error {
	file, err := os.CreateTemp("", "licheng-upload-")
	if err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	s.file = file
	var key seal.Key
	if _, err := rand.Read(key[:]); err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	s.ReadSeeker = &sealedFile{file: file, key: key}
	s.bytes, err = io.Copy(key.Writer(file, 0), io.MultiReader(head, rest))
	return err
}

// sealedFile reads a sealed file from wherever it is sought to.
type sealedFile struct {
	file  *os.File
	key   seal.Key
	plain io.Reader // from the place that was sought last
}

// Read reads on.
func (f *sealedFile) Read(p []byte) (int, error) {
	if f.plain == nil {
		if _, err := f.Seek(0, io.SeekCurrent); err != nil {
			return 0, err
		}
	}
	return f.plain.Read(p)
}

// Seek moves to another place.
func (f *sealedFile) Seek(offset int64, whence int) (int64, error) {
	at, err := f.file.Seek(offset, whence)
	if err == nil {
		f.plain = f.key.Reader(f.file, at)
	}
	return at, err
}

// Close removes the temporary file, if there is one. It may be called again.
func (s *spool) Close() error {
	if s.file == nil {
		return nil
	}
	file := s.file
	s.file = nil
	return errors.Join(file.Close(), os.Remove(file.Name()))
}
