package mosaic

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// TestJudge has a row for every body shape and every status that is told apart.
func TestJudge(t *testing.T) {
	email := question{operation: updateUser, secrets: []string{"jane@x.io"}, unique: true}
	lastName := question{operation: updateUser, secrets: []string{"Roe"}}
	read := question{operation: getUser, secrets: []string{"jane@x.io"}}
	custom := question{operation: getByIdentifier}
	remove := question{operation: deleteContact}
	token := question{operation: getToken}
	//nolint:lll // one row, one line
	for name, c := range map[string]struct {
		asked  question
		status int
		body   string
		kind   profile.Kind
		code   string
		want   string // the message; empty for one of ours
	}{
		"400 array":             {lastName, 400, `{"message":["a is bad","b is bad"],"error_code":400}`, profile.InvalidSpec, "400", "a is bad; b is bad"},
		"400 string":            {lastName, 400, `{"message":"a is bad","error_code":400}`, profile.InvalidSpec, "400", "a is bad"},
		"400 no code":           {lastName, 400, `{"message":["a is bad"]}`, profile.InvalidSpec, "400", "a is bad"},
		"400 no message":        {lastName, 400, `{}`, profile.InvalidSpec, "400", ""},
		"400 odd members":       {lastName, 400, `{"message":{"a":1},"error_code":[1],"error":2}`, profile.InvalidSpec, "400", ""},
		"400 mixed array":       {lastName, 400, `{"message":[1,"a",["b"],null]}`, profile.InvalidSpec, "400", "a; b"},
		"400 empty":             {lastName, 400, ``, profile.TargetUnavailable, "400", ""},
		"400 page":              {lastName, 400, `<html>`, profile.TargetUnavailable, "400", ""},
		"400 cut off":           {lastName, 400, `{"message":["a`, profile.TargetUnavailable, "400", ""},
		"400 array of JSON":     {lastName, 400, `["a"]`, profile.TargetUnavailable, "400", ""},
		"400 null":              {lastName, 400, `null`, profile.TargetUnavailable, "400", ""},
		"400 taken":             {email, 400, `{"message":["email is already TAKEN"]}`, profile.IdentifierTaken, "400", "email is already TAKEN"},
		"400 exists":            {email, 400, `{"message":["user exists"]}`, profile.IdentifierTaken, "400", "user exists"},
		"400 unique":            {email, 400, `{"message":["must be unique"]}`, profile.IdentifierTaken, "400", "must be unique"},
		"400 should not exist":  {email, 400, `{"message":["property x should not exist"]}`, profile.InvalidSpec, "400", "property x should not exist"},
		"400 nothing unique":    {lastName, 400, `{"message":["each value must be unique"]}`, profile.InvalidSpec, "400", "each value must be unique"},
		"400 value says taken":  {question{operation: updateUser, secrets: []string{"taken@x.io"}, unique: true}, 400, `{"message":"taken@x.io is bad"}`, profile.InvalidSpec, "400", "[redacted] is bad"},
		"409":                   {email, 409, `{"message":"jane@x.io is used","error_code":409,"ts_error_code":"identifier_taken"}`, profile.IdentifierTaken, "identifier_taken", "[redacted] is used"},
		"409 SCIM":              {email, 409, `{"schemas":"s","status":409,"detail":"used"}`, profile.IdentifierTaken, "409", "used"},
		"409 SCIM array":        {email, 409, `{"schemas":"s","status":409,"detail":["used"]}`, profile.IdentifierTaken, "409", "used"},
		"409 no message":        {email, 409, `{"error_code":409}`, profile.IdentifierTaken, "409", ""},
		"password shape":        {lastName, 400, `{"error_code":"system_invalid_input","message":"no"}`, profile.InvalidSpec, "system_invalid_input", "no"},
		"both codes":            {lastName, 400, `{"error_code":"a","ts_error_code":"b","message":"no"}`, profile.InvalidSpec, "b", "no"},
		"code with a value":     {email, 400, `{"error_code":"jane@x.io","message":"no"}`, profile.InvalidSpec, "[redacted]", "no"},
		"401":                   {lastName, 401, `{"message":"Invalid token","error_code":401}`, profile.Denied, "401", "Invalid token"},
		"401 empty":             {lastName, 401, ``, profile.Denied, "401", ""},
		"401 page":              {lastName, 401, `<html>`, profile.TargetUnavailable, "401", ""},
		"403":                   {lastName, 403, `{"message":"Forbidden resource","error_code":403}`, profile.Forbidden, "403", "Forbidden resource"},
		"404 update":            {lastName, 404, `{"message":"User not found","error_code":404}`, profile.UserNotFound, "404", "User not found"},
		"404 string code":       {lastName, 404, `{"message":"no","error_code":"user_not_found"}`, profile.UserNotFound, "user_not_found", "no"},
		"404 read":              {read, 404, `{"message":"User not found","error_code":404}`, profile.UserNotFound, "404", "User not found"},
		"404 custom":            {custom, 404, `{"message":"User not found","error_code":404}`, profile.IdentifierUnresolved, "404", "User not found"},
		"404 remove":            {remove, 404, `{"message":"no","error_code":404}`, profile.UserNotFound, "404", "no"},
		"404 gateway":           {read, 404, `{"message":"no Route matched"}`, profile.TargetUnavailable, "404", ""},
		"404 framework":         {read, 404, `{"statusCode":404,"message":"Cannot GET /","error":"Not Found"}`, profile.TargetUnavailable, "404", ""},
		"404 empty":             {remove, 404, ``, profile.TargetUnavailable, "404", ""},
		"404 page, custom":      {custom, 404, `<html>`, profile.TargetUnavailable, "404", ""},
		"400 read":              {read, 400, `{"message":["bad"],"error_code":400}`, profile.InvalidSpec, "400", "bad"},
		"400 custom":            {custom, 400, `{"message":["bad"],"error_code":400}`, profile.IdentifierUnresolved, "400", "bad"},
		"400 remove":            {remove, 400, `{"message":["bad"],"error_code":400}`, profile.InvalidSpec, "400", "bad"},
		"409 read":              {read, 409, `{"message":"odd"}`, profile.TargetRefused, "409", "odd"},
		"413":                   {lastName, 413, `<html>Request Entity Too Large</html>`, profile.InvalidSpec, "413", ""},
		"408":                   {lastName, 408, `{"message":"slow"}`, profile.TargetUnavailable, "408", "slow"},
		"422":                   {lastName, 422, `{"message":"no"}`, profile.TargetRefused, "422", "no"},
		"405":                   {lastName, 405, `{"message":"no"}`, profile.TargetRefused, "405", "no"},
		"429 empty":             {read, 429, ``, profile.Throttled, "429", ""},
		"429 page":              {read, 429, `<html>1015`, profile.Throttled, "429", ""},
		"500":                   {lastName, 500, `{"message":"Something went wrong - Internal server error","error_code":500}`, profile.TargetUnavailable, "500", "Something went wrong - Internal server error"},
		"503 page":              {lastName, 503, `<html>`, profile.TargetUnavailable, "503", ""},
		"599":                   {lastName, 599, ``, profile.TargetUnavailable, "599", ""},
		"302":                   {lastName, 302, ``, profile.TargetUnavailable, "302", ""},
		"302 JSON":              {lastName, 302, `{"message":"moved"}`, profile.TargetUnavailable, "302", "moved"},
		"token 400":             {token, 400, `{"message":["Bad request"],"error_code":400}`, profile.Denied, "400", "Bad request"},
		"token 418":             {token, 418, `{"message":"no"}`, profile.TargetUnavailable, "418", "no"},
		"message with markup":   {lastName, 400, `{"message":"<b>bad</b>\u0000\n value"}`, profile.InvalidSpec, "400", "bad value"},
		"OAuth without details": {lastName, 401, `{"error":"invalid_token"}`, profile.Denied, "401", "invalid_token"},
	} {
		t.Run(name, func(t *testing.T) {
			e := judge(transport.Answer{Status: c.status, Body: []byte(c.body)}, c.asked)
			if e.Kind != c.kind || e.Code != c.code {
				t.Errorf("got %s (%s), want %s (%s)", e.Kind, e.Code, c.kind, c.code)
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

func TestRequestID(t *testing.T) {
	header := http.Header{}
	header.Set("X-Correlation-Id", "request-0001")
	if e := judge(transport.Answer{Status: 500, Header: header}, question{}); e.RequestID != "request-0001" {
		t.Errorf("got %q", e.RequestID)
	}
}

func FuzzJudge(f *testing.F) {
	f.Add(400, []byte(`{"message":["a"],"error_code":400}`), "a")
	f.Add(409, []byte(`{"message":"m","error_code":409,"ts_error_code":"t"}`), "m")
	f.Add(401, []byte(`{"error":"invalid_client","error_description":"d"}`), "")
	f.Add(404, []byte(`{"schemas":"s","status":404,"detail":["d"]}`), "d")
	f.Add(502, []byte(`<html>`), "html")
	f.Add(400, []byte(`{"message":[[[{"a":1e999}]]]}`), "1")
	f.Fuzz(func(t *testing.T, status int, body []byte, secret string) {
		for operation := range meanings {
			e := judge(transport.Answer{Status: status, Body: body}, question{operation: operation, secrets: []string{secret}, unique: true})
			if e.Message == "" || utf8.RuneCountInString(e.Message) > 256 || !utf8.ValidString(e.Message) {
				t.Errorf("message %q", e.Message)
			}
			if _, known := sentences[e.Kind]; !known {
				t.Errorf("kind %q", e.Kind)
			}
			if status >= 500 && e.Kind != profile.TargetUnavailable {
				t.Errorf("HTTP %d is %s", status, e.Kind)
			}
		}
	})
}

func FuzzDecodeUser(f *testing.F) {
	f.Add([]byte(`{"result":{"user_id":"u","email":{"value":"a@x.io"},"name":{"first_name":"A"}}}`))
	f.Add([]byte(`{"result":{"user_id":"u","secondary_emails":[{"value":"a"},"b"],"custom_data":{"k":null,"n":1e9}}}`))
	f.Add([]byte(`{"result":{"user_id":"u","birthday":"1990-02-03T00:00:00Z","address":{"updated_at":1}}}`))
	f.Add([]byte(`{"result":[]}`))
	f.Add([]byte(`{"result":{"user_id":"u"}}{}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		user, err := decodeUser(body)
		if err != nil {
			if strings.ContainsRune(err.Error(), '\n') {
				t.Errorf("error of several lines: %v", err)
			}
			return
		}
		if !isSegment(user.ID) {
			t.Errorf("id %q", user.ID)
		}
		whole := profile.Change{}
		for _, attribute := range user.Profile.Attributes() {
			if user.Profile[attribute].Reveal() == nil {
				t.Errorf("%s has no value", attribute)
			}
			whole = append(whole, profile.Step{Attribute: attribute, Action: profile.Set, Value: user.Profile[attribute]})
		}
		body2 := bodyOf(user.Record.(record), whole)
		textsOf(target.Command{User: user, Change: whole})
		textsIn(nil, body2, 0)
	})
}
