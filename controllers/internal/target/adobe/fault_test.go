package adobe_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/targettest"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// TestUnusableAnswers has every way in which an answer may be lost: whether the commands were carried out, nobody knows.
func TestUnusableAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault sim.Fault
		kind  profile.Kind
		whole bool
	}{
		"500":             {sim.Fault{Status: 500}, profile.TargetUnavailable, true},
		"500 page":        {sim.Fault{Status: 500, Answer: sim.AnswerHTML}, profile.TargetUnavailable, true},
		"500, applied":    {sim.Fault{Status: 500, Applied: true}, profile.TargetUnavailable, true},
		"502 page":        {sim.Fault{Status: 502, Answer: sim.AnswerHTML}, profile.TargetUnavailable, false},
		"503":             {sim.Fault{Status: 503}, profile.TargetUnavailable, false},
		"504 empty":       {sim.Fault{Status: 504, Answer: sim.AnswerEmpty}, profile.TargetUnavailable, false},
		"504, applied":    {sim.Fault{Status: 504, Applied: true}, profile.TargetUnavailable, false},
		"200 page":        {sim.Fault{Answer: sim.AnswerHTML}, profile.TargetUnavailable, false},
		"200 empty":       {sim.Fault{Answer: sim.AnswerEmpty}, profile.TargetUnavailable, false},
		"200 truncated":   {sim.Fault{Answer: sim.AnswerTruncated}, profile.TargetUnavailable, false},
		"200 oversized":   {sim.Fault{Answer: sim.AnswerOversized}, profile.TargetUnavailable, false},
		"dropped before":  {sim.Fault{Drop: true}, profile.TargetUnavailable, false},
		"dropped after":   {sim.Fault{Applied: true, Drop: true}, profile.TargetUnavailable, false},
		"400 page":        {sim.Fault{Status: 400, Answer: sim.AnswerHTML}, profile.TargetUnavailable, false},
		"400 result":      {sim.Fault{Status: 400, Answer: sim.AnswerResult, Code: "error.x", Message: "no"}, profile.InvalidSpec, true},
		"400 gateway":     {sim.Fault{Status: 400, Answer: sim.AnswerGateway, Message: "no"}, profile.InvalidSpec, true},
		"400 deprecated":  {sim.Fault{Status: 400, Answer: sim.AnswerDeprecated, Code: "X", Message: "no"}, profile.InvalidSpec, true},
		"401 lists":       {sim.Fault{Status: 401, Answer: sim.AnswerPaged, Code: "error.unauthorized", Message: "no"}, profile.Denied, false},
		"403":             {sim.Fault{Status: 403}, profile.Forbidden, false},
		"429, no seconds": {sim.Fault{Status: 429}, profile.Throttled, false},
		"302":             {sim.Fault{Status: 302, Answer: sim.AnswerEmpty}, profile.TargetUnavailable, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOrganization(t)
			c.fault.Path = sim.PathAction
			o.sim.Inject(c.fault)
			name := set(profile.LastName, "Roe")
			results := o.target.Write(t.Context(), []target.Command{update(john, name), update(ann, name)})
			first, second := wantKind(t, results[0].Err, c.kind), wantKind(t, results[1].Err, c.kind)
			if first.WholeRequest != c.whole || second.WholeRequest != c.whole {
				t.Errorf("%+v", first)
			}
			if strings.ContainsAny(first.Message, "<>") {
				t.Errorf("the error quotes the page: %s", first.Message)
			}
			if results[0].Err == results[1].Err { //nolint:errorlint // the very same value is what must not be
				t.Error("two results share one error")
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for form, want := range map[sim.RetryAfterForm]time.Duration{
		sim.RetryAfterSeconds: 38 * time.Second, sim.RetryAfterDate: 38 * time.Second, sim.RetryAfterZero: 0, sim.RetryAfterOff: 0,
	} {
		t.Run(string(form), func(t *testing.T) {
			t.Parallel()
			o := newOrganization(t)
			o.sim.Inject(sim.Fault{Path: sim.PathUser, Status: 429, RetryAfter: form, RetryAfterIn: 38 * time.Second})
			_, err := o.target.Read(t.Context(), target.Locator{Identifier: john})
			if got := wantKind(t, err, profile.Throttled).RetryAfter; got < want-2*time.Second || got > want+time.Second {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestConnectFailures(t *testing.T) {
	t.Parallel()
	const foreign = "does not look like Adobe"
	//nolint:lll // one row, one line
	for name, c := range map[string]struct {
		fault targettest.Fault
		kind  profile.Kind
		code  string
		want  string // part of the message
	}{
		"400 OAuth":      {targettest.Fault{Status: 400, Body: `{"error":"invalid_scope"}`}, profile.Denied, "invalid_scope", "credentials"},
		"401 OAuth":      {targettest.Fault{Status: 401, Body: `{"error":"invalid_client","error_description":"no"}`}, profile.Denied, "invalid_client", "no"},
		"401 empty":      {targettest.Fault{Status: 401}, profile.Denied, "401", "credentials"},
		"403":            {targettest.Fault{Status: 403, Body: `{"error_code":"403003","message":"no"}`}, profile.Denied, "403003", "no"},
		"403 empty":      {targettest.Fault{Status: 403}, profile.Denied, "403", "credentials"},
		"401 page":       {targettest.Fault{Status: 401, Body: "<html>"}, profile.TargetUnavailable, "401", foreign},
		"404 page":       {targettest.Fault{Status: 404, Body: "<html>"}, profile.TargetUnavailable, "404", foreign},
		"429":            {targettest.Fault{Status: 429, Header: http.Header{"Retry-After": {"9"}}}, profile.TargetUnavailable, "429", "too many requests"},
		"500":            {targettest.Fault{Status: 500}, profile.TargetUnavailable, "500", "HTTP 500"},
		"200 page":       {targettest.Fault{Status: 200, Body: "<html>"}, profile.TargetUnavailable, "200", foreign},
		"200 no token":   {targettest.Fault{Status: 200, Body: `{}`}, profile.TargetUnavailable, "200", foreign},
		"redirect":       {targettest.Fault{Status: 302, Header: http.Header{"Location": {"/login"}}}, profile.TargetUnavailable, "302", foreign},
		"dropped":        {targettest.Fault{Drop: true}, profile.TargetUnavailable, "", "the connection broke"},
		"echoes secrets": {targettest.Fault{Status: 400, Echo: true}, profile.Denied, "some.code", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOrganization(t)
			o.proxy.FailNextToken(c.fault)
			e := wantKind(t, o.target.Connect(t.Context()), c.kind)
			if e.Code != c.code || !strings.Contains(e.Message, c.want) {
				t.Errorf("got %q (%s), want %q (%s)", e.Message, e.Code, c.want, c.code)
			}
			if strings.Contains(e.Message+e.Code, sim.BaseSecret) {
				t.Errorf("the secret is shown: %s", e.Message)
			}
			if err := o.target.Connect(t.Context()); err != nil {
				t.Errorf("the next Connect: %v", err)
			}
		})
	}
}

// A refusal whose body broke off on the way says nothing: an empty one would be Adobe's word.
func TestBrokenRefusals(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 403} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			o := newOrganization(t)
			broken := targettest.Fault{Status: status, Header: http.Header{"Content-Length": {"100"}}, Body: `{"result":"error`}
			o.proxy.FailNext(broken)
			e := wantKind(t, o.write(t, john, set(profile.LastName, "Roe")).Err, profile.TargetUnavailable)
			if e.WholeRequest || e.Code != strconv.Itoa(status) || !strings.Contains(e.Message, "the connection broke") {
				t.Errorf("got %q (%s), whole %t", e.Message, e.Code, e.WholeRequest)
			}
			o.proxy.FailNextToken(broken)
			wantKind(t, o.target.Connect(t.Context()), profile.TargetUnavailable)
		})
	}
}

func TestThrottledForATokenWaitsInTheLane(t *testing.T) {
	t.Parallel()
	o := newOrganization(t)
	o.proxy.FailNextToken(targettest.Fault{Status: 429, Header: http.Header{"Retry-After": {"9"}}})
	if e := wantKind(t, o.write(t, john, set(profile.LastName, "Roe")).Err, profile.Throttled); e.RetryAfter != 9*time.Second {
		t.Errorf("RetryAfter is %v", e.RetryAfter)
	}
}

// TestNoValueIsShown has Adobe quote everything that one command of two sent, in the errors and warnings of the other.
func TestNoValueIsShown(t *testing.T) {
	t.Parallel()
	c := newCanned(t)
	c.answer = `{"completed":0,"notCompleted":2,"errors":[
		{"index":0,"errorCode":"error.user.nonexistent",
			"message":"A@CANARY1.example canary1 hidden.directory canary-two@canary1.example the-client token"},
		{"index":1,"errorCode":"canary1.CANARY-two@canary1.example","message":"canary-two%40canary1.example, canary-name"},
		{"index":1,"errorCode":"error.x","message":"b canary-read"}],
		"warnings":[{"index":1,"warningCode":"a@canary1.example","message":"Canary-Name"}]}`
	results := c.target.Write(t.Context(), []target.Command{
		update(byEmail("a@canary1.example"), set(profile.Email, "canary-two@canary1.example")),
		{
			Identifier: byUsername("canary1", "hidden.directory"), Change: profile.Change{set(profile.LastName, "canary-name")},
			User: target.User{Profile: profile.Profile{profile.FirstName: profile.Text("canary-read")}},
		},
	})
	for _, result := range results {
		e := target.AsError(result.Err)
		text := fmt.Sprint(e, result.Warnings)
		for _, other := range e.Further {
			text += fmt.Sprint(other)
		}
		for _, secret := range []string{"canary", "hidden.directory", "the-client", "token"} {
			if strings.Contains(strings.ToLower(text), secret) {
				t.Errorf("%s is shown: %s", secret, text)
			}
		}
	}
}

func TestNothingPrintsCredentials(t *testing.T) {
	t.Parallel()
	config := adobe.Config{BaseURL: "https://x.example", ClientID: "canary", ClientSecret: "canary"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, config); got != "Adobe at https://x.example" {
			t.Errorf("%s: %s", verb, got)
		}
	}
}
