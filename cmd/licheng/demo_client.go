package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"

	"github.com/google/uuid"

	"licheng/web/api"
)

// demoClient is a browser of one account: it speaks HTTP and keeps its cookie.
type demoClient struct {
	base string
	http *http.Client
}

// demoLogIn opens a session.
func demoLogIn(ctx context.Context, base, login, password string) (*demoClient, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &demoClient{base: base + "/api/v1", http: &http.Client{Jar: jar}}
	in := map[string]string{"login": login, "password": password}
	if err := c.post(ctx, "/session", in, nil); err != nil {
		return nil, fmt.Errorf("log in as %s: %w", login, err)
	}
	return c, nil
}

// get asks for a resource and decodes it into out.
func (c *demoClient) get(ctx context.Context, path string, out any) error {
	return c.send(ctx, http.MethodGet, path, "", "", nil, out)
}

// post sends in as JSON and decodes the answer into out, if there is one.
func (c *demoClient) post(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return c.send(ctx, http.MethodPost, path, "application/json", "", body, out)
}

// postOnce is post for what makes something: under a key of its own.
func (c *demoClient) postOnce(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return c.send(ctx, http.MethodPost, path, "application/json", uuid.NewString(), body, out)
}

// upload sends raw bytes under an idempotency key.
func (c *demoClient) upload(ctx context.Context, path, key string, body []byte, out any) error {
	return c.send(ctx, http.MethodPost, path, "application/octet-stream", key, body, out)
}

func (c *demoClient) send(ctx context.Context, method, path, kind, key string, body []byte, out any) error {
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	request.Header.Set("Accept-Language", "en")
	answer, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if answer.StatusCode >= http.StatusBadRequest {
		var p api.Problem
		if json.Unmarshal(data, &p) != nil || p.Title == "" {
			return fmt.Errorf("%s %s: %s", method, path, answer.Status)
		}
		return fmt.Errorf("%s %s: %s: %s %s", method, path, answer.Status, p.Title, p.Detail)
	}
	if out == nil || len(data) == 0 {
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	return nil
}
