package profiletarget

import (
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/predicate"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// wishChanged lets a target through when somebody changed what it asks for. Our own status writes do not.
type wishChanged struct{ predicate.Funcs }

// Update compares generation, UID, and the annotations that ask for something.
func (wishChanged) Update(e event.UpdateEvent) bool {
	asks := func(annotation string) bool {
		return v1alpha1.Annotation(e.ObjectOld, annotation) != v1alpha1.Annotation(e.ObjectNew, annotation)
	}
	return e.ObjectOld.GetGeneration() != e.ObjectNew.GetGeneration() || e.ObjectOld.GetUID() != e.ObjectNew.GetUID() ||
		asks(v1alpha1.ReconcileRequestAnnotation) || asks(v1alpha1.FuseResetAnnotation)
}
