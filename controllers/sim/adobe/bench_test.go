package adobe_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// start is when the clock of every bench starts: ten seconds into a minute, so fixed windows end 50 s later.
var start = time.Date(2026, 6, 1, 12, 0, 10, 0, time.UTC)

// The paths of the base organization.
const (
	pathAction = "/v2/usermanagement/action/" + adobe.BaseOrg
	pathTest   = pathAction + "?testOnly=true"
	pathUsers  = "/v2/usermanagement/users/" + adobe.BaseOrg + "/"
	pathGroups = "/v2/usermanagement/groups/" + adobe.BaseOrg + "/"
	pathUser   = "/v2/usermanagement/organizations/" + adobe.BaseOrg + "/users/"
)

// bench is a simulator behind a real HTTP server, with a clock that stands still until a test moves it.
type bench struct {
	t     *testing.T
	sim   *adobe.Server
	url   string
	http  *http.Client
	clock *clock

	tokens map[string]string
}

func newBench(t *testing.T, seed adobe.Seed) *bench {
	t.Helper()
	c := &clock{now: start}
	sim := adobe.New(adobe.Options{Seed: seed, Clock: c.Now})
	srv := httptest.NewServer(sim)
	t.Cleanup(srv.Close)
	return &bench{t: t, sim: sim, url: srv.URL, http: srv.Client(), clock: c, tokens: map[string]string{}}
}

// request is one call. As is a client id whose token is fetched once and reused; "" is client A, nobody none. Header
// has further headers; an empty value removes one.
type request struct {
	as, method, path, body string
	header                 map[string]string
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
	req.Header.Set("Content-Type", "application/json")
	if r.as == "" {
		r.as = adobe.BaseClientA
	}
	if r.as != nobody {
		req.Header.Set("Authorization", "Bearer "+b.token(r.as))
		req.Header.Set("X-Api-Key", r.as)
	}
	for name, value := range r.header {
		req.Header.Set(name, value)
		if value == "" {
			req.Header.Del(name)
		}
	}
	return send(b.http, req)
}

func (b *bench) act(body string) answer {
	b.t.Helper()
	return b.do(act(body))
}

func (b *bench) get(path string) answer {
	b.t.Helper()
	return b.do(get(path))
}

// token is the client's current token, fetched if there is none.
func (b *bench) token(client string) string {
	b.t.Helper()
	if b.tokens[client] == "" {
		got := b.do(tokenRequest(adobe.PathTokenV3, tokenParams(client, adobe.BaseSecret)))
		b.tokens[client] = decode[struct {
			Token string `json:"access_token"`
		}](b.t, got.body).Token
	}
	return b.tokens[client]
}

func (b *bench) user(id string) adobe.User {
	b.t.Helper()
	u, ok := b.sim.User(id)
	if !ok {
		b.t.Fatalf("no user %s", id)
	}
	return u
}

func tokenParams(client, secret string) url.Values {
	return url.Values{
		"grant_type": {"client_credentials"}, "client_id": {client}, "client_secret": {secret},
		"scope": {"openid,AdobeID,user_management_sdk"},
	}
}

func tokenRequest(path string, params url.Values) request {
	return request{
		as: nobody, method: http.MethodPost, path: path, body: params.Encode(),
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
	}
}

func send(client *http.Client, req *http.Request) answer {
	res, err := client.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
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

// outcome is the answer of the action endpoint, as clients read it.
type outcome struct {
	Completed           int     `json:"completed"`
	NotCompleted        int     `json:"notCompleted"`
	CompletedInTestMode int     `json:"completedInTestMode"`
	Result              string  `json:"result"`
	Errors              []entry `json:"errors"`
	Warnings            []entry `json:"warnings"`
}

type entry struct {
	Index       int    `json:"index"`
	Step        int    `json:"step"`
	Message     string `json:"message"`
	ErrorCode   string `json:"errorCode"`
	WarningCode string `json:"warningCode"`
	RequestID   string `json:"requestID"`
	User        string `json:"user"`
}

// codes are the error codes of an answer in its order.
func (o outcome) codes() []string {
	var codes []string
	for _, e := range o.Errors {
		codes = append(codes, e.ErrorCode)
	}
	return codes
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

// written is a journal entry as one line: position, operation, user ("new" for a generated id), the fields named, and
// those that changed.
func written(w adobe.Write) string {
	user := w.UserID
	if strings.HasSuffix(user, ".e") {
		user = "new"
	}
	text := fmt.Sprintf("%d.%d %s %s %s changed %s", w.Index, w.Step, w.Operation, user, w.Fields, w.Changed)
	if w.TestOnly {
		text += " in test mode"
	}
	return text
}
