package userprofileupdate

import (
	"fmt"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// Updates of two people whose keys fall into one bucket are told apart.
func TestBucketsKeepPeopleApart(t *testing.T) {
	t.Parallel()
	named := func(n int) *v1alpha1.UserProfileUpdate {
		email := fmt.Sprintf("user-%d@x.io", n)
		return &v1alpha1.UserProfileUpdate{
			ObjectMeta: metav1.ObjectMeta{Namespace: "people", Name: fmt.Sprintf("user-%d", n)},
			Spec:       v1alpha1.UserProfileUpdateSpec{Identifier: v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, Value: email}},
		}
	}
	applied := func(n int) *v1alpha1.UserProfileUpdate {
		upu := named(n)
		upu.Status.Identity = &v1alpha1.Identity{Tenant: "tenant", Digest: fmt.Sprintf("digest-%d", n)}
		upu.Status.Applied = &v1alpha1.Applied{}
		return upu
	}
	for name, test := range map[string]struct {
		update func(n int) *v1alpha1.UserProfileUpdate
		key    func(*v1alpha1.UserProfileUpdate) string
		found  func(*Reconciler, *v1alpha1.UserProfileUpdate) []*v1alpha1.UserProfileUpdate
	}{
		"by words": {named, wordsOf, func(r *Reconciler, upu *v1alpha1.UserProfileUpdate) []*v1alpha1.UserProfileUpdate {
			return r.unseen(recordedClaim(upu))
		}},
		"by person": {
			applied,
			func(upu *v1alpha1.UserProfileUpdate) string { return string(personsOf(upu)[0]) },
			func(r *Reconciler, upu *v1alpha1.UserProfileUpdate) []*v1alpha1.UserProfileUpdate {
				return r.recorded(personsOf(upu)[0])
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := test.update(0)
			n := 1
			for bucketOf(test.key(test.update(n))) != bucketOf(test.key(first)) {
				n++
			}
			scheme := runtime.NewScheme()
			if err := v1alpha1.AddToScheme(scheme); err != nil {
				t.Fatal(err)
			}
			r := &Reconciler{client: fake.NewClientBuilder().WithScheme(scheme).WithObjects(first, test.update(n)).
				WithIndex(first, wordsIndex, wordNames).WithIndex(first, personIndex, personNames).Build()}
			found := test.found(r, first)
			if len(found) != 1 || found[0].Name != first.Name {
				t.Errorf("found %d updates, want only %s; %s falls into the same bucket", len(found), first.Name, test.update(n).Name)
			}
		})
	}
}
