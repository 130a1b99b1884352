package mosaic_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// start is when the clock of every bench starts: ten seconds into a minute, so quota windows end 50 s later.
var start = time.Date(2026, 6, 1, 12, 0, 10, 0, time.UTC)

// bench is a simulator behind a real HTTP server, with a clock that stands still until a test moves it.
type bench struct {
	t     *testing.T
	sim   *mosaic.Server
	url   string
	http  *http.Client
	clock *clock

	tokens map[string]string
}

func newBench(t *testing.T, seed mosaic.Seed) *bench {
	t.Helper()
	c := &clock{now: start}
	sim := mosaic.New(mosaic.Options{Seed: seed, Clock: c.Now})
	srv := httptest.NewServer(sim)
	t.Cleanup(srv.Close)
	return &bench{t: t, sim: sim, url: srv.URL, http: srv.Client(), clock: c, tokens: map[string]string{}}
}

// request is one call. As is a client id whose token is fetched once and reused; "" is client A, nobody none.
type request struct {
	as, method, path, body string
	contentType            string
}

const nobody = "-"

type answer struct {
	status int
	header http.Header
	body   []byte
	err    error
}

func (b *bench) do(r request) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), r.method, b.url+r.path, strings.NewReader(r.body))
	if err != nil {
		b.t.Fatalf("request %s %s: %v", r.method, r.path, err)
	}
	req.Header.Set("Content-Type", contentType(r))
	if r.as != nobody {
		req.Header.Set("Authorization", "Bearer "+b.token(r.as))
	}
	return send(b.http, req)
}

func (b *bench) put(path, body string) answer {
	b.t.Helper()
	return b.do(request{method: http.MethodPut, path: path, body: body})
}

func (b *bench) get(path string) answer {
	b.t.Helper()
	return b.do(request{method: http.MethodGet, path: path})
}

// token is the client's current token, fetched if there is none.
func (b *bench) token(client string) string {
	b.t.Helper()
	if client == "" {
		client = mosaic.BaseClientA
	}
	if b.tokens[client] == "" {
		got := b.do(tokenRequest(mosaic.PathToken, client, mosaic.BaseSecret))
		b.tokens[client] = decode[struct {
			Token string `json:"access_token"`
		}](b.t, got.body).Token
	}
	return b.tokens[client]
}

func (b *bench) user(id string) mosaic.User {
	b.t.Helper()
	u, ok := b.sim.User(id)
	if !ok {
		b.t.Fatalf("no user %s", id)
	}
	return u
}

func tokenRequest(path, client, secret string) request {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {client}, "client_secret": {secret}}
	return request{
		as: nobody, method: http.MethodPost, path: path, body: form.Encode(),
		contentType: "application/x-www-form-urlencoded",
	}
}

func contentType(r request) string {
	if r.contentType == "" {
		return "application/json"
	}
	return r.contentType
}

func send(client *http.Client, req *http.Request) answer {
	res, err := client.Do(req)
	if err != nil {
		return answer{err: err}
	}
	body, err := io.ReadAll(res.Body)
	err = errors.Join(err, res.Body.Close())
	return answer{status: res.StatusCode, header: res.Header, body: body, err: err}
}

func decode[T any](t *testing.T, body []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("answer is not the JSON expected: %v: %.200s", err, body)
	}
	return v
}

// clock is the time of a bench.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// written is a journal entry as one line: operation, user ("new" for a generated id), the fields named, and those that
// changed.
func written(w mosaic.Write) string {
	user := w.UserID
	if len(user) == len("xovgrhzbnple2y7oebahm") {
		user = "new"
	}
	return fmt.Sprintf("%s %s %s changed %s", w.Operation, user, w.Fields, w.Changed)
}
