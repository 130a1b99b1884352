package userprofileupdate

import (
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// settled tells whether the status already answers for the update as it is now, and for how long; zero is until
// something changes. A success holds for every connection of that effect, a failure only for this version of it.
func (j *job) settled(upu *v1alpha1.UserProfileUpdate, now time.Time) (bool, time.Duration) {
	_, version, _ := strings.Cut(upu.Status.ObservedTarget, ".")
	switch ready := answer(upu); {
	case upu.Status.LastHandledReconcileAt != j.requested || !slices.Equal(upu.Status.ObservedSources, j.sources):
		return false, 0
	case j.mayGoOn(upu):
		return false, 0
	case ready == metav1.ConditionTrue && (driftInterval(upu) == 0 || !applies(upu)):
		return j.answeredBy(upu), 0
	case ready == metav1.ConditionTrue:
		wait := untilNext(&upu.Status, now)
		return j.answeredBy(upu) && wait > 0, max(wait, 0)
	case ready != metav1.ConditionFalse || version != j.connection.Version:
		return false, 0
	case upu.Status.NextAttemptTime == nil:
		return true, 0
	}
	wait := untilNext(&upu.Status, now)
	return wait > 0, wait
}

// answeredBy tells whether the status says that all is well with exactly what is asked for now.
func (j *job) answeredBy(upu *v1alpha1.UserProfileUpdate) bool {
	effect, _, _ := strings.Cut(upu.Status.ObservedTarget, ".")
	return answer(upu) == metav1.ConditionTrue && effect == j.effect() &&
		upu.Status.LastHandledReconcileAt == j.requested && slices.Equal(upu.Status.ObservedSources, j.sources)
}

// amountsToTheSame tells whether what was applied is what is desired now, although a source is another version: a Secret
// that was rotated without a difference, say. A comparison that waits or is under way may go on then: it compares with just
// that.
func (j *job) amountsToTheSame(upu *v1alpha1.UserProfileUpdate) bool {
	effect, _, _ := strings.Cut(upu.Status.ObservedTarget, ".")
	return j.purpose == delivery.Apply && applies(upu) && effect == j.effect() && upu.Status.LastHandledReconcileAt == j.requested &&
		upu.Status.Applied.Digest == j.digest
}

// applies tells whether the status says for the present generation that all of it was applied.
func applies(upu *v1alpha1.UserProfileUpdate) bool {
	ready := meta.FindStatusCondition(upu.Status.Conditions, string(v1alpha1.ConditionReady))
	return answer(upu) == metav1.ConditionTrue && upu.Status.Applied != nil &&
		(ready.Reason == string(v1alpha1.ReasonApplied) || ready.Reason == string(v1alpha1.ReasonUnchanged))
}

// leavesAlone tells whether an outcome is no news to the update: what was applied stays applied when the connection
// stops working or goes away.
func leavesAlone(upu *v1alpha1.UserProfileUpdate, outcome profile.Outcome) bool {
	switch outcome.Kind {
	case profile.TargetNotFound, profile.TargetNotReady, profile.TargetMismatch:
		return answer(upu) == metav1.ConditionTrue
	default:
		return false
	}
}

// mayGoOn tells whether what the update waits for may have gone while nobody looked. To find out costs the vendor a read at
// most.
func (j *job) mayGoOn(upu *v1alpha1.UserProfileUpdate) bool {
	ready := meta.FindStatusCondition(upu.Status.Conditions, string(v1alpha1.ConditionReady))
	if ready == nil {
		return false
	}
	switch v1alpha1.Reason(ready.Reason) {
	case v1alpha1.ReasonConflict, v1alpha1.ReasonTargetNotReady:
		return true
	case v1alpha1.ReasonFuseBlown:
		return !j.fuse.blown
	default:
		return false
	}
}

// answer is the status of the Ready condition for the present generation; empty if there is none.
func answer(upu *v1alpha1.UserProfileUpdate) metav1.ConditionStatus {
	ready := meta.FindStatusCondition(upu.Status.Conditions, string(v1alpha1.ConditionReady))
	if ready == nil || upu.Status.ObservedGeneration != upu.Generation {
		return ""
	}
	return ready.Status
}

// untilNext is how long until the next attempt is due; zero or less if it is, or if none is planned.
func untilNext(status *v1alpha1.UserProfileUpdateStatus, now time.Time) time.Duration {
	if status.NextAttemptTime == nil {
		return 0
	}
	return status.NextAttemptTime.Sub(now)
}
