package userprofileupdate

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/client-go/util/retry"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/verdict"
)

// Settle writes the outcome of a call that was under way when the manager stopped: the controller looks at no object
// any more, and a lost outcome would be a call made twice. It drops outcomes of objects that are gone or changed.
func (r *Reconciler) Settle(ctx context.Context, report delivery.Report) error {
	job, ours := report.Planner.(*job)
	if !ours {
		return nil
	}
	return retry.RetryOnConflict(retry.DefaultRetry, func() error {
		upu := &v1alpha1.UserProfileUpdate{}
		if err := r.live.Get(ctx, keyOf(job.owner), upu); err != nil {
			return client.IgnoreNotFound(err)
		}
		if string(upu.UID) != job.owner.UID || upu.Generation != job.generation || job.recorded(upu, report.Outcome) {
			return nil
		}
		return r.record(ctx, upu, job, report.Outcome)
	})
}

// recorded tells whether the status has the outcome already: a worker may have written it, and not yet said so. Two would
// count as two attempts. A comparison leaves the reason as it was.
func (j *job) recorded(upu *v1alpha1.UserProfileUpdate, outcome profile.Outcome) bool {
	last, ready := upu.Status.LastAttemptTime, meta.FindStatusCondition(upu.Status.Conditions, string(v1alpha1.ConditionReady))
	return last != nil && last.Time.Equal(outcome.At.Truncate(time.Second)) && ready != nil &&
		(j.compares(outcome) || ready.Reason == verdict.Judge(j.subject, outcome, 0).Reason) &&
		upu.Status.ObservedGeneration == j.generation && upu.Status.ObservedTarget == j.observedTarget()
}
