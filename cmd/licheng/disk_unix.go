//go:build linux || darwin

package main

import "syscall"

// freeBytes is how much may still be written to the disk of a folder; false when
// that is not known.
func freeBytes(dir string) (uint64, bool) {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true //nolint:gosec // neither is negative
}
