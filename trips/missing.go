package trips

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"licheng"
)

// MissingFiles names the files below blobDir that rows of any county speak of and
// that are not there, in the order of their keys; what was purged is not missed.
func MissingFiles(ctx context.Context, db *licheng.Database, blobDir string) (keys []string, err error) {
	const query = `SELECT DISTINCT blob_key FROM traces WHERE purged_at IS NULL AND blob_key <> '' ORDER BY blob_key`
	rows, err := db.QueryxContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("list the stored files: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, fmt.Errorf("list the stored files: %w", err)
		}
		_, err := os.Stat(filepath.Join(blobDir, filepath.FromSlash(key)))
		if errors.Is(err, fs.ErrNotExist) {
			keys = append(keys, key)
		} else if err != nil {
			return nil, fmt.Errorf("look for a stored file: %w", err)
		}
	}
	return keys, rows.Err()
}

// NewestReceived tells when the county's newest trace came; zero when there is none.
func (s *Service) NewestReceived(ctx context.Context, county County) (time.Time, error) {
	const query = `SELECT received_at FROM traces WHERE county = ? ORDER BY received_at DESC LIMIT 1`
	var at []time.Time
	if err := s.db.SelectContext(ctx, &at, s.db.Rebind(query), county); err != nil {
		return time.Time{}, fmt.Errorf("look for the newest trace: %w", err)
	}
	if len(at) == 0 {
		return time.Time{}, nil
	}
	return at[0].UTC(), nil
}
