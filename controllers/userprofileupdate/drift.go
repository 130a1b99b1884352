package userprofileupdate

import (
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/verdict"
)

// Somebody else may change at the vendor what was applied. A comparison, every interval of spec.drift, tells:
//
//	the person                 policy    status
//	-------------------------  --------  -----------------------------------------------------
//	has every declared value   any       Drifted goes
//	does not                   Report    Drifted, which names the attributes
//	does not                   Correct   as after any attempt: Applied, with what was changed
//	could not be read, or      any       as it was, but for when it is tried again
//	nobody knows if corrected
//	is gone, is another one    any       as after any attempt: not Ready
//
// Where nothing was changed Ready stays as it is, with its reason: it says how the person came to be as declared.

// driftInterval is how long after an attempt the person is to be compared; zero is never.
func driftInterval(upu *v1alpha1.UserProfileUpdate) time.Duration {
	drift := upu.Spec.Drift
	switch {
	case drift == nil || drift.Policy == v1alpha1.DriftIgnore:
		return 0
	case drift.Interval == nil:
		return defaultDriftInterval
	default:
		return drift.Interval.Duration
	}
}

// defaultDriftInterval is what the API server fills in.
const defaultDriftInterval = 6 * time.Hour

// purposeFor is a comparison if all that is asked for was applied, and somebody wants to know whether it still is so. It is
// for updates that are not settled.
func (j *job) purposeFor(upu *v1alpha1.UserProfileUpdate) delivery.Purpose {
	switch {
	case driftInterval(upu) == 0 || !j.answeredBy(upu) || !applies(upu):
		return delivery.Apply
	case upu.Spec.Drift.Policy == v1alpha1.DriftCorrect:
		return delivery.Correct
	default:
		return delivery.Compare
	}
}

// compares tells whether an outcome is that of a comparison that has changed nothing, as far as is known, and says nothing
// against the person.
func (j *job) compares(outcome profile.Outcome) bool {
	return j.purpose != delivery.Apply && verdict.Keeps(outcome.Kind) && outcome.Changed.Empty()
}

// compared is the status after such an outcome.
func (j *job) compared(
	upu *v1alpha1.UserProfileUpdate, outcome profile.Outcome, identity *v1alpha1.Identity, now time.Time, jitter float64,
) v1alpha1.UserProfileUpdateStatus {
	status := *upu.Status.DeepCopy()
	v := verdict.Judge(j.subject, outcome, j.attempts(upu))
	status.ObservedTarget = j.observedTarget()
	status.Identity = identity
	status.Attempts = int32(min(v.Attempts, maxAttempts)) //nolint:gosec // bounded
	status.LastAttemptTime = &metav1.Time{Time: outcome.At.Truncate(time.Second)}
	wait := v.RetryAfter
	if v.Ready == verdict.True {
		wait = driftInterval(upu)
	}
	status.NextAttemptTime = nextAttempt(now, wait, jitter)
	switch outcome.Kind {
	case profile.DriftDetected:
		meta.SetStatusCondition(&status.Conditions, metav1.Condition{
			Type:               string(v1alpha1.ConditionDrifted),
			Status:             metav1.ConditionTrue,
			ObservedGeneration: upu.Generation,
			LastTransitionTime: metav1.NewTime(now.Truncate(time.Second)),
			Reason:             v.Reason,
			Message:            v.Message,
		})
	case profile.Unchanged:
		meta.RemoveStatusCondition(&status.Conditions, string(v1alpha1.ConditionDrifted))
	default:
	}
	return status
}
