package mosaic_test

import (
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/targettest"
)

func TestConformance(t *testing.T) {
	targettest.Run(t, func(t *testing.T) targettest.Fixture {
		tn := newTenant(t)
		return targettest.Fixture{
			Target:    tn.target,
			Proxy:     tn.proxy,
			Known:     by(profile.ByEmail, "a@x.io").Identifier,
			Second:    by(profile.ByEmail, "b@x.io").Identifier,
			Missing:   by(profile.ByEmail, "nobody@x.io").Identifier,
			Attribute: profile.LastName,
			Gone: func(t testing.TB) target.User {
				t.Helper()
				found, err := tn.target.Read(t.Context(), u1)
				if err != nil {
					t.Fatal(err)
				}
				if err := tn.sim.PortalDelete(found.ID); err != nil {
					t.Fatal(err)
				}
				return found
			},
			Stored: func(t testing.TB, who profile.Identifier) string {
				t.Helper()
				stored, found := tn.sim.UserByEmail(who.Value)
				if !found {
					t.Fatalf("no user %s", who.Value)
				}
				name, _ := stored.Name["last_name"].(string)
				return name
			},
		}
	})
}
