package transport_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/tlstest"
)

// soMuch is what a hostile server would like to send.
const soMuch = 10 << 30

// unread is how much of it may stand between the two, in the buffers of their sockets: less than net/http's own limit of ten
// MiB for headers.
const unread = 8 << 20

// hostile servers send what never ends, over TLS, as an answer or as a token. Each ends soon, and the client goes on.
func TestHostileAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, sent *atomic.Int64)
		limit  int64
		cause  error
	}{
		"endless body": {
			func(w http.ResponseWriter, sent *atomic.Int64) { flood(w, sent, strings.Repeat("x", 64<<10)) },
			transport.DefaultMaxBody, transport.ErrTooLarge,
		},
		"endless body, packed": {
			func(w http.ResponseWriter, sent *atomic.Int64) {
				w.Header().Set("Content-Encoding", "gzip")
				z := gzip.NewWriter(countedWriter{w, sent})
				for range 1 << 5 { // 32 MiB, of which 32 KiB are sent
					if _, err := z.Write(make([]byte, 1<<20)); err != nil {
						return
					}
				}
				_ = z.Close()
			},
			transport.DefaultMaxBody, transport.ErrTooLarge,
		},
		"endless headers": {
			func(w http.ResponseWriter, sent *atomic.Int64) {
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					return
				}
				defer func() { _ = conn.Close() }()
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
				flood(conn, sent, "X-Padding: "+strings.Repeat("x", 1<<10)+"\r\n")
			},
			transport.MaxHeader, nil,
		},
		"one endless header": {
			func(w http.ResponseWriter, sent *atomic.Int64) {
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					return
				}
				defer func() { _ = conn.Close() }()
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nX-Padding: ")
				flood(conn, sent, strings.Repeat("x", 1<<10))
			},
			transport.MaxHeader, nil,
		},
		"endless informational answers": {
			func(w http.ResponseWriter, sent *atomic.Int64) {
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					return
				}
				defer func() { _ = conn.Close() }()
				flood(conn, sent, "HTTP/1.1 103 Early Hints\r\nLink: </>; rel=preload\r\n\r\n")
			},
			transport.MaxHeader, nil,
		},
	} {
		for _, path := range []string{"/hostile/user", "/hostile/token"} {
			t.Run(name+" "+path, func(t *testing.T) {
				t.Parallel()
				authority := tlstest.NewAuthority(t)
				var sent atomic.Int64
				ended := make(chan struct{})
				mux := http.NewServeMux()
				mux.HandleFunc("/hostile/", func(w http.ResponseWriter, r *http.Request) {
					defer close(ended)
					_, _ = io.Copy(io.Discard, r.Body)
					c.answer(w, &sent)
				})
				mux.Handle("/", tokens(func(http.ResponseWriter, *http.Request) {}))
				server := authority.Serve(t, mux, func(s *httptest.Server) { s.Config.ConnState = smallBuffer })

				client := secured(t, server, authority.Pool())
				ask := func() error { _, err := put(t, client, server.URL+path); return err }
				if path == "/hostile/token" {
					ask = func() error {
						return secured(t, server, authority.Pool(), func(o *transport.Options) {
							o.Credentials.TokenURL = server.URL + path
						}).Connect(t.Context())
					}
				}
				err := ask()
				wantFailure(t, err, c.cause)
				select {
				case <-ended: // the connection was closed, or it would go on
				case <-time.After(30 * time.Second):
					t.Fatalf("the server still sends, %d bytes by now", sent.Load())
				}
				if got := sent.Load(); got > c.limit+unread {
					t.Errorf("the server could send %d bytes", got)
				}
				if _, err := put(t, client, server.URL+"/good"); err != nil {
					t.Errorf("the client does not go on: %v", err)
				}
			})
		}
	}
}

// smallBuffer has what was sent and not read stand in the buffer of the reader.
func smallBuffer(conn net.Conn, state http.ConnState) {
	if secure, ok := conn.(*tls.Conn); ok && state == http.StateNew {
		_ = secure.NetConn().(*net.TCPConn).SetWriteBuffer(transport.MaxHeader)
	}
}

// flood writes until nobody reads any more.
func flood(to io.Writer, sent *atomic.Int64, text string) {
	to = countedWriter{to, sent}
	for sent.Load() < soMuch {
		if _, err := io.WriteString(to, text); err != nil {
			return
		}
	}
}

type countedWriter struct {
	io.Writer
	sent *atomic.Int64
}

func (c countedWriter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.sent.Add(int64(n))
	return n, err
}

// A server may be slow at any point; each point has its time, and all together have theirs. In virtual time, over TLS.
func TestSlowServers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		serve func(net.Conn, *tls.Config) // gets the connection before TLS
		after time.Duration
		want  string
	}{
		"no handshake": {
			func(conn net.Conn, _ *tls.Config) { _, _ = io.Copy(io.Discard, conn) },
			transport.HandshakeTimeout, "the server did not finish the TLS handshake in time",
		},
		"no answer": {
			func(conn net.Conn, config *tls.Config) { _, _ = io.Copy(io.Discard, tls.Server(conn, config)) },
			transport.DefaultTimeout, "no answer came in time",
		},
		"a byte a second": {
			func(conn net.Conn, config *tls.Config) {
				drip(conn, config, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
			},
			transport.DefaultTimeout, "no answer came in time",
		},
		"a byte of a header a second": {
			func(conn net.Conn, config *tls.Config) { drip(conn, config, "HTTP/1.1 200 OK\r\nX-Padding: ") },
			transport.DefaultTimeout, "no answer came in time",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				authority := tlstest.NewAuthority(t) // certificates have the bubble's time
				config := &tls.Config{Certificates: []tls.Certificate{authority.Issue(t)}, MinVersion: tls.VersionTLS12}
				var served sync.WaitGroup
				base := transport.NewBase(transport.DefaultTimeout, authority.Pool())
				base.DialContext = func(context.Context, string, string) (net.Conn, error) {
					near, far := net.Pipe()
					served.Go(func() { c.serve(far, config); _ = far.Close() })
					return near, nil
				}
				client := transport.New(transport.Options{
					APIURL:      "https://127.0.0.1",
					Credentials: transport.Credentials{TokenURL: "https://127.0.0.1/token", ClientID: "id", ClientSecret: clientSecret},
					Base:        base,
				})
				began := time.Now()
				err := client.Connect(t.Context())
				wantFailure(t, err, nil)
				if took := time.Since(began); took != c.after || err.Error() != c.want {
					t.Errorf("%q after %s, want %q after %s", err, took, c.want, c.after)
				}
				if late := c.want == "no answer came in time"; late != errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("the cause is %v", errors.Unwrap(err))
				}
				served.Wait() // for the client to close the connection
			})
		})
	}
}

// drip answers a request with the text, and from then on with a byte a second.
func drip(conn net.Conn, config *tls.Config, text string) {
	secure := tls.Server(conn, config)
	if _, err := http.ReadRequest(bufio.NewReader(secure)); err != nil {
		return
	}
	go func() { _, _ = io.Copy(io.Discard, secure) }() // as a socket would
	for {
		if _, err := io.WriteString(secure, text); err != nil {
			return
		}
		<-time.After(time.Second)
		text = "x"
	}
}
