package targettest

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// said stands in an answer for what was sent: the secret of the client, the identifier that is looked up, the value that
// is written.
const said = "SAID"

// The kinds with which the port promises that calls fail.
var (
	connectFails = []profile.Kind{profile.Denied, profile.TargetUnavailable}
	readFails    = []profile.Kind{
		profile.UserNotFound, profile.IdentifierUnresolved, profile.InvalidSpec, profile.Denied, profile.Forbidden, profile.Throttled,
		profile.TargetRefused, profile.TargetUnavailable,
	}
	writeFails = append([]profile.Kind{profile.IdentifierTaken}, readFails...)
)

// FuzzAnswers has a vendor answer anything at all to a request for a token, a read and a write. Whatever it is, each call
// comes back with what the port promises, in words that can be shown: not empty, not long, and without a value, a token or
// a secret. The fixture's Target has no network below it, for there are thousands of them.
func FuzzAnswers(f *testing.F, newFixture func(tb testing.TB) Fixture) {
	f.Helper()
	for _, body := range []string{
		``, `null`, `{}`, `[]`, `<html>SAID</html>`,
		`{"access_token":"t","expires_in":"3600"}`,
		`{"error":"invalid_client","error_description":"no SAID"}`,
		`{"result":{"user_id":"u1","email":{"value":"a@x.io"},"name":{"last_name":"SAID"}}}`,
		`{"message":["SAID is taken"],"error_code":409,"ts_error_code":"SAID"}`,
		`{"result":"success","user":{"id":"john","email":"jdoe@claimed-domain1.com","type":"federatedID"}}`,
		`{"completed":1,"notCompleted":0,"completedInTestMode":0,"result":"success"}`,
		`{"completed":0,"notCompleted":1,"errors":[{"index":0,"errorCode":"SAID","message":"bad SAID"}]}`,
		`{"completed":1,"notCompleted":0,"warnings":[{"index":0,"warningCode":"w","message":"SAID"}]}`,
		`{"lastPage":false,"result":"error.unauthorized","message":"SAID"}`,
	} {
		for _, status := range []int{200, 400, 401, 403, 404, 409, 429, 500} {
			f.Add(status, body, "30")
		}
	}
	const value = "Canary-O'Wert"
	f.Fuzz(func(t *testing.T, status int, body, retryAfter string) {
		babble := func(sent string) Fault {
			answered := strings.ReplaceAll(body, said, sent)
			return Fault{
				Status: 200 + (max(status, 200)-200)%400, Body: answered,
				Header: http.Header{
					"Content-Type": {jsonType}, "Retry-After": {retryAfter}, "X-Request-Id": {retryAfter}, "Www-Authenticate": {answered},
				},
			}
		}
		fresh := newFixture(t)
		fresh.Proxy.FailNextToken(babble(fresh.Secret))
		presentable(t, connectFails, fresh.Target.Connect(t.Context()), fresh.Secret)

		talking := newFixture(t)
		command := talking.command(t, talking.Known, value)
		talking.Proxy.FailNext(babble(talking.Known.Value))
		presentable(t, readFails, talking.read(t), append(talking.Proxy.Bearers(), talking.Known.Value)...)
		talking.Proxy.FailNext(babble(value))
		result := talking.write(t, command)
		sent := append(talking.Proxy.Bearers(), value)
		presentable(t, writeFails, result.Err, sent...)
		for _, warning := range result.Warnings {
			showable(t, sent, warning.Message, warning.Code)
		}
	})
}

// presentable expects an error of one of the kinds, if there is one, that can be shown.
func presentable(t *testing.T, kinds []profile.Kind, err error, sent ...string) {
	t.Helper()
	if err == nil {
		return
	}
	failure, ok := err.(*target.Error) //nolint:errorlint // the port promises this very type, not one that wraps it
	if !ok || !slices.Contains(kinds, failure.Kind) {
		t.Fatalf("an error of the type %T and kind %s: %v", err, target.KindOf(err), err)
	}
	if failure.RetryAfter < 0 || failure.RetryAfter > 2*time.Hour {
		t.Errorf("to be tried again after %s", failure.RetryAfter)
	}
	showable(t, sent, failure.Message, failure.Code, failure.RequestID)
	for _, further := range failure.Further {
		showable(t, sent, further.Message, further.Code)
	}
}

// showable expects a message, and codes beside it, that may stand in a status and have nothing of what was sent.
func showable(t *testing.T, sent []string, message string, codes ...string) {
	t.Helper()
	if message == "" || strings.ContainsAny(message, "\n\r\x00") {
		t.Errorf("message %q", message)
	}
	for _, text := range append(codes, message) {
		if !utf8.ValidString(text) || utf8.RuneCountInString(text) > 256 {
			t.Errorf("unfit to be shown: %q", text)
		}
		for _, secret := range sent {
			if len(secret) > 2 && strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
				t.Errorf("%q is in %q", secret, text)
			}
		}
	}
}
