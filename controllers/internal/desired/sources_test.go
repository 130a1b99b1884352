package desired_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// schema has an attribute of each type that values from elsewhere are made for.
var schema = target.Schema{
	System: "Mosaic",
	Attributes: map[profile.Attribute]target.Type{
		profile.Email: target.TypeEmail, profile.Username: target.TypeText, profile.FirstName: target.TypeText,
		profile.LastName: target.TypeText, profile.SecondaryEmails: target.TypeEmails,
	},
	Groups: map[profile.Group]bool{profile.Custom: true, profile.CustomData: true},
	CustomAttributes: map[string]target.Type{
		"points": target.TypeNumber, "newsletter": target.TypeBoolean, "wishes": target.TypeTexts, "tier": target.TypeString,
	},
}

func secretKey(name, key string, optional bool) v1alpha1.ValueSource {
	return v1alpha1.ValueSource{SecretKeyRef: &v1alpha1.KeyReference{Name: name, Key: key, Optional: optional}}
}

func computed(text string) v1alpha1.ValueSource { return v1alpha1.ValueSource{Expression: text} }

func attribute(name string, from v1alpha1.ValueSource) v1alpha1.AttributeValue {
	return v1alpha1.AttributeValue{Attribute: name, ValueFrom: from}
}

func wholeSecret(name string, optional bool) v1alpha1.AttributesSource {
	return v1alpha1.AttributesSource{SecretRef: &v1alpha1.SourceReference{Name: name, Optional: optional}}
}

func wholeConfigMap(name string) v1alpha1.AttributesSource {
	return v1alpha1.AttributesSource{ConfigMapRef: &v1alpha1.SourceReference{Name: name}}
}

func secret(name string) desired.Source {
	return desired.Source{Kind: v1alpha1.SourceSecret, Name: name}
}

func configMap(name string) desired.Source {
	return desired.Source{Kind: v1alpha1.SourceConfigMap, Name: name}
}

func making(t *testing.T, spec v1alpha1.UserProfileUpdateSpec, contents desired.Contents) (profile.Desired, error) {
	t.Helper()
	spec.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierUserID, Value: "u1", ValueFrom: spec.Identifier.ValueFrom}
	upu := &v1alpha1.UserProfileUpdate{
		ObjectMeta: metav1.ObjectMeta{Name: "jane", Namespace: "people", Labels: map[string]string{"team": "sales"}},
		Spec:       spec,
	}
	return desired.From(t.Context(), upu, contents, schema, expression.NewCache(16))
}

// Values come from wherever the spec says, in the type of their attribute, and of several the first in the documented
// order has it.
func TestValuesFromElsewhere(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spec     v1alpha1.UserProfileUpdateSpec
		contents desired.Contents
		want     profile.Profile
	}{
		"whole sources, in the types of the attributes": {
			spec: v1alpha1.UserProfileUpdateSpec{AttributesFrom: []v1alpha1.AttributesSource{wholeSecret("a", false), wholeConfigMap("b")}},
			contents: desired.Contents{
				secret("a"): {
					"lastName": "Roe\n", "custom.points": "12", "custom.newsletter": "true", "customData.desk": "B2",
				},
				configMap("b"): {"secondaryEmails": "a@b\n\n c@d \n", "custom.wishes": "books\nflowers\n"},
			},
			want: profile.Profile{
				profile.LastName: profile.Text("Roe"), "custom.points": profile.JSON(json.Number("12")),
				"custom.newsletter": profile.JSON(true), "customData.desk": profile.Text("B2"),
				profile.SecondaryEmails: profile.Texts("a@b", "c@d"), "custom.wishes": profile.JSON([]any{"books", "flowers"}),
			},
		},
		"the order of precedence": {
			spec: v1alpha1.UserProfileUpdateSpec{
				Attributes: &v1alpha1.Attributes{FirstName: new("inline")},
				AttributeValues: []v1alpha1.AttributeValue{
					attribute("firstName", secretKey("c", "x", false)), attribute("lastName", secretKey("c", "x", false)),
				},
				AttributesFrom: []v1alpha1.AttributesSource{wholeSecret("a", false), wholeSecret("b", false)},
			},
			contents: desired.Contents{
				secret("a"): {"firstName": "first", "lastName": "first", "username": "first", "email": "first@a"},
				secret("b"): {"firstName": "later", "lastName": "later", "username": "later"},
				secret("c"): {"x": "single"},
			},
			want: profile.Profile{
				profile.FirstName: profile.Text("inline"), profile.LastName: profile.Text("single"),
				profile.Username: profile.Text("later"), profile.Email: profile.Text("first@a"),
			},
		},
		"what is optional and not there is not managed": {
			spec: v1alpha1.UserProfileUpdateSpec{
				AttributeValues: []v1alpha1.AttributeValue{
					attribute("firstName", secretKey("gone", "x", true)), attribute("lastName", secretKey("a", "gone", true)),
				},
				AttributesFrom: []v1alpha1.AttributesSource{wholeSecret("gone", true)},
			},
			contents: desired.Contents{secret("a"): {"x": "y"}},
			want:     profile.Profile{},
		},
		"expressions": {
			spec: v1alpha1.UserProfileUpdateSpec{
				Attributes: &v1alpha1.Attributes{Email: new("jane.roe@acme.example")},
				AttributeValues: []v1alpha1.AttributeValue{
					attribute("username", computed("attributes.email.split('@')[0]")),
					attribute("lastName", computed("inputs.hr.surname")),
					attribute("firstName", computed("metadata.name + '-' + metadata.labels.team")),
					attribute("custom.points", computed("size(attributes.email)")),
					attribute("custom.newsletter", computed("has(attributes.lastName)")),
					attribute("custom.wishes", computed("['books']")),
					attribute("customData.desk", computed("{'floor': 3}")),
				},
				Inputs: []v1alpha1.Input{{Name: "hr", SecretRef: &v1alpha1.SourceReference{Name: "hr"}}},
			},
			contents: desired.Contents{secret("hr"): {"surname": "Roe"}},
			want: profile.Profile{
				profile.Email: profile.Text("jane.roe@acme.example"), profile.Username: profile.Text("jane.roe"),
				profile.LastName: profile.Text("Roe"), profile.FirstName: profile.Text("jane-sales"),
				"custom.points": profile.JSON(json.Number("21")), "custom.newsletter": profile.JSON(false),
				"custom.wishes": profile.JSON([]any{"books"}), "customData.desk": profile.JSON(map[string]any{"floor": json.Number("3")}),
			},
		},
		"inputs without the line ends behind them": {
			spec: v1alpha1.UserProfileUpdateSpec{
				AttributeValues: []v1alpha1.AttributeValue{
					attribute("lastName", computed("inputs.hr.surname")),
					attribute("firstName", computed("inputs.names.first + '|' + inputs.names.lines")),
					attribute("custom.points", computed("inputs.hr.points == '' ? 0 : int(inputs.hr.points)")),
				},
				Inputs: []v1alpha1.Input{
					{Name: "hr", SecretRef: &v1alpha1.SourceReference{Name: "hr"}},
					{Name: "names", ConfigMapRef: &v1alpha1.SourceReference{Name: "names"}},
				},
			},
			contents: desired.Contents{
				secret("hr"):       {"surname": "Roe\n", "points": "250\r\n"},
				configMap("names"): {"first": " Jane \n\n", "lines": "a\nb\n"},
			},
			want: profile.Profile{
				profile.LastName: profile.Text("Roe"), profile.FirstName: profile.Text(" Jane |a\nb"),
				"custom.points": profile.JSON(json.Number("250")),
			},
		},
		"an expression goes before a whole source, and does not see it": {
			spec: v1alpha1.UserProfileUpdateSpec{
				AttributeValues: []v1alpha1.AttributeValue{attribute("lastName", computed("has(attributes.lastName) ? 'seen' : 'unseen'"))},
				AttributesFrom:  []v1alpha1.AttributesSource{wholeSecret("a", false)},
			},
			contents: desired.Contents{secret("a"): {"lastName": "Roe"}},
			want:     profile.Profile{profile.LastName: profile.Text("unseen")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := making(t, tt.spec, tt.contents)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Set, revealed); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
		})
	}
}

// Every mistake says where it is and what to do, and shows no value.
func TestMistakesInSources(t *testing.T) {
	t.Parallel()
	const canary = "canary"
	for name, tt := range map[string]struct {
		spec     v1alpha1.UserProfileUpdateSpec
		contents desired.Contents
		kind     profile.Kind
		message  string
	}{
		"no Secret": {
			spec: v1alpha1.UserProfileUpdateSpec{AttributesFrom: []v1alpha1.AttributesSource{wholeSecret("gone", false)}},
			kind: profile.SourceMissing,
			message: "there is no Secret gone with the label identity.userprofile.dev/use=values, to which the spec refers; " +
				"create it, or label it",
		},
		"no ConfigMap": {
			spec:    v1alpha1.UserProfileUpdateSpec{AttributesFrom: []v1alpha1.AttributesSource{wholeConfigMap("gone")}},
			kind:    profile.SourceMissing,
			message: "there is no ConfigMap gone, to which the spec refers; create it",
		},
		"no key": {
			spec: v1alpha1.UserProfileUpdateSpec{
				AttributeValues: []v1alpha1.AttributeValue{attribute("lastName", secretKey("a", "surname", false))},
			},
			contents: desired.Contents{secret("a"): {"x": canary}},
			kind:     profile.SourceMissing,
			message:  "spec.attributeValues[lastName]: Secret a has no key surname; add it, or make the reference optional",
		},
		"no text": {
			spec:     v1alpha1.UserProfileUpdateSpec{AttributesFrom: []v1alpha1.AttributesSource{wholeSecret("a", false)}},
			contents: desired.Contents{secret("a"): {"lastName": canary + "\xff"}},
			kind:     profile.InvalidSpec,
			message:  "spec.attributesFrom: Secret a, key lastName: must be a text in UTF-8",
		},
		"too long": {
			spec:     v1alpha1.UserProfileUpdateSpec{AttributesFrom: []v1alpha1.AttributesSource{wholeSecret("a", false)}},
			contents: desired.Contents{secret("a"): {"lastName": strings.Repeat(canary, 20_000)}},
			kind:     profile.InvalidSpec,
			message:  "spec.attributesFrom: Secret a, key lastName: must have at most 64 KiB",
		},
		"an expression of the wrong type": {
			spec: v1alpha1.UserProfileUpdateSpec{
				AttributeValues: []v1alpha1.AttributeValue{attribute("lastName", computed("size('canary')"))},
			},
			kind:    profile.InvalidSpec,
			message: `spec.attributeValues[lastName]: expression "size('canary')" (1:1): it gives a number, and a text is needed`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := making(t, tt.spec, tt.contents)
			problem, ok := errors.AsType[*desired.Problem](err)
			if !ok {
				t.Fatalf("error %v, want a problem", err)
			}
			if diff := cmp.Diff(&desired.Problem{Kind: tt.kind, Message: tt.message}, problem); diff != "" {
				t.Errorf("problem (-want +got):\n%s", diff)
			}
		})
	}
}

// An identifier comes from where a value may come from.
func TestIdentifierFromElsewhere(t *testing.T) {
	t.Parallel()
	contents := desired.Contents{secret("a"): {"id": "u2\n"}, configMap("b"): {"id": "u3"}}
	for name, tt := range map[string]struct {
		from v1alpha1.ValueSource
		want string
	}{
		"Secret":     {secretKey("a", "id", false), "u2"},
		"ConfigMap":  {v1alpha1.ValueSource{ConfigMapKeyRef: &v1alpha1.KeyReference{Name: "b", Key: "id"}}, "u3"},
		"expression": {computed("metadata.namespace + '/' + metadata.name"), "people/jane"},
		"input":      {computed("inputs.hr.id"), "u2"},
	} {
		got, err := making(t, v1alpha1.UserProfileUpdateSpec{
			Identifier: v1alpha1.Identifier{ValueFrom: &tt.from},
			Inputs:     []v1alpha1.Input{{Name: "hr", SecretRef: &v1alpha1.SourceReference{Name: "a"}}},
		}, contents)
		if err != nil || got.Identifier.Value != tt.want || got.IdentifierField != "spec.identifier.valueFrom" {
			t.Errorf("%s: identifier %q from %q (%v), want %q", name, got.Identifier.Value, got.IdentifierField, err, tt.want)
		}
	}
}

// Each source is referred to once, and is needed if one place needs it.
func TestReferences(t *testing.T) {
	t.Parallel()
	spec := &v1alpha1.UserProfileUpdateSpec{
		Identifier:      v1alpha1.Identifier{ValueFrom: new(secretKey("b", "id", false))},
		AttributeValues: []v1alpha1.AttributeValue{attribute("lastName", secretKey("a", "x", true)), attribute("username", computed("'x'"))},
		AttributesFrom:  []v1alpha1.AttributesSource{wholeSecret("b", true), wholeConfigMap("c")},
		Inputs:          []v1alpha1.Input{{Name: "hr", SecretRef: &v1alpha1.SourceReference{Name: "a", Optional: true}}},
	}
	want := []desired.Reference{
		{Source: configMap("c")}, {Source: secret("a"), Optional: true}, {Source: secret("b")},
	}
	if diff := cmp.Diff(want, desired.References(spec)); diff != "" {
		t.Errorf("references (-want +got):\n%s", diff)
	}
}

// Expressions are compiled before there is anything to evaluate them with.
func TestCheck(t *testing.T) {
	t.Parallel()
	for text, good := range map[string]bool{"inputs.gone.key": true, "inputs.": false, "1": false, "'x'": true} {
		spec := &v1alpha1.UserProfileUpdateSpec{AttributeValues: []v1alpha1.AttributeValue{attribute("lastName", computed(text))}}
		if err := desired.Check(spec, schema, expression.NewCache(1)); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}
