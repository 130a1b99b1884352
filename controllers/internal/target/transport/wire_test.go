package transport_test

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

const (
	tokenURL     = "https://idp.test/oidc/token"
	apiURL       = "https://api.test/users/jane@x.io"
	clientSecret = "cl1ent-s3cret"
)

// wire is a network without a network, so that tests can control time: it issues numbered tokens and answers calls.
type wire struct {
	mu sync.Mutex

	// expiresIn is the JSON of that member; empty for none.
	expiresIn string

	// status of the calls; 0 for 200.
	status int

	// token and api, where they are set, answer instead.
	token, api func(*http.Request) (*http.Response, error)

	issued int
	forms  []string
	calls  []*http.Request
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.String() == tokenURL {
		return w.issue(r)
	}
	w.mu.Lock()
	w.calls = append(w.calls, r)
	w.mu.Unlock()
	if w.api != nil {
		return w.api(r)
	}
	return respond(r, cmp.Or(w.status, http.StatusOK), `{}`), nil
}

func (w *wire) issue(r *http.Request) (*http.Response, error) {
	form, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	w.issued++
	w.forms = append(w.forms, string(form))
	n, expiresIn := w.issued, w.expiresIn
	w.mu.Unlock()
	if w.token != nil {
		return w.token(r)
	}
	body := fmt.Sprintf(`{"access_token":"token-%d","token_type":"Bearer"}`, n)
	if expiresIn != "" {
		body = fmt.Sprintf(`{"access_token":"token-%d","expires_in":%s}`, n, expiresIn)
	}
	return respond(r, http.StatusOK, body), nil
}

func (w *wire) tokens() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.issued
}

func (w *wire) lastBearer() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.calls[len(w.calls)-1].Header.Get("Authorization")
}

func (w *wire) client(edits ...func(*transport.Options)) *transport.Client {
	options := transport.Options{
		System:      "Test",
		APIURL:      apiURL,
		Credentials: transport.Credentials{TokenURL: tokenURL, ClientID: "cl1ent", ClientSecret: clientSecret},
		Base:        w,
	}
	for _, edit := range edits {
		edit(&options)
	}
	return transport.New(options)
}

func respond(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// hang answers when the request is given up.
func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// get calls the API and returns the answer.
func get(t *testing.T, c *transport.Client) (transport.Answer, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, apiURL, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c.Do("get-user", request)
}

func mustGet(t *testing.T, c *transport.Client) transport.Answer {
	t.Helper()
	answer, err := get(t, c)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}
