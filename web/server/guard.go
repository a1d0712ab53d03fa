package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"licheng/trips"
	"licheng/web/api"
	"licheng/web/auth"
)

// guard is the one place where rights and limits are checked: it looks the
// request up in the table. What stands in no table goes to noRoute.
func (s *Server) guard(c *gin.Context) {
	known := requestOf(c.Request.Context())
	known.ip = c.ClientIP()
	route, found := s.table[tableKey(c.Request.Method, c.FullPath())]
	if !found {
		c.Next()
		return
	}
	known.pattern = route.Path
	if strings.HasPrefix(route.Path, "/api/") {
		c.Header("Cache-Control", "no-store")
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, route.BodyMax)
	if err := s.admit(c, route); err != nil {
		api.Fail(c.Writer, c.Request, err)
		c.Abort()
		return
	}
	if route.Who != nil {
		s.giveTime(c.Writer)
	}
	if route.Key == keyIgnored {
		c.Next()
		return
	}
	s.once(c, route)
}

// giveTime lets the body of who was let in take as long as a weak signal needs.
func (s *Server) giveTime(w http.ResponseWriter) {
	// A writer that knows no deadline, as in a test, has none to move.
	_ = http.NewResponseController(w).SetReadDeadline(s.options.Now().Add(readTimeout))
}

// admit finds out who is asking and whether a role of theirs is in the route's
// list.
func (s *Server) admit(c *gin.Context, route Route) error {
	account, loggedIn, err := s.account(c.Request)
	if err != nil {
		return err
	}
	if loggedIn {
		c.Request = c.Request.WithContext(auth.WithAccount(c.Request.Context(), account))
	}
	switch {
	case route.Who == nil:
		return nil
	case !loggedIn:
		return api.ErrNotLoggedIn
	case !holdsAny(account.Actor(), route.Who):
		return api.ErrRole
	case account.MustChange && !strings.HasPrefix(route.Path, "/api/v1/session"):
		return auth.ErrMustChange
	default:
		return nil
	}
}

// account returns the account of the token or, without one, of the session.
// A token that is not good is refused, not overlooked.
func (s *Server) account(r *http.Request) (auth.Account, bool, error) {
	if strings.HasPrefix(r.URL.Path, ingestPath) {
		return s.tracker(r)
	}
	if token := bearer(r); token != "" {
		account, good, err := s.options.Auth.FromToken(r.Context(), token)
		if err == nil && !good {
			err = api.ErrNotLoggedIn
		}
		return account, good, err
	}
	if !needsSession(r) {
		return auth.Account{}, false, nil
	}
	return s.options.Auth.FromSession(r.Context())
}

func holdsAny(actor trips.Actor, roles []trips.Role) bool {
	for _, role := range roles {
		if actor.Has(role) {
			return true
		}
	}
	return false
}
