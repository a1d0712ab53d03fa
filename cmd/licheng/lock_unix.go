//go:build unix

package main

import (
	"os"
	"syscall"
)

// lockFile locks a file until it is closed; false when another process holds it. A
// file system that knows no locks is taken at its word that nobody does.
func lockFile(file *os.File) bool {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != syscall.EWOULDBLOCK
}
