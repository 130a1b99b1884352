package controllers_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// An update found by any identifier reaches exactly that user, with one read, one write and one status write, and
// leaves what it does not manage.
func TestApply(t *testing.T) {
	for name, identifier := range map[string]v1alpha1.Identifier{
		"by user id":           {Type: v1alpha1.IdentifierUserID, Value: mosaic.BaseU2},
		"by external user id":  {Type: v1alpha1.IdentifierExternalUserID, Value: "E2"},
		"by e-mail":            {Type: v1alpha1.IdentifierEmail, Value: "b@x.io"},
		"by phone":             {Type: v1alpha1.IdentifierPhone, Value: "+14155550199"},
		"by username":          {Type: v1alpha1.IdentifierUsername, Value: "bob"},
		"by custom identifier": {Type: v1alpha1.IdentifierCustom, Name: "accountNumber", Value: "4711"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			err := w.tenant.PortalEdit(mosaic.BaseU2, func(u *mosaic.User) {
				u.Phone = &mosaic.Contact{Value: "+14155550199"}
				u.Name = mosaic.Object{"first_name": "Bob", "last_name": "Old"}
				u.CustomUserFields = mosaic.Object{"accountNumber": "4711"}
			})
			if err != nil {
				t.Fatal(err)
			}
			upu := w.update("bob", v1alpha1.Attributes{
				LastName: new("New"),
				City:     new("LA"),
				Custom:   &apiextensionsv1.JSON{Raw: []byte(`{"preferredStoreLocation":"LA"}`)},
			})
			upu.Spec.Identifier = identifier
			w.create(upu)
			w.ready(upu, v1alpha1.ReasonApplied)

			user, _ := w.tenant.User(mosaic.BaseU2)
			if diff := cmp.Diff(mosaic.Object{"first_name": "Bob", "last_name": "New"}, user.Name); diff != "" {
				t.Errorf("name (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(mosaic.Object{"city": "LA"}, user.Address); diff != "" {
				t.Errorf("address (-want +got):\n%s", diff)
			}
			wantStatus := v1alpha1.UserProfileUpdateStatus{
				ObservedGeneration: 1,
				Results:            &v1alpha1.Results{Result: v1alpha1.ResultSuccess, Completed: 1},
				Changes: []v1alpha1.AttributeChange{
					{Attribute: "city", Action: v1alpha1.ChangeSet},
					{Attribute: "custom.preferredStoreLocation", Action: v1alpha1.ChangeSet},
					{Attribute: "lastName", Action: v1alpha1.ChangeSet},
				},
				Identity: &v1alpha1.Identity{UserID: mosaic.BaseU2},
				Applied:  &v1alpha1.Applied{Attributes: []string{"city", "custom.preferredStoreLocation", "lastName"}},
				Conditions: []metav1.Condition{{
					Type: "Ready", Status: "True", ObservedGeneration: 1, Reason: "Applied",
					Message: "Mosaic confirmed the change of city, custom.preferredStoreLocation, lastName",
				}},
			}
			if diff := cmp.Diff(wantStatus, upu.Status,
				cmpopts.IgnoreTypes(metav1.Time{}, &metav1.Time{}),
				cmpopts.IgnoreFields(v1alpha1.Identity{}, "Digest", "Tenant"),
				cmpopts.IgnoreFields(v1alpha1.Applied{}, "Digest"),
				cmpopts.IgnoreFields(v1alpha1.UserProfileUpdateStatus{}, "ObservedTarget", "History"),
			); diff != "" {
				t.Errorf("status (-want +got):\n%s", diff)
			}
			if got := w.userRequests(); len(got) != 2 || got[1] != "PUT "+mosaic.PathUser {
				t.Errorf("the tenant got %q, want one GET and one PUT", got)
			}
			if got := w.writes.of("userprofileupdates"); got != 1 {
				t.Errorf("the API server got %d writes of the update, want 1", got)
			}
		})
	}
}

// Everything an update can manage at once, set and cleared.
func TestApplyEveryAttribute(t *testing.T) {
	w := newWorld(t)
	if err := w.tenant.PortalEdit(mosaic.BaseU1, func(u *mosaic.User) { u.HasPassword = true }); err != nil {
		t.Fatal(err)
	}
	upu := w.update("ann", v1alpha1.Attributes{
		Username:              new("ann"),
		FirstName:             new("Anna"),
		MiddleName:            new("B"),
		PhoneNumber:           new("+14155550111"),
		ExternalUserID:        new("E1"),
		ExternalAccountID:     new("acc-1"),
		Birthday:              new("1990-02-03"),
		Language:              new("fr"),
		State:                 new("NY"),
		PostalCode:            new("10001"),
		AddressType:           new("Home"),
		SecondaryEmails:       []string{"c@x.io", "d@x.io"},
		SecondaryPhoneNumbers: []string{"+14155550122"},
		AccountStatus:         new("Disabled"),
		Custom:                &apiextensionsv1.JSON{Raw: []byte(`{"preferredStoreLocation":"NYC"}`)},
		CustomData:            &apiextensionsv1.JSON{Raw: []byte(`{"k":{"a":9},"n":12345678901}`)},
		CustomAppData:         &apiextensionsv1.JSON{Raw: []byte(`{"membership":"gold"}`)},
	})
	upu.Spec.Clear = []string{"title", "streetAddress"}
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)

	user, _ := w.tenant.User(mosaic.BaseU1)
	wantName := mosaic.Object{"first_name": "Anna", "middle_name": "B", "last_name": "Lee"}
	if diff := cmp.Diff(wantName, user.Name); diff != "" {
		t.Errorf("name (-want +got):\n%s", diff)
	}
	wantAddress := mosaic.Object{"country": "USA", "state": "NY", "city": "NYC", "postal_code": "10001", "type": "Home"}
	if diff := cmp.Diff(wantAddress, user.Address); diff != "" {
		t.Errorf("address (-want +got):\n%s", diff)
	}
	if !user.Email.Verified {
		t.Error("the e-mail address lost its verification, although it is not managed")
	}
	if user.Status != mosaic.StatusDisabled {
		t.Errorf("status is %s, want Disabled", user.Status)
	}
	if len(user.SecondaryEmails) != 2 || len(user.SecondaryPhones) != 1 {
		t.Errorf("secondary contacts are %v and %v", user.SecondaryEmails, user.SecondaryPhones)
	}
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) {
		upu.Spec.Attributes = nil
		upu.Spec.Clear = []string{
			"secondaryEmails", "secondaryPhoneNumbers", "birthday", "language", "country", "state", "city", "postalCode", "addressType",
		}
	})
	w.ready(upu, v1alpha1.ReasonApplied)
	user, _ = w.tenant.User(mosaic.BaseU1)
	if user.Birthday != "" || user.Language != "" || len(user.Address) != 0 ||
		len(user.SecondaryEmails) != 0 || len(user.SecondaryPhones) != 0 {
		t.Errorf("not cleared: %+v", user)
	}
}

// What was applied costs nothing any more: not when metadata changes, not when the connection is looked at, and not
// after a restart.
func TestConvergedCostsNothing(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	w.connected(w.defaultTarget(), v1alpha1.ReasonConnected)

	w.restart()
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Labels = map[string]string{"team": "a"} })
	edit(w, w.defaultTarget(), func(pt *v1alpha1.ProfileTarget) {
		pt.Spec.Limits = &v1alpha1.Limits{MaxInFlight: new(int32(3))}
	})
	w.connected(w.defaultTarget(), v1alpha1.ReasonConnected) // the spec changed, so the connection is proven anew
	other := w.update("other", v1alpha1.Attributes{Title: new("Dr")})
	other.Spec.Identifier.Value = "b@x.io"
	w.create(other)
	w.ready(other, v1alpha1.ReasonApplied) // by now the operator has looked at everything

	if got := w.userRequests(); len(got) != 2 {
		t.Errorf("the tenant got %q, want only the two requests of the other update", got)
	}
	if got := w.writes.of("userprofileupdates"); got != 1 {
		t.Errorf("the API server got %d writes, want the one of the other update", got)
	}

	w.idle("default")
	w.restart()
	last := w.update("last", v1alpha1.Attributes{})
	w.create(last)
	w.ready(last, v1alpha1.ReasonNothingManaged)
	if got := w.tenant.Requests(); len(got) != 0 {
		t.Errorf("the tenant got %v after a restart, want nothing, not even a request for a token", got)
	}
	if got := w.writes.of("userprofileupdates") + w.writes.of("profiletargets"); got != 1 {
		t.Errorf("the API server got %d writes after a restart, want the one of the new update", got)
	}
}

// A user who is as declared already is not written to.
func TestUnchanged(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{
		Email: new("A@X.io"), FirstName: new("Ann"), City: new("NYC"),
	})
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonUnchanged)
	if got := w.tenant.Journal(); len(got) != 0 {
		t.Errorf("the tenant was written to: %v", got)
	}
	if upu.Status.Results.Completed != 1 {
		t.Errorf("results are %+v, want one completed", upu.Status.Results)
	}
}
