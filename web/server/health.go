package server

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Check is one thing the service needs.
type Check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Says string `json:"says,omitempty"` // what is wrong and what to do
}

// healthz says that the process answers.
func (s *Server) healthz(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"ok": true}) }

// readyz says whether everything the service needs is there: 200 or 503, with
// the checks.
func (s *Server) readyz(c *gin.Context) {
	checks := s.options.Ready(c.Request.Context())
	status, ready := http.StatusOK, true
	for _, check := range checks {
		if !check.OK {
			status, ready = http.StatusServiceUnavailable, false
		}
	}
	c.JSON(status, gin.H{"ok": ready, "checks": checks})
}
