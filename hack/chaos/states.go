package main

import (
	"context"
	"fmt"
	"sync"

	"k8s.io/apimachinery/pkg/api/meta"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// sightings are the errors that updates have shown. They are safe for concurrent use.
type sightings struct {
	mu   sync.Mutex
	seen map[sighting]bool
}

func (s *sightings) look(upu *v1alpha1.UserProfileUpdate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	shown := stateOf(upu)
	for _, c := range shown.errors {
		s.seen[sighting{c, upu.Name, shown.reason}] = true
	}
}

func (s *sightings) all() []sighting {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]sighting, 0, len(s.seen))
	for one := range s.seen {
		all = append(all, one)
	}
	return all
}

func complaintsOf(upu *v1alpha1.UserProfileUpdate) []complaint {
	var complaints []complaint
	for _, e := range upu.Status.Errors {
		complaints = append(complaints, complaint{code: e.ErrorCode, user: e.User})
	}
	return complaints
}

// states are what all updates say of themselves, by name.
func states(ctx context.Context, from client.Reader) (map[string]state, error) {
	var list v1alpha1.UserProfileUpdateList
	if err := from.List(ctx, &list, client.InNamespace(namespace)); err != nil {
		return nil, fmt.Errorf("look at the updates: %w", err)
	}
	all := map[string]state{}
	for i := range list.Items {
		all[list.Items[i].Name] = stateOf(&list.Items[i])
	}
	return all, nil
}

func stateOf(upu *v1alpha1.UserProfileUpdate) state {
	s := state{current: upu.Status.ObservedGeneration == upu.Generation, errors: complaintsOf(upu)}
	if ready := meta.FindStatusCondition(upu.Status.Conditions, string(v1alpha1.ConditionReady)); ready != nil {
		s.current = s.current && ready.ObservedGeneration == upu.Generation
		s.ready, s.reason = string(ready.Status), ready.Reason
	}
	return s
}
