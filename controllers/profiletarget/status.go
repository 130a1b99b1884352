package profiletarget

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// knownGood tells whether the vendor accepted exactly this connection before.
func knownGood(pt *v1alpha1.ProfileTarget, c *connection.Connection) bool {
	return meta.IsStatusConditionTrue(pt.Status.Conditions, string(v1alpha1.ConditionReady)) &&
		pt.Status.ObservedGeneration == pt.Generation &&
		pt.Status.ObservedSecret != nil && *pt.Status.ObservedSecret == c.Secret
}

// health is the Ready condition after a probe.
func health(err error) metav1.Condition {
	if err == nil {
		return condition(metav1.ConditionTrue, v1alpha1.ReasonConnected, "the vendor gave a token for the credentials")
	}
	failure := target.AsError(err)
	reason := v1alpha1.ReasonTargetUnavailable
	if failure.Kind == profile.Denied {
		reason = v1alpha1.ReasonCredentialsRejected
	}
	return condition(metav1.ConditionFalse, reason, failure.Error())
}

// forbidden is the Ready condition of a connection that may not do what updates ask for.
func forbidden(message string) metav1.Condition {
	return condition(metav1.ConditionFalse, v1alpha1.ReasonAccessDenied, "the vendor accepts the credentials, but denied a "+
		"request: "+message+"; give them the right to read and edit users at the vendor")
}

// broken is the Ready condition of a ProfileTarget that is no connection.
func broken(problem *connection.Problem) metav1.Condition {
	return condition(metav1.ConditionFalse, problem.Reason, problem.Message)
}

func condition(status metav1.ConditionStatus, reason v1alpha1.Reason, message string) metav1.Condition {
	return metav1.Condition{
		Type:    string(v1alpha1.ConditionReady),
		Status:  status,
		Reason:  string(reason),
		Message: message,
	}
}

// write brings the health to the API server, and announces a transition.
func (r *Reconciler) write(
	ctx context.Context, pt *v1alpha1.ProfileTarget, ready metav1.Condition, secret *v1alpha1.ObservedSecret,
) error {
	before := pt.DeepCopy()
	ready.ObservedGeneration = pt.Generation
	ready.LastTransitionTime = metav1.NewTime(r.now())
	pt.Status.ObservedGeneration = pt.Generation
	pt.Status.ObservedSecret = secret
	meta.SetStatusCondition(&pt.Status.Conditions, ready)
	return r.patch(ctx, pt, before)
}

// writeTraffic brings to the API server how the lane stands; the health is as it was.
func (r *Reconciler) writeTraffic(ctx context.Context, pt *v1alpha1.ProfileTarget) error {
	return r.patch(ctx, pt, pt.DeepCopy())
}

// patch writes the status if it changed. It is the only writer.
func (r *Reconciler) patch(ctx context.Context, pt, before *v1alpha1.ProfileTarget) error {
	show(&pt.Status, r.traffic.of(client.ObjectKeyFromObject(pt)))
	if equality.Semantic.DeepEqual(before.Status, pt.Status) {
		return nil
	}
	if err := r.client.Status().Patch(ctx, pt, client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})); err != nil {
		return fmt.Errorf("write the status: %w", err)
	}
	r.announce(before, pt)
	return nil
}

// actionConnect is the action of all events: what the operator was doing.
const actionConnect = "Connect"

// announce records an event when the health changed; the status was written already.
func (r *Reconciler) announce(before, after *v1alpha1.ProfileTarget) {
	old := meta.FindStatusCondition(before.Status.Conditions, string(v1alpha1.ConditionReady))
	ready := meta.FindStatusCondition(after.Status.Conditions, string(v1alpha1.ConditionReady))
	if ready == nil || old != nil && old.Status == ready.Status && old.Reason == ready.Reason {
		return
	}
	kind := corev1.EventTypeWarning
	if ready.Status == metav1.ConditionTrue {
		kind = corev1.EventTypeNormal
	}
	r.events.Eventf(after, nil, kind, ready.Reason, actionConnect, "%s", ready.Message)
}
