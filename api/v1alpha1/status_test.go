package v1alpha1_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// kstatus takes an object with an empty status for Current. So the status says -1 until the operator has looked, also
// when somebody else writes into it first, and when the operator leaves the number out of what it applies.
func TestStatusSaysThatNobodyHasLooked(t *testing.T) {
	cp := withControlPlane(t)

	type member map[string]any

	condition := member{"conditions": []metav1.Condition{{
		Type: string(v1alpha1.ConditionReady), Status: metav1.ConditionFalse, Reason: string(v1alpha1.ReasonInvalidSpec),
		LastTransitionTime: metav1.Now(),
	}}}
	merge := func(status any) client.Patch {
		return client.RawPatch(types.MergePatchType, asJSON(t, member{"status": status}))
	}
	apply := func(status any) client.Patch {
		return client.RawPatch(types.ApplyPatchType, asJSON(t, member{
			"apiVersion": v1alpha1.GroupVersion.String(), "kind": "UserProfileUpdate", "status": status,
		}))
	}

	for name, patches := range map[string][]client.Patch{
		"no patch":                  {},
		"merge of something else":   {merge(condition)},
		"merge that takes it away":  {merge(member{"observedGeneration": 1}), merge(member{"observedGeneration": nil})},
		"merge that takes all away": {merge(nil)},
		"apply of something else":   {apply(condition)},
		"apply that lets go of it":  {apply(member{"observedGeneration": 1}), apply(condition)},
		"apply that lets go of all": {apply(member{"observedGeneration": 1}), apply(member{})},
	} {
		t.Run(name, func(t *testing.T) {
			upu := newUpdate(t, cp, "status")
			for _, patch := range patches {
				var options []client.SubResourcePatchOption
				if patch.Type() == types.ApplyPatchType {
					options = append(options, client.FieldOwner("somebody"), client.ForceOwnership)
				}
				if err := cp.Status().Patch(t.Context(), upu, patch, options...); err != nil {
					t.Fatal(err)
				}
			}
			if got := upu.Status.ObservedGeneration; got != -1 {
				t.Errorf("observedGeneration %d, want -1", got)
			}
		})
	}
}

// What the operator writes comes back as it was, and a change of the status is no change of the spec.
func TestStatusIsStored(t *testing.T) {
	cp := withControlPlane(t)
	upu := newUpdate(t, cp, "stored")
	now := metav1.Now().Rfc3339Copy()
	upu.Status = v1alpha1.UserProfileUpdateStatus{
		ObservedGeneration: 1,
		Results:            &v1alpha1.Results{Result: "error.user.nonexistent", NotCompleted: 1, CompletedInTestMode: 1},
		Errors:             []v1alpha1.CommandError{{Message: "no such user", ErrorCode: "404", RequestID: "r", User: "u1"}},
		Warnings:           []v1alpha1.CommandWarning{{Message: "m", WarningCode: "c", RequestID: "r", User: "u1"}},
		Changes:            []v1alpha1.AttributeChange{{Attribute: "lastName", Action: v1alpha1.ChangeSet}},
		Identity: &v1alpha1.Identity{
			Digest: "d", Tenant: "t", UserID: "u1",
			Move: &v1alpha1.Move{State: v1alpha1.MovePending, From: "sealed", To: "sealed too"},
		},
		ObservedSources: []v1alpha1.ObservedSource{
			{Kind: v1alpha1.SourceSecret, Name: "hr", UID: "u", ResourceVersion: "7"},
			{Kind: v1alpha1.SourceConfigMap, Name: "directory"}, // was not there
			{Kind: v1alpha1.SourceMetadata, Name: "stored", UID: "u", ResourceVersion: "d"},
		},
		ObservedTarget:  "t",
		Applied:         &v1alpha1.Applied{Digest: "d", Time: now, Attributes: []string{"lastName"}},
		LastAttemptTime: &now,
		NextAttemptTime: &now,
		Attempts:        3,
		Conditions: []metav1.Condition{{
			Type: string(v1alpha1.ConditionReady), Status: metav1.ConditionFalse, Reason: string(v1alpha1.ReasonUserNotFound),
			LastTransitionTime: now,
		}},
	}
	want := upu.Status.DeepCopy()
	if err := cp.Status().Update(t.Context(), upu); err != nil {
		t.Fatal(err)
	}
	got := &v1alpha1.UserProfileUpdate{}
	if err := cp.Get(t.Context(), client.ObjectKeyFromObject(upu), got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, &got.Status); diff != "" {
		t.Errorf("status (-want +got):\n%s", diff)
	}
	if got.Generation != 1 {
		t.Errorf("generation %d, want 1", got.Generation)
	}
}

// The same for a connection.
func TestConnectionStatusIsStored(t *testing.T) {
	cp := withControlPlane(t)
	target := newAdobeTarget(t, cp, "stored")
	if target.Status.ObservedGeneration != -1 {
		t.Errorf("observedGeneration after create: %d, want -1", target.Status.ObservedGeneration)
	}
	until := metav1.Now().Rfc3339Copy()
	target.Status.ObservedGeneration = 1
	target.Status.ObservedSecret = &v1alpha1.ObservedSecret{UID: "u", ResourceVersion: "7"}
	target.Status.Queued = 12
	target.Status.InFlight = 3
	target.Status.ThrottledUntil = &until
	target.Status.LastHandledReconcileAt = "1"
	target.Status.LastHandledFuseReset = "2"
	target.Status.Conditions = []metav1.Condition{{
		Type: string(v1alpha1.ConditionFuseBlown), Status: metav1.ConditionTrue, Reason: string(v1alpha1.ReasonFuseBlown),
		LastTransitionTime: until,
	}}
	want := target.Status.DeepCopy()
	if err := cp.Status().Update(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, &target.Status); diff != "" {
		t.Errorf("status (-want +got):\n%s", diff)
	}
}

// newUpdate creates the least update that a Go client can write: what it leaves at zero gets its default.
func newUpdate(t *testing.T, cp *controlPlane, name string) *v1alpha1.UserProfileUpdate {
	t.Helper()
	upu := &v1alpha1.UserProfileUpdate{
		ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: name},
		Spec: v1alpha1.UserProfileUpdateSpec{
			Target:     v1alpha1.TargetReference{System: v1alpha1.SystemMosaic},
			Identifier: v1alpha1.Identifier{Type: v1alpha1.IdentifierUserID, Value: "u1"},
		},
	}
	create(t, cp, upu)
	return upu
}

// newAdobeUpdate creates an update of a Federated ID through the target named adobe.
func newAdobeUpdate(t *testing.T, cp *controlPlane, name string) *v1alpha1.UserProfileUpdate {
	t.Helper()
	upu := &v1alpha1.UserProfileUpdate{
		ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: name},
		Spec: v1alpha1.UserProfileUpdateSpec{
			Target: v1alpha1.TargetReference{
				System: v1alpha1.SystemAdobeFederated, Ref: v1alpha1.TargetObjectReference{Name: "adobe"},
			},
			Identifier: v1alpha1.Identifier{Type: v1alpha1.IdentifierUsername, Value: "jdoe", Domain: "people.example"},
		},
	}
	create(t, cp, upu)
	return upu
}

// newTarget creates the least connection to Mosaic that a Go client can write.
func newTarget(t *testing.T, cp *controlPlane, name string) *v1alpha1.ProfileTarget {
	t.Helper()
	target := &v1alpha1.ProfileTarget{
		ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: name},
		Spec: v1alpha1.ProfileTargetSpec{Mosaic: &v1alpha1.MosaicConnection{
			Region:               v1alpha1.MosaicRegionEU,
			CredentialsSecretRef: v1alpha1.SecretReference{Name: "mosaic-credentials"},
		}},
	}
	create(t, cp, target)
	return target
}

// newAdobeTarget creates the least connection to Adobe that a Go client can write, but testOnly.
func newAdobeTarget(t *testing.T, cp *controlPlane, name string) *v1alpha1.ProfileTarget {
	t.Helper()
	target := &v1alpha1.ProfileTarget{
		ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: name},
		Spec: v1alpha1.ProfileTargetSpec{Adobe: &v1alpha1.AdobeConnection{
			OrgID:                "8C2F5E0B64A1D9@AdobeOrg",
			CredentialsSecretRef: v1alpha1.SecretReference{Name: "adobe-credentials"},
			TestOnly:             true,
		}},
	}
	create(t, cp, target)
	return target
}

// newClusterTarget creates the least shared connection that a Go client can write, but suspended.
func newClusterTarget(t *testing.T, cp *controlPlane, name string) *v1alpha1.ClusterProfileTarget {
	t.Helper()
	target := &v1alpha1.ClusterProfileTarget{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.ClusterProfileTargetSpec{ProfileTargetSpec: v1alpha1.ProfileTargetSpec{
			Mosaic: &v1alpha1.MosaicConnection{
				Region:               v1alpha1.MosaicRegionEU,
				CredentialsSecretRef: v1alpha1.SecretReference{Name: "mosaic-credentials"},
			},
			Suspend: true,
		}},
	}
	create(t, cp, target)
	return target
}

func create(t *testing.T, cp *controlPlane, object client.Object) {
	t.Helper()
	if err := cp.Create(t.Context(), object); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cp.remove(t, object) })
}

func asJSON(t *testing.T, value any) []byte {
	t.Helper()
	out, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
