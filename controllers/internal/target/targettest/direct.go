package targettest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"time"
)

// Direct is an http.RoundTripper that carries requests to a handler without a network, in the caller's goroutine: time may
// be virtual (testing/synctest), and a test can afford thousands of simulators.
type Direct struct {
	// Handler answers. If it panics, which is how handlers reset their connection, the request fails without an answer.
	Handler http.Handler

	// There is how long a request is on its way, Back how long its answer is; nil for no time. They are called from any
	// goroutine.
	There, Back func() time.Duration
}

// errReset is what the caller sees of a handler that panicked.
var errReset = errors.New("connection reset")

// RoundTrip carries one request there and its answer back. A caller who leaves meanwhile gets no answer, as from any
// transport; what the handler has done is done.
func (d Direct) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := pass(r.Context(), d.There); err != nil {
		return nil, err
	}
	recorder := httptest.NewRecorder()
	if !served(d.Handler, recorder, asServed(r)) {
		return nil, errReset
	}
	if err := pass(r.Context(), d.Back); err != nil {
		return nil, err
	}
	return recorder.Result(), nil
}

func served(handler http.Handler, w http.ResponseWriter, r *http.Request) (answered bool) {
	defer func() { answered = recover() == nil }()
	handler.ServeHTTP(w, r)
	return true
}

// asServed is a request as a server sees it: always with a body, and as it was sent.
func asServed(r *http.Request) *http.Request {
	served := r.Clone(r.Context())
	served.RequestURI = r.URL.RequestURI()
	if served.Body == nil {
		served.Body = http.NoBody
	}
	return served
}

func pass(ctx context.Context, takes func() time.Duration) error {
	if takes == nil {
		return ctx.Err()
	}
	timer := time.NewTimer(takes())
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
