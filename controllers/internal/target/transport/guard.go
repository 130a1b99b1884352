package transport

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Causes of a Failure when a request was not let out.
var (
	// ErrForeignHost says that a request was for another host, or another port, than the client was made for.
	ErrForeignHost = errors.New("not an endpoint of this connection")

	// ErrPlainHTTP says that a request was to leave this machine in clear text.
	ErrPlainHTTP = errors.New("plain http to another machine")
)

// guard lets no request out but to the endpoints that the client was made for, and in clear text none that leaves the
// machine. It stands right above the connections, so that nothing above it, redirects or a mistake in an adapter, can carry
// a secret, a token or a person's data elsewhere.
type guard struct {
	next    http.RoundTripper
	origins map[origin]bool
}

// origin is the scheme, host and port that an URL leads to (RFC 6454, 4).
type origin struct{ scheme, host, port string }

// newGuard allows the origins of these URLs. One that cannot be read allows nothing.
func newGuard(next http.RoundTripper, urls ...string) guard {
	g := guard{next: next, origins: map[origin]bool{}}
	for _, raw := range urls {
		if u, err := url.Parse(raw); err == nil && u.Hostname() != "" {
			g.origins[originOf(u)] = true
		}
	}
	return g
}

// RoundTrip fails with ErrForeignHost or ErrPlainHTTP for what may not go out.
func (g guard) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := g.refuses(request); err != nil {
		if request.Body != nil {
			_ = request.Body.Close() // a RoundTripper closes the body whatever happens
		}
		return nil, err
	}
	return g.next.RoundTrip(request)
}

func (g guard) refuses(request *http.Request) error {
	switch to := originOf(request.URL); {
	case !g.origins[to]:
		return ErrForeignHost
	case request.Host != "" && !strings.EqualFold(request.Host, request.URL.Host):
		return ErrForeignHost // a gateway would pass it on to there
	case to.scheme != "https" && !IsLoopback(to.host):
		return ErrPlainHTTP
	}
	return nil
}

func originOf(u *url.URL) origin {
	o := origin{scheme: strings.ToLower(u.Scheme), host: strings.ToLower(u.Hostname()), port: u.Port()}
	if o.port == "" {
		o.port = map[string]string{"https": "443", "http": "80"}[o.scheme]
	}
	return o
}

// IsLoopback tells whether a host, a name or an IP address, is this machine. Names other than localhost are whatever
// somebody's DNS says.
func IsLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// CloseIdleConnections closes the connections that carry no request now, if the transport can, as http.Transport does.
func (g guard) CloseIdleConnections() {
	if closer, ok := g.next.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}
