package transport

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// earliest is how long before its end a token is renewed, so that it does not expire on the way. A token that lives
// shortly is renewed in the last tenth of its life.
const (
	earliest  = time.Minute
	lastTenth = 10
)

// tokens keeps one token and renews it when it is asked for.
type tokens struct {
	fetch   func(context.Context) (*oauth2.Token, error)
	timeout time.Duration

	// mu guards what follows. It is never held during a request.
	mu      sync.Mutex
	token   string
	renewAt time.Time
	flight  *flight
}

// flight is one token request, shared by all who need a token meanwhile.
type flight struct {
	done  chan struct{}
	token string
	err   error
}

func newTokens(credentials Credentials, wire http.RoundTripper, timeout time.Duration) *tokens {
	client := &http.Client{Transport: wire, CheckRedirect: asIs}
	grant := credentials.grant()
	fetch := func(ctx context.Context) (*oauth2.Token, error) {
		ctx = withOperation(ctx, TokenOperation)
		return grant.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
	}
	return &tokens{fetch: fetch, timeout: timeout}
}

// get returns the kept token, or a new one.
func (t *tokens) get(ctx context.Context) (string, error) {
	if token, good := t.kept(); good {
		return token, nil
	}
	return t.request(ctx)
}

func (t *tokens) kept() (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.token, t.token != "" && time.Now().Before(t.renewAt)
}

// renew asks for a new token, or joins a request that is already under way.
func (t *tokens) renew(ctx context.Context) error {
	_, err := t.request(ctx)
	return err
}

func (t *tokens) request(ctx context.Context) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	t.mu.Lock()
	f := t.join(ctx)
	t.mu.Unlock()
	return f.wait(ctx)
}

// drop forgets a token, unless it has been renewed since it was used.
func (t *tokens) drop(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == token {
		t.token = ""
	}
}

// join returns the request that is under way, or starts one. It does not end with the caller's context: others wait
// for it too. The caller holds the lock.
func (t *tokens) join(ctx context.Context) *flight {
	if t.flight != nil {
		return t.flight
	}
	f := &flight{done: make(chan struct{})}
	t.flight = f
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), t.timeout)
	go func() {
		defer cancel()
		token, err := t.fetch(ctx)
		t.land(f, token, err)
	}()
	return f
}

// land keeps what came of the request and lets everybody go on.
func (t *tokens) land(f *flight, token *oauth2.Token, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flight = nil
	if f.err = err; err == nil {
		f.token = token.AccessToken
		t.token = token.AccessToken
		t.renewAt = token.Expiry.Add(-early(time.Until(token.Expiry)))
	}
	close(f.done)
}

func early(lifetime time.Duration) time.Duration {
	return max(0, min(earliest, lifetime/lastTenth))
}

// wait returns the token, or the caller's own error if that comes first. A token that came is used even if it is not
// worth keeping.
func (f *flight) wait(ctx context.Context) (string, error) {
	select {
	case <-f.done:
		return f.token, f.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
