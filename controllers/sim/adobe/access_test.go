package adobe_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// TestTokenForms covers the ways in which clients ask for a token.
func TestTokenForms(t *testing.T) {
	good := tokenParams(adobe.BaseClientA, adobe.BaseSecret)
	edited := func(name, value string) request {
		params := tokenParams(adobe.BaseClientA, adobe.BaseSecret)
		params.Set(name, value)
		return tokenRequest(adobe.PathTokenV3, params)
	}
	query := request{as: nobody, method: http.MethodPost, path: adobe.PathTokenV2 + "?" + good.Encode()}
	asJSON := edited("x", "y")
	asJSON.header = map[string]string{"Content-Type": "application/json"}
	asGet := query
	asGet.method = http.MethodGet
	cases := map[string]struct {
		request request
		status  int
		err     string
	}{
		"form":                   {tokenRequest(adobe.PathTokenV3, good), 200, absent},
		"query":                  {query, 200, absent},
		"trailing slash":         {tokenRequest(adobe.PathTokenV2+"/", good), 200, absent},
		"scopes with blanks":     {edited("scope", "openid, AdobeID, user_management_sdk"), 200, absent},
		"a scope is missing":     {edited("scope", "openid,AdobeID"), 400, `"invalid_scope"`},
		"no scope":               {edited("scope", ""), 400, `"invalid_scope"`},
		"no secret":              {edited("client_secret", ""), 400, `"invalid_client"`},
		"another grant":          {edited("grant_type", "password"), 400, `"unsupported_grant_type"`},
		"JSON":                   {asJSON, 400, `"invalid_request"`},
		"GET":                    {asGet, 404, absent},
		"a client without UMAPI": {edited("client_id", adobe.BaseDenied), 200, absent},
	}
	b := newBench(t, adobe.BaseSeed())
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := b.do(tc.request)
			if got.status != tc.status {
				t.Fatalf("status %d, want %d: %s", got.status, tc.status, got.body)
			}
			if diff := cmp.Diff(parse(t, tc.err), memberAt(parse(t, string(got.body)), "error")); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTokens proves that tokens overlap, expire, and can be revoked.
func TestTokens(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	read := func(token string) int {
		return b.do(with("Authorization", "Bearer "+token, get(pathUser+"ann@claimed-domain1.com"))).status
	}
	first := b.token(adobe.BaseClientA)
	b.clock.Advance(time.Hour)
	clear(b.tokens)
	second := b.token(adobe.BaseClientA)
	got := []int{read(first), read(second)}
	b.clock.Advance(23 * time.Hour)
	got = append(got, read(first), read(second))
	b.sim.RevokeTokens()
	got = append(got, read(second), b.do(with("Authorization", "Basic x", get(pathUser+"x"))).status)
	if diff := cmp.Diff([]int{200, 200, 401, 200, 401, 401}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

// TestSecrets covers a rotation with and without an overlap.
func TestSecrets(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	ask := func(secret string) int {
		return b.do(tokenRequest(adobe.PathTokenV3, tokenParams(adobe.BaseClientA, secret))).status
	}
	var got []int
	for _, err := range []error{b.sim.AddSecret(adobe.BaseClientA, "second"), b.sim.RotateSecret(adobe.BaseClientA, "third")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got = append(got, ask(adobe.BaseSecret), ask("second"), ask("third"))
	if err := b.sim.AddSecret(adobe.BaseClientA, "fourth"); err != nil {
		t.Fatal(err)
	}
	got = append(got, ask("third"), ask("fourth"))
	if diff := cmp.Diff([]int{400, 400, 200, 200, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if b.sim.RotateSecret("nobody", "x") == nil || b.sim.SetAccess("nobody", true) == nil {
		t.Error("an unknown client was edited")
	}
}

// TestAccess proves that a client notices at once that its project has lost the API.
func TestAccess(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	read := get(pathUser + "ann@claimed-domain1.com")
	var got []int
	for _, allowed := range []bool{true, false, true} {
		if err := b.sim.SetAccess(adobe.BaseClientA, allowed); err != nil {
			t.Fatal(err)
		}
		got = append(got, b.do(read).status)
	}
	if diff := cmp.Diff([]int{200, 403, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

// TestHeaders covers what the gateway adds.
func TestHeaders(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	update := updating("ann@claimed-domain1.com", `{"lastname":"x"}`)
	sent := b.do(with("X-Request-Id", "abc_1", update)).header
	if diff := cmp.Diff([]string{"abc_1"}, sent["X-Request-Id"]); diff != "" {
		t.Errorf("X-Request-Id sent (-want +got):\n%s", diff)
	}
	given := b.do(update).header["X-Request-Id"]
	if len(given) != 2 || given[0] != given[1] || len(given[0]) != 32 {
		t.Errorf("X-Request-Id not sent: %v, want one of 32 characters, twice", given)
	}
	if got := b.sim.Journal()[1].RequestID; got != given[0] {
		t.Errorf("journal has request id %s, the answer %s", got, given[0])
	}
	read := b.get(pathUser + "ann@claimed-domain1.com").header
	for name, want := range map[string]string{
		"Server": "APIP", "Content-Type": "application/json",
		"Canonical-Resource": "/v2/usermanagement/organizations/{orgId}/users/{userstring:.*}",
	} {
		if diff := cmp.Diff(want, read.Get(name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestPaths covers what has no token, and what is not there.
func TestPaths(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	for _, tc := range []struct {
		request request
		status  int
		body    string
	}{
		{as(nobody, get("/status")), 200, `{"build":"2559","version":"2.1.54","state":"LIVE"}`},
		{as(nobody, get("/nowhere")), 404, `{"error_code":"404000","message":"Resource not found"}`},
		{get(pathAction), 404, `{"error_code":"404000","message":"Resource not found"}`},
		{get("/v2/usermanagement/users//0"), 404, `{"error_code":"404000","message":"Resource not found"}`},
		{as(nobody, act(`[]`)), 403, ""},
	} {
		got := b.do(tc.request)
		if got.status != tc.status || string(got.body) != tc.body {
			t.Errorf("%s %s: status %d, body %s", tc.request.method, tc.request.path, got.status, got.body)
		}
	}
}
