package userprofileupdate

import (
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

func requestOf(object client.Object) string {
	return v1alpha1.Annotation(object, v1alpha1.ReconcileRequestAnnotation)
}

// connectionChanged lets a target through when its updates may fare differently: its spec, its credentials or
// its health changed.
type connectionChanged struct{ predicate.Funcs }

// Update compares spec, observed credentials and authorities, health, and which fuse is in.
func (connectionChanged) Update(e event.UpdateEvent) bool {
	before, ok := e.ObjectOld.(v1alpha1.GenericProfileTarget)
	after, okToo := e.ObjectNew.(v1alpha1.GenericProfileTarget)
	if !ok || !okToo {
		return false
	}
	return before.GetGeneration() != after.GetGeneration() || before.GetUID() != after.GetUID() ||
		!equality.Semantic.DeepEqual(before.GetStatus().ObservedSecret, after.GetStatus().ObservedSecret) ||
		!equality.Semantic.DeepEqual(before.GetStatus().ObservedCABundle, after.GetStatus().ObservedCABundle) ||
		before.GetStatus().LastHandledFuseReset != after.GetStatus().LastHandledFuseReset ||
		health(before, v1alpha1.ConditionReady) != health(after, v1alpha1.ConditionReady) ||
		health(before, v1alpha1.ConditionFuseBlown) != health(after, v1alpha1.ConditionFuseBlown)
}

// health is the part of a condition by which updates fare. The message is not: a vendor may word each answer differently,
// and thousands of updates would be woken for nothing.
func health(of v1alpha1.GenericProfileTarget, condition v1alpha1.ConditionType) [2]string {
	found := meta.FindStatusCondition(of.GetStatus().Conditions, string(condition))
	if found == nil {
		return [2]string{}
	}
	return [2]string{string(found.Status), found.Reason}
}
