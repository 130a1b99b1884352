package transport

import (
	"cmp"
	"context"
	"crypto/x509"
	"net/http"
	"time"
)

const (
	// DefaultTimeout is below the renew deadline of the leader election (20 s), so that a call of a leader that lost
	// its lease has ended before the next leader begins.
	DefaultTimeout = 15 * time.Second

	// DefaultMaxBody is above the answer about one user. Mosaic's free data is at most 500 KB, that of the app as much again,
	// and escapes of JSON may be three times as long as what they stand for.
	DefaultMaxBody = 4 << 20

	// DefaultUserAgent says who calls.
	DefaultUserAgent = "userprofile-operator"
)

// Options of a Client. Only APIURL and Credentials must be set.
type Options struct {
	// System is the label of the metrics.
	System string

	// APIURL is where the requests go. None goes to another scheme, host or port than this one's and, for tokens,
	// Credentials.TokenURL's; and none over plain http unless the host is a loopback address.
	APIURL string

	// Credentials to obtain tokens with.
	Credentials Credentials

	// Roots are the authorities that have to sign the certificates of both hosts, instead of those that the system
	// trusts; nil for these.
	Roots *x509.CertPool

	// Base sends the requests. It is the seam for tests: Roots has no effect on it. Default: connections of the client's
	// own, TLS 1.2 at least, with the proxy of the environment.
	Base http.RoundTripper

	// Timeout bounds one request, with its token and its answer; default DefaultTimeout.
	Timeout time.Duration

	// MaxBody is the most bytes of an answer; default DefaultMaxBody.
	MaxBody int64

	// UserAgent of every request; default DefaultUserAgent.
	UserAgent string

	// Metrics count the requests; nil for none.
	Metrics *Metrics
}

// Client sends requests to one system with one credential. It is safe for concurrent use.
type Client struct {
	api    *http.Client
	tokens *tokens
	wire   guard
}

// New stacks the layers. A request goes through them from the top, its answer from the bottom:
//
//	calls               token requests
//	-----               --------------
//	bearer              tolerant           the token; what tokens look like
//	      \            /
//	        identified                     User-Agent, Accept
//	        measured                       metrics
//	        capped                         no answer above MaxBody
//	        guard                          no host but those of APIURL and TokenURL
//	        Base                           connections
//
// No redirect is followed: an API that redirects is not the API, and the token is meant for nobody else. What is sent
// again is sent by net/http: a GET that finds its kept connection closed, and any request of which nothing was written, or
// which a server of HTTP/2 turned away (GOAWAY, REFUSED_STREAM, PROTOCOL_ERROR). Nothing else is ever repeated here.
func New(o Options) *Client {
	timeout := cmp.Or(o.Timeout, DefaultTimeout)
	base := o.Base
	if base == nil {
		base = newBase(timeout, o.Roots)
	}
	guarded := newGuard(base, o.APIURL, o.Credentials.TokenURL)
	var wire http.RoundTripper = capped{next: guarded, limit: cmp.Or(o.MaxBody, DefaultMaxBody)}
	wire = measured{next: wire, system: o.System, metrics: o.Metrics}
	wire = identified{next: wire, userAgent: cmp.Or(o.UserAgent, DefaultUserAgent)}

	tokens := newTokens(o.Credentials, tolerant{next: wire, secrets: o.Credentials.secrets}, timeout)
	return &Client{
		api:    &http.Client{Transport: bearer{next: wire, tokens: tokens}, Timeout: timeout, CheckRedirect: asIs},
		tokens: tokens,
		wire:   guarded,
	}
}

// Connect obtains a new token, whatever token there is, and keeps it for the calls to come. It fails as Do does.
func (c *Client) Connect(ctx context.Context) error {
	return failed(c.tokens.renew(ctx))
}

// CloseIdleConnections closes the connections that carry no request now. It is for a client that is not needed any more;
// one that is used again makes new ones.
func (c *Client) CloseIdleConnections() { c.wire.CloseIdleConnections() }

func asIs(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
