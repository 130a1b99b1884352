package transport

import (
	"cmp"
	"context"
	"net/http"
	"time"
)

const (
	// DefaultTimeout is below the renew deadline of the leader election (20 s), so that a call of a leader that lost
	// its lease has ended before the next leader begins.
	DefaultTimeout = 15 * time.Second

	// DefaultMaxBody is far above the answer about one user: free data is at most 500 KB.
	DefaultMaxBody = 1 << 20

	// DefaultUserAgent says who calls.
	DefaultUserAgent = "userprofile-operator"

	// maxIdleConnsPerHost keeps the connections of a busy lane; net/http keeps two.
	maxIdleConnsPerHost = 64
)

// Options of a Client. Only Credentials must be set.
type Options struct {
	// System is the label of the metrics.
	System string

	// Credentials to obtain tokens with.
	Credentials Credentials

	// Base sends the requests. Default: a transport of its own, with the proxy of the environment.
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
//	        Base                           connections
//
// No redirect is followed: an API that redirects is not the API, and the token is meant for nobody else. A GET that
// finds its kept connection closed is sent again by net/http on a new one; nothing else is ever repeated here.
func New(o Options) *Client {
	wire := o.Base
	if wire == nil {
		wire = newBase()
	}
	wire = capped{next: wire, limit: cmp.Or(o.MaxBody, DefaultMaxBody)}
	wire = measured{next: wire, system: o.System, metrics: o.Metrics}
	wire = identified{next: wire, userAgent: cmp.Or(o.UserAgent, DefaultUserAgent)}

	timeout := cmp.Or(o.Timeout, DefaultTimeout)
	tokens := newTokens(o.Credentials, tolerant{next: wire, secrets: o.Credentials.secrets}, timeout)
	return &Client{
		api:    &http.Client{Transport: bearer{next: wire, tokens: tokens}, Timeout: timeout, CheckRedirect: asIs},
		tokens: tokens,
	}
}

// Connect obtains a new token, whatever token there is, and keeps it for the calls to come. It fails as Do does.
func (c *Client) Connect(ctx context.Context) error {
	return failed(c.tokens.renew(ctx))
}

func newBase() http.RoundTripper {
	shared, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport // somebody else's, for their own reasons
	}
	base := shared.Clone()
	base.MaxIdleConnsPerHost = maxIdleConnsPerHost
	return base
}

func asIs(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
