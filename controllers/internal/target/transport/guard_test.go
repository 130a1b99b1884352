package transport_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/tlstest"
)

// Whatever asks for it, no request leaves for another origin than those the client was made for.
func TestGuard(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		api  string // default apiURL
		url  string
		host string // a Host header of its own
		want error
	}{
		"the API":              {url: apiURL},
		"the API, in capitals": {url: "HTTPS://API.TEST/users"},
		"its port spelt out":   {url: "https://api.test:443/users"},
		"another host":         {url: "https://evil.test/users", want: transport.ErrForeignHost},
		"a longer name":        {url: "https://api.test.evil.test/users", want: transport.ErrForeignHost},
		"a dot at the end":     {url: "https://api.test./users", want: transport.ErrForeignHost},
		"the API as a user":    {url: "https://api.test@evil.test/users", want: transport.ErrForeignHost},
		"another port":         {url: "https://api.test:8443/users", want: transport.ErrForeignHost},
		"in clear text":        {url: "http://api.test/users", want: transport.ErrForeignHost},
		"another Host header":  {url: apiURL, host: "evil.test", want: transport.ErrForeignHost},
		"made for clear text":  {api: "http://api.test", url: "http://api.test/users", want: transport.ErrPlainHTTP},
		"made for its LAN":     {api: "http://10.0.0.1", url: "http://10.0.0.1/users", want: transport.ErrPlainHTTP},
		"loopback":             {api: "http://127.0.0.1:1", url: "http://127.0.0.1:1/users"},
		"loopback, IPv6":       {api: "http://[::1]:1", url: "http://[::1]:1/users"},
		"localhost":            {api: "http://localhost", url: "http://localhost:80/users"},
		"made for nothing":     {api: "%", url: apiURL, want: transport.ErrForeignHost},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &wire{}
			client := w.client(func(o *transport.Options) {
				if c.api != "" {
					o.APIURL = c.api
				}
			})
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, c.url, strings.NewReader(`{}`))
			if err != nil {
				t.Fatal(err)
			}
			if c.host != "" {
				request.Host = c.host
			}
			_, err = client.Do("update-user", request)
			if c.want == nil {
				if err != nil || len(w.calls) != 1 {
					t.Errorf("%d calls, %v", len(w.calls), err)
				}
				return
			}
			wantFailure(t, err, c.want)
			if len(w.calls) != 0 {
				t.Error("the request went out")
			}
		})
	}
}

// The client secret goes nowhere else either.
func TestGuardOfTokens(t *testing.T) {
	t.Parallel()
	w := &wire{}
	client := w.client(func(o *transport.Options) { o.Credentials.TokenURL = "http://idp.test/oidc/token" })
	wantFailure(t, client.Connect(t.Context()), transport.ErrPlainHTTP)
	if w.tokens() != 0 || len(w.calls) != 0 {
		t.Error("the request went out")
	}
}

// A redirect is an answer, and no more than that: where it leads sees nothing, neither of a token nor of a request.
func TestRedirectsToAnotherHost(t *testing.T) {
	t.Parallel()
	authority := tlstest.NewAuthority(t)
	var seen counter
	elsewhere := authority.Serve(t, seen.count(http.NotFoundHandler()))
	t.Cleanup(func() { // which is after all of these
		if got := seen.get(); got != 0 {
			t.Errorf("the other host got %d requests", got)
		}
	})
	for _, status := range []int{301, 302, 303, 307, 308} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			mux := http.NewServeMux()
			redirect := func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				http.Redirect(w, r, elsewhere.URL+r.URL.Path, status)
			}
			mux.HandleFunc("/moved/", redirect)
			mux.Handle("/", tokens(redirect))
			server := authority.Serve(t, mux)

			answer, err := put(t, secured(t, server, authority.Pool()), server.URL+"/users/jane@x.io")
			if err != nil || answer.Status != status {
				t.Errorf("request: HTTP %d, %v, want %d", answer.Status, err, status)
			}
			moved := secured(t, server, authority.Pool(), func(o *transport.Options) {
				o.Credentials.TokenURL = server.URL + "/moved/token"
			})
			err = moved.Connect(t.Context())
			want := fmt.Sprintf("the token endpoint answered HTTP %d without a token", status)
			if err == nil || err.Error() != want {
				t.Errorf("token: %v, want %q", err, want)
			}
			wantNoSecret(t, err)
		})
	}
}
