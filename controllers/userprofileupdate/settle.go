package userprofileupdate

import (
	"context"

	"k8s.io/client-go/util/retry"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
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
		if string(upu.UID) != job.owner.UID || upu.Generation != job.generation {
			return nil
		}
		return r.record(ctx, upu, job, report.Outcome)
	})
}
