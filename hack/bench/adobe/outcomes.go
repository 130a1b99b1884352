package main

import (
	"context"
	"sync"
	"time"

	"k8s.io/client-go/rest"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// awaitOutcomes waits until so many updates have an outcome, or patience ends, and returns them all by name.
func awaitOutcomes(
	ctx context.Context, r *rig.Rig, config *rest.Config, count int, patience time.Duration,
) (map[string]v1alpha1.UserProfileUpdate, error) {
	seen := newOutcomes(r, count)
	watched, err := r.WatchUpdates(ctx, config, seen.look, namespace)
	if err != nil {
		return nil, err
	}
	select {
	case <-seen.all:
	case <-time.After(patience):
		r.Sayf("no longer waiting for what has no outcome")
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	var list v1alpha1.UserProfileUpdateList
	if err := watched.List(ctx, &list); err != nil {
		return nil, err
	}
	updates := map[string]v1alpha1.UserProfileUpdate{}
	for i := range list.Items {
		updates[list.Items[i].Name] = list.Items[i]
	}
	return updates, nil
}

// hasOutcome tells whether the vendor's answer about the present generation is written down.
func hasOutcome(upu *v1alpha1.UserProfileUpdate) bool {
	return upu.Status.ObservedGeneration == upu.Generation && upu.Status.Results != nil
}

// outcomes are the updates that have one.
type outcomes struct {
	rig   *rig.Rig
	count int

	// all is closed when there are as many as there should be.
	all chan struct{}

	mu    sync.Mutex
	named map[string]bool
}

func newOutcomes(r *rig.Rig, count int) *outcomes {
	return &outcomes{rig: r, count: count, all: make(chan struct{}), named: map[string]bool{}}
}

func (o *outcomes) look(upu *v1alpha1.UserProfileUpdate) {
	if !hasOutcome(upu) {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.named[upu.Name] {
		return
	}
	o.named[upu.Name] = true
	if len(o.named)%(o.count/10) == 0 {
		o.rig.Sayf("%d of %d have an outcome", len(o.named), o.count)
	}
	if len(o.named) == o.count {
		close(o.all)
	}
}
