package profile_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

func TestValue(t *testing.T) {
	object := map[string]any{"tier": "gold"}
	type want struct {
		Data    any
		Text    string
		IsText  bool
		Texts   []string
		IsTexts bool
	}
	for name, tc := range map[string]struct {
		reason string
		value  profile.Value
		want   want
	}{
		"zero": {
			reason: "the zero value is null",
			value:  profile.Value{},
		},
		"null": {
			reason: "null is the zero value",
			value:  profile.JSON(nil),
		},
		"text": {
			reason: "a text is itself",
			value:  profile.Text("Jane"),
			want:   want{Data: "Jane", Text: "Jane", IsText: true},
		},
		"empty text": {
			reason: "an empty text is a text, not null",
			value:  profile.Text(""),
			want:   want{Data: "", IsText: true},
		},
		"JSON text": {
			reason: "a JSON string is a text",
			value:  profile.JSON("gold"),
			want:   want{Data: "gold", Text: "gold", IsText: true},
		},
		"set": {
			reason: "neither order nor repetition matter",
			value:  profile.Texts("b", "a", "b"),
			want:   want{Data: []string{"a", "b"}, Texts: []string{"a", "b"}, IsTexts: true},
		},
		"empty set": {
			reason: "a set without members is a set",
			value:  profile.Texts(),
			want:   want{Data: []string(nil), IsTexts: true},
		},
		"JSON array": {
			reason: "the order of an array matters, so it is no set",
			value:  profile.JSON([]any{"b", "a"}),
			want:   want{Data: []any{"b", "a"}},
		},
		"object": {
			reason: "an object is itself",
			value:  profile.JSON(object),
			want:   want{Data: object},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := want{Data: tc.value.Reveal()}
			got.Text, got.IsText = tc.value.Text()
			got.Texts, got.IsTexts = tc.value.Texts()
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
}

func TestTextsKeepsItsArgument(t *testing.T) {
	members := []string{"b", "a", "a"}
	profile.Texts(members...)
	if diff := cmp.Diff([]string{"b", "a", "a"}, members); diff != "" {
		t.Errorf("the caller's slice was changed (-want +got):\n%s", diff)
	}
}

func TestValueSecrets(t *testing.T) {
	for name, tc := range map[string]struct {
		reason string
		value  profile.Value
		want   []string
	}{
		"null":    {reason: "null tells nothing", value: profile.Value{}},
		"boolean": {reason: "a boolean is no text", value: profile.JSON(true)},
		"text":    {reason: "a text is one", value: profile.Text("Jane"), want: []string{"Jane"}},
		"set":     {reason: "every member is one", value: profile.Texts("b", "a"), want: []string{"a", "b"}},
		"number": {
			reason: "a number is looked for as it is written",
			value:  profile.JSON(json.Number("1.50")),
			want:   []string{"1.50"},
		},
		"unexpected": {
			reason: "what no decoder makes is a secret all the same",
			value:  profile.JSON(4711),
			want:   []string{"4711"},
		},
		"nested": {
			reason: "keys and values at every depth, in order",
			value: profile.JSON(map[string]any{
				"jane@acme.example": []any{"z", json.Number("7"), nil, false, map[string]any{"key": "a"}},
			}),
			want: []string{"7", "a", "jane@acme.example", "key", "z"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, tc.value.Secrets()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
		})
	}
}
