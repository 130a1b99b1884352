package desired_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// revealed lets cmp compare what values hold.
var revealed = cmp.AllowUnexported(profile.Value{})

// from makes what a spec without sources asks for.
func from(t *testing.T, spec *v1alpha1.UserProfileUpdateSpec) (profile.Desired, error) {
	t.Helper()
	return desired.From(t.Context(), &v1alpha1.UserProfileUpdate{Spec: *spec}, nil, target.Schema{}, expression.NewCache(1))
}

func raw(s string) *apiextensionsv1.JSON { return &apiextensionsv1.JSON{Raw: []byte(s)} }

// A field that is added to the API and forgotten here fails.
func TestEveryAttributeArrives(t *testing.T) {
	fields := reflect.TypeFor[v1alpha1.Attributes]()
	for i := range fields.NumField() {
		field := fields.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		t.Run(name, func(t *testing.T) {
			attributes := &v1alpha1.Attributes{}
			value, want := sample(t, name, field.Type)
			reflect.ValueOf(attributes).Elem().Field(i).Set(value)

			got, err := from(t, &v1alpha1.UserProfileUpdateSpec{Attributes: attributes})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got.Set, revealed); diff != "" {
				t.Errorf("%s did not arrive (-want +got):\n%s", field.Name, diff)
			}
		})
	}
}

// sample returns a value for a field of that type, and the profile that it makes.
func sample(t *testing.T, name string, kind reflect.Type) (reflect.Value, profile.Profile) {
	t.Helper()
	text := "value of " + name
	switch kind {
	case reflect.TypeFor[*string]():
		return reflect.ValueOf(&text), profile.Profile{profile.Attribute(name): profile.Text(text)}
	case reflect.TypeFor[[]string]():
		return reflect.ValueOf([]string{text, "another", text}),
			profile.Profile{profile.Attribute(name): profile.Texts("another", text)}
	case reflect.TypeFor[*apiextensionsv1.JSON]():
		return reflect.ValueOf(raw(`{"a": "b", "c.d": [1, null]}`)), profile.Profile{
			profile.Attribute(name + ".a"):   profile.JSON("b"),
			profile.Attribute(name + ".c.d"): profile.JSON([]any{json.Number("1"), nil}),
		}
	default:
		t.Fatalf("attributes of type %s are new: say here, and in package desired, what becomes of them", kind)
		return reflect.Value{}, nil
	}
}

func TestEveryFieldOfTheIdentifierArrives(t *testing.T) {
	var spec v1alpha1.UserProfileUpdateSpec
	fields := reflect.ValueOf(&spec.Identifier).Elem()
	for i := range fields.NumField() {
		if fields.Field(i).Kind() == reflect.String { // ValueFrom has tests of its own
			fields.Field(i).SetString("value of " + fields.Type().Field(i).Name)
		}
	}
	got, err := from(t, &spec)
	if err != nil {
		t.Fatal(err)
	}
	for i := range fields.NumField() {
		name := fields.Type().Field(i).Name
		if fields.Field(i).Kind() != reflect.String {
			continue
		}
		if arrived := reflect.ValueOf(got.Identifier).FieldByName(name); !arrived.IsValid() || arrived.String() != "value of "+name {
			t.Errorf("%s did not arrive", name)
		}
	}
}

func TestIdentifierTypesAgree(t *testing.T) {
	for of, want := range map[v1alpha1.IdentifierType]profile.IdentifierType{
		v1alpha1.IdentifierUserID:         profile.ByUserID,
		v1alpha1.IdentifierExternalUserID: profile.ByExternalUserID,
		v1alpha1.IdentifierEmail:          profile.ByEmail,
		v1alpha1.IdentifierPhone:          profile.ByPhone,
		v1alpha1.IdentifierUsername:       profile.ByUsername,
		v1alpha1.IdentifierCustom:         profile.ByCustom,
	} {
		got, err := from(t, &v1alpha1.UserProfileUpdateSpec{Identifier: v1alpha1.Identifier{Type: of}})
		if err != nil || got.Identifier.Type != want {
			t.Errorf("%s became %s, %v", of, got.Identifier.Type, err)
		}
	}
}

func TestFrom(t *testing.T) {
	type want struct {
		Set   profile.Profile
		Clear []profile.Attribute
	}
	for name, tc := range map[string]struct {
		reason     string
		attributes *v1alpha1.Attributes
		toClear    []string
		want       want
	}{
		"nothing": {
			reason: "what is absent is not managed",
			want:   want{Set: profile.Profile{}},
		},
		"no attribute": {
			reason:     "an empty object declares nothing",
			attributes: &v1alpha1.Attributes{},
			want:       want{Set: profile.Profile{}},
		},
		"empty values": {
			reason:     "what is there is managed, also if it is empty: the planner says what it thinks of that",
			attributes: &v1alpha1.Attributes{Email: new(string), SecondaryEmails: []string{}},
			want: want{Set: profile.Profile{
				profile.Email:           profile.Text(""),
				profile.SecondaryEmails: profile.Texts([]string{}...),
			}},
		},
		"empty objects": {
			reason:     "an object without members declares nothing",
			attributes: &v1alpha1.Attributes{Custom: raw(`{}`), CustomData: raw(`null`), CustomAppData: raw(` {} `)},
			want:       want{Set: profile.Profile{}},
		},
		"numbers": {
			reason: "numbers keep the digits they are written with",
			attributes: &v1alpha1.Attributes{Custom: raw(
				`{"long": 12345678901234567890.10, "odd": 9007199254740993, "huge": 1e400, "deep": {"n": [0.10]}}`)},
			want: want{Set: profile.Profile{
				"custom.long": profile.JSON(json.Number("12345678901234567890.10")),
				"custom.odd":  profile.JSON(json.Number("9007199254740993")),
				"custom.huge": profile.JSON(json.Number("1e400")),
				"custom.deep": profile.JSON(map[string]any{"n": []any{json.Number("0.10")}}),
			}},
		},
		"null": {
			reason:     "a member that is null is there: the planner refuses it",
			attributes: &v1alpha1.Attributes{CustomData: raw(`{"gone": null, "": false}`)},
			want: want{Set: profile.Profile{
				"customData.gone": profile.Value{},
				"customData.":     profile.JSON(false),
			}},
		},
		"clear": {
			reason:  "what is to be cleared arrives in its order, beside no attributes at all",
			toClear: []string{"picture", "customData.a.b"},
			want:    want{Set: profile.Profile{}, Clear: []profile.Attribute{"picture", "customData.a.b"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := from(t, &v1alpha1.UserProfileUpdateSpec{Attributes: tc.attributes, Clear: tc.toClear})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, want{got.Set, got.Clear}, revealed); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
}

func TestFromRejectsWhatIsNoObject(t *testing.T) {
	for name, tc := range map[string]struct {
		reason     string
		attributes v1alpha1.Attributes
		want       string
	}{
		"array": {
			reason:     "an array is no object",
			attributes: v1alpha1.Attributes{Custom: raw(`["canary"]`)},
			want:       "spec.attributes.custom: must be an object",
		},
		"text": {
			reason:     "a text is no object",
			attributes: v1alpha1.Attributes{CustomData: raw(`"canary"`)},
			want:       "spec.attributes.customData: must be an object",
		},
		"no JSON": {
			reason:     "half an object is none",
			attributes: v1alpha1.Attributes{CustomAppData: raw(`{"canary": `)},
			want:       "spec.attributes.customAppData: must be an object",
		},
		"nothing": {
			reason:     "nothing is no object either",
			attributes: v1alpha1.Attributes{CustomAppData: raw(``)},
			want:       "spec.attributes.customAppData: must be an object",
		},
		"several": {
			reason:     "the first of several is named, always the same one",
			attributes: v1alpha1.Attributes{CustomAppData: raw(`1`), CustomData: raw(`2`), Custom: raw(`3`)},
			want:       "spec.attributes.custom: must be an object",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := from(t, &v1alpha1.UserProfileUpdateSpec{Attributes: &tc.attributes})
			if err == nil || err.Error() != tc.want {
				t.Errorf("%s: got %v, want %s", tc.reason, err, tc.want)
			}
		})
	}
}

// What is made of a spec shares nothing with it: the spec belongs to the cache.
func TestFromSharesNothing(t *testing.T) {
	spec := &v1alpha1.UserProfileUpdateSpec{
		Attributes: &v1alpha1.Attributes{SecondaryEmails: []string{"b", "a"}, Custom: raw(`{"k": [1]}`)},
		Clear:      []string{"picture"},
	}
	before := spec.DeepCopy()
	got, err := from(t, spec)
	if err != nil {
		t.Fatal(err)
	}
	got.Clear[0] = "city"
	members, _ := got.Set[profile.SecondaryEmails].Texts()
	members[0] = "z"
	got.Set["custom.k"].Reveal().([]any)[0] = nil
	if diff := cmp.Diff(before, spec); diff != "" {
		t.Errorf("the spec was changed (-before +after):\n%s", diff)
	}
}

// What a person is found by stays theirs only where the spec says both, without regard to letter case.
func TestKept(t *testing.T) {
	const address = "jane@acme.example"
	for name, tc := range map[string]struct {
		who        v1alpha1.Identifier
		attributes *v1alpha1.Attributes
		want       bool
	}{
		"kept":           {v1alpha1.Identifier{Type: "Email", Value: address}, &v1alpha1.Attributes{Email: new("Jane@acme.example")}, true},
		"changed":        {v1alpha1.Identifier{Type: "Email", Value: address}, &v1alpha1.Attributes{Email: new("new@acme.example")}, false},
		"not said":       {v1alpha1.Identifier{Type: "Email", Value: address}, nil, false},
		"another":        {v1alpha1.Identifier{Type: "Username", Value: address}, &v1alpha1.Attributes{Email: new(address)}, false},
		"from elsewhere": {v1alpha1.Identifier{Type: "Email"}, &v1alpha1.Attributes{Email: new("")}, false},
		"by id":          {v1alpha1.Identifier{Type: "UserID", Value: "u1"}, &v1alpha1.Attributes{Email: new(address)}, false},
		"unreadable": {v1alpha1.Identifier{Type: "Email", Value: address}, &v1alpha1.Attributes{
			Email: new(address), Custom: &apiextensionsv1.JSON{Raw: []byte("{")},
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := desired.Kept(&v1alpha1.UserProfileUpdateSpec{Identifier: tc.who, Attributes: tc.attributes}); got != tc.want {
				t.Errorf("Kept = %v, want %v", got, tc.want)
			}
		})
	}
}
