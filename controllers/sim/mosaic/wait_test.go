package mosaic_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// TestGate holds a PUT while somebody else edits: the write comes after the edit, exactly when the gate opens.
func TestGate(t *testing.T) {
	b := newBench(t, mosaic.BaseSeed())
	b.token("")
	gate := mosaic.NewGate()
	b.sim.Inject(mosaic.Fault{Method: http.MethodPut, Gate: gate})

	answers := make(chan answer, 1)
	go func() { answers <- b.put(pathU1, `{"language":"fr"}`) }()
	if err := gate.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := b.sim.PortalEdit("u1", func(u *mosaic.User) { u.Language = "it" }); err != nil {
		t.Fatal(err)
	}
	gate.Release()
	if got := <-answers; got.status != 200 {
		t.Errorf("status %d, want 200", got.status)
	}
	if got := b.user("u1").Language; got != "fr" {
		t.Errorf("language = %q, want fr", got)
	}
}

// TestCallerLeaves proves that a write whose caller gave up while it was held is never applied, and that with Late it
// has been.
func TestCallerLeaves(t *testing.T) {
	for _, late := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			sim := mosaic.New(mosaic.Options{Seed: mosaic.BaseSeed()})
			token := tokenOf(t, sim)
			gate := mosaic.NewGate()
			sim.Inject(mosaic.Fault{Gate: gate, Late: late})
			ctx, leave := context.WithCancel(t.Context())

			ended := make(chan error, 1)
			go func() {
				r := httptest.NewRequestWithContext(ctx, http.MethodPut, pathU1, strings.NewReader(`{"language":"fr"}`))
				r.Header.Set("Authorization", "Bearer "+token)
				r.Header.Set("Content-Type", "application/json")
				ended <- aborted(sim, r)
			}()
			synctest.Wait()
			leave()
			if got := <-ended; !errors.Is(got, http.ErrAbortHandler) {
				t.Errorf("handler ended with %v, want http.ErrAbortHandler", got)
			}
			if got := sim.Requests()[1]; !got.Dropped {
				t.Errorf("request = %+v, want it dropped", got)
			}
			if writes := len(sim.Journal()); (writes == 1) != late {
				t.Errorf("%d writes, late is %v", writes, late)
			}
		})
	}
}

// TestDelay runs on synthetic time: the simulator has no goroutine and no clock of its own.
func TestDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim := mosaic.New(mosaic.Options{Seed: mosaic.BaseSeed()})
		sim.Inject(mosaic.Fault{Delay: time.Minute, Times: mosaic.Always})
		began := time.Now()
		rec := httptest.NewRecorder()
		sim.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, pathU1, http.NoBody))
		if took := time.Since(began); rec.Code != 401 || took != time.Minute {
			t.Errorf("status %d after %s, want 401 after 1m0s", rec.Code, took)
		}

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if got := aborted(sim, httptest.NewRequestWithContext(ctx, http.MethodGet, pathU1, http.NoBody)); !errors.Is(got, http.ErrAbortHandler) {
			t.Errorf("handler ended with %v, want http.ErrAbortHandler", got)
		}
	})
}

// tokenOf gets a token without a connection.
func tokenOf(tb testing.TB, sim http.Handler) string {
	tb.Helper()
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {mosaic.BaseClientA}, "client_secret": {mosaic.BaseSecret},
	}
	r := httptest.NewRequest(http.MethodPost, mosaic.PathToken, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	sim.ServeHTTP(rec, r)
	_, rest, _ := strings.Cut(rec.Body.String(), `"access_token":"`)
	token, _, ok := strings.Cut(rest, `"`)
	if !ok {
		tb.Fatalf("no token: %s", rec.Body)
	}
	return token
}

// aborted serves a request without a connection and returns what the handler panicked with.
func aborted(sim http.Handler, r *http.Request) (reason error) {
	defer func() { reason, _ = recover().(error) }()
	sim.ServeHTTP(httptest.NewRecorder(), r)
	return nil
}
