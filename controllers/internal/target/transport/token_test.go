package transport_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

func TestTokenIsRenewedEarly(t *testing.T) {
	for expiresIn, c := range map[string]struct{ kept, renewed time.Duration }{
		`3600`:        {59*time.Minute - time.Second, 59*time.Minute + time.Second},
		`"600"`:       {9*time.Minute - time.Second, 9*time.Minute + time.Second},
		`90.7`:        {80 * time.Second, 82 * time.Second},
		`10`:          {8900 * time.Millisecond, 9100 * time.Millisecond},
		`1`:           {899 * time.Millisecond, 901 * time.Millisecond},
		`0`:           {-1, 0},
		`-5`:          {-1, 0},
		``:            {59*time.Minute - time.Second, 59*time.Minute + time.Second},
		`null`:        {59*time.Minute - time.Second, 59*time.Minute + time.Second},
		`"soon"`:      {59*time.Minute - time.Second, 59*time.Minute + time.Second},
		`{"in":3600}`: {59*time.Minute - time.Second, 59*time.Minute + time.Second},
		`1e300`:       {1000 * time.Hour, 24 * 365 * 100 * time.Hour},
	} {
		t.Run(expiresIn, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &wire{expiresIn: expiresIn}
				client := w.client()
				mustGet(t, client)
				if c.kept >= 0 {
					<-time.After(c.kept)
					mustGet(t, client)
				}
				if got := w.lastBearer(); got != "Bearer token-1" {
					t.Errorf("after %v: %s, want the first token", c.kept, got)
				}
				<-time.After(c.renewed - max(c.kept, 0))
				mustGet(t, client)
				if got := w.lastBearer(); got != "Bearer token-2" {
					t.Errorf("after %v: %s, want the second token", c.renewed, got)
				}
			})
		})
	}
}

func TestTokenRequest(t *testing.T) {
	w := &wire{}
	mustGet(t, w.client())
	const want = "client_id=cl1ent&client_secret=cl1ent-s3cret&grant_type=client_credentials"
	if got := w.forms[0]; got != want {
		t.Errorf("form %s, want %s", got, want)
	}
}

// Whoever counts requests hears of one when it goes out, not while it waits for its token.
func TestSentIsCalledBetweenTokenAndRequest(t *testing.T) {
	w := &wire{}
	var order []string
	w.token = func(r *http.Request) (*http.Response, error) {
		order = append(order, "token")
		return respond(r, http.StatusOK, `{"access_token":"token-1","token_type":"Bearer"}`), nil
	}
	w.api = func(r *http.Request) (*http.Response, error) {
		order = append(order, "request")
		return respond(r, http.StatusOK, `{}`), nil
	}
	client := w.client()
	for range 2 {
		ctx := target.WithSent(t.Context(), func() { order = append(order, "sent") })
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, apiURL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Do("get-user", request); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"token", "sent", "request", "sent", "request"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

// A new token may have other rights, too: roles are in it.
func TestRefusedTokenIsDropped(t *testing.T) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		w := &wire{status: status}
		client := w.client()
		if answer := mustGet(t, client); answer.Status != status || w.tokens() != 1 {
			t.Fatalf("HTTP %d after %d tokens", answer.Status, w.tokens())
		}
		w.status = http.StatusOK
		mustGet(t, client)
		mustGet(t, client)
		if w.tokens() != 2 || w.lastBearer() != "Bearer token-2" {
			t.Errorf("%d: %d tokens, last used %s", status, w.tokens(), w.lastBearer())
		}
	}
}

// A slow call is refused for the token it was sent with, after another call has renewed it.
func TestNewTokenOutlivesARefusalOfTheOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		w := &wire{}
		w.api = func(r *http.Request) (*http.Response, error) {
			if r.Header.Get("Authorization") == "Bearer token-1" {
				<-release
				return respond(r, http.StatusUnauthorized, `{}`), nil
			}
			return respond(r, http.StatusOK, `{}`), nil
		}
		client := w.client()
		slow := make(chan error, 1)
		go func() { _, err := get(t, client); slow <- err }()
		synctest.Wait()
		if err := client.Connect(t.Context()); err != nil {
			t.Fatal(err)
		}
		close(release)
		if err := <-slow; err != nil {
			t.Fatal(err)
		}
		mustGet(t, client)
		if got := w.tokens(); got != 2 {
			t.Errorf("%d tokens, want 2", got)
		}
	})
}

func TestTokenIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		w := &wire{}
		w.token = func(r *http.Request) (*http.Response, error) {
			select {
			case <-release:
				return respond(r, http.StatusOK, `{"access_token":"t"}`), nil
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		}
		client := w.client()
		first, leave := context.WithCancel(t.Context())
		left, stayed := make(chan error, 1), make(chan error, 8)
		go func() { left <- client.Connect(first) }()
		synctest.Wait()
		for range cap(stayed) {
			go func() { _, err := get(t, client); stayed <- err }()
		}
		synctest.Wait()
		leave()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("who left got %v", err)
		}
		close(release)
		for range cap(stayed) {
			if err := <-stayed; err != nil {
				t.Errorf("who stayed got %v", err)
			}
		}
		if got := w.tokens(); got != 1 {
			t.Errorf("%d token requests, want 1", got)
		}
	})
}

func TestTimeouts(t *testing.T) {
	for name, w := range map[string]*wire{"token": {token: hang}, "call": {api: hang}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				_, err := get(t, w.client())
				wantFailure(t, err, context.DeadlineExceeded)
				if got := time.Since(start); got != transport.DefaultTimeout {
					t.Errorf("gave up after %v, want %v", got, transport.DefaultTimeout)
				}
			})
		})
	}
}

// A token request that nobody waits for any more ends by itself.
func TestTokenRequestIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		w.token = func(r *http.Request) (*http.Response, error) {
			if w.tokens() == 1 {
				return hang(r)
			}
			return respond(r, http.StatusOK, `{"access_token":"t"}`), nil
		}
		client := w.client()
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		wantFailure(t, client.Connect(ctx), context.DeadlineExceeded)
		<-time.After(transport.DefaultTimeout)
		if err := client.Connect(t.Context()); err != nil || w.tokens() != 2 {
			t.Errorf("the next request: %v, %d requests", err, w.tokens())
		}
	})
}

func TestTokenRefused(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
	}{
		"400 message": {http.StatusBadRequest, `{"message":"Bad request","error_code":400}`},
		"401 OAuth":   {http.StatusUnauthorized, `{"error":"invalid_client","error_description":"cl1ent-s3cret"}`},
		"200 error":   {http.StatusOK, `{"error":"invalid_client"}`},
		"200 page":    {http.StatusOK, `<html>`},
		"200 number":  {http.StatusOK, `{"access_token":1}`},
		"302":         {http.StatusFound, ``},
		"500 empty":   {http.StatusInternalServerError, ``},
	} {
		t.Run(name, func(t *testing.T) {
			w := &wire{token: func(r *http.Request) (*http.Response, error) {
				response := respond(r, c.status, c.body)
				response.Header.Set("Location", "https://elsewhere.test/")
				return response, nil
			}}
			client := w.client()
			_, err := get(t, client)
			for _, err := range []error{err, client.Connect(t.Context())} {
				refused, ok := errors.AsType[*transport.TokenError](err)
				if !ok || refused.Answer.Status != c.status || string(refused.Answer.Body) != c.body {
					t.Fatalf("got %v, want the answer", err)
				}
				if got := refused.Answer.Redact(c.body, nil); strings.Contains(got, clientSecret) {
					t.Errorf("the secret is not redacted: %s", got)
				}
				wantNoSecret(t, err)
			}
			if len(w.calls) != 0 {
				t.Error("the API was called without a token")
			}
		})
	}
}

// wantNoSecret checks that an error shows neither the credentials nor where it was to go.
func wantNoSecret(t *testing.T, err error) {
	t.Helper()
	shown := fmt.Sprintf("%v %+v %#v", err, err, err)
	for _, secret := range []string{clientSecret, "jane@x.io", "token-1"} {
		if strings.Contains(shown, secret) {
			t.Errorf("%s is shown: %s", secret, shown)
		}
	}
}

func wantFailure(t *testing.T, err error, cause error) {
	t.Helper()
	failure, ok := errors.AsType[*transport.Failure](err)
	if !ok {
		t.Fatalf("got %v, want a *Failure", err)
	}
	if cause != nil && !errors.Is(err, cause) {
		t.Errorf("got %v, want one that is %v", err, cause)
	}
	if failure.Error() == "" {
		t.Error("the failure has no message")
	}
	wantNoSecret(t, err)
}
