package server

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"licheng/trips"
	"licheng/web/api"
	"licheng/web/auth"
)

// TestSlowBodies: two requests whose body comes byte by byte. A stranger's is
// answered and shut once the short time is over; who was let in goes on.
func TestSlowBodies(t *testing.T) {
	const short = 200 * time.Millisecond
	room := &intake{}
	s := newServer(t, &api.API{Traces: room, County: countyNames{}, Deputies: noDeputies{}})
	account := auth.Account{County: "520999", Login: "zhang", Roles: []trips.Role{trips.Cadre}}
	if err := s.options.Auth.Add(t.Context(), account, "a good password"); err != nil {
		t.Fatal(err)
	}
	token, err := s.options.Auth.IssueToken(t.Context(), "520999", "zhang", "test", time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	limits := s.limits()
	if limits.ReadTimeout != bodyTimeout {
		t.Errorf("a stranger has %s", limits.ReadTimeout)
	}
	limits.ReadTimeout = short
	server := &httptest.Server{Listener: listen(t), Config: limits}
	server.Start()
	t.Cleanup(server.Close)
	for _, row := range []struct {
		name, header string
		status       int
	}{
		{"a stranger", "", http.StatusUnauthorized},
		{"who was let in", "Authorization: Bearer " + token + "\r\n", http.StatusCreated},
	} {
		t.Run(row.name, func(t *testing.T) {
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			const body = "slowly slowly"
			fmt.Fprintf(conn, "POST /api/v1/traces?file_name=a.gpx HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k\r\nContent-Type: application/octet-stream\r\n%sContent-Length: %d\r\n\r\n", row.header, len(body))
			go func() {
				for i := range body { // three times as long as the short time
					time.Sleep(3 * short / time.Duration(len(body)))
					if _, err := io.WriteString(conn, body[i:i+1]); err != nil {
						return // it was shut
					}
				}
			}()
			response, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if response.StatusCode != row.status {
				text, _ := io.ReadAll(response.Body)
				t.Errorf("%s %s", response.Status, text)
			}
			if shut := response.Close; shut != (row.status == http.StatusUnauthorized) {
				t.Errorf("shut afterwards: %v", shut)
			}
		})
	}
	if got := strings.Join(room.taken, "|"); got != "slowly slowly" {
		t.Errorf("it took in %q", got)
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}
