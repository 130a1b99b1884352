package mosaic_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/mosaic"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/targettest"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// All that a command would do is to send the e-mail address that is there: that would only cost its verification.
func TestNothingLeftToSend(t *testing.T) {
	tn := newTenant(t, with(sim.Knobs{ResendUnverifies: sim.On}))
	u := tn.read(t, u1)
	before := tn.proxy.Calls()
	result := tn.write(t, u, set(profile.Email, "a@x.io"), set(profile.PhoneNumber, "+14155550100"))
	if result.Err != nil || len(result.Rest) != 0 || result.User.ID != u.ID {
		t.Errorf("got %v, rest %d", result.Err, len(result.Rest))
	}
	if got := tn.proxy.Calls() - before; got != 0 {
		t.Errorf("%d requests, want none", got)
	}
}

func TestUserWhoWasNotReadIsNotWritten(t *testing.T) {
	tn := newTenant(t)
	result := tn.write(t, target.User{ID: sim.BaseU1}, set(profile.City, "LA"))
	wantKind(t, result.Err, profile.TargetUnavailable)
	if got := tn.proxy.Calls(); got != 0 {
		t.Errorf("%d requests, want none", got)
	}
}

func TestOnlySetsHaveMembersToRemove(t *testing.T) {
	tn := newTenant(t)
	for _, step := range []profile.Step{removing(profile.Email, "a@x.io"), removing(profile.SecondaryEmails, "..")} {
		wantKind(t, tn.change(t, step).Err, profile.InvalidSpec)
	}
	if len(tn.sim.Journal()) != 0 {
		t.Error("something was written")
	}
}

// Edits go first, so that removals can follow without another look at the user.
func TestEditsGoBeforeRemovals(t *testing.T) {
	tn := newTenant(t, user(withSecondaries))
	result := tn.change(t, removing(profile.SecondaryEmails, "c@x.io"), set(profile.Language, "fr"))
	if result.Err != nil || len(result.Rest) != 1 || result.Rest[0].Action != profile.Remove {
		t.Fatalf("got %v, rest %v", result.Err, result.Rest)
	}
	if got := tn.sim.Count(http.MethodPut, sim.PathUser); got != 1 {
		t.Errorf("%d PUTs, want 1", got)
	}
	result = tn.write(t, result.User, result.Rest...)
	if members, _ := result.User.Profile[profile.SecondaryEmails].Texts(); result.Err != nil || len(members) != 1 {
		t.Errorf("left are %q, %v", members, result.Err)
	}
}

// A gateway's 404 does not mean that the address is gone.
func TestRemovalNeedsMosaicsWord(t *testing.T) {
	tn := newTenant(t, user(withSecondaries))
	u := tn.read(t, u1)
	tn.proxy.FailNext(targettest.Fault{Status: http.StatusNotFound, Body: `{"message":"no Route matched"}`})
	wantKind(t, tn.write(t, u, removing(profile.SecondaryEmails, "c@x.io")).Err, profile.TargetUnavailable)
}

// A vendor may quote what is sent along, what the user has, and the keys of free data.
func TestMessagesHideWhatIsSentAlong(t *testing.T) {
	tn := newTenant(t, user(func(u *sim.User) {
		u.Name["suffix"] = "Esquire" // no attribute, but sent along
		u.Apps[sim.BaseAppA] = sim.AppProfile{CustomAppData: sim.Object{"contacts": sim.Object{"rick@x.io": "Captain"}}}
	}))
	u := tn.read(t, u1)
	const quoted = "Ann Lee a@x.io +14155550100 rick@x.io Captain Esquire new-key new-value"
	tn.proxy.FailNext(targettest.Fault{Status: http.StatusBadRequest, Body: `{"message":["` + quoted + `"],"error_code":400}`})
	result := tn.write(t, u,
		setJSON(profile.CustomAppData.Attribute("x"), map[string]any{"new-key": []any{"new-value"}}), set(profile.LastName, "Roe"))
	e := wantKind(t, result.Err, profile.InvalidSpec)
	for secret := range strings.FieldsSeq(quoted) {
		if strings.Contains(e.Message+e.Code, secret) {
			t.Errorf("%s is shown: %s", secret, e.Message)
		}
	}
}

func TestNotB2C(t *testing.T) {
	tn := newTenant(t, user(withAccount))
	tn.config.B2C = false
	workforce := mosaic.New(tn.config)
	schema := workforce.Schema()
	if schema.Identifiers[profile.ByCustom] || schema.Groups[profile.Custom] ||
		schema.CustomAttributes != nil || schema.CustomIdentifiers != nil {
		t.Errorf("custom attributes in %+v", schema)
	}
	u, err := workforce.Read(t.Context(), u1)
	if err != nil {
		t.Fatal(err)
	}
	for attribute := range u.Profile {
		if group, _ := attribute.Group(); group == profile.Custom {
			t.Errorf("%s is shown", attribute)
		}
	}
}

func TestSchema(t *testing.T) {
	schema := newTenant(t).target.Schema()
	for attribute, want := range map[profile.Attribute]target.Type{
		profile.Email: target.TypeEmail, profile.SecondaryPhoneNumbers: target.TypePhones, profile.Birthday: target.TypeDate,
		"customData.any": target.TypeJSON, "customAppData.any": target.TypeJSON, "custom.loyaltyPoints": target.TypeNumber,
	} {
		if got, known := schema.TypeOf(attribute); !known || got != want {
			t.Errorf("%s: %q, want %q", attribute, got, want)
		}
	}
	if len(schema.Attributes) != 21 || !schema.Permanent[profile.AccountStatus] || !schema.CustomIdentifiers["accountNumber"] {
		t.Errorf("got %+v", schema)
	}
}

func TestMetricsNameTheOperation(t *testing.T) {
	tn := newTenant(t)
	tn.config.Metrics = transport.NewMetrics()
	tn.target = mosaic.New(tn.config)
	registry := prometheus.NewRegistry()
	registry.MustRegister(tn.config.Metrics)
	tn.change(t, set(profile.Language, "fr"))
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				found[label.GetName()+"="+label.GetValue()] = true
			}
		}
	}
	for _, want := range []string{"system=Mosaic", "operation=token", "operation=get-user", "operation=update-user", "code=200"} {
		if !found[want] {
			t.Errorf("no label %s in %v", want, found)
		}
	}
}
