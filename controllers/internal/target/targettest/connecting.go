package targettest

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// connecting is about tokens.
//
//nolint:thelper // these are the tests themselves
var connecting = []check{
	{"Connect asks every time and the calls use its token", func(t *testing.T, f Fixture) {
		for range 2 {
			if err := f.Target.Connect(t.Context()); err != nil {
				t.Fatalf("Connect: %v", err)
			}
		}
		if err := f.read(t); err != nil {
			t.Fatalf("Read: %v", err)
		}
		if got := f.Proxy.Tokens(); got != 2 {
			t.Errorf("%d token requests for two Connects and a call, want 2", got)
		}
	}},
	{"Connect is denied", func(t *testing.T, f Fixture) {
		f.Proxy.FailNextToken(Fault{Status: http.StatusUnauthorized, Body: `{"error":"invalid_client"}`})
		wantKind(t, f.Target.Connect(t.Context()), profile.Denied)
	}},
	{"Connect finds no service", func(t *testing.T, f Fixture) {
		f.Proxy.FailNextToken(Fault{Status: http.StatusBadGateway, Body: "<html>Bad Gateway</html>"})
		wantKind(t, f.Target.Connect(t.Context()), profile.TargetUnavailable)
	}},
	{"Connect gets a page", func(t *testing.T, f Fixture) {
		f.Proxy.FailNextToken(Fault{Status: http.StatusOK, Body: "<html>Welcome</html>"})
		wantKind(t, f.Target.Connect(t.Context()), profile.TargetUnavailable)
	}},
	{"a call without a token is denied", func(t *testing.T, f Fixture) {
		f.Proxy.FailNextToken(Fault{Status: http.StatusUnauthorized, Body: `{"error":"invalid_client"}`})
		wantKind(t, f.read(t), profile.Denied)
		if got := f.Proxy.Calls(); got != 0 {
			t.Errorf("%d requests without a token, want none", got)
		}
	}},
	{"a refused token is replaced once", func(t *testing.T, f Fixture) {
		f.Proxy.FailNext(Fault{Status: http.StatusUnauthorized, Body: `{"message":"Invalid token","error_code":"401"}`})
		wantKind(t, f.read(t), profile.Denied)
		for range 2 {
			if err := f.read(t); err != nil {
				t.Fatalf("Read with a new token: %v", err)
			}
		}
		if got := f.Proxy.Tokens(); got != 2 {
			t.Errorf("%d token requests, want 2: the first, and one in place of the refused", got)
		}
		if got := f.Proxy.Calls(); got != 3 {
			t.Errorf("%d requests for three calls", got)
		}
	}},
	{"calls at once share one token", func(t *testing.T, f Fixture) {
		var calls sync.WaitGroup
		for range 16 {
			calls.Go(func() {
				if err := f.read(t); err != nil {
					t.Errorf("Read: %v", err)
				}
			})
		}
		calls.Wait()
		if got := f.Proxy.Tokens(); got != 1 {
			t.Errorf("%d token requests, want 1", got)
		}
	}},
	{"a caller that leaves does not take the token along", func(t *testing.T, f Fixture) {
		gate := NewGate()
		f.Proxy.FailNextToken(Fault{Hold: gate})
		ctx, leave := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() {
			_, err := f.Target.Read(ctx, target.Locator{Identifier: f.Known})
			left <- err
		}()
		<-gate.arrived
		leave()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("the caller that left got %v, want context.Canceled", err)
		}
		stayed := make(chan error, 1)
		go func() { stayed <- f.read(t) }()
		close(gate.open)
		if err := <-stayed; err != nil {
			t.Errorf("the caller that stayed got %v", err)
		}
		if got := f.Proxy.Tokens(); got != 1 {
			t.Errorf("%d token requests, want 1", got)
		}
	}},
}
