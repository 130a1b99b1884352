package controllers_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// warnings are the Warning events of the namespace, by kind and reason.
func (w *world) warnings() map[string]int {
	w.Helper()
	events := &eventsv1.EventList{}
	if err := w.List(w.Context(), events, client.InNamespace(w.namespace)); err != nil {
		w.Fatal(err)
	}
	found := map[string]int{}
	for _, event := range events.Items {
		if event.Type == corev1.EventTypeWarning {
			found[event.Regarding.Kind+" "+event.Reason]++
		}
	}
	return found
}

// However many updates wait, a connection that may not do what they ask for costs one request to find out, one with a new
// token, and one after a restart. The connection has an event, and they have none: they say which connection they wait for.
// Once it may, and somebody says so, all go on.
func TestDeniedConnectionCostsNoQuota(t *testing.T) {
	w := newEmptyWorld(t)
	w.create(w.secret())
	pt := w.target("default")
	pt.Spec.Limits = &v1alpha1.Limits{MaxInFlight: new(int32(1))}
	w.create(pt)
	w.tenant.SetKnobs(mosaic.Knobs{RoleMode: mosaic.RoleList})
	if err := w.tenant.SetPermissions(mosaic.BaseClientA, "users:read"); err != nil {
		t.Fatal(err)
	}
	var waiting []*v1alpha1.UserProfileUpdate
	for i := range 30 {
		upu := w.update("update-"+strconv.Itoa(i), onlyIts("update-"+strconv.Itoa(i)))
		w.create(upu)
		waiting = append(waiting, upu)
	}
	w.start()
	w.connected(pt, v1alpha1.ReasonAccessDenied)
	for _, upu := range waiting {
		told := w.ready(upu, v1alpha1.ReasonTargetNotReady)
		if !strings.Contains(told.Message, "ProfileTarget "+w.namespace+"/default") {
			t.Errorf("%s is told %q, want the name of the target in it", upu.Name, told.Message)
		}
	}
	want := []string{"GET", "PUT", "PUT"}
	if diff := cmp.Diff(want, w.methods()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	w.until("the event of the target", func() bool { return len(w.warnings()) > 0 }, func() any { return w.warnings() })

	w.restart()
	w.until("a request after the restart", func() bool { return len(w.methods()) > 1 }, func() any { return w.methods() })
	w.connected(pt, v1alpha1.ReasonAccessDenied)
	for _, upu := range waiting {
		w.ready(upu, v1alpha1.ReasonTargetNotReady)
	}
	if diff := cmp.Diff([]string{"GET", "PUT"}, w.methods()); diff != "" {
		t.Errorf("requests after a restart (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"ProfileTarget AccessDenied": 1}, w.warnings()); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}

	if err := w.tenant.SetPermissions(mosaic.BaseClientA, "users:read", "users:edit"); err != nil {
		t.Fatal(err)
	}
	edit(w, pt, func(pt *v1alpha1.ProfileTarget) {
		pt.Annotations = map[string]string{v1alpha1.ReconcileRequestAnnotation: "now"}
	})
	w.connected(pt, v1alpha1.ReasonConnected)
	for _, upu := range waiting {
		w.ready(upu, v1alpha1.ReasonApplied)
	}
}

// methods are those of the requests about users.
func (w *world) methods() []string {
	var methods []string
	for _, request := range w.userRequests() {
		method, _, _ := strings.Cut(request, " ")
		methods = append(methods, method)
	}
	return methods
}
