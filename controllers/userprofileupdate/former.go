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
// now, or because it was edited, and a former version of it may have moved the person.

// flightPause is how long an update waits before it looks again whether what is under way has ended.
const flightPause = time.Second

// refuse ends the update here, without the vendor, once that is done: what was sent would have to be sent again otherwise,
// and only because its connection, say, has had trouble in the meantime.
func (r *Reconciler) refuse(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, found *job, outcome profile.Outcome,
) (ctrl.Result, error) {
	if wait, err := r.finishFormer(ctx, upu, found); wait > 0 || err != nil {
		return ctrl.Result{RequeueAfter: wait}, err
	}
	r.lanes.Forget(found.owner)
	return r.conclude(ctx, upu, found, delivery.Report{Outcome: outcome})
}

// untilTheyStay is how long the update has to wait where a former version of it was to move the person; zero if it need
// not. Where they are has to be on record, and before they are moved elsewhere it has to show, too: who is found where
// they are no longer would be recorded there, and where they really are forgotten.
func (r *Reconciler) untilTheyStay(ctx context.Context, upu *v1alpha1.UserProfileUpdate, found *job) (time.Duration, error) {
	if found.moved == nil {
		return 0, nil
	}
	if version, pending := r.lanes.Pending(found.owner); pending && version == found.version {
		return 0, nil
	}
	if wait, err := r.finishFormer(ctx, upu, found); wait > 0 || err != nil {
		return wait, err
	}
	change := found.Plan(target.User{})
	if to, known := found.Moved(change); !found.Moves(change) || known && to == *found.moved {
		return 0, nil
	}
	return unseen(upu, r.began(), r.now(), r.lag), nil
}

// finishFormer sees to it that nothing of a former version of the update is queued any more, that what is under way ends,
// and that what came of it is recorded. It is done when there is nothing to wait for.
func (r *Reconciler) finishFormer(ctx context.Context, upu *v1alpha1.UserProfileUpdate, found *job) (wait time.Duration, err error) {
	if r.lanes.Withdraw(found.owner) {
		return flightPause, nil
	}
	report, held := r.lanes.Report(found.owner)
	former, ours := report.Planner.(*job)
	switch {
	case !held || !ours, former.recorded(upu, report.Outcome):
		return 0, nil
	case former.generation == found.generation:
		_, err = r.conclude(ctx, upu, former, report)
	case former.moved != nil:
		if err = r.recordMove(ctx, upu, former, report.Outcome); err == nil {
			r.lanes.Acknowledge(former.owner, former.version)
		}
	default:
		return 0, nil // it was edited, and what is declared now is sent whatever came of the former
	}
	if apierrors.IsConflict(err) {
		err = nil
	}
	return conflictPause, err
}

// recordMove writes where the outcome of a former generation leaves the person, and when that was. An outcome that only
// asks for a record has sent nothing.
func (r *Reconciler) recordMove(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, former *job, outcome profile.Outcome,
) (err error) {
	if outcome.Kind == profile.Progressing {
		return nil
	}
	status := *upu.Status.DeepCopy()
	if status.Identity, err = r.identity(ctx, upu, former, outcome); err != nil {
		return err
	}
	status.LastAttemptTime = &metav1.Time{Time: outcome.At.Truncate(time.Second)}
	return r.write(ctx, upu, status)
}

// unseen is how much longer what the vendor lets read may be older than the last request that may have moved the person,
// if it lags behind no more than that. Of a request of an earlier process all that is known is that it was sent before this
// one began.
func unseen(upu *v1alpha1.UserProfileUpdate, began, now time.Time, lag time.Duration) time.Duration {
	sent := began
	if last := upu.Status.LastAttemptTime; last != nil && last.After(sent) {
		sent = last.Time
	}
	return max(0, sent.Add(lag).Sub(now))
}
