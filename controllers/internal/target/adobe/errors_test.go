package adobe

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// TestJudge has a row for every body shape and every status that is told apart.
func TestJudge(t *testing.T) {
	write := question{operation: updateUsers, secrets: []string{"jane@x.io"}}
	read := question{operation: getUser, secrets: []string{"jane@x.io"}}
	token := question{operation: getToken}
	const whole, part = true, false
	//nolint:lll // one row, one line
	for name, c := range map[string]struct {
		asked  question
		status int
		body   string
		kind   profile.Kind
		whole  bool
		code   string
		want   string // the message; empty for one of ours
	}{
		"400 malformed":        {write, 400, `{"result":"error.command.malformed","message":"Expected a valid JSON payload"}`, profile.InvalidSpec, whole, "error.command.malformed", "Expected a valid JSON payload"},
		"400 empty":            {write, 400, ``, profile.InvalidSpec, whole, "400", ""},
		"400 object":           {write, 400, `{}`, profile.InvalidSpec, whole, "400", ""},
		"400 unknown":          {write, 400, `{"result":"error.new","message":"no"}`, profile.InvalidSpec, whole, "error.new", "no"},
		"400 gateway":          {write, 400, `{"error_code":"400001","message":"no"}`, profile.InvalidSpec, whole, "400001", "no"},
		"400 number":           {write, 400, `{"error_code":400001,"message":"no"}`, profile.InvalidSpec, whole, "400001", "no"},
		"400 deprecated":       {write, 400, `{"errorMessage":"DUPLICATE","errorCode":"DUPLICATE_GROUP_NAME"}`, profile.InvalidSpec, whole, "DUPLICATE_GROUP_NAME", "DUPLICATE"},
		"400 page":             {write, 400, `<html>`, profile.TargetUnavailable, part, "400", ""},
		"400 cut off":          {write, 400, `{"result":"error`, profile.TargetUnavailable, part, "400", ""},
		"400 null":             {write, 400, `null`, profile.TargetUnavailable, part, "400", ""},
		"400 list":             {write, 400, `["a"]`, profile.TargetUnavailable, part, "400", ""},
		"400 quotes":           {write, 400, `{"result":"error.x","message":"bad JANE@x.io"}`, profile.InvalidSpec, whole, "error.x", "bad [redacted]"},
		"400 code with value":  {write, 400, `{"result":"jane@x.io","message":"bad"}`, profile.InvalidSpec, whole, "[redacted]", "bad"},
		"400 organization":     {write, 400, `{"result":"error.organization.invalid_id","message":"Bad organization Id"}`, profile.TargetRefused, part, "error.organization.invalid_id", "Bad organization Id"},
		"400 migrating":        {write, 400, `{"result":"error.organization.migrating","message":"later"}`, profile.TargetUnavailable, part, "error.organization.migrating", "later"},
		"400 read":             {read, 400, `{"result":"error.x","message":"no"}`, profile.InvalidSpec, part, "error.x", "no"},
		"400 read, org":        {read, 400, `{"result":"error.organization.invalid_id","message":"Bad organization Id"}`, profile.TargetRefused, part, "error.organization.invalid_id", "Bad organization Id"},
		"400 read, empty":      {read, 400, ``, profile.TargetUnavailable, part, "400", ""},
		"401 empty":            {write, 401, ``, profile.Denied, part, "401", "The access token is invalid" + lookAtOrganization},
		"401 service":          {write, 401, `{"lastPage":false,"result":"error.unauthorized","message":"Failed to authenticate provided token"}`, profile.Denied, part, "error.unauthorized", "Failed to authenticate provided token" + lookAtOrganization},
		"401 gateway":          {write, 401, `{"error_code":"401013","message":"Oauth token is not valid"}`, profile.Denied, part, "401013", "Oauth token is not valid" + lookAtOrganization},
		"401 page":             {write, 401, `<html>`, profile.TargetUnavailable, part, "401", ""},
		"403 empty":            {write, 403, ``, profile.Forbidden, part, "403", "the credentials do not allow this (HTTP 403)" + lookAtKey},
		"403 gateway":          {write, 403, `{"error_code":"403003","message":"Api Key is invalid"}`, profile.Forbidden, part, "403003", "Api Key is invalid" + lookAtKey},
		"403 service":          {read, 403, `{"result":"error.apikey.invalid","message":"no access for jane@x.io"}`, profile.Forbidden, part, "error.apikey.invalid", "no access for [redacted]" + lookAtKey},
		"403 object":           {read, 403, `{}`, profile.Forbidden, part, "403", "the credentials do not allow this (HTTP 403)" + lookAtKey},
		"403 page":             {read, 403, `<html>`, profile.TargetUnavailable, part, "403", ""},
		"403 markup for code":  {write, 403, `{"error_code":"<b>","message":"no"}`, profile.Forbidden, part, "403", "no" + lookAtKey},
		"404 read":             {read, 404, `{"result":"error.user.not_found","message":"User not found jane@x.io"}`, profile.UserNotFound, part, "error.user.not_found", "User not found [redacted]"},
		"404 read, gateway":    {read, 404, `{"error_code":"404000","message":"Resource not found"}`, profile.TargetUnavailable, part, "404", ""},
		"404 read, deprecated": {read, 404, `{"errorMessage":"PLC_NOT_FOUND","errorCode":"PLC_NOT_FOUND"}`, profile.TargetUnavailable, part, "404", ""},
		"404 read, empty":      {read, 404, ``, profile.TargetUnavailable, part, "404", ""},
		"404 read, page":       {read, 404, `<html>`, profile.TargetUnavailable, part, "404", ""},
		"404 write":            {write, 404, `{"result":"error.user.not_found","message":"no"}`, profile.TargetUnavailable, part, "404", ""},
		"405":                  {write, 405, `{"error_code":"405000","message":"no"}`, profile.TargetRefused, part, "405000", "no"},
		"408":                  {write, 408, `{}`, profile.TargetUnavailable, part, "408", ""},
		"413":                  {write, 413, `<html>`, profile.InvalidSpec, whole, "413", ""},
		"422":                  {write, 422, `{"message":["a","b",{"c":1}]}`, profile.TargetRefused, part, "422", "a; b"},
		"429 gateway":          {write, 429, `{"error_code":"429050","message":"Too many requests"}`, profile.Throttled, part, "429050", "Too many requests"},
		"429 empty":            {write, 429, ``, profile.Throttled, part, "429", ""},
		"429 page":             {read, 429, `<html>`, profile.Throttled, part, "429", ""},
		"500 empty":            {write, 500, ``, profile.TargetUnavailable, whole, "500", ""},
		"500 page":             {write, 500, `<html>`, profile.TargetUnavailable, whole, "500", ""},
		"500 object":           {write, 500, `{"result":"error.internal.exceptionflys","message":"NPE"}`, profile.TargetUnavailable, whole, "error.internal.exceptionflys", "NPE"},
		"500 read":             {read, 500, ``, profile.TargetUnavailable, part, "500", ""},
		"502 page":             {write, 502, `<html>`, profile.TargetUnavailable, part, "502", ""},
		"503":                  {write, 503, `{"message":"no"}`, profile.TargetUnavailable, part, "503", "no"},
		"504 empty":            {write, 504, ``, profile.TargetUnavailable, part, "504", ""},
		"599":                  {write, 599, ``, profile.TargetUnavailable, part, "599", ""},
		"201":                  {write, 201, `{}`, profile.TargetUnavailable, part, "201", ""},
		"204":                  {write, 204, ``, profile.TargetUnavailable, part, "204", ""},
		"302":                  {write, 302, ``, profile.TargetUnavailable, part, "302", ""},
		"token 400":            {token, 400, `{"error":"invalid_client","error_description":"invalid client_secret parameter"}`, profile.Denied, part, "invalid_client", "invalid client_secret parameter"},
		"token 400, scope":     {token, 400, `{"error":"invalid_scope"}`, profile.Denied, part, "invalid_scope", ""},
		"token 401":            {token, 401, `{"error":"invalid_client"}`, profile.Denied, part, "invalid_client", "The access token is invalid"},
		"token 400, page":      {token, 400, `<html>`, profile.TargetUnavailable, part, "400", ""},
		"token 400, empty":     {token, 400, ``, profile.TargetUnavailable, part, "400", ""},
		"token 403":            {token, 403, `{"error":"access_denied"}`, profile.Denied, part, "access_denied", ""},
		"token 403, empty":     {token, 403, ``, profile.Denied, part, "403", ""},
		"token 404":            {token, 404, `{"error_code":"404000"}`, profile.TargetUnavailable, part, "404", ""},
		"token 418":            {token, 418, `{"message":"no"}`, profile.TargetUnavailable, part, "418", "no"},
		"token 200, page":      {token, 200, `<html>`, profile.TargetUnavailable, part, "200", ""},
		"token 500":            {token, 500, ``, profile.TargetUnavailable, part, "500", ""},
	} {
		t.Run(name, func(t *testing.T) {
			answer := transport.Answer{Status: c.status, Body: []byte(c.body), Header: http.Header{}}
			if c.status == http.StatusUnauthorized {
				answer.Header.Set("WWW-Authenticate", `Bearer realm="JIL", error="invalid_token", error_description="The access token is invalid"`)
			}
			e := judge(answer, c.asked)
			if e.Kind != c.kind || e.Code != c.code || e.WholeRequest != c.whole {
				t.Errorf("got %s (%s), whole %t, want %s (%s)", e.Kind, e.Code, e.WholeRequest, c.kind, c.code)
			}
			if c.want != "" && e.Message != c.want {
				t.Errorf("message %q, want %q", e.Message, c.want)
			}
			if c.want == "" && !strings.Contains(e.Message, fmt.Sprintf("HTTP %d", c.status)) {
				t.Errorf("message %q does not tell the status", e.Message)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	header := http.Header{"X-Request-Id": {"request-0001", "request-0001"}, "Retry-After": {"38"}}
	e := judge(transport.Answer{Status: 429, Header: header}, question{operation: updateUsers})
	if e.RequestID != "request-0001" || e.RetryAfter != 38*time.Second {
		t.Errorf("%+v", e)
	}
}

func FuzzJudge(f *testing.F) {
	f.Add(400, []byte(`{"result":"error.command.malformed","message":"m"}`), "m")
	f.Add(401, []byte(``), "")
	f.Add(401, []byte(`{"error_code":"401013","message":"m"}`), "")
	f.Add(404, []byte(`{"result":"error.user.not_found","message":"User not found d"}`), "d")
	f.Add(400, []byte(`{"errorMessage":"a","errorCode":"b"}`), "b")
	f.Add(502, []byte(`<html>`), "html")
	f.Add(400, []byte(`{"message":[[[{"a":1e999}]]]}`), "1")
	f.Fuzz(func(t *testing.T, status int, body []byte, secret string) {
		for _, asked := range []operation{getToken, getUser, updateUsers} {
			e := judge(transport.Answer{Status: status, Body: body}, question{operation: asked, secrets: []string{secret}})
			if e.Message == "" || utf8.RuneCountInString(e.Message) > 256 || !utf8.ValidString(e.Message) {
				t.Errorf("message %q", e.Message)
			}
			if _, known := sentences[e.Kind]; !known {
				t.Errorf("kind %q", e.Kind)
			}
			if status >= 500 && e.Kind != profile.TargetUnavailable {
				t.Errorf("HTTP %d is %s", status, e.Kind)
			}
			if e.WholeRequest && asked != updateUsers {
				t.Errorf("%s refuses a whole request", asked)
			}
		}
	})
}
