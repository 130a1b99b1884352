package profiletarget

import (
	"context"
	"fmt"
	"unicode/utf8"

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
func knownGood(pt v1alpha1.GenericProfileTarget, c *connection.Connection) bool {
	return meta.IsStatusConditionTrue(pt.GetStatus().Conditions, string(v1alpha1.ConditionReady)) && c.Observed(pt)
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
	return condition(metav1.ConditionFalse, v1alpha1.ReasonAccessDenied, message)
}

// broken is the Ready condition of a target that is no connection.
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

// write brings the health to the API server, and announces a transition. Where there is no connection, c is nil.
func (r *Reconciler) write(
	ctx context.Context, pt v1alpha1.GenericProfileTarget, ready metav1.Condition, c *connection.Connection,
) error {
	before := pt.GetStatus().DeepCopy()
	ready.ObservedGeneration = pt.GetGeneration()
	ready.LastTransitionTime = metav1.NewTime(r.now())
	status := pt.GetStatus()
	status.ObservedGeneration = pt.GetGeneration()
	status.ObservedSecret, status.ObservedCABundle = nil, nil
	if c != nil {
		status.ObservedSecret, status.ObservedCABundle = &c.Secret, c.CABundle
	}
	meta.SetStatusCondition(&status.Conditions, ready)
	return r.patch(ctx, pt, before)
}

// writeTraffic brings to the API server how the lane and the fuse stand; the health is as it was.
func (r *Reconciler) writeTraffic(ctx context.Context, pt v1alpha1.GenericProfileTarget) error {
	return r.patch(ctx, pt, pt.GetStatus().DeepCopy())
}

// patch writes the status if it changed. It is the only writer.
func (r *Reconciler) patch(ctx context.Context, pt v1alpha1.GenericProfileTarget, before *v1alpha1.ProfileTargetStatus) error {
	show(pt.GetStatus(), r.traffic.of(connection.Key(pt)))
	r.fuses.show(pt, r.now())
	pt.GetStatus().LastHandledReconcileAt = v1alpha1.Annotation(pt, v1alpha1.ReconcileRequestAnnotation)
	if equality.Semantic.DeepEqual(before, pt.GetStatus()) {
		return nil
	}
	former, ok := pt.DeepCopyObject().(v1alpha1.GenericProfileTarget)
	if !ok {
		return fmt.Errorf("a copy of %s is a %T", connection.Name(connection.Key(pt)), pt)
	}
	*former.GetStatus() = *before
	if err := r.client.Status().Patch(ctx, pt, client.MergeFromWithOptions(former, client.MergeFromWithOptimisticLock{})); err != nil {
		return fmt.Errorf("write the status: %w", err)
	}
	for _, kind := range []v1alpha1.ConditionType{v1alpha1.ConditionReady, v1alpha1.ConditionFuseBlown} {
		r.announce(pt, string(kind), before)
	}
	return nil
}

// actionConnect is the action of all events: what the operator was doing.
const actionConnect = "Connect"

// announce records an event when a condition changed; the status was written already.
func (r *Reconciler) announce(pt v1alpha1.GenericProfileTarget, kind string, before *v1alpha1.ProfileTargetStatus) {
	old := meta.FindStatusCondition(before.Conditions, kind)
	is := meta.FindStatusCondition(pt.GetStatus().Conditions, kind)
	if is == nil || old != nil && old.Status == is.Status && old.Reason == is.Reason {
		return
	}
	severity := corev1.EventTypeWarning
	if isGood(is) {
		severity = corev1.EventTypeNormal
	}
	r.events.Eventf(pt, nil, severity, is.Reason, actionConnect, "%s", shortened(is.Message))
}

// maxNote is the most bytes of an event's note; the API server takes no more.
const maxNote = 1024

func shortened(message string) string {
	const ellipsis = "…"
	if len(message) <= maxNote {
		return message
	}
	end := maxNote - len(ellipsis)
	for !utf8.RuneStart(message[end]) {
		end--
	}
	return message[:end] + ellipsis
}

func isGood(is *metav1.Condition) bool {
	return (is.Type == string(v1alpha1.ConditionFuseBlown)) == (is.Status == metav1.ConditionFalse) ||
		is.Reason == string(v1alpha1.ReasonSuspended)
}
