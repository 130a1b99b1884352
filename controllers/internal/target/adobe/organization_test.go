package adobe_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// One credential serves both systems: whichever connects, the other has the token, and whoever counts the requests
// sees one client.
func TestBothSystemsShareOneToken(t *testing.T) {
	t.Parallel()
	o := newOrganization(t)
	metrics := transport.NewMetrics()
	o.config.Metrics = metrics
	connected := adobe.New(o.config)
	if err := connected.Enterprise.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	name := set(profile.LastName, "Roe")
	for who, through := range map[profile.Identifier]*adobe.Target{john: connected.Federated, cce0: connected.Enterprise} {
		if _, err := through.Read(t.Context(), target.Locator{Identifier: who}); err != nil {
			t.Errorf("%s: %v", through.Schema().System, err)
		}
		if result := through.Write(t.Context(), []target.Command{update(who, name)})[0]; result.Err != nil {
			t.Errorf("%s: %v", through.Schema().System, result.Err)
		}
	}
	for _, id := range []string{sim.BaseJohn, sim.BaseEnterprise} {
		if got := o.stored(t, id).LastName; got != "Roe" {
			t.Errorf("the last name of %s is %s", id, got)
		}
	}
	if got := o.proxy.Tokens(); got != 1 {
		t.Errorf("%d token requests, want 1", got)
	}
	want := map[string]float64{"Adobe token": 1, "Adobe get-user": 2, "Adobe update-users": 2}
	if diff := cmp.Diff(want, counted(t, metrics)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// counted returns the number of requests by system and operation.
func counted(t *testing.T, metrics *transport.Metrics) map[string]float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(metrics)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]float64{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			if metric.GetCounter() == nil {
				continue
			}
			labels := map[string]string{}
			for _, label := range metric.GetLabel() {
				labels[label.GetName()] = label.GetValue()
			}
			counts[labels["system"]+" "+labels["operation"]] += metric.GetCounter().GetValue()
		}
	}
	return counts
}

// A token that one system finds refused is not used by the other.
func TestARefusedTokenIsRefusedForBoth(t *testing.T) {
	t.Parallel()
	o := newOrganization(t)
	connected := adobe.New(o.config)
	if err := connected.Federated.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.sim.Inject(sim.Fault{Path: sim.PathUser, Status: 401})
	_, err := connected.Federated.Read(t.Context(), target.Locator{Identifier: john})
	wantKind(t, err, profile.Denied)
	if _, err = connected.Enterprise.Read(t.Context(), target.Locator{Identifier: cce0}); err != nil {
		t.Error(err)
	}
	if got := o.proxy.Tokens(); got != 2 {
		t.Errorf("%d token requests, want 2: the first, and one in place of the refused", got)
	}
}

func TestSchemasOfASystem(t *testing.T) {
	t.Parallel()
	for _, testOnly := range []bool{false, true} {
		connected := adobe.New(adobe.Config{TestOnly: testOnly})
		for system, schema := range map[string]target.Schema{
			"AdobeEnterprise": connected.Enterprise.Schema(), "AdobeFederated": connected.Federated.Schema(),
		} {
			if schema.System != system || schema.TestOnly != testOnly || schema.ReadsFirst {
				t.Errorf("%+v", schema)
			}
			if _, settable := schema.Attributes[profile.Username]; settable != (system == "AdobeFederated") {
				t.Errorf("username can be set on %s: %t", system, settable)
			}
		}
	}
}
