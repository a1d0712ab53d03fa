package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// anchorKeyName is the file in the data folder that holds the seed of the key
// the ledger's anchors are signed with, in hex. It stands outside of the
// database on purpose: who can change the one need not have the other.
const anchorKeyName = "ledger.key"

// anchorKey reads the key, or makes one at the first start.
func (c Config) anchorKey() (ed25519.PrivateKey, error) {
	path := filepath.Join(c.DataDir, anchorKeyName)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeAnchorKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("the ledger's key: %w", err)
	}
	seed, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%s is not the seed of a key: %d hex digits are wanted", path, 2*ed25519.SeedSize)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// makeAnchorKey makes a key and keeps it. Of two processes that start at once
// one writes the file and the other reads it.
func makeAnchorKey(path string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the ledger's key: %w", err)
	}
	part, err := os.CreateTemp(filepath.Dir(path), anchorKeyName+".*")
	if err != nil {
		return nil, fmt.Errorf("keep the ledger's key: %w", err)
	}
	defer os.Remove(part.Name()) //nolint:errcheck // gone when it was renamed
	_, err = part.WriteString(hex.EncodeToString(key.Seed()) + "\n")
	if err = errors.Join(err, part.Sync(), part.Close()); err != nil {
		return nil, fmt.Errorf("keep the ledger's key: %w", err)
	}
	if err := os.Link(part.Name(), path); errors.Is(err, fs.ErrExist) {
		return Config{DataDir: filepath.Dir(path)}.anchorKey()
	} else if err != nil {
		return nil, fmt.Errorf("keep the ledger's key: %w", err)
	}
	return key, nil
}

// anchor signs every book that moved, and says in the log what was signed: the
// log is one of the places an anchor is kept outside of the database.
func (a *app) anchor(ctx context.Context) error {
	made, err := a.money.AnchorAll(ctx)
	for _, one := range made {
		a.log.InfoContext(ctx, "ledger anchored", "county", one.County, "seq", one.Head.Seq, "hash", one.Head.Hash, "at", one.At, "key", one.Key, "signature", one.Signature)
	}
	return err
}
