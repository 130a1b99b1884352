package mosaic_test

import (
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/mosaic"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/targettest"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func TestConformance(t *testing.T) {
	targettest.Run(t, func(t *testing.T) targettest.Fixture {
		t.Helper()
		tn := newTenant(t)
		return targettest.Fixture{
			Target:    tn.target,
			Proxy:     tn.proxy,
			Known:     by(profile.ByEmail, "a@x.io").Identifier,
			Second:    by(profile.ByEmail, "b@x.io").Identifier,
			Missing:   by(profile.ByEmail, "nobody@x.io").Identifier,
			Attribute: profile.LastName,
			Gone: func(tb testing.TB) target.User {
				tb.Helper()
				found, err := tn.target.Read(tb.Context(), u1)
				if err != nil {
					tb.Fatal(err)
				}
				if err := tn.sim.PortalDelete(found.ID); err != nil {
					tb.Fatal(err)
				}
				return found
			},
			Stored: func(tb testing.TB, who profile.Identifier) string {
				tb.Helper()
				stored, found := tn.sim.UserByEmail(who.Value)
				if !found {
					tb.Fatalf("no user %s", who.Value)
				}
				name, _ := stored.Name["last_name"].(string)
				return name
			},
		}
	})
}

func FuzzAnswers(f *testing.F) {
	targettest.FuzzAnswers(f, func(testing.TB) targettest.Fixture {
		proxy := targettest.NewProxy(sim.New(sim.Options{Seed: sim.BaseSeed()}), isToken)
		return targettest.Fixture{
			Target: mosaic.New(mosaic.Config{
				BaseURL: "https://mosaic.example", ClientID: sim.BaseClientA, ClientSecret: sim.BaseSecret, B2C: true,
				Transport: targettest.Direct{Handler: proxy},
			}),
			Proxy:     proxy,
			Secret:    sim.BaseSecret,
			Known:     by(profile.ByEmail, "a@x.io").Identifier,
			Attribute: profile.LastName,
		}
	})
}
