package adobe

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// documented is the answer of UMAPI, ActionsRef.
const documented = `{"completed":3,"notCompleted":4,"completedInTestMode":0,"result":"partial",
	"errors":[{"index":3,"step":0,"message":"The user type requested for the invite does not match the claimed domain type",
		"errorCode":"error.user.type_mismatch","requestID":"action_4","user":"fed2@claimed.example"}],
	"warnings":[{"warningCode":"warning.command.deprecated","requestID":"Four4_123456","index":3,"step":0,
		"message":"'product' command is deprecated. Please use productConfiguration.","user":"user4@example.com"}]}`

func TestDecodeReport(t *testing.T) {
	got, err := decodeReport([]byte(documented))
	if err != nil {
		t.Fatal(err)
	}
	want := report{
		completed: 3, notCompleted: 4,
		errors: []remark{{
			3, "action_4", "error.user.type_mismatch", "The user type requested for the invite does not match the claimed domain type",
		}},
		warnings: []remark{{
			3, "Four4_123456", "warning.command.deprecated", "'product' command is deprecated. Please use productConfiguration.",
		}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(report{}, remark{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDecodeReportRefuses(t *testing.T) {
	const noCounts, noJSON = "does not count the commands", "not the JSON of results"
	for body, want := range map[string]string{
		``:                                    noJSON,
		`<html>`:                              noJSON,
		documented[:200]:                      noJSON,
		`[]`:                                  noJSON,
		`"x"`:                                 noJSON,
		documented + `<html>`:                 "something follows",
		`null`:                                noCounts,
		`{}`:                                  noCounts,
		`{"completed":1}`:                     noCounts,
		`{"notCompleted":1}`:                  noCounts,
		`{"completed":-1,"notCompleted":2}`:   noCounts,
		`{"completed":1.5,"notCompleted":0}`:  noCounts,
		`{"completed":1e99,"notCompleted":0}`: noCounts,
		`{"completed":99999999,"notCompleted":0}`:                        noCounts,
		`{"completed":null,"notCompleted":0}`:                            noCounts,
		`{"completed":[1],"notCompleted":0}`:                             noCounts,
		`{"completed":1,"notCompleted":0,"completedInTestMode":"x"}`:     noCounts,
		`{"result":"error.command.malformed","message":"Expected a v…"}`: noCounts,
	} {
		if _, err := decodeReport([]byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", body, err, want)
		}
	}
}

func TestDecodeUser(t *testing.T) {
	got, err := decodeUser([]byte(`{"result":"success","new":1,"user":{"id":"1@x.e","email":"Jane@x.io","status":"active",
		"groups":["g"],"username":"jroe","domain":"x.io","firstname":"Jane","lastname":"","country":"US","type":"federatedID","x":[]}}`))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[profile.Attribute]any{}
	for attribute, value := range got.known {
		shown[attribute] = value.Reveal()
	}
	want := map[profile.Attribute]any{profile.Email: "Jane@x.io", profile.Username: "jroe", profile.FirstName: "Jane"}
	if diff := cmp.Diff(want, shown); diff != "" || got.id != "1@x.e" || got.kind != "federatedID" {
		t.Errorf("%s %s (-want +got):\n%s", got.id, got.kind, diff)
	}
}

func TestDecodeUserRefuses(t *testing.T) {
	for body, want := range map[string]string{
		``:                     "not the JSON of a user",
		`<html>`:               "not the JSON of a user",
		`[]`:                   "not the JSON of a user",
		`{"user":[]}`:          "not the JSON of a user",
		`null`:                 "no user with an email",
		`{}`:                   "no user with an email",
		`{"user":null}`:        "no user with an email",
		`{"user":{"id":"u"}}`:  "no user with an email",
		`{"user":{"email":1}}`: "email has an unexpected form",
		`{"user":{"email":"a@x.io","lastname":{}}}`: "lastname has an unexpected form",
		`{"user":{"email":"a@x.io"}}{}`:             "something follows",
	} {
		if _, err := decodeUser([]byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", body, err, want)
		}
	}
}

// FuzzReport holds what must be true of any answer: a result for each command, none of them with a value in it, and
// success only where the counts allow it.
func FuzzReport(f *testing.F) {
	for _, seed := range []string{
		documented,
		`{"completed":2,"notCompleted":0,"completedInTestMode":0,"result":"success"}`,
		`{"completed":0,"notCompleted":0,"completedInTestMode":2,"result":"success"}`,
		`{"completed":1,"notCompleted":1,"errors":[{"index":1,"errorCode":"error.user.nonexistent","message":"not there: canary@x.io"}]}`,
		`{"completed":1,"notCompleted":1,"errors":[{"index":"0","requestID":2,"errorCode":"error.canary@x.io"}]}`,
		`{"completed":0,"notCompleted":2,"errors":[{"requestID":"a"},{"requestID":"b","index":0}]}`,
		`{"completed":1,"notCompleted":1,"errors":[{"index":0,"errorCode":"error.user.name.contains.email"}]}`,
		`{"completed":2,"notCompleted":0,"errors":[[]],"warnings":{}}`,
		`{"completed":2,"notCompleted":0,"warnings":[{"index":1,"warningCode":"w","message":"canary@x.io"}]}`,
		`{"completed":"2","notCompleted":"0","errors":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := decodeReport(body)
		if err != nil {
			return
		}
		for _, testOnly := range []bool{false, true} {
			target := New(Config{TestOnly: testOnly}).Federated
			b := &batch{}
			for _, c := range fuzzed {
				wire, err := target.encode(c)
				if err != nil {
					t.Fatal(err)
				}
				b.add(c, wire)
			}
			results := target.settled(b, r, transport.Answer{Status: 200, Body: body})
			succeeded := 0
			for _, result := range results {
				succeeded += check(t, result)
			}
			if len(results) != len(fuzzed) || succeeded > r.completed+r.tested+len(r.errors) {
				t.Errorf("%d of %d results are successes", succeeded, len(results))
			}
		}
	})
}

// FuzzDecodeUser holds for whatever Adobe shows of a user: one of whom everything is known that is used, with what the
// system has and no more; or an error that names members and holds no value.
func FuzzDecodeUser(f *testing.F) {
	f.Add([]byte(`{"result":"success","user":{"id":"1@x.e","email":"a@x.io","username":"a","type":"federatedID"}}`))
	f.Add([]byte(`{"user":{"id":7,"email":"a@x.io","firstname":null,"lastname":"","domain":"x.io"}}`))
	f.Add([]byte(`{"user":{"email":["a@x.io"]}}`))
	f.Add([]byte(`{"user":{"email":"a@x.io"}}{"user":{}}`))
	f.Add([]byte(`{"user":{"id":"` + strings.Repeat("x", 255) + `","email":"a@x.io"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		found, err := decodeUser(body)
		if err != nil {
			if words := err.Error(); strings.ContainsRune(words, '\n') || len(words) > 60 {
				t.Errorf("%q", words)
			}
			return
		}
		for _, of := range []traits{enterprise, federated} {
			user := found.user(schemaOf(of, false))
			if email, named := user.Profile[profile.Email].Text(); !named || email == "" || len(user.ID) > maxUserID {
				t.Errorf("%s: address %q, id %q", of.system, email, user.ID)
			}
			for attribute, value := range user.Profile {
				if text, _ := value.Text(); of.attributes[attribute] == "" || text == "" {
					t.Errorf("%s: %s is %q", of.system, attribute, text)
				}
			}
		}
	})
}

const fuzzedCanary = "canary@x.io"

var fuzzed = []target.Command{
	{Identifier: profile.Identifier{Type: profile.ByEmail, Value: fuzzedCanary}, RequestID: "a", Change: profile.Change{
		{Attribute: profile.Email, Action: profile.Set, Value: profile.Text("other-canary@x.io")},
	}},
	{Identifier: profile.Identifier{Type: profile.ByUsername, Value: "username", Domain: "x.io"}, RequestID: "b", Change: profile.Change{
		{Attribute: profile.LastName, Action: profile.Set, Value: profile.Text("Roe")},
	}},
}

// check returns how many successes a result is.
func check(t *testing.T, result target.Result) int {
	t.Helper()
	texts := []string{}
	for _, warning := range result.Warnings {
		if warning.Message == "" {
			t.Errorf("a warning %q without words", warning.Code)
		}
		texts = append(texts, warning.Code, warning.Message)
	}
	if result.Err != nil {
		e := target.AsError(result.Err)
		if e.Message == "" || e.Kind == profile.Unchanged || e.WholeRequest {
			t.Errorf("%+v", e)
		}
		texts = append(texts, e.Code, e.Message)
	}
	for _, text := range texts {
		if strings.Contains(strings.ToLower(text), fuzzedCanary) || !utf8.ValidString(text) {
			t.Errorf("%q", text)
		}
	}
	if result.Err != nil {
		return 0
	}
	return 1
}
