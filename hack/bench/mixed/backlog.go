package main

import (
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// backlog are the updates that wait for Adobe. It is safe for concurrent use.
type backlog struct {
	size int

	// arrived is closed when the operator has said something about each of them but for those that it says nothing about
	// for 10 s, because their turn may come within these: what a minute holds at most.
	arrived chan struct{}

	// seen is closed when the operator has said something about each.
	seen chan struct{}

	mu        sync.Mutex
	mentioned map[string]bool // by the name of the update
	done      map[string]bool
}

func newBacklog(size int) *backlog {
	return &backlog{
		size:      size,
		arrived:   make(chan struct{}),
		seen:      make(chan struct{}),
		mentioned: map[string]bool{},
		done:      map[string]bool{},
	}
}

// look is shown each state of the updates.
func (b *backlog) look(upu *v1alpha1.UserProfileUpdate) {
	if meta.FindStatusCondition(upu.Status.Conditions, string(v1alpha1.ConditionReady)) == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if upu.Status.Results != nil {
		b.done[upu.Name] = true
	}
	if b.mentioned[upu.Name] {
		return
	}
	b.mentioned[upu.Name] = true
	switch len(b.mentioned) {
	case b.size - commandsPerMinute:
		close(b.arrived)
	case b.size:
		close(b.seen)
	}
}

// queued is how many have no outcome.
func (b *backlog) queued() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.size - len(b.done)
}

// What Adobe documents (UMAPI, ActionsRef and throttling).
const (
	minute            = time.Minute
	commandsPerMinute = 100
)

// opening is when the quota that was used up first is there again: a minute after the first request with commands. Without
// one it is a time long past.
func opening(requests []adobe.Request) time.Time {
	for _, request := range requests {
		if request.Path == adobe.PathAction {
			return request.Time.Add(minute)
		}
	}
	return time.Time{}
}
