package controllers_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// A dry run says what would be changed and changes nothing; nor does it count as applied: once the mode is Apply, the
// update is.
func TestDryRun(t *testing.T) {
	w := newWorld(t)
	w.tenant.Inject(mosaic.Fault{Method: http.MethodPut, Times: mosaic.Always, Status: http.StatusInternalServerError})
	upu := w.update("ann", v1alpha1.Attributes{Email: new("new@x.io"), Title: new("Dr")})
	upu.Spec.Mode = v1alpha1.ModeDryRun
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonDryRunSucceeded)
	want := []v1alpha1.AttributeChange{
		{Attribute: "email", Action: v1alpha1.ChangeSet}, {Attribute: "title", Action: v1alpha1.ChangeSet},
	}
	if diff := cmp.Diff(want, upu.Status.Changes); diff != "" {
		t.Errorf("the plan (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(&v1alpha1.Results{Result: v1alpha1.ResultSuccess, CompletedInTestMode: 1}, upu.Status.Results); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"GET " + mosaic.PathByEmail}, w.userRequests()); diff != "" || upu.Status.Applied != nil {
		t.Errorf("applied %v; requests (-want +got):\n%s", upu.Status.Applied, diff)
	}

	w.restart()
	if requests := w.userRequests(); len(requests) != 0 {
		t.Errorf("a dry run that has succeeded was repeated: %q", requests)
	}
	w.tenant.ClearFaults()
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Mode = v1alpha1.ModeApply })
	w.ready(upu, v1alpha1.ReasonApplied)
	if user, _ := w.tenant.User(mosaic.BaseU1); user.Email.Value != "new@x.io" || user.Name["title"] != "Dr" {
		t.Errorf("the user is %+v", user)
	}
}

// Mistakes show in a dry run as they would when applied.
func TestDryRunOfNobody(t *testing.T) {
	w := newWorld(t)
	upu := w.update("nobody", v1alpha1.Attributes{Title: new("Dr")})
	upu.Spec.Identifier.Value = "nobody@x.io"
	upu.Spec.Mode = v1alpha1.ModeDryRun
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonUserNotFound)
}

// A dry run through a connection that is not in test mode is one of Adobe's, beside updates that are applied.
func TestDryRunAtAdobe(t *testing.T) {
	w := newAdobeWorld(t)
	dry := w.adobeUpdate("dry", johnsEmail, v1alpha1.Attributes{LastName: new("Roe"), Email: new(newEmail)})
	dry.Spec.Mode = v1alpha1.ModeDryRun
	wet := w.adobeUpdate("wet", annsEmail, v1alpha1.Attributes{LastName: new("Roe")})
	w.create(dry)
	w.create(wet)
	w.start()
	w.ready(dry, v1alpha1.ReasonDryRunSucceeded)
	w.ready(wet, v1alpha1.ReasonApplied)
	if got := w.john(); got.LastName != "Doe" || got.Email != johnsEmail {
		t.Errorf("the user is %+v", got)
	}
	for _, write := range w.org.Journal() {
		if write.TestOnly != (write.UserID == adobe.BaseJohn) {
			t.Errorf("%+v: only the dry run is one", write)
		}
	}
}

// While an update is suspended nothing is sent for it, and its status stays; afterwards it goes on.
func TestSuspend(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	upu.Spec.Suspend = true
	w.create(upu)
	other := w.update("other", v1alpha1.Attributes{City: new("LA")})
	w.create(other)
	w.ready(other, v1alpha1.ReasonApplied)
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Title = new("Prof") })
	edit(w, other, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.City = new("SF") })
	w.ready(other, v1alpha1.ReasonApplied)
	if err := w.Get(t.Context(), keyOf(upu), upu); err != nil {
		t.Fatal(err)
	}
	if upu.Status.ObservedGeneration != -1 || len(upu.Status.Conditions) != 0 {
		t.Errorf("the status is %+v, want it untouched", upu.Status)
	}
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Suspend = false })
	w.ready(upu, v1alpha1.ReasonApplied)
	if user, _ := w.tenant.User(mosaic.BaseU1); user.Name["title"] != "Prof" {
		t.Errorf("the title is %v", user.Name["title"])
	}
}

// The annotation that Flux sets has an update tried again, applied or not, once for each value.
func TestReconcileRequest(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	if err := w.tenant.PortalEdit(mosaic.BaseU1, func(u *mosaic.User) { u.Name["title"] = "Ms" }); err != nil {
		t.Fatal(err)
	}
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) {
		upu.Annotations = map[string]string{v1alpha1.ReconcileRequestAnnotation: "now"}
	})
	w.until("the answer", func() bool {
		if err := w.Get(t.Context(), keyOf(upu), upu); err != nil {
			t.Fatal(err)
		}
		return upu.Status.LastHandledReconcileAt == "now"
	}, func() any { return upu.Status })
	if user, _ := w.tenant.User(mosaic.BaseU1); user.Name["title"] != "Dr" {
		t.Errorf("the title is %v, want it applied again", user.Name["title"])
	}
	w.restart()
	last := w.update("last", v1alpha1.Attributes{})
	w.create(last)
	w.ready(last, v1alpha1.ReasonNothingManaged)
	if requests := w.userRequests(); len(requests) != 0 {
		t.Errorf("a request that was answered was answered again: %q", requests)
	}
}
