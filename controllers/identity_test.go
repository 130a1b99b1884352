package controllers_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func keyOf(object client.Object) client.ObjectKey { return client.ObjectKeyFromObject(object) }

// An update that changes the very e-mail address it finds its user by records the user first. With that record it goes
// on to reach the same user: when the answer was lost, at the next change, and after a restart.
func TestChangeOfTheIdentifier(t *testing.T) {
	w := newWorld(t)
	w.tenant.Inject(mosaic.Fault{Method: http.MethodPut, Applied: true, Drop: true})
	upu := w.update("ann", v1alpha1.Attributes{Email: new("new@x.io")})
	w.create(upu)
	w.unavailable(upu)
	if upu.Status.Identity == nil || upu.Status.Identity.UserID != mosaic.BaseU1 {
		t.Fatalf("identity is %+v before the change is known to have happened, want %s", upu.Status.Identity, mosaic.BaseU1)
	}
	w.ready(upu, v1alpha1.ReasonUnchanged)

	w.restart()
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Title = new("Dr") })
	w.ready(upu, v1alpha1.ReasonApplied)
	user, _ := w.tenant.User(mosaic.BaseU1)
	if user.Email.Value != "new@x.io" || user.Name["title"] != "Dr" {
		t.Errorf("the user is %+v", user)
	}
}

// Without a mishap such an update costs two status writes.
func TestChangeOfTheIdentifierCosts(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{Email: new("new@x.io")})
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	if got := w.writes.of("userprofileupdates"); got != 2 {
		t.Errorf("the API server got %d writes of the update, want 2", got)
	}
	want := []string{"GET " + mosaic.PathByEmail, "GET " + mosaic.PathUser, "PUT " + mosaic.PathUser}
	if diff := cmp.Diff(want, w.userRequests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// A target that is made anew for another tenant leads to other users: the update is applied to whom its identifier means
// there, although it is bound to a user of the first tenant.
func TestTargetThatLeadsToAnotherTenant(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)

	other, url := newTenantWith(t, func(seed *mosaic.Seed) { seed.Users[0].ID = "elsewhere" })
	if err := w.Delete(t.Context(), w.defaultTarget()); err != nil {
		t.Fatal(err)
	}
	w.url = url
	w.create(w.target("default"))
	w.until("the user of the other tenant", func() bool {
		if err := w.Get(t.Context(), keyOf(upu), upu); err != nil {
			t.Fatal(err)
		}
		return upu.Status.Identity.UserID == "elsewhere"
	}, func() any { return upu.Status })
	w.ready(upu, v1alpha1.ReasonApplied)
	if user, _ := other.User("elsewhere"); user.Name["title"] != "Dr" {
		t.Errorf("the user of the other tenant is %+v", user)
	}
}

// What fails in the other tenant before anybody was found there binds the update to nobody there.
func TestTargetThatLeadsToAnotherTenantWhichFails(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	before := upu.Status.Identity.DeepCopy()

	other, url := newTenantWith(t, func(seed *mosaic.Seed) { seed.Users[0].ID = "elsewhere" })
	other.Inject(mosaic.Fault{Method: http.MethodGet, Status: http.StatusInternalServerError})
	if err := w.Delete(t.Context(), w.defaultTarget()); err != nil {
		t.Fatal(err)
	}
	w.url = url
	w.create(w.target("default"))
	w.unavailable(upu)
	if diff := cmp.Diff(before, upu.Status.Identity); diff != "" {
		t.Errorf("identity after the failure (-want +got):\n%s", diff)
	}
	w.ready(upu, v1alpha1.ReasonApplied)
	if user, _ := other.User("elsewhere"); upu.Status.Identity.UserID != "elsewhere" || user.Name["title"] != "Dr" {
		t.Errorf("identity is %+v, the user of the other tenant %+v", upu.Status.Identity, user)
	}
}

// An address that was given to somebody else in the meantime must not carry the update over to them; an edited
// identifier is looked up anew.
func TestIdentifierThatMeansSomebodyElse(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{Email: new("new@x.io")})
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	if err := w.tenant.PortalEdit(mosaic.BaseU2, func(u *mosaic.User) { u.Email.Value = "a@x.io" }); err != nil {
		t.Fatal(err)
	}
	writes := len(w.tenant.Journal())
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Title = new("Dr") })
	w.ready(upu, v1alpha1.ReasonIdentityMismatch)
	if got := len(w.tenant.Journal()); got != writes {
		t.Errorf("the tenant was written to: %v", w.tenant.Journal()[writes:])
	}
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Identifier.Value = "new@x.io" })
	w.ready(upu, v1alpha1.ReasonApplied)
	user, _ := w.tenant.User(mosaic.BaseU1)
	if user.Name["title"] != "Dr" {
		t.Errorf("the user is %+v", user)
	}
}

// Two updates of different attributes of one user, found by different identifiers, both apply: neither overwrites what
// the other just wrote into the same name.
func TestTwoUpdatesOfOneUser(t *testing.T) {
	w := newWorld(t)
	first := w.update("first", v1alpha1.Attributes{FirstName: new("Anna")})
	second := w.update("second", v1alpha1.Attributes{LastName: new("Li")})
	second.Spec.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierPhone, Value: "+14155550100"}
	gate := mosaic.NewGate()
	t.Cleanup(gate.Release)
	w.tenant.Inject(mosaic.Fault{Method: http.MethodGet, Path: mosaic.PathByEmail, Gate: gate})
	w.tenant.Inject(mosaic.Fault{Method: http.MethodGet, Path: mosaic.PathByPhone, Gate: gate})
	w.create(first)
	w.create(second)
	if err := gate.Await(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	gate.Release()
	w.ready(first, v1alpha1.ReasonApplied)
	w.ready(second, v1alpha1.ReasonApplied)
	user, _ := w.tenant.User(mosaic.BaseU1)
	if user.Name["first_name"] != "Anna" || user.Name["last_name"] != "Li" || user.Name["title"] != "Ms" {
		t.Errorf("the name is %v, want both changes and the title", user.Name)
	}
}
