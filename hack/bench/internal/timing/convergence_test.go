package timing

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// state is what the API server may tell of an update of the first generation.
func state(name string, ready metav1.ConditionStatus, edit func(*v1alpha1.UserProfileUpdate)) *v1alpha1.UserProfileUpdate {
	upu := &v1alpha1.UserProfileUpdate{ObjectMeta: metav1.ObjectMeta{Name: name, Generation: 1}}
	if ready != "" {
		upu.Status.ObservedGeneration = 1
		upu.Status.Conditions = []metav1.Condition{{Type: string(v1alpha1.ConditionReady), Status: ready}}
	}
	edit(upu)
	return upu
}

func asItIs(*v1alpha1.UserProfileUpdate) {}

func TestConvergence(t *testing.T) {
	for name, tt := range map[string]struct {
		upu  *v1alpha1.UserProfileUpdate
		want bool
	}{
		"ready":             {state("ann", metav1.ConditionTrue, asItIs), true},
		"not looked at":     {state("ann", "", asItIs), false},
		"queued":            {state("ann", metav1.ConditionUnknown, asItIs), false},
		"refused":           {state("ann", metav1.ConditionFalse, asItIs), false},
		"another":           {state("bob", metav1.ConditionTrue, asItIs), false},
		"edited after that": {state("ann", metav1.ConditionTrue, func(upu *v1alpha1.UserProfileUpdate) { upu.Generation = 2 }), false},
	} {
		t.Run(name, func(t *testing.T) {
			c := &Convergence{}
			seen := c.await("ann")
			c.Look(tt.upu)
			c.Look(tt.upu) // the second time is no news
			if got := len(seen) == 1; got != tt.want {
				t.Errorf("converged %t, want %t", got, tt.want)
			}
		})
	}
}
