package server

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/gin-gonic/gin"

	"licheng/trips"
	"licheng/web/api"
	"licheng/web/auth"
)

// tripTile serves GET /tiles/trips/{id}/{z}/{x}/{y}.mvt: where a trip went, to
// those who may see it.
func (s *Server) tripTile(c *gin.Context) {
	z, x, y, ok := tileAddress(c.Param("z"), c.Param("x"), c.Param("y"))
	if !ok {
		api.Fail(c.Writer, c.Request, ErrNoTile)
		return
	}
	if s.options.Tiles == nil {
		api.Fail(c.Writer, c.Request, api.ErrNoRoads)
		return
	}
	ctx := c.Request.Context()
	content, err := s.options.Tiles.TripTile(ctx, auth.ActorOf(ctx), trips.TripID(c.Param("id")), z, x, y)
	if err != nil {
		api.Fail(c.Writer, c.Request, err)
		return
	}
	sum := sha256.Sum256(content)
	writeTile(c, hex.EncodeToString(sum[:12]), content)
}

// writeTile answers with a tile, or that the browser has it already, or that it
// is empty. version names its content.
func writeTile(c *gin.Context, version string, content []byte) {
	c.Header("Cache-Control", "private, max-age=300")
	etag := `"` + version + `"`
	c.Header("ETag", etag)
	switch {
	case c.GetHeader("If-None-Match") == etag:
		c.Status(http.StatusNotModified)
	case len(content) == 0:
		c.Status(http.StatusNoContent)
	default:
		c.Data(http.StatusOK, tileType, content)
	}
}
