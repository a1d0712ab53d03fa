// Package ui is the web app: two entries, the cadre's phone pages and the
// office's pages, built by Vite into dist and carried inside the binary.
package ui

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built app: index.html, office.html, assets/ with hashed
// names. Before the first build of the app it holds no page.
func Files() (fs.FS, error) { return fs.Sub(dist, "dist") }
