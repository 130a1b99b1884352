package transport_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/tlstest"
)

// tokens gives tokens at POST /token, and has the handler answer everything else.
func tokens(handler http.HandlerFunc) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"access_token":"token-1","expires_in":3600}`)
	})
	mux.HandleFunc("/", handler)
	return mux
}

// secured returns a client that trusts the authority, with connections of its own.
func secured(t *testing.T, server *httptest.Server, trusts *x509.CertPool, edits ...func(*transport.Options)) *transport.Client {
	t.Helper()
	options := transport.Options{
		APIURL:      server.URL,
		Credentials: transport.Credentials{TokenURL: server.URL + "/token", ClientID: "cl1ent", ClientSecret: clientSecret},
		Roots:       trusts,
	}
	for _, edit := range edits {
		edit(&options)
	}
	client := transport.New(options)
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// The roots that are given take the place of those of the system, and what is wrong with a certificate is said in words that
// stay the same: with a time in them the status would change with every look. The server learns nothing.
func TestCertificates(t *testing.T) {
	t.Parallel()
	authority, other := tlstest.NewAuthority(t), tlstest.NewAuthority(t)
	const refused = "the certificate of the server is not accepted: "
	for name, c := range map[string]struct {
		edit   func(*x509.Certificate)
		trusts *x509.CertPool
		want   string // empty: accepted
	}{
		"good": {trusts: authority.Pool()},
		"expired": {
			edit:   func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) },
			trusts: authority.Pool(), want: refused + "it has expired or is not yet valid",
		},
		"not valid yet": {
			edit:   func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute) },
			trusts: authority.Pool(), want: refused + "it has expired or is not yet valid",
		},
		"of another host": {
			edit:   func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"elsewhere.test"} },
			trusts: authority.Pool(), want: refused + "it is not for the host 127.0.0.1",
		},
		"of another authority": {
			trusts: other.Pool(), want: refused + "it was not issued by an authority that is trusted here",
		},
		"of no authority of the system": {
			want: refused + "it was not issued by an authority that is trusted here",
		},
		"of a client": {
			edit:   func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} },
			trusts: authority.Pool(), want: refused + "it is not valid for a server",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var seen counter
			server := authority.Serve(t, seen.count(tokens(func(http.ResponseWriter, *http.Request) {})), func(s *httptest.Server) {
				if c.edit != nil {
					s.TLS.Certificates = []tls.Certificate{authority.Issue(t, c.edit)}
				}
			})
			client := secured(t, server, c.trusts)
			_, err := put(t, client, server.URL+"/users/jane@x.io")
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			wantFailure(t, err, nil)
			if err.Error() != c.want {
				t.Errorf("message %q, want %q", err, c.want)
			}
			if got := seen.get(); got != 0 {
				t.Errorf("the server got %d requests", got)
			}
		})
	}
}

// A connection that is older than TLS 1.2 is none.
func TestOldTLS(t *testing.T) {
	t.Parallel()
	authority := tlstest.NewAuthority(t)
	var seen counter
	server := authority.Serve(t, seen.count(tokens(func(http.ResponseWriter, *http.Request) {})), func(s *httptest.Server) {
		s.TLS.MinVersion, s.TLS.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	})
	_, err := put(t, secured(t, server, authority.Pool()), server.URL)
	wantFailure(t, err, nil)
	if want := "no connection to the server: tls: protocol version not supported"; err.Error() != want || seen.get() != 0 {
		t.Errorf("message %q after %d requests, want %q", err, seen.get(), want)
	}
}

// A client that is not needed any more leaves no connection behind.
func TestCloseIdleConnections(t *testing.T) {
	t.Parallel()
	authority := tlstest.NewAuthority(t)
	closed := make(chan struct{}, 16) // more than there are connections
	server := authority.Serve(t, tokens(func(http.ResponseWriter, *http.Request) {}), func(s *httptest.Server) {
		s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateClosed {
				closed <- struct{}{}
			}
		}
	})
	client := secured(t, server, authority.Pool())
	if _, err := put(t, client, server.URL); err != nil {
		t.Fatal(err)
	}
	client.CloseIdleConnections()
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Error("the connection is still open")
	}
	if _, err := put(t, client, server.URL); err != nil {
		t.Errorf("the client does not go on: %v", err)
	}
}

// counter counts requests.
type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		c.n++
		c.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

func (c *counter) get() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}
