package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

func TestMoved(t *testing.T) {
	email := profile.Identifier{Type: profile.ByEmail, Value: "jane@acme.example"}
	moved := profile.Identifier{Type: profile.ByEmail, Value: "a@b"}
	for name, tc := range map[string]struct {
		reason string
		who    profile.Identifier
		change profile.Change
		want   profile.Identifier
		known  bool
	}{
		"own address":    {"what the change sets", email, profile.Change{set(profile.Email, profile.Text("a@b"))}, moved, true},
		"own address no": {"there is none any more", email, profile.Change{clearing(profile.Email)}, email, false},
		"other":          {"nobody is found by these", email, profile.Change{set(profile.Username, profile.Text("a@b"))}, email, false},
		"user id":        {"the id cannot be changed", byID, profile.Change{set(profile.Email, profile.Text("a@b"))}, byID, false},
		"nothing":        {"nothing moves nobody", email, nil, email, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, known := accepted(t, profile.Desired{Identifier: tc.who}).Moved(tc.change)
			if got != tc.want || known != tc.known {
				t.Errorf("%s: got another identifier, or %t: %s", tc.reason, known, cmp.Diff(tc.want.Digest(), got.Digest()))
			}
		})
	}
}
