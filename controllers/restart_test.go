package controllers_test

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// population is how many updates converge, half of them at each vendor, one for each user.
const population = 1000

// features are what the updates of a population use, by turns.
var features = []struct {
	name  string
	state v1alpha1.Reason // "" while suspended
	use   func(upu *v1alpha1.UserProfileUpdate, n int)
}{
	{"inline", v1alpha1.ReasonApplied, func(upu *v1alpha1.UserProfileUpdate, _ int) {
		upu.Spec.Attributes.LastName = new("Roe")
	}},
	{"Secret", v1alpha1.ReasonApplied, func(upu *v1alpha1.UserProfileUpdate, _ int) {
		upu.Spec.AttributesFrom = fromSecret("profile")
	}},
	{"ConfigMap", v1alpha1.ReasonApplied, func(upu *v1alpha1.UserProfileUpdate, _ int) {
		upu.Spec.AttributesFrom = []v1alpha1.AttributesSource{{ConfigMapRef: &v1alpha1.SourceReference{Name: "offices"}}}
	}},
	{"expression", v1alpha1.ReasonApplied, func(upu *v1alpha1.UserProfileUpdate, _ int) {
		upu.Labels = map[string]string{"office": "lastName"}
		upu.Spec.Inputs = []v1alpha1.Input{{Name: "offices", ConfigMapRef: &v1alpha1.SourceReference{Name: "offices"}}}
		upu.Spec.AttributeValues = []v1alpha1.AttributeValue{{
			Attribute: "lastName", ValueFrom: v1alpha1.ValueSource{Expression: "inputs.offices[metadata.labels.office]"},
		}}
	}},
	{"identifier from a Secret", v1alpha1.ReasonApplied, func(upu *v1alpha1.UserProfileUpdate, n int) {
		upu.Spec.Identifier.Value = ""
		upu.Spec.Identifier.ValueFrom = &v1alpha1.ValueSource{
			SecretKeyRef: &v1alpha1.KeyReference{Name: "logins", Key: strconv.Itoa(n)},
		}
		upu.Spec.Attributes.LastName = new("Roe")
	}},
	{"moved", v1alpha1.ReasonApplied, func(upu *v1alpha1.UserProfileUpdate, n int) {
		upu.Spec.Attributes.Email = new("moved-" + emailOf(n))
	}},
	{"drift", v1alpha1.ReasonApplied, func(upu *v1alpha1.UserProfileUpdate, _ int) {
		upu.Spec.Drift = &v1alpha1.Drift{Policy: v1alpha1.DriftReport}
		upu.Spec.Attributes.LastName = new("Roe")
	}},
	{"dry run", v1alpha1.ReasonDryRunSucceeded, func(upu *v1alpha1.UserProfileUpdate, _ int) {
		upu.Spec.Mode = v1alpha1.ModeDryRun
		upu.Spec.Attributes.LastName = new("Roe")
	}},
	{"suspended", "", func(upu *v1alpha1.UserProfileUpdate, _ int) {
		upu.Spec.Suspend = true
		upu.Spec.Attributes.LastName = new("Roe")
	}},
}

// However many updates have converged, and by whatever means, a new operator has nothing to say to anybody: the vendors get
// no request, not even for a token, and the API server gets no write.
func TestRestartWithAPopulation(t *testing.T) {
	w := newPopulatedWorld(t)
	w.start()
	var left map[string]int
	w.untilWithin(5*patience, "convergence of all", func() bool {
		left = map[string]int{"writes": w.writes.of("userprofileupdates")}
		if left["writes"] >= population*(len(features)-1)/len(features) { // before that there is no need to look
			left = w.unconverged()
		}
		return len(left) == 0
	}, func() any { return left })
	for _, name := range []string{"default", "adobe", "adobe-test"} {
		w.idle(name)
		w.connected(w.targetNamed(name), v1alpha1.ReasonConnected)
	}

	w.restart()
	last := w.update("last", v1alpha1.Attributes{})
	w.create(last)
	w.ready(last, v1alpha1.ReasonNothingManaged) // by now the operator has looked at everything
	w.until("its event", func() bool { return w.writes.of("events") > 0 }, func() any { return w.writes.all() })
	w.stop()
	if got := len(w.tenant.Requests()) + len(w.org.Requests()); got != 0 {
		t.Errorf("the vendors got %d requests after a restart: %v %v", got, w.tenant.Requests(), w.org.Requests())
	}
	want := map[string]int{"userprofileupdates": 1, "events": 1} // of the last one
	if diff := cmp.Diff(want, w.writes.all()); diff != "" {
		t.Errorf("writes after a restart (-want +got):\n%s", diff)
	}
	if left := w.unconverged(); len(left) > 0 {
		t.Errorf("after a restart: %v", left)
	}
}

// idle waits until the target says that nothing waits or is under way, which it does some seconds later.
func (w *world) idle(name string) {
	w.Helper()
	var traffic v1alpha1.ProfileTargetStatus
	w.until("a target without traffic", func() bool {
		traffic = w.targetNamed(name).Status
		return traffic.Queued == 0 && traffic.InFlight == 0 && traffic.ThrottledUntil == nil
	}, func() any { return traffic })
}

// newPopulatedWorld has both vendors and a population of updates, and no operator.
func newPopulatedWorld(t *testing.T) *world {
	t.Helper()
	w := newHurriedWorld(t, quick, plant(population))
	w.workers = 8
	w.tenant, w.url = newTenantWith(t, func(seed *mosaic.Seed) {
		for n := range population {
			seed.Users = append(seed.Users, mosaic.User{
				ID: "user-" + strconv.Itoa(n), Email: &mosaic.Contact{Value: emailOf(n)},
				Apps: map[string]mosaic.AppProfile{mosaic.BaseAppA: {}},
			})
		}
	})
	w.create(w.secret())
	w.create(w.target("default"))
	w.create(values("profile", map[string]string{"lastName": "Roe"}))
	w.create(&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "offices"}, Data: map[string]string{"lastName": "Roe"}})
	logins := map[string]string{}
	var updates []client.Object
	for n := range population {
		logins[strconv.Itoa(n)] = emailOf(n)
		upu := w.adobeUpdate(fmt.Sprintf("user-%d", n), emailOf(n), v1alpha1.Attributes{})
		if n < population/2 {
			upu.Spec.Target = v1alpha1.TargetReference{System: v1alpha1.SystemMosaic}
		}
		features[n%len(features)].use(upu, n)
		updates = append(updates, upu)
	}
	w.create(values("logins", logins))
	w.createAll(updates)
	return w
}

// createAll creates many objects, some at a time.
func (w *world) createAll(objects []client.Object) {
	w.Helper()
	const atOnce = 8
	var creating sync.WaitGroup
	failures := make([]error, atOnce)
	for first := range atOnce {
		creating.Go(func() {
			for i := first; i < len(objects); i += atOnce {
				failures[first] = errors.Join(failures[first], w.Create(w.Context(), objects[i]))
			}
		})
	}
	creating.Wait()
	if err := errors.Join(failures...); err != nil {
		w.Fatal(err)
	}
}

// unconverged counts the updates of a population that are not yet as they should be, by their feature.
func (w *world) unconverged() map[string]int {
	w.Helper()
	updates := &v1alpha1.UserProfileUpdateList{}
	if err := w.List(w.Context(), updates, client.InNamespace(w.namespace)); err != nil {
		w.Fatal(err)
	}
	left := map[string]int{}
	for i := range updates.Items {
		upu := &updates.Items[i]
		var n int
		if _, err := fmt.Sscanf(upu.Name, "user-%d", &n); err != nil {
			continue
		}
		feature, state := features[n%len(features)], ""
		if ready := facetsOf(upu).condition(v1alpha1.ConditionReady); ready != nil {
			state = ready.Reason
		}
		if state != string(feature.state) {
			left[fmt.Sprintf("%s of %s: %s", feature.name, upu.Spec.Target.System, state)]++
		}
	}
	return left
}
