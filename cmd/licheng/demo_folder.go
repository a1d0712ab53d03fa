package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// demoMarker stands in a folder that the demo made and may make afresh.
const demoMarker = ".licheng-demo"

// demoMade lists all that the demo makes in its folder.
var demoMade = []string{"county", "county.roads", "data", "demo.log"}

// freshDemoFolder makes the folder, or empties one the demo made before: only
// of what the demo makes. A folder that holds anything else is refused.
func freshDemoFolder(dir string, seed uint64) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	marker := filepath.Join(dir, demoMarker)
	if _, err := os.Stat(marker); len(entries) > 0 && err != nil {
		return fmt.Errorf("%w: %s is not empty and was not made by the demo; name another folder with --data", errUsage, dir)
	}
	for _, name := range demoMade {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("clear the folder of the last demo: %w", err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the demo's folder: %w", err)
	}
	text := fmt.Sprintf("Made by licheng demo, seed %d. What the demo made here is made afresh when it runs again.\n", seed)
	if err := os.WriteFile(marker, []byte(text), 0o644); err != nil {
		return fmt.Errorf("mark the demo's folder: %w", err)
	}
	return nil
}
