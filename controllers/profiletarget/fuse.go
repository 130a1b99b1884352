package profiletarget

import (
	"fmt"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
)

// fuses remembers which have blown. The zero value remembers none. It is safe for concurrent use.
type fuses struct {
	mu    sync.Mutex
	blown map[types.NamespacedName]fuse
}

// fuse is the one that was put in for that reset. A target that is created anew has another.
type fuse struct {
	of    types.UID
	reset string
}

// blow notes it, and tells whether it is news.
func (f *fuses) blow(key types.NamespacedName, of fuse) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if known, found := f.blown[key]; found && known == of {
		return false
	}
	if f.blown == nil {
		f.blown = map[types.NamespacedName]fuse{}
	}
	f.blown[key] = of
	return true
}

func (f *fuses) forget(key types.NamespacedName) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.blown, key)
}

func (f *fuses) has(key types.NamespacedName, of fuse) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	known, found := f.blown[key]
	return found && known == of
}

// show puts into the status how the fuse stands: it is replaced when somebody asks for that, and it is intact again.
//
//	fuse                     condition FuseBlown
//	there is none, any more  removed
//	has blown                True
//	is to be replaced        False, if it had blown
func (f *fuses) show(pt v1alpha1.GenericProfileTarget, now time.Time) {
	key, status, limits := connection.Key(pt), pt.GetStatus(), pt.GetSpec().Limits
	reset := v1alpha1.Annotation(pt, v1alpha1.FuseResetAnnotation)
	if limits == nil || limits.IdentityChangesPerHour == nil {
		f.forget(key)
		status.LastHandledFuseReset = reset
		meta.RemoveStatusCondition(&status.Conditions, string(v1alpha1.ConditionFuseBlown))
		return
	}
	blown := metav1.Condition{
		Type: string(v1alpha1.ConditionFuseBlown), ObservedGeneration: status.ObservedGeneration,
		LastTransitionTime: metav1.NewTime(now.Truncate(time.Second)),
	}
	known := meta.FindStatusCondition(status.Conditions, blown.Type)
	switch {
	case reset != status.LastHandledFuseReset:
		f.forget(key)
		status.LastHandledFuseReset = reset
		if known == nil {
			return
		}
		blown.Status, blown.Reason = metav1.ConditionFalse, string(v1alpha1.ReasonFuseReplaced)
		blown.Message = "the fuse was replaced; updates may change what people are found by"
	case f.has(key, fuse{of: pt.GetUID(), reset: reset}):
		blown.Status, blown.Reason = metav1.ConditionTrue, string(v1alpha1.ReasonFuseBlown)
		blown.Message = fmt.Sprintf("more updates were to change within an hour what people are found by than "+
			"limits.identityChangesPerHour (%d) allows; those that did not yet are stopped; find out why, and set the annotation %s "+
			"to another value to let them go on", *limits.IdentityChangesPerHour, v1alpha1.FuseResetAnnotation)
	case known != nil:
		known.ObservedGeneration = status.ObservedGeneration
		return
	default:
		return
	}
	meta.SetStatusCondition(&status.Conditions, blown)
}
