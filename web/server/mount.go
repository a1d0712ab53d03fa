package server

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"licheng/trips"
	"licheng/web/api"
)

// mount gives every route of the table its place in the engine and, when it is
// an operation of the API, in the document.
func (s *Server) mount(e *gin.Engine) error {
	s.huma = humagin.New(e, api.Config())
	s.table = map[string]Route{}
	for _, r := range s.routes() {
		key := tableKey(r.Method, ginPattern(r.Path))
		if _, twice := s.table[key]; twice {
			return fmt.Errorf("routes: %s %s stands there twice", r.Method, r.Path)
		}
		s.table[key] = r
		if r.raw != nil {
			e.Handle(r.Method, ginPattern(r.Path), r.raw)
			continue
		}
		r.Do.Register(s.huma, operation(r), r.Answers[1:]...)
	}
	return nil
}

// operation describes a route for the document.
func operation(r Route) huma.Operation {
	op := huma.Operation{
		OperationID:     r.ID,
		Method:          r.Method,
		Path:            r.Path,
		Summary:         r.Summary,
		Tags:            []string{tag(r.Path)},
		DefaultStatus:   r.Answers[0],
		MaxBodyBytes:    -1, // the guard limits the body
		BodyReadTimeout: bodyTimeout,
	}
	if r.Who == nil {
		op.Description = "Anyone."
		return op
	}
	op.Description = "Roles: " + strings.Join(roleNames(r.Who), ", ") + "."
	op.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	return op
}

// tag is the part of the path after /api/v1/.
func tag(path string) string {
	rest := strings.TrimPrefix(path, "/api/v1/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

func roleNames(roles []trips.Role) []string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return names
}

// ginPattern turns {name} into gin's :name.
func ginPattern(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

func tableKey(method, pattern string) string { return method + " " + pattern }

// openapi serves the document.
func (s *Server) openapi(c *gin.Context) {
	document, err := s.OpenAPI()
	if err != nil {
		api.Fail(c.Writer, c.Request, err)
		return
	}
	c.Data(http.StatusOK, "application/json", document)
}
