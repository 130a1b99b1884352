package userprofileupdate

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// actionApply is the action of all events: what the operator was doing.
const actionApply = "Apply"

// announce records an event when the answer for a generation changed; the status was written already. Objects that wait
// for their connection stay silent: the connection has an event of its own, and thousands may depend on it.
func (r *Reconciler) announce(before, after *v1alpha1.UserProfileUpdate) {
	old := meta.FindStatusCondition(before.Status.Conditions, string(v1alpha1.ConditionReady))
	ready := meta.FindStatusCondition(after.Status.Conditions, string(v1alpha1.ConditionReady))
	switch {
	case ready.Status == metav1.ConditionUnknown || ready.Reason == string(v1alpha1.ReasonTargetNotReady):
		return
	case old != nil && old.Status == ready.Status && old.Reason == ready.Reason &&
		old.ObservedGeneration == ready.ObservedGeneration:
		return
	}
	kind := corev1.EventTypeWarning
	if ready.Status == metav1.ConditionTrue {
		kind = corev1.EventTypeNormal
	}
	r.events.Eventf(after, nil, kind, ready.Reason, actionApply, "%s", shortened(ready.Message))
}
