package main

import (
	"fmt"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// state is what the API server may tell of an update of the first generation.
func state(name string, ready metav1.ConditionStatus, edit func(*v1alpha1.UserProfileUpdate)) *v1alpha1.UserProfileUpdate {
	upu := &v1alpha1.UserProfileUpdate{ObjectMeta: metav1.ObjectMeta{Name: name, Generation: 1}}
	if ready != "" {
		upu.Status.ObservedGeneration = 1
		upu.Status.Conditions = []metav1.Condition{{Type: string(v1alpha1.ConditionReady), Status: ready}}
	}
	if ready == metav1.ConditionTrue || ready == metav1.ConditionFalse {
		upu.Status.Results = &v1alpha1.Results{}
	}
	edit(upu)
	return upu
}

func asItIs(*v1alpha1.UserProfileUpdate) {}

func TestBacklog(t *testing.T) {
	b := newBacklog(commandsPerMinute + 2)
	for n := range commandsPerMinute - 1 {
		b.look(state(fmt.Sprint(n), metav1.ConditionTrue, asItIs))
	}
	for _, step := range []struct {
		name          string
		ready         metav1.ConditionStatus
		queued        int
		arrived, seen bool
	}{
		{"ann", "", 3, true, false},
		{"ann", metav1.ConditionUnknown, 3, true, false},
		{"ann", metav1.ConditionUnknown, 3, true, false},
		{"bob", metav1.ConditionTrue, 2, true, false},
		{"bob", metav1.ConditionTrue, 2, true, false},
		{"cid", metav1.ConditionFalse, 1, true, true},
		{"ann", metav1.ConditionTrue, 0, true, true},
	} {
		b.look(state(step.name, step.ready, asItIs))
		if got := b.queued(); got != step.queued {
			t.Errorf("after %s %s: %d queued, want %d", step.name, step.ready, got, step.queued)
		}
		if arrived, seen := closed(b.arrived), closed(b.seen); arrived != step.arrived || seen != step.seen {
			t.Errorf("after %s %s: arrived %t, seen %t; want %t, %t", step.name, step.ready, arrived, seen, step.arrived, step.seen)
		}
	}
}

// All but as many as a minute holds have arrived.
func TestBacklogArrives(t *testing.T) {
	b := newBacklog(commandsPerMinute + 1)
	if closed(b.arrived) {
		t.Error("arrived before the first")
	}
	b.look(state("ann", metav1.ConditionUnknown, asItIs))
	if !closed(b.arrived) || closed(b.seen) {
		t.Errorf("arrived %t, seen %t, want the first only", closed(b.arrived), closed(b.seen))
	}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func TestOpening(t *testing.T) {
	first := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	requests := []adobe.Request{
		{Path: "/ims/token/v3", Time: first.Add(-time.Second)},
		{Path: adobe.PathAction, Time: first},
		{Path: adobe.PathAction, Time: first.Add(time.Second)},
	}
	if got, want := opening(requests), first.Add(time.Minute); !got.Equal(want) {
		t.Errorf("%s, want %s", got, want)
	}
	if got := opening(requests[:1]); !got.IsZero() {
		t.Errorf("%s without a request with commands", got)
	}
}
