package userprofileupdate

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// The actions of events: what the operator was doing.
const (
	actionApply   = "Apply"
	actionCompare = "Compare"
	actionCorrect = "Correct"
)

// eventDriftCorrected is of an event only: Ready has Applied, as it had before.
const eventDriftCorrected = "DriftCorrected"

// announce records an event when the answer for a generation changed; the status was written already. Objects that wait
// for their connection stay silent: the connection has an event of its own, and thousands may depend on it.
//
// An event is about the version of the object that the write led to, so none is ever repeated, and the recorder creates
// events but patches none (client-go, tools/events: the resourceVersion is part of eventKey).
func (r *Reconciler) announce(before, after *v1alpha1.UserProfileUpdate) {
	r.announceDrift(before, after)
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

// announceDrift records an event when the person was first seen to differ, not each time they still do.
func (r *Reconciler) announceDrift(before, after *v1alpha1.UserProfileUpdate) {
	old := meta.FindStatusCondition(before.Status.Conditions, string(v1alpha1.ConditionDrifted))
	drifted := meta.FindStatusCondition(after.Status.Conditions, string(v1alpha1.ConditionDrifted))
	if drifted != nil && old == nil {
		r.events.Eventf(after, nil, corev1.EventTypeWarning, drifted.Reason, actionCompare, "%s", shortened(drifted.Message))
	}
}

// announceCorrection records an event when drift was corrected: the answer for the generation is the same as before.
func (r *Reconciler) announceCorrection(upu *v1alpha1.UserProfileUpdate) {
	ready := meta.FindStatusCondition(upu.Status.Conditions, string(v1alpha1.ConditionReady))
	r.events.Eventf(upu, nil, corev1.EventTypeNormal, eventDriftCorrected, actionCorrect, "%s", shortened(ready.Message))
}
