package desired_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// FuzzSource holds for whatever a Secret may have under whatever key: the same value every time, that says what the text
// says; or an error that repeats nothing of it.
func FuzzSource(f *testing.F) {
	f.Add("lastName", "Roe\n")
	f.Add("secondaryEmails", "a@b\r\n\n c@d ")
	f.Add("custom.points", "1e999")
	f.Add("custom.newsletter", " true ")
	f.Add("custom.wishes", "x\n\xff")
	f.Add("customData.", "{}")
	f.Add("nobody.knows", strings.Repeat("x", 1<<16+1))
	f.Fuzz(func(t *testing.T, key, text string) {
		spec := v1alpha1.UserProfileUpdateSpec{AttributesFrom: []v1alpha1.AttributesSource{wholeSecret("s", false)}}
		contents := desired.Contents{secret("s"): {key: text}}
		got, err := making(t, spec, contents)
		if problem := (*desired.Problem)(nil); errors.As(err, &problem) {
			if len(text) > 3 && strings.Contains(strings.ReplaceAll(problem.Message, key, ""), text) {
				t.Errorf("the text is in: %v", err)
			}
			return
		} else if err != nil {
			t.Fatal(err)
		}
		again, _ := making(t, spec, contents)
		value, found := got.Set[profile.Attribute(key)]
		if string(got.Canonical()) != string(again.Canonical()) || !found || len(got.Set) != 1 {
			t.Errorf("%s, then %s", got.Canonical(), again.Canonical())
		}
		wantSaid(t, value, text)
	})
}

// wantSaid expects that the value says what the text says: it is the text, or its lines, or one JSON literal.
func wantSaid(t *testing.T, value profile.Value, text string) {
	t.Helper()
	trimmed := strings.TrimRight(text, "\r\n")
	switch data := value.Reveal().(type) {
	case string:
		if data != trimmed || !utf8.ValidString(data) {
			t.Errorf("%q has become %q", text, data)
		}
	case json.Number, bool:
		var again any
		decoder := json.NewDecoder(strings.NewReader(trimmed))
		decoder.UseNumber()
		if err := decoder.Decode(&again); err != nil || again != data || !json.Valid([]byte(trimmed)) {
			t.Errorf("%q has become %v", text, data)
		}
	case []string:
		for _, member := range data {
			wantLine(t, member, text)
		}
	case []any:
		for _, member := range data {
			wantLine(t, member.(string), text)
		}
	default:
		t.Errorf("%q has become a %T", text, data)
	}
}

func wantLine(t *testing.T, member, text string) {
	t.Helper()
	if member == "" || strings.TrimSpace(member) != member || strings.Contains(member, "\n") || !strings.Contains(text, member) {
		t.Errorf("%q is no line of %q", member, text)
	}
}

// FuzzInline holds for whatever stands in a free-form member of a spec: no panic, the names of the members only, and no
// value in an error.
func FuzzInline(f *testing.F) {
	f.Add([]byte(`{"tier":"gold","points":1.50,"n":null,"a.b":{"c":[1e400]}}`))
	f.Add([]byte(`[]`))
	f.Add([]byte(`{"":1,"a":1,"a":2}`))
	f.Add([]byte(`{"x":"\ud800"}{}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return // the API server does not let it in
		}
		spec := v1alpha1.UserProfileUpdateSpec{Attributes: &v1alpha1.Attributes{
			Custom: &apiextensionsv1.JSON{Raw: raw}, CustomData: &apiextensionsv1.JSON{Raw: raw}, CustomAppData: &apiextensionsv1.JSON{Raw: raw},
		}}
		got, err := making(t, spec, nil)
		if err != nil {
			if len(raw) > 3 && strings.Contains(err.Error(), string(raw)) {
				t.Errorf("the value is in: %v", err)
			}
			return
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(raw, &members); err != nil || len(got.Set) != 3*len(members) {
			t.Errorf("%v: %d attributes of %d members", err, len(got.Set), len(members))
		}
		if !json.Valid(got.Canonical()) {
			t.Errorf("%s", got.Canonical())
		}
	})
}
