package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"licheng/web/api"
)

// app is the built web app in memory: two pages that start everything, and
// files whose names carry a hash of their content.
type app struct {
	files map[string]appFile
}

type appFile struct {
	content []byte
	etag    string
}

func newApp(dist fs.FS) (*app, error) {
	a := &app{files: map[string]appFile{}}
	err := fs.WalkDir(dist, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		content, err := fs.ReadFile(dist, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		a.files[name] = appFile{content: content, etag: `"` + hex.EncodeToString(sum[:12]) + `"`}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the built web app: %w", err)
	}
	return a, nil
}

// noRoute answers what stands in no table: a file of the app, one of its two
// pages for an address of its own, or a Problem.
func (s *Server) noRoute(c *gin.Context) {
	r := c.Request
	if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/tiles/") || strings.HasPrefix(r.URL.Path, ingestPath) {
		api.Fail(c.Writer, r, api.ErrNoRoute)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		api.FailMethod(c.Writer, r)
		return
	}
	name := s.app.resolve(r.URL.Path)
	file, found := s.app.files[name]
	if !found {
		api.Fail(c.Writer, r, api.ErrNoRoute)
		return
	}
	c.Status(http.StatusOK)
	c.Header("ETag", file.etag)
	c.Header("Cache-Control", cacheControl(name))
	if path.Ext(name) == ".webmanifest" {
		c.Header("Content-Type", "application/manifest+json") // mime does not know it
	}
	http.ServeContent(c.Writer, r, name, time.Time{}, bytes.NewReader(file.content))
}

// resolve names the file for an address: itself, or the page whose script
// understands the address. A missing file with an extension is missing.
func (a *app) resolve(address string) string {
	name := strings.TrimPrefix(path.Clean("/"+address), "/")
	if _, found := a.files[name]; found {
		return name
	}
	if path.Ext(name) != "" {
		return name
	}
	if name == "office" || strings.HasPrefix(name, "office/") {
		return "office.html"
	}
	return "index.html"
}

// cacheControl lets files with a hash in their name be kept for ever; all
// others are asked for again.
func cacheControl(name string) string {
	if strings.HasPrefix(name, "assets/") {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}
