package targettest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// unusable are answers that say nothing.
var unusable = map[string]Fault{
	"500":              {Status: http.StatusInternalServerError, Body: `{"message":"failed","error_code":500}`},
	"502 with a page":  {Status: http.StatusBadGateway, Body: "<html><body>cloudflare</body></html>"},
	"200 with a page":  {Status: http.StatusOK, Header: header("Content-Type", "text/html"), Body: "<html>Welcome</html>"},
	"200 cut off":      {Status: http.StatusOK, Header: header("Content-Type", jsonType), Body: `{"result":{"user_id":"`},
	"200 empty":        {Status: http.StatusOK},
	"200 of no use":    {Status: http.StatusOK, Header: header("Content-Type", jsonType), Body: `[[]]`},
	"200 very large":   {Status: http.StatusOK, Body: `{"padding":"` + strings.Repeat("x", 2<<20) + `"}`},
	"redirect":         {Status: http.StatusFound, Header: header("Location", "/elsewhere")},
	"connection broke": {Drop: true},
}

// failing is about errors.
//
//nolint:thelper // these are the tests themselves
var failing = []check{
	{"unusable answers are passing failures", func(t *testing.T, f Fixture) {
		command := f.command(t, f.Known, "Written")
		for name, fault := range unusable {
			t.Run(name, func(t *testing.T) {
				f.Proxy.FailNext(fault)
				before := f.Proxy.Calls()
				failure := wantKind(t, f.write(t, command).Err, profile.TargetUnavailable)
				if strings.ContainsAny(failure.Message, "<>") {
					t.Errorf("the error quotes the page: %s", failure.Message)
				}
				if got := f.Proxy.Calls() - before; got != 1 {
					t.Errorf("%d requests for one call", got)
				}
			})
		}
	}},
	{"throttling says how long", func(t *testing.T, f Fixture) {
		command := f.command(t, f.Known, "Written")
		tooMany := Fault{Status: http.StatusTooManyRequests, Header: header("Retry-After", "7")}
		f.Proxy.FailNext(tooMany)
		if got := wantKind(t, f.read(t), profile.Throttled).RetryAfter; got != 7*time.Second {
			t.Errorf("RetryAfter of Read is %v, want 7s", got)
		}
		f.Proxy.FailNext(tooMany)
		if got := wantKind(t, f.write(t, command).Err, profile.Throttled).RetryAfter; got != 7*time.Second {
			t.Errorf("RetryAfter of Write is %v, want 7s", got)
		}
		f.Proxy.FailNext(Fault{Status: http.StatusTooManyRequests})
		if got := wantKind(t, f.read(t), profile.Throttled).RetryAfter; got != 0 {
			t.Errorf("RetryAfter without the header is %v, want none", got)
		}
	}},
	{"no error shows a value or a token", func(t *testing.T, f Fixture) {
		const value = "Zyx Wvuts'rq \"Möller\" <b>&/ä+%"
		command := f.command(t, f.Known, value)
		for _, status := range []int{http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity, http.StatusInternalServerError} {
			f.Proxy.FailNext(Fault{Status: status, Echo: true})
			wantNone(t, f.read(t), f.Known.Value, f.Proxy.Bearers())
			f.Proxy.FailNext(Fault{Status: status, Echo: true})
			err := f.write(t, command).Err
			wantNone(t, err, value, f.Proxy.Bearers())
			wantNone(t, err, "Möller", nil)
			wantNone(t, err, "Wvuts", nil)
		}
		f.Proxy.FailNext(Fault{Drop: true})
		wantNone(t, f.write(t, command).Err, value, f.Proxy.Bearers())
	}},
}

// wantNone checks that an error shows neither the value nor a token, under the verbs that show most.
func wantNone(t *testing.T, err error, value string, tokens []string) {
	t.Helper()
	if err == nil {
		t.Fatal("the call succeeded")
	}
	shown := strings.ToLower(fmt.Sprintf("%v %+v %#v", err, err, err))
	for _, secret := range append([]string{value}, tokens...) {
		if secret != "" && strings.Contains(shown, strings.ToLower(secret)) {
			t.Errorf("the error shows %q: %s", secret, shown)
		}
	}
}
