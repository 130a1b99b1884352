package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

func TestState(t *testing.T) {
	ready := func(generation int64) []metav1.Condition {
		return []metav1.Condition{
			{Type: "Reconciling", Status: "True", Reason: "Other"},
			{Type: "Ready", Status: "False", Reason: "UserNotFound", ObservedGeneration: generation},
		}
	}
	for name, tt := range map[string]struct {
		status v1alpha1.UserProfileUpdateStatus
		want   state
	}{
		"not looked at": {v1alpha1.UserProfileUpdateStatus{ObservedGeneration: -1}, state{}},
		"present": {
			v1alpha1.UserProfileUpdateStatus{
				ObservedGeneration: 2, Conditions: ready(2),
				Errors: []v1alpha1.CommandError{{ErrorCode: "404", User: "jane@x.io", Message: "no such user"}},
			},
			state{current: true, ready: "False", reason: "UserNotFound", errors: []complaint{{"404", "jane@x.io"}}},
		},
		"old": {
			v1alpha1.UserProfileUpdateStatus{ObservedGeneration: 1, Conditions: ready(1)},
			state{ready: "False", reason: "UserNotFound"},
		},
		"old condition": {
			v1alpha1.UserProfileUpdateStatus{ObservedGeneration: 2, Conditions: ready(1)},
			state{ready: "False", reason: "UserNotFound"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			upu := &v1alpha1.UserProfileUpdate{ObjectMeta: metav1.ObjectMeta{Name: "jane", Generation: 2}, Status: tt.status}
			if diff := cmp.Diff(tt.want, stateOf(upu), cmp.AllowUnexported(state{}, complaint{})); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
			seen := &sightings{seen: map[sighting]bool{}}
			seen.look(upu)
			seen.look(upu)
			if got := len(seen.all()); got != len(tt.want.errors) {
				t.Errorf("%d sightings, want %d", got, len(tt.want.errors))
			}
		})
	}
}
