package userprofileupdate

import (
	"context"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// What came of a request is recorded also where the update does not ask for it any more: because it goes no further for
// now, or because it was changed, and an earlier version of it may have moved the person.

// flightPause is how long an update waits before it looks again whether a request is still under way.
const flightPause = time.Second

// refuse ends the update here, without the vendor, once that is done: what was sent would have to be sent again otherwise,
// and only because its connection, say, has had trouble in the meantime.
func (r *Reconciler) refuse(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, found *job, outcome profile.Outcome,
) (ctrl.Result, error) {
	if wait, err := r.finish(ctx, upu, found); wait > 0 || err != nil {
		return ctrl.Result{RequeueAfter: wait}, err
	}
	r.lanes.Forget(found.owner)
	return r.conclude(ctx, upu, found, delivery.Report{Outcome: outcome})
}

// precede is how long the job has to wait for an earlier version of the update; zero if it need not. Where a version was to
// move the person, it has to be on record where that has left them. Before they are moved elsewhere it has to show, too:
// an old answer would put on record where they were, in the place of where they are. A dry run claims nothing of what an
// earlier version was about to apply.
func (r *Reconciler) precede(ctx context.Context, upu *v1alpha1.UserProfileUpdate, found *job) (time.Duration, error) {
	dry := found.port.Schema().TestOnly
	if _, held := r.lanes.Report(found.owner); !held && found.moved == nil && !dry {
		return 0, nil
	}
	if version, pending := r.lanes.Pending(found.owner); pending && version == found.version {
		return 0, nil
	}
	if wait, err := r.finish(ctx, upu, found); wait > 0 || err != nil {
		return wait, err
	}
	if dry {
		r.claims.settle(upu)
	}
	if found.moved == nil {
		return 0, nil
	}
	if to, known := found.Moved(found.Plan(target.User{})); known && to == *found.moved {
		return 0, nil
	}
	return untilItShows(upu, r.began(), r.now(), r.lag), nil
}

// finish sees to it that nothing begins any more for the update, that a request under way ends, and that what came of it is
// on record. It is done when there is nothing to wait for.
func (r *Reconciler) finish(ctx context.Context, upu *v1alpha1.UserProfileUpdate, found *job) (wait time.Duration, err error) {
	if r.lanes.Withdraw(found.owner) {
		return flightPause, nil
	}
	report, held := r.lanes.Report(found.owner)
	earlier, ours := report.Planner.(*job)
	switch {
	case !held || !ours, report.Outcome.Kind == profile.Progressing, earlier.recorded(upu, report.Outcome):
		return 0, nil // nothing was sent, or all is on record
	case earlier.generation == found.generation:
		_, err = r.conclude(ctx, upu, earlier, report)
	case earlier.moved != nil:
		if err = r.recordMove(ctx, upu, earlier, report.Outcome); err == nil {
			r.lanes.Acknowledge(earlier.owner, earlier.version)
		}
	default:
		return 0, nil // whatever came of it, what the update declares now comes in its place
	}
	if apierrors.IsConflict(err) {
		err = nil
	}
	return cachePause, err
}

// recordMove writes where the outcome of an earlier generation leaves the person, and when that was.
func (r *Reconciler) recordMove(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, earlier *job, outcome profile.Outcome,
) (err error) {
	status := *upu.Status.DeepCopy()
	if status.Identity, err = r.identity(ctx, upu, earlier, outcome); err != nil {
		return err
	}
	status.LastAttemptTime = &metav1.Time{Time: outcome.At.Truncate(time.Second)}
	return r.write(ctx, upu, status)
}

// untilItShows is how much longer what the vendor lets read may be older than the last request that may have moved the
// person, if it lags behind no more than that. Of a request of an earlier process all that is known is that it was sent
// before this one began.
func untilItShows(upu *v1alpha1.UserProfileUpdate, began, now time.Time, lag time.Duration) time.Duration {
	sent := began
	if last := upu.Status.LastAttemptTime; last != nil && !last.After(now) { // or the clock of an earlier one was ahead
		if at := last.Add(time.Second); at.After(sent) { // it is recorded in full seconds
			sent = at
		}
	}
	return max(0, sent.Add(lag).Sub(now))
}
