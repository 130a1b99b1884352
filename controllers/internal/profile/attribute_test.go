package profile_test

import (
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

func TestAttributeGroup(t *testing.T) {
	for name, tc := range map[string]struct {
		reason    string
		attribute profile.Attribute
		group     profile.Group
		name      string
	}{
		"built in":  {"a built-in attribute has no group", profile.LastName, "", "lastName"},
		"custom":    {"the group is what stands before the dot", "custom.tier", profile.Custom, "tier"},
		"dots":      {"only the first dot counts: keys may hold more", "customData.a.b", profile.CustomData, "a.b"},
		"no name":   {"a key may be empty", "customAppData.", profile.CustomAppData, ""},
		"no group":  {"a dot in front is a group without a name", ".a", "", "a"},
		"other one": {"unknown groups are split as well", "extra.a", "extra", "a"},
		"empty":     {"nothing is nothing", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if group, key := tc.attribute.Group(); group != tc.group || key != tc.name {
				t.Errorf("%s: got %q, %q", tc.reason, group, key)
			}
		})
	}
}

func TestGroupAttributeIsSplitAgain(t *testing.T) {
	for _, group := range []profile.Group{profile.Custom, profile.CustomData, profile.CustomAppData} {
		for _, name := range []string{"tier", "a.b", ".", "", "ü"} {
			if gotGroup, gotName := group.Attribute(name).Group(); gotGroup != group || gotName != name {
				t.Errorf("%s.%s came back as %q, %q", group, name, gotGroup, gotName)
			}
		}
	}
}
