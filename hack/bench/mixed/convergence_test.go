package main

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

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
			c := &convergence{}
			seen := c.await("ann")
			c.look(tt.upu)
			c.look(tt.upu) // the second time is no news
			if got := len(seen) == 1; got != tt.want {
				t.Errorf("converged %t, want %t", got, tt.want)
			}
		})
	}
}
