package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"licheng"
	"licheng/lang"
)

const problemType = "application/problem+json"

// Problem is what every failure looks like: RFC 9457, in the language the
// request asked for.
type Problem struct {
	Type      string        `json:"type" doc:"/problems/ and a stable slug" example:"/problems/claim-not-found"`
	Title     string        `json:"title" doc:"What happened, in one sentence, in the language asked for"`
	Status    int           `json:"status" doc:"The HTTP status"`
	Detail    string        `json:"detail,omitempty" doc:"The particulars, in English"`
	Errors    []ProblemPart `json:"errors,omitempty" doc:"What is wrong with which field"`
	RequestID string        `json:"request_id,omitempty" doc:"Names this request in the server's log"`
}

// ProblemPart says what is wrong with one field of a request.
type ProblemPart struct {
	Location string `json:"location" doc:"Where, e.g. body.login or query.month"`
	Message  string `json:"message" doc:"What is wrong there, in English"`
}

// Error returns the sentence, so that a Problem is an error.
func (p *Problem) Error() string { return p.Title }

// GetStatus returns the HTTP status; huma asks for it.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType answers problem+json; huma asks for it.
func (p *Problem) ContentType(string) string { return problemType }

// The faults that belong to HTTP itself.
var (
	// ErrInternal is what a failure of ours looks like from outside.
	ErrInternal = fault(licheng.Internal, "internal",
		"服务器出了问题，请稍后再试；如仍不行，请把请求编号告诉管理员。",
		"Something went wrong on our side. Try again later; if it stays, tell the administrator the request id.")
	// ErrNotLoggedIn answers a request without a session or token.
	ErrNotLoggedIn = fault(licheng.Unauthenticated, "not-logged-in", "请先登录。", "Please log in first.")
	// ErrRole answers a request the account's roles do not cover.
	ErrRole = fault(licheng.Denied, "role-missing",
		"您的账号没有做这件事的角色。", "Your account does not have the role for this.")
	// ErrNoRoute answers a path that is not there.
	ErrNoRoute = fault(licheng.NotFound, "no-such-address", "没有这个地址。", "There is nothing at this address.")
	// ErrInvalid answers a request that is not as the API describes.
	ErrInvalid = fault(licheng.Invalid, "invalid-request",
		"请求的内容不合要求，请看各字段的说明。", "The request is not as described; see the fields listed.")
	// ErrTooLarge answers a body over the route's limit.
	ErrTooLarge = fault(licheng.TooLarge, "body-too-large",
		"上传的内容太大。", "The body is larger than this address takes.")
	// ErrNoRoads answers what needs a road file while none is configured.
	ErrNoRoads = fault(licheng.Unavailable, "roads-missing",
		"还没有路网文件，请管理员在配置的 roads 里指定。",
		"There is no road file yet: the administrator names one under roads in the configuration.")
	// ErrCrossOrigin answers a browser sent here by another site.
	ErrCrossOrigin = fault(licheng.Denied, "cross-origin",
		"这个请求来自别的网站，已拒绝。", "The request came from another site and was refused.")
)

// errMethod answers a method the address does not take; no Kind stands for 405.
var errMethod = fault(licheng.Invalid, "method-not-allowed",
	"这个地址不接受这种请求。", "This address does not take that method.")

func fault(kind licheng.Kind, slug, zh, en string) *licheng.Fault {
	return &licheng.Fault{Kind: kind, Slug: slug, Title: lang.Say(zh, en)}
}

// statusOf is the HTTP status of each kind of failure.
var statusOf = map[licheng.Kind]int{
	licheng.Internal:        http.StatusInternalServerError,
	licheng.Invalid:         http.StatusBadRequest,
	licheng.Unauthenticated: http.StatusUnauthorized,
	licheng.Denied:          http.StatusForbidden,
	licheng.NotFound:        http.StatusNotFound,
	licheng.Gone:            http.StatusGone,
	licheng.Conflict:        http.StatusConflict,
	licheng.TooLarge:        http.StatusRequestEntityTooLarge,
	licheng.Unprocessable:   http.StatusUnprocessableEntity,
	licheng.TooMany:         http.StatusTooManyRequests,
	licheng.Unavailable:     http.StatusServiceUnavailable,
}

// problemOf is the one place where a failure becomes an answer. The particulars of
// an error that wraps no Fault go to the log under the request id, and nowhere else:
// it is Internal, or what the disk or the database cannot do.
func problemOf(ctx context.Context, err error) *Problem {
	var done *Problem
	if errors.As(err, &done) {
		return done
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = ErrTooLarge
	}
	f, known := licheng.FaultOf(err)
	if !known || f.Kind == licheng.Internal {
		f = ErrInternal
	}
	var own *licheng.Fault
	if f == ErrInternal || !errors.As(err, &own) {
		logOf(ctx).ErrorContext(ctx, "request failed", "request_id", RequestID(ctx), "error", err)
		err = f
	}
	p := &Problem{
		Type:      "/problems/" + f.Slug,
		Title:     f.Title.In(Language(ctx)),
		Status:    statusOf[f.Kind],
		RequestID: RequestID(ctx),
	}
	if f == errMethod {
		p.Status = http.StatusMethodNotAllowed
	}
	if detail := err.Error(); detail != f.Error() {
		p.Detail = detail
	}
	return p
}

// Fail answers a request with err, outside huma's operations.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(r.Context(), err)
	w.Header().Set("Content-Type", problemType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		logOf(r.Context()).DebugContext(r.Context(), "problem not delivered", "error", err)
	}
}

// FailMethod answers a method that the address does not take.
func FailMethod(w http.ResponseWriter, r *http.Request) { Fail(w, r, errMethod) }

// fromHuma makes a Problem of what huma itself refuses: a body that is no
// JSON, a field of the wrong shape. Those are all the caller's to mend, except
// a status of 500, which is ours.
func fromHuma(ctx context.Context, status int, message string, parts []error) *Problem {
	base := ErrInvalid
	switch {
	case bodyTooLarge(parts):
		base, status = ErrTooLarge, http.StatusRequestEntityTooLarge
	case errors.Is(errors.Join(parts...), io.ErrUnexpectedEOF): // the client went away
		status = http.StatusBadRequest
	case status >= http.StatusInternalServerError:
		return problemOf(ctx, errors.Join(append(parts, errors.New(message))...))
	}
	p := problemOf(ctx, base)
	p.Status, p.Detail = status, message
	if len(parts) > partsMax {
		p.Detail = fmt.Sprintf("%s; the first %d of %d", message, partsMax, len(parts))
		parts = parts[:partsMax]
	}
	for _, part := range parts {
		if part != nil {
			p.Errors = append(p.Errors, partOf(part))
		}
	}
	return p
}

// partsMax is how many of the fields that are wrong are told.
const partsMax = 50

// partOf says what is wrong with one field. The text of huma's own errors is left
// alone: it holds all of the object that the field is missing in, or too many in, and
// would be written once for each of as many fields as somebody cares to send.
func partOf(err error) ProblemPart {
	var detail huma.ErrorDetailer
	if errors.As(err, &detail) {
		d := detail.ErrorDetail()
		return ProblemPart{Location: d.Location, Message: d.Message}
	}
	return ProblemPart{Message: err.Error()}
}

func bodyTooLarge(parts []error) bool {
	for _, part := range parts {
		var tooLarge *http.MaxBytesError
		if errors.As(part, &tooLarge) {
			return true
		}
	}
	return false
}
