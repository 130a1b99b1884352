package adobe_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// tokenOf gets a token without a connection.
func tokenOf(tb testing.TB, sim http.Handler) string {
	tb.Helper()
	rec := httptest.NewRecorder()
	params := tokenParams(adobe.BaseClientA, adobe.BaseSecret)
	sim.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, adobe.PathTokenV3+"?"+params.Encode(), http.NoBody))
	_, rest, _ := strings.Cut(rec.Body.String(), `"access_token":"`)
	token, _, ok := strings.Cut(rest, `"`)
	if !ok {
		tb.Fatalf("no token: %s", rec.Body)
	}
	return token
}

// direct is an action request without a connection.
func direct(ctx context.Context, token, body string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, pathAction, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("X-Api-Key", adobe.BaseClientA)
	return r
}

// thousands is an organization of n users.
func thousands(n int) adobe.Seed {
	seed := adobe.BaseSeed()
	seed.Users = make([]adobe.User, n)
	for i := range seed.Users {
		seed.Users[i] = adobe.User{Type: adobe.FederatedID, Email: fmt.Sprintf("u%d@claimed-domain1.com", i), LastName: "Old"}
	}
	return seed
}

// batch is a request about ten users, who get new email addresses: the most the index has to do.
func batch(first int) string {
	var body strings.Builder
	for i := first; i < first+10; i++ {
		fmt.Fprintf(&body, `,{"user":"u%d@claimed-domain1.com","requestID":"r%d","do":[{"update":{"email":"n%d@claimed-domain2.com"}}]}`, i, i, i)
	}
	return "[" + body.String()[1:] + "]"
}

// TestTenThousand has a perfect client update 10,000 users: ten commands in each of the ten requests of a minute, in
// virtual time, under both windows.
func TestTenThousand(t *testing.T) {
	const users = 10_000
	for _, window := range []adobe.WindowKind{adobe.WindowFixed, adobe.WindowSliding} {
		t.Run(string(window), func(t *testing.T) {
			c := &clock{now: start}
			sim := adobe.New(adobe.Options{Seed: thousands(users), Clock: c.Now})
			sim.SetKnobs(adobe.Knobs{Window: window})
			token := tokenOf(t, sim)
			for first := 0; first < users; first += 10 {
				rec := httptest.NewRecorder()
				sim.ServeHTTP(rec, direct(t.Context(), token, batch(first)))
				if want := `{"completed":10,"notCompleted":0,"completedInTestMode":0,"result":"success"}`; rec.Body.String() != want {
					t.Fatalf("status %d: %s", rec.Code, rec.Body)
				}
				c.Advance(6 * time.Second)
			}
			if writes, violations := len(sim.Journal()), len(sim.Violations()); writes != users || violations != 0 {
				t.Errorf("%d writes, %d violations", writes, violations)
			}
			for _, r := range sim.Requests()[1:] {
				if r.Commands != 10 {
					t.Errorf("request %d has %d commands", r.Seq, r.Commands)
				}
			}
			if _, moved := sim.UserByEmail("n9999@claimed-domain2.com"); !moved {
				t.Error("the last user was not moved")
			}
		})
	}
}

// BenchmarkAction measures a request of ten commands in an organization of 10,000 users.
func BenchmarkAction(b *testing.B) {
	sim := adobe.New(adobe.Options{Seed: thousands(10_000)})
	sim.SetKnobs(adobe.Knobs{ActionRate: adobe.Unlimited, ActionRateApp: adobe.Unlimited})
	token := tokenOf(b, sim)
	body := batch(5000)
	for b.Loop() {
		sim.ServeHTTP(httptest.NewRecorder(), direct(b.Context(), token, body))
	}
}
