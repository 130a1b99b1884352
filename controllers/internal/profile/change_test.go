package profile_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

func TestChange(t *testing.T) {
	change := profile.Change{
		{Attribute: profile.LastName, Action: profile.Set, Value: profile.Text("Roe")},
		{Attribute: profile.Picture, Action: profile.Clear},
		{Attribute: profile.SecondaryEmails, Action: profile.Remove, Value: profile.Text("b@acme.example")},
		{Attribute: "customData.k", Action: profile.Set, Value: profile.JSON([]any{json.Number("1")})},
	}
	for attribute, want := range map[profile.Attribute]bool{
		profile.LastName:        true,
		profile.Picture:         true,
		profile.SecondaryEmails: true,
		"customData.k":          true,
		"customData":            false,
		profile.FirstName:       false,
		"":                      false,
	} {
		if got := change.Touches(attribute); got != want {
			t.Errorf("Touches(%s): got %t", attribute, got)
		}
	}
	if diff := cmp.Diff([]string{"Roe", "b@acme.example", "1"}, change.Secrets()); diff != "" {
		t.Errorf("Secrets (-want +got):\n%s", diff)
	}
	if change.Empty() || !profile.Change(nil).Empty() || !(profile.Change{}).Empty() {
		t.Error("Empty tells whether there is a step")
	}
}

func TestManaged(t *testing.T) {
	for name, tc := range map[string]struct {
		reason  string
		desired profile.Desired
		want    []profile.Attribute
	}{
		"nothing": {reason: "nothing is asked for"},
		"both": {
			reason: "what is set and what is cleared, in order, each once",
			desired: profile.Desired{
				Set:   profile.Profile{profile.LastName: profile.Text("Roe"), "custom.tier": profile.JSON(true)},
				Clear: []profile.Attribute{profile.Picture, profile.City, profile.Picture},
			},
			want: []profile.Attribute{"city", "custom.tier", "lastName", "picture"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			clears := slices.Clone(tc.desired.Clear)
			if diff := cmp.Diff(tc.want, tc.desired.Managed()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
			if diff := cmp.Diff(clears, tc.desired.Clear); diff != "" {
				t.Errorf("Clear was changed (-want +got):\n%s", diff)
			}
		})
	}
}

func Example() {
	want := profile.Profile{profile.LastName: profile.Text("Roe")}
	fmt.Println(want)
	// Output: map[lastName:[redacted]]
}
