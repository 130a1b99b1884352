package transport_test

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// live returns a client and the URL of a server that answers as told, over real connections.
func live(t *testing.T, answer http.HandlerFunc) (*transport.Client, string) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"access_token":"token-1","expires_in":3600}`)
	})
	mux.HandleFunc("/", answer)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return newClient(t, server.URL+"/token"), server.URL + "/users/jane@x.io"
}

func newClient(t *testing.T, tokens string) *transport.Client {
	t.Helper()
	base := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(base.CloseIdleConnections)
	return transport.New(transport.Options{
		APIURL:      tokens,
		Credentials: transport.Credentials{TokenURL: tokens, ClientID: "cl1ent", ClientSecret: clientSecret},
		Base:        base,
		MaxBody:     1000,
	})
}

func put(t *testing.T, client *transport.Client, url string) (transport.Answer, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, url, strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	return client.Do("update-user", request)
}

func TestAnswers(t *testing.T) {
	text := func(status, size int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, strings.Repeat("x", size))
		}
	}
	streamed := func(size int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for range size {
				_, _ = io.WriteString(w, "x")
				w.(http.Flusher).Flush()
			}
		}
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		size   int // -1: too large
	}{
		"empty":              {text(200, 0), 0},
		"exactly the cap":    {text(200, 1000), 1000},
		"one more":           {text(200, 1001), -1},
		"cap, streamed":      {streamed(1000), 1000},
		"one more, streamed": {streamed(1001), -1},
		"packed":             {packed(100_000), -1},
		"error of any size":  {text(500, 5000), 0},
		"error":              {text(404, 10), 10},
	} {
		t.Run(name, func(t *testing.T) {
			client, url := live(t, c.answer)
			answer, err := put(t, client, url)
			if c.size < 0 {
				wantFailure(t, err, transport.ErrTooLarge)
				return
			}
			if err != nil || len(answer.Body) != c.size {
				t.Errorf("%d bytes, %v, want %d", len(answer.Body), err, c.size)
			}
		})
	}
}

// The largest user of Mosaic has 500 KB of free data, and as much again of the app. Where it is not in ASCII, it may come in
// escapes that are three times as long.
func TestLargestUserIsRead(t *testing.T) {
	t.Parallel()
	free := strings.Repeat(`\u00e9`, 500<<10/len("é"))
	body := `{"result":{"custom_data":{"a":"` + free + `"},"custom_app_data":{"b":"` + free + `"}}}`
	w := &wire{api: func(r *http.Request) (*http.Response, error) { return respond(r, http.StatusOK, body), nil }}
	if got := len(mustGet(t, w.client()).Body); got != len(body) {
		t.Errorf("%d bytes, want %d", got, len(body))
	}
}

func packed(size int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, strings.Repeat("x", size))
		_ = z.Close()
	}
}

func TestRequests(t *testing.T) {
	client, url := live(t, func(_ http.ResponseWriter, r *http.Request) {
		for name, want := range map[string]string{
			"Authorization": "Bearer token-1", "Accept": "application/json", "User-Agent": transport.DefaultUserAgent,
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
	})
	if _, err := put(t, client, url); err != nil {
		t.Fatal(err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	client, url := live(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			t.Error("the redirect was followed")
		}
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	answer, err := put(t, client, url)
	if err != nil || answer.Status != http.StatusTemporaryRedirect {
		t.Errorf("HTTP %d, %v", answer.Status, err)
	}
}

func TestFailures(t *testing.T) {
	dropped, droppedURL := live(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	short, shortURL := live(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "short")
	})
	garbage, garbageURL := live(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_, _ = io.WriteString(conn, "jane@x.io token-1 cl1ent-s3cret\r\n\r\n")
			_ = conn.Close()
		}
	})
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	for name, c := range map[string]struct {
		client *transport.Client
		url    string
		want   string
	}{
		"dropped":           {dropped, droppedURL, "the connection broke"},
		"short":             {short, shortURL, "the connection broke"},
		"garbage":           {garbage, garbageURL, "the request failed"},
		"not trusted":       {newClient(t, secure.URL), "", "the certificate of the server is not accepted"},
		"no TLS":            {newClient(t, strings.Replace(plain.URL, "http", "https", 1)), "", "does not speak TLS"},
		"nobody listens":    {newClient(t, "http://"+unused(t)+"/token"), "", "connection refused"},
		"host is not known": {newClient(t, "https://nosuch.invalid/token"), "", "nosuch.invalid"},
		"no URL":            {newClient(t, ""), "", "it was not sent"},
	} {
		t.Run(name, func(t *testing.T) {
			url := c.url
			if url == "" {
				url = "http://api.invalid/users/jane@x.io" // not reached: there is no token
			}
			_, err := put(t, c.client, url)
			wantFailure(t, err, nil)
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, want it to contain %q", err, c.want)
			}
		})
	}
}

// unused returns an address at which nobody listens.
func unused(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// A connection that the kernel gives up was lost; that takes too long as well, but has nothing to do with a handshake.
func TestConnectionGivenUp(t *testing.T) {
	t.Parallel()
	w := &wire{api: func(*http.Request) (*http.Response, error) {
		return nil, &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ETIMEDOUT)}
	}}
	_, err := get(t, w.client())
	wantFailure(t, err, nil)
	if want := "the connection broke before the answer was complete"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestFailureHidesItsCause(t *testing.T) {
	w := &wire{api: func(*http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("malformed answer %q", "jane@x.io token-1")
	}}
	_, err := get(t, w.client())
	wantFailure(t, err, nil)
	if errors.Unwrap(err) != nil {
		t.Errorf("the cause can be reached: %v", errors.Unwrap(err))
	}
}

func TestNothingPrintsCredentials(t *testing.T) {
	credentials := transport.Credentials{TokenURL: tokenURL, ClientID: "cl1ent", ClientSecret: clientSecret}
	answer := mustGet(t, (&wire{}).client())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, printed := range []any{credentials, &credentials, transport.Options{Credentials: credentials}, answer} {
			if shown := fmt.Sprintf(verb, printed); strings.Contains(shown, clientSecret) || strings.Contains(shown, "token-1") {
				t.Errorf("%s of %T prints it: %s", verb, printed, shown)
			}
		}
	}
}
