package userprofileupdate

import (
	"strings"

	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/meta"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/predicate"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// specChanged lets an update through when somebody changed what it asks for. Our own status writes do not: they would
// wake the object for nothing. A new UID under the same name is another object.
type specChanged struct{ predicate.Funcs }

// Update compares generation, UID, the start of deletion and the request for another attempt, and where expressions may
// read them the labels and annotations.
func (specChanged) Update(e event.UpdateEvent) bool {
	return e.ObjectOld.GetGeneration() != e.ObjectNew.GetGeneration() ||
		e.ObjectOld.GetUID() != e.ObjectNew.GetUID() ||
		requestOf(e.ObjectOld) != requestOf(e.ObjectNew) ||
		metadataOf(e.ObjectOld) != metadataOf(e.ObjectNew) ||
		e.ObjectOld.GetDeletionTimestamp().IsZero() != e.ObjectNew.GetDeletionTimestamp().IsZero()
}

// requestOf is the request for another attempt, as far as the status has room for it.
func requestOf(object client.Object) string {
	request := object.GetAnnotations()[v1alpha1.ReconcileRequestAnnotation]
	return strings.ToValidUTF8(request[:min(len(request), maxRequest)], "")
}

// maxRequest is the length of status.lastHandledReconcileAt, which counts characters: no text has more of them than bytes.
const maxRequest = 256

// connectionChanged lets a ProfileTarget through when its updates may fare differently: its spec, its credentials or
// its health changed.
type connectionChanged struct{ predicate.Funcs }

// Update compares spec, observed credentials and health.
func (connectionChanged) Update(e event.UpdateEvent) bool {
	before, ok := e.ObjectOld.(*v1alpha1.ProfileTarget)
	after, okToo := e.ObjectNew.(*v1alpha1.ProfileTarget)
	if !ok || !okToo {
		return false
	}
	return before.Generation != after.Generation || before.UID != after.UID ||
		!equality.Semantic.DeepEqual(before.Status.ObservedSecret, after.Status.ObservedSecret) ||
		health(before) != health(after)
}

// health is the part of the Ready condition by which updates fare. The message is not: a vendor may word each answer
// differently, and thousands of updates would be woken for nothing.
func health(pt *v1alpha1.ProfileTarget) [2]string {
	ready := meta.FindStatusCondition(pt.Status.Conditions, string(v1alpha1.ConditionReady))
	if ready == nil {
		return [2]string{}
	}
	return [2]string{string(ready.Status), ready.Reason}
}
