package api

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"licheng"
	"licheng/lang"
)

func TestProblemOf(t *testing.T) {
	stale := &licheng.Fault{Kind: licheng.Conflict, Slug: "claim-changed", Title: lang.Say("已变", "It has changed.")}
	for _, row := range []struct {
		name, language string
		err            error
		want           Problem
	}{
		{"a fault", "en", stale, Problem{Type: "/problems/claim-changed", Title: "It has changed.", Status: 409}},
		{"in Chinese", "zh-CN", stale, Problem{Type: "/problems/claim-changed", Title: "已变", Status: 409}},
		{
			"with particulars", "en", fmt.Errorf("claim 7: %w", stale),
			Problem{Type: "/problems/claim-changed", Title: "It has changed.", Status: 409, Detail: "claim 7: It has changed."},
		},
		{
			"unknown", "en", errors.New("disk I/O error at /srv/secret"),
			Problem{Type: "/problems/internal", Title: ErrInternal.Title.EN, Status: 500},
		},
		{
			"a full disk", "en", fmt.Errorf("hand in: %w", &fs.PathError{Op: "write", Path: "/srv/secret", Err: syscall.ENOSPC}),
			Problem{Type: "/problems/disk-full", Title: licheng.ErrDiskFull.Title.EN, Status: 503},
		},
		{
			"a database that is away", "en", fmt.Errorf("read a session: %w", &pgconn.PgError{Message: "at host secret", Code: "57P01"}),
			Problem{Type: "/problems/database-away", Title: licheng.ErrDatabaseAway.Title.EN, Status: 503},
		},
		{
			"bytes that are no text", "en", fmt.Errorf("claim a: %w", &pgconn.PgError{Code: "22021"}),
			Problem{Type: "/problems/no-text", Title: licheng.ErrText.Title.EN, Status: 400},
		},
		{
			"a body over its limit", "en", fmt.Errorf("read: %w", &http.MaxBytesError{Limit: 5}),
			Problem{Type: "/problems/body-too-large", Title: ErrTooLarge.Title.EN, Status: 413},
		},
		{"405", "en", errMethod, Problem{Type: "/problems/method-not-allowed", Title: errMethod.Title.EN, Status: 405}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var log bytes.Buffer
			header := http.Header{"Accept-Language": {row.language}}
			ctx := WithRequest(t.Context(), "r1", header, slog.New(slog.NewTextHandler(&log, nil)))
			row.want.RequestID = "r1"
			if diff := cmp.Diff(&row.want, problemOf(ctx, row.err)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			logged := strings.Contains(log.String(), row.err.Error()) && strings.Contains(log.String(), "r1")
			fromBelow := row.want.Status >= 500 || row.want.Type == "/problems/no-text"
			if logged != fromBelow {
				t.Errorf("the log says %q", log.String())
			}
		})
	}
}

// TestEveryKindHasAStatus holds statusOf to the comments of licheng.Kind.
func TestEveryKindHasAStatus(t *testing.T) {
	want := map[licheng.Kind]int{
		licheng.Internal: 500, licheng.Invalid: 400, licheng.Unauthenticated: 401, licheng.Denied: 403,
		licheng.NotFound: 404, licheng.Gone: 410, licheng.Conflict: 409, licheng.TooLarge: 413, licheng.Unprocessable: 422,
		licheng.TooMany: 429, licheng.Unavailable: 503,
	}
	if diff := cmp.Diff(want, statusOf); diff != "" {
		t.Error(diff)
	}
	if _, more := statusOf[licheng.Unavailable+1]; more || len(want) != int(licheng.Unavailable)+1 {
		t.Error("a kind has no status")
	}
}

func TestPreferred(t *testing.T) {
	for header, want := range map[string]string{
		"": "zh", "zh-CN": "zh", "zh-TW,zh;q=0.8,en;q=0.5": "zh", "en": "en", "en-GB,en;q=0.9,zh;q=0.1": "en",
		"fr": "zh", "fr,en;q=0.3": "en", "*": "zh", ";;;": "zh",
	} {
		if got := preferred(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

// counted is a value that knows how often it was written out.
type counted struct{ times *int }

func (c counted) String() string { *c.times++; return "an object with all of its fields" }

// TestManyWrongFields: a body of a megabyte can hold eighty thousand unknown fields.
// The object they are in is not written out once for each of them, and the answer
// does not grow with them.
func TestManyWrongFields(t *testing.T) {
	written := 0
	parts := make([]error, 80_000)
	for i := range parts {
		parts[i] = &huma.ErrorDetail{Message: "unexpected property", Location: fmt.Sprint("body.k", i), Value: counted{&written}}
	}
	p := fromHuma(t.Context(), http.StatusUnprocessableEntity, "validation failed", parts)
	if written > 0 {
		t.Errorf("the object was written out %d times", written)
	}
	want := ProblemPart{Location: "body.k49", Message: "unexpected property"}
	if len(p.Errors) != 50 || p.Errors[49] != want || p.Detail != "validation failed; the first 50 of 80000" {
		t.Errorf("%d fields, the last %v; %s", len(p.Errors), p.Errors[len(p.Errors)-1], p.Detail)
	}
}
