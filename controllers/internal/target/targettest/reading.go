package targettest

import (
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// reading is about Read.
//
//nolint:thelper // these are the tests themselves
var reading = []check{
	{"Read finds the user with one request", func(t *testing.T, f Fixture) {
		user, err := f.Target.Read(t.Context(), target.Locator{Identifier: f.Known})
		if err != nil {
			t.Fatalf("Read: %v", err)
		}
		if !f.Known.Matches(user.ID, user.Profile) {
			t.Error("Read found another user")
		}
		if text, _ := user.Profile[f.Attribute].Text(); text != f.Stored(t, f.Known) {
			t.Errorf("Read does not show the stored %s", f.Attribute)
		}
		if got := f.Proxy.Calls(); got != 1 {
			t.Errorf("%d requests, want 1", got)
		}
	}},
	{"Read knows who is missing", func(t *testing.T, f Fixture) {
		_, err := f.Target.Read(t.Context(), target.Locator{Identifier: f.Missing})
		wantKind(t, err, profile.UserNotFound)
	}},
	{"the schema has what the fixture uses", func(t *testing.T, f Fixture) {
		schema := f.Target.Schema()
		if _, known := schema.TypeOf(f.Attribute); !known {
			t.Errorf("the schema has no %s", f.Attribute)
		}
		if !schema.Identifiers[f.Known.Type] {
			t.Errorf("the schema finds nobody by %s", f.Known.Type)
		}
		if schema.BatchSize < 1 {
			t.Errorf("BatchSize is %d", schema.BatchSize)
		}
	}},
}
