package trips

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"gocloud.dev/blob"
)

// folders is over how many the files of a county are fanned out, by the first two
// digits of their hash.
const folders = 256

// removeStrays removes files that no trace rests on, once they are as old as points
// of a trip that nobody hands in may become: those of an upload whose row could not
// be written and that nobody sent again, and what a write left behind that was
// killed. Not sooner, for after a database was put back from an older backup they are
// all that is left of what came since. It looks at some of the folders each hour, at
// all of them in a day.
func (s *Service) removeStrays(ctx context.Context, county County, keptDays int) error {
	const hours = 24
	before := s.now().AddDate(0, 0, -keptDays)
	for folder := s.now().Hour(); folder < folders; folder += hours {
		if err := s.removeStraysIn(ctx, county, fmt.Sprintf("traces/%s/%02x/", county, folder), before); err != nil {
			return err
		}
	}
	return nil
}

// removeStraysIn removes those of one folder that were written before a time.
func (s *Service) removeStraysIn(ctx context.Context, county County, folder string, before time.Time) error {
	files := s.blobs.bucket.List(&blob.ListOptions{Prefix: folder})
	var old []string
	for {
		file, err := files.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("list the stored files in %s: %w", folder, err)
		}
		if file.ModTime.Before(before) {
			old = append(old, file.Key)
		}
	}
	for _, key := range old {
		needed, err := blobNeeded(ctx, s.db, county, key)
		if err != nil {
			return err
		}
		if needed {
			continue
		}
		if err := s.dropBlob(ctx, county, key); err != nil { // looks once more
			return err
		}
	}
	return nil
}
