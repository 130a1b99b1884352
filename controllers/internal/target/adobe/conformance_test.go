package adobe_test

import (
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/targettest"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

func TestConformance(t *testing.T) {
	targettest.Run(t, func(t *testing.T) targettest.Fixture {
		t.Helper()
		o := newOrganization(t, with(sim.Knobs{ActionRate: sim.Unlimited, ReadRate: sim.Unlimited}))
		return targettest.Fixture{
			Target:    o.target,
			Proxy:     o.proxy,
			Known:     john,
			Second:    ann,
			Missing:   nobody,
			Attribute: profile.LastName,
			Stored: func(tb testing.TB, who profile.Identifier) string {
				tb.Helper()
				stored, found := o.sim.UserByEmail(who.Value)
				if !found {
					tb.Fatalf("no user %s", who.Value)
				}
				return stored.LastName
			},
		}
	})
}

func FuzzAnswers(f *testing.F) {
	targettest.FuzzAnswers(f, func(testing.TB) targettest.Fixture {
		proxy := targettest.NewProxy(sim.New(sim.Options{Seed: sim.BaseSeed()}), isToken)
		return targettest.Fixture{
			Target: adobe.New(adobe.Config{
				OrgID: sim.BaseOrg, ClientID: sim.BaseClientA, ClientSecret: sim.BaseSecret,
				Transport: targettest.Direct{Handler: proxy},
			}).Federated,
			Proxy:     proxy,
			Secret:    sim.BaseSecret,
			Known:     john,
			Attribute: profile.LastName,
		}
	})
}
