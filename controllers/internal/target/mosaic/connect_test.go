package mosaic_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/targettest"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func TestConnectFailures(t *testing.T) {
	const foreign = "does not look like Mosaic"
	//nolint:lll // one row, one line
	for name, c := range map[string]struct {
		fault targettest.Fault
		kind  profile.Kind
		code  string
		want  string // part of the message
	}{
		"400 message":    {targettest.Fault{Status: 400, Body: `{"message":"Bad request","error_code":400}`}, profile.Denied, "400", "Bad request"},
		"400 array":      {targettest.Fault{Status: 400, Body: `{"message":["a","b"],"error_code":400}`}, profile.Denied, "400", "a; b"},
		"400 OAuth":      {targettest.Fault{Status: 400, Body: `{"error":"invalid_client"}`}, profile.Denied, "400", "invalid_client"},
		"401 OAuth":      {targettest.Fault{Status: 401, Body: `{"error":"invalid_client","error_description":"no"}`}, profile.Denied, "401", "invalid_client: no"},
		"401 empty":      {targettest.Fault{Status: 401}, profile.Denied, "401", "credentials"},
		"401 page":       {targettest.Fault{Status: 401, Body: "<html>"}, profile.TargetUnavailable, "401", foreign},
		"403":            {targettest.Fault{Status: 403, Body: `{"message":"no","error_code":403}`}, profile.Denied, "403", "no"},
		"403 page":       {targettest.Fault{Status: 403, Body: "<html>"}, profile.TargetUnavailable, "403", foreign},
		"404":            {targettest.Fault{Status: 404, Body: `{"message":"no","error_code":404}`}, profile.TargetUnavailable, "404", "no"},
		"404 of others":  {targettest.Fault{Status: 404, Body: `{"message":"no"}`}, profile.TargetUnavailable, "404", foreign},
		"404 page":       {targettest.Fault{Status: 404, Body: "<html>"}, profile.TargetUnavailable, "404", foreign},
		"405":            {targettest.Fault{Status: 405, Body: `{"message":"no"}`}, profile.TargetUnavailable, "405", "no"},
		"429":            {targettest.Fault{Status: 429, Header: http.Header{"Retry-After": {"9"}}}, profile.TargetUnavailable, "429", "too many requests"},
		"500":            {targettest.Fault{Status: 500, Body: `{"message":"Something went wrong","error_code":500}`}, profile.TargetUnavailable, "500", "Something"},
		"502 page":       {targettest.Fault{Status: 502, Body: "<html>cloudflare</html>"}, profile.TargetUnavailable, "502", "HTTP 502"},
		"200 page":       {targettest.Fault{Status: 200, Body: "<html>"}, profile.TargetUnavailable, "200", foreign},
		"200 no token":   {targettest.Fault{Status: 200, Body: `{}`}, profile.TargetUnavailable, "200", foreign},
		"redirect":       {targettest.Fault{Status: 302, Header: http.Header{"Location": {"/login"}}}, profile.TargetUnavailable, "302", foreign},
		"dropped":        {targettest.Fault{Drop: true}, profile.TargetUnavailable, "", "the connection broke"},
		"echoes secrets": {targettest.Fault{Status: 400, Echo: true}, profile.Denied, "some.code", ""},
	} {
		t.Run(name, func(t *testing.T) {
			tn := newTenant(t)
			tn.proxy.FailNextToken(c.fault)
			e := wantKind(t, tn.target.Connect(t.Context()), c.kind)
			if e.Code != c.code || !strings.Contains(e.Message, c.want) {
				t.Errorf("got %q (%s), want %q (%s)", e.Message, e.Code, c.want, c.code)
			}
			if strings.Contains(e.Message+e.Code, sim.BaseSecret) {
				t.Errorf("the secret is shown: %s", e.Message)
			}
			if err := tn.target.Connect(t.Context()); err != nil {
				t.Errorf("the next Connect: %v", err)
			}
		})
	}
}

// A refusal whose body broke off on the way says nothing: an empty one would be Mosaic's word.
func TestBrokenRefusals(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 403} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			tn := newTenant(t)
			broken := targettest.Fault{Status: status, Header: http.Header{"Content-Length": {"100"}}, Body: `{"message":["a`}
			tn.proxy.FailNext(broken)
			_, err := tn.target.Read(t.Context(), u1)
			if e := wantKind(t, err, profile.TargetUnavailable); !strings.Contains(e.Message, "the connection broke") {
				t.Errorf("got %q", e.Message)
			}
			tn.proxy.FailNextToken(broken)
			wantKind(t, tn.target.Connect(t.Context()), profile.TargetUnavailable)
		})
	}
}

func TestThrottledForATokenWaitsInTheLane(t *testing.T) {
	tn := newTenant(t)
	tn.proxy.FailNextToken(targettest.Fault{Status: 429, Header: http.Header{"Retry-After": {"9"}}})
	_, err := tn.target.Read(t.Context(), u1)
	if e := wantKind(t, err, profile.Throttled); e.RetryAfter != 9*time.Second {
		t.Errorf("RetryAfter is %v", e.RetryAfter)
	}
}
