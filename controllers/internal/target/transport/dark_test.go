package transport_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/tlstest"
)

// darkened is a connection whose path can go dark: what is sent then reaches nobody, and nobody says so.
type darkened struct {
	net.Conn
	dark atomic.Bool
}

func (d *darkened) Write(p []byte) (int, error) {
	if d.dark.Load() {
		return len(p), nil
	}
	return d.Conn.Write(p)
}

// pipes is a listener of connections in memory.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	conn, open := <-p
	if !open {
		return nil, net.ErrClosed
	}
	return conn, nil
}

func (pipes) Close() error   { return nil }
func (pipes) Addr() net.Addr { return &net.TCPAddr{} }

// Over HTTP/2 all requests share one connection. When its path goes dark it fails those under way, and no others. In virtual
// time.
func TestDarkConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		authority := tlstest.NewAuthority(t) // certificates have the bubble's time
		listener := make(pipes)
		server := &http.Server{
			Handler: tokens(func(_ http.ResponseWriter, r *http.Request) {
				if r.ProtoMajor != 2 {
					t.Errorf("the request came by %s", r.Proto)
				}
				if r.URL.Path == "/slow" {
					<-time.After(transport.DefaultTimeout - time.Second)
				}
			}),
			TLSConfig:         &tls.Config{Certificates: []tls.Certificate{authority.Issue(t)}, MinVersion: tls.VersionTLS12},
			ErrorLog:          log.New(io.Discard, "", 0),
			ReadHeaderTimeout: time.Minute,
		}
		var served sync.WaitGroup
		served.Go(func() { _ = server.ServeTLS(listener, "", "") })

		var dialled []*darkened
		base := transport.NewBase(transport.DefaultTimeout, authority.Pool())
		base.DialContext = func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			listener <- far
			dialled = append(dialled, &darkened{Conn: near})
			return dialled[len(dialled)-1], nil
		}
		client := transport.New(transport.Options{
			APIURL:      "https://127.0.0.1",
			Credentials: transport.Credentials{TokenURL: "https://127.0.0.1/token", ClientID: "id", ClientSecret: clientSecret},
			Base:        base,
		})
		if _, err := put(t, client, "https://127.0.0.1/slow"); err != nil || len(dialled) != 1 {
			t.Errorf("a server that is only slow: %v, after %d connections", err, len(dialled))
		}
		dialled[0].dark.Store(true)
		_, err := put(t, client, "https://127.0.0.1/")
		wantFailure(t, err, nil)
		if _, err := put(t, client, "https://127.0.0.1/"); err != nil {
			t.Errorf("the next request: %v", err)
		}
		if len(dialled) != 2 {
			t.Errorf("%d connections, want a second one", len(dialled))
		}

		client.CloseIdleConnections()
		close(listener)
		served.Wait()
		_ = server.Close()
	})
}
