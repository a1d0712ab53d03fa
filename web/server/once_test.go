package server

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"licheng"
	"licheng/lang"
	"licheng/trips"
	"licheng/web/api"
)

// intake takes every file in and counts; a file that begins with "bad" it
// refuses.
type intake struct {
	api.Traces
	taken []string
}

var errBad = &licheng.Fault{Kind: licheng.Unprocessable, Slug: "bad-file", Title: lang.Say("坏文件", "A bad file.")}

func (i *intake) HandIn(_ context.Context, _ trips.Actor, in trips.HandIn) (trips.Upload, bool, error) {
	body, err := io.ReadAll(in.Body)
	if err != nil {
		return trips.Upload{}, false, err
	}
	i.taken = append(i.taken, string(body))
	if strings.HasPrefix(string(body), "bad") {
		return trips.Upload{}, false, errBad
	}
	return trips.Upload{ID: trips.TraceID(body), FileName: in.FileName, State: trips.TraceReceived}, true, nil
}

func TestOnce(t *testing.T) {
	room := &intake{}
	d := newDesk(t, &api.API{Traces: room})
	d.logIn("zhang", "a good password")
	for _, row := range []struct {
		name, key, file, body string
		status                int
		contains              string
		taken                 int // how often the room was asked so far
	}{
		{"no key", "", "a", "one", 400, "idempotency-key-missing", 0},
		{"the first", "k1", "a", "one", 201, `"id":"one"`, 1},
		{"the same again", "k1", "a", "one", 201, `"id":"one"`, 1},
		{"another body", "k1", "a", "two", 422, "idempotency-key-reused", 1},
		{"another address", "k1", "b", "one", 422, "idempotency-key-reused", 1},
		{"another key", "k2", "a", "two", 201, `"id":"two"`, 2},
		{"a refusal", "k3", "a", "bad", 422, "/problems/bad-file", 3},
		{"a refusal is not kept", "k3", "a", "good", 201, `"id":"good"`, 4},
	} {
		t.Run(row.name, func(t *testing.T) {
			header := []string{"Content-Type", "application/octet-stream"}
			if row.key != "" {
				header = append(header, "Idempotency-Key", row.key)
			}
			response, body := d.ask(http.MethodPost, "/api/v1/traces?file_name="+row.file, row.body, header...)
			if response.StatusCode != row.status || !strings.Contains(body, row.contains) {
				t.Fatalf("%d %s", response.StatusCode, body)
			}
			if len(room.taken) != row.taken {
				t.Errorf("the room was asked %d times, want %d", len(room.taken), row.taken)
			}
		})
	}
}

func TestTraceTooLarge(t *testing.T) {
	d := newDesk(t, &api.API{Traces: &intake{}})
	d.logIn("zhang", "a good password")
	response, body := d.ask(http.MethodPost, "/api/v1/traces?file_name=a", strings.Repeat("x", traceMax+1), "Idempotency-Key", "k")
	if response.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(body, "body-too-large") {
		t.Errorf("%d %s", response.StatusCode, body)
	}
}
