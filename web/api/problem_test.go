package api

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
			if logged != (row.want.Status == 500) {
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
