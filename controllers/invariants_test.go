package controllers_test

import (
	"context"
	"testing"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// facets are what an object shows the world, whatever its kind.
type facets struct {
	client.Object

	kind       string
	observed   int64
	conditions []metav1.Condition
}

func facetsOf(upu *v1alpha1.UserProfileUpdate) facets {
	return facets{upu, "UserProfileUpdate", upu.Status.ObservedGeneration, upu.Status.Conditions}
}

func facetsOfTarget(pt v1alpha1.GenericProfileTarget) facets {
	kind := v1alpha1.ProfileTargetKind
	if pt.GetNamespace() == "" {
		kind = v1alpha1.ClusterProfileTargetKind
	}
	return facets{pt, kind, pt.GetStatus().ObservedGeneration, pt.GetStatus().Conditions}
}

func (f facets) condition(kind v1alpha1.ConditionType) *metav1.Condition {
	return meta.FindStatusCondition(f.conditions, string(kind))
}

// looked tells whether the operator has looked at the object at all.
func (f facets) looked() bool { return f.observed != -1 }

// checkInvariants holds of an update whatever the operator did and whenever one looks.
func checkInvariants(t *testing.T, upu *v1alpha1.UserProfileUpdate) {
	t.Helper()
	f := facetsOf(upu)
	checkConditions(t, f)
	checkKstatus(t, f)
	reconciling, stalled := f.condition(v1alpha1.ConditionReconciling), f.condition(v1alpha1.ConditionStalled)
	switch ready := f.condition(v1alpha1.ConditionReady); {
	case ready == nil:
	case reconciling != nil && stalled != nil:
		t.Errorf("%s is Reconciling and Stalled", upu.Name)
	case ready.Status == metav1.ConditionTrue && (reconciling != nil || stalled != nil):
		t.Errorf("%s is Ready, and Reconciling or Stalled", upu.Name)
	case ready.Status != metav1.ConditionTrue && reconciling == nil && stalled == nil:
		t.Errorf("%s is not Ready, and neither Reconciling nor Stalled", upu.Name)
	case ready.Status == metav1.ConditionTrue && upu.Status.Results == nil:
		t.Errorf("%s is Ready without a result", upu.Name)
	case ready.Status == metav1.ConditionFalse && (upu.Status.Results == nil || len(upu.Status.Errors) == 0):
		t.Errorf("%s failed without a result and an error", upu.Name)
	}
}

// checkTargetInvariants holds of a ProfileTarget, likewise.
func checkTargetInvariants(t *testing.T, pt v1alpha1.GenericProfileTarget) {
	t.Helper()
	checkConditions(t, facetsOfTarget(pt))
	checkKstatus(t, facetsOfTarget(pt))
}

// checkConditions: there are none before the first look, and Ready always after it; each is of the generation that was
// looked at and says why; Reconciling and Stalled exist only while True.
func checkConditions(t *testing.T, f facets) {
	t.Helper()
	if looked := f.condition(v1alpha1.ConditionReady) != nil; looked != f.looked() || !looked && len(f.conditions) > 0 {
		t.Errorf("%s %s has the conditions %v for generation %d", f.kind, f.GetName(), f.conditions, f.observed)
	}
	for _, condition := range f.conditions {
		if condition.ObservedGeneration != f.observed {
			t.Errorf("%s %s: condition %s is of generation %d, the status of %d",
				f.kind, f.GetName(), condition.Type, condition.ObservedGeneration, f.observed)
		}
		if condition.Message == "" {
			t.Errorf("%s %s: condition %s says nothing", f.kind, f.GetName(), condition.Type)
		}
		mayBeFalse := condition.Type == string(v1alpha1.ConditionReady) || condition.Type == string(v1alpha1.ConditionFuseBlown)
		if !mayBeFalse && condition.Status != metav1.ConditionTrue {
			t.Errorf("%s %s: condition %s is %s; it should not be there", f.kind, f.GetName(), condition.Type, condition.Status)
		}
	}
}

// checkKstatus: GitOps tools wait for an object by what kstatus computes of it, so that has to be what the conditions say.
func checkKstatus(t *testing.T, f facets) {
	t.Helper()
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(f.Object)
	if err != nil {
		t.Fatal(err)
	}
	object := &unstructured.Unstructured{Object: content}
	object.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind(f.kind))
	computed, err := status.Compute(object)
	if err != nil {
		t.Fatal(err)
	}
	if want := f.status(); computed.Status != want {
		t.Errorf("%s %s is %s to kstatus (%s), want %s by its conditions %v",
			f.kind, f.GetName(), computed.Status, computed.Message, want, f.conditions)
	}
}

// status is what the object says of itself, in the words of kstatus.
func (f facets) status() status.Status {
	switch {
	case !f.GetDeletionTimestamp().IsZero():
		return status.TerminatingStatus
	case f.observed != f.GetGeneration():
		return status.InProgressStatus
	case meta.IsStatusConditionTrue(f.conditions, string(v1alpha1.ConditionReady)):
		return status.CurrentStatus
	case f.condition(v1alpha1.ConditionStalled) != nil:
		return status.FailedStatus
	default:
		return status.InProgressStatus
	}
}

// checkAll holds every object of the world to the invariants, as it is now.
func (w *world) checkAll() {
	w.Helper()
	ctx := context.WithoutCancel(w.Context()) // that of a test has ended when its clean-up runs
	updates, targets := &v1alpha1.UserProfileUpdateList{}, &v1alpha1.ProfileTargetList{}
	for _, list := range []client.ObjectList{updates, targets} {
		if err := w.List(ctx, list, client.InNamespace(w.namespace)); err != nil {
			w.Errorf("check the invariants: %v", err)
		}
	}
	for i := range updates.Items {
		checkInvariants(w.T, &updates.Items[i])
	}
	for i := range targets.Items {
		checkTargetInvariants(w.T, &targets.Items[i])
	}
}
