package adobe_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// TestGate holds an update while somebody else edits: the write comes after the edit, exactly when the gate opens.
func TestGate(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.token(adobe.BaseClientA)
	gate := adobe.NewGate()
	b.sim.Inject(adobe.Fault{Path: adobe.PathAction, Gate: gate})

	answers := make(chan answer, 1)
	go func() { answers <- b.do(updating("ann@claimed-domain1.com", `{"lastname":"Roe"}`)) }()
	if err := gate.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := b.sim.PortalEdit(adobe.BaseAnn, func(u *adobe.User) { u.LastName, u.FirstName = "Edited", "Edited" }); err != nil {
		t.Fatal(err)
	}
	gate.Release()
	gate.Release()
	if got := <-answers; got.status != 200 {
		t.Errorf("status %d, want 200", got.status)
	}
	if got := b.user(adobe.BaseAnn); got.LastName != "Roe" || got.FirstName != "Edited" {
		t.Errorf("%s %s, want Edited Roe", got.FirstName, got.LastName)
	}
}

// TestCallerLeaves proves that a write whose caller gave up while it was held is never applied, and that with Late it
// has been.
func TestCallerLeaves(t *testing.T) {
	for _, late := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			sim := adobe.New(adobe.Options{Seed: adobe.BaseSeed()})
			token := tokenOf(t, sim)
			gate := adobe.NewGate()
			sim.Inject(adobe.Fault{Gate: gate, Late: late})
			ctx, leave := context.WithCancel(t.Context())

			ended := make(chan error, 1)
			go func() {
				ended <- aborted(sim, direct(ctx, token, `[{"user":"ann@claimed-domain1.com","do":[{"update":{"lastname":"x"}}]}]`))
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
			if err := gate.Await(ctx, 2); !errors.Is(err, context.Canceled) {
				t.Errorf("Await of a request that never comes = %v, want context.Canceled", err)
			}
		})
	}
}

// TestDelay runs on synthetic time: the simulator has no goroutine and no clock of its own.
func TestDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim := adobe.New(adobe.Options{Seed: adobe.BaseSeed()})
		token := tokenOf(t, sim)
		sim.Inject(adobe.Fault{Delay: time.Minute, Times: adobe.Always})
		began := time.Now()
		rec := httptest.NewRecorder()
		sim.ServeHTTP(rec, direct(t.Context(), token, `[{"user":"ann@claimed-domain1.com","do":[{"update":{"lastname":"x"}}]}]`))
		if took := time.Since(began); rec.Code != 200 || took != time.Minute {
			t.Errorf("status %d after %s, want 200 after 1m0s", rec.Code, took)
		}

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if got := aborted(sim, direct(ctx, token, `[]`)); !errors.Is(got, http.ErrAbortHandler) {
			t.Errorf("handler ended with %v, want http.ErrAbortHandler", got)
		}
	})
}

// aborted serves a request without a connection and returns what the handler panicked with.
func aborted(sim http.Handler, r *http.Request) (reason error) {
	defer func() { reason, _ = recover().(error) }()
	sim.ServeHTTP(httptest.NewRecorder(), r)
	return nil
}
