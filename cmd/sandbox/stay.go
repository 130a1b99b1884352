package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// stay waits for ctx to end, and shows meanwhile what changes at the vendors.
func (s *sandbox) stay(ctx context.Context) error {
	s.invite()
	var followers []*follower
	for _, service := range s.services {
		followers = append(followers, follow(service))
	}
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			if why := context.Cause(ctx); !errors.Is(why, errInterrupted) {
				return why
			}
			return nil
		}
		for _, follower := range followers {
			follower.show(s.out)
		}
	}
}

// invite says what to try, with commands that work as they stand.
func (s *sandbox) invite() {
	namespace := s.samples.namespace()
	s.out.heading("It stays like this until Ctrl-C. In another terminal:")
	s.out.sayf("export KUBECONFIG=%s PATH=\"%s:$PATH\"\n", s.kubectl.kubeconfig, filepath.Dir(s.kubectl.path))
	s.out.sayf("kubectl get upu -n %s -o wide", namespace)
	for _, service := range s.services {
		if name := s.samples.firstWith(metav1.ConditionTrue, service.systems); name != "" {
			s.out.sayf("kubectl patch upu -n %s %s --type merge -p '{\"spec\":{\"attributes\":{\"lastName\":\"Poe\"}}}'", namespace, name)
		}
		if name := s.samples.firstWith(metav1.ConditionFalse, service.systems); name != "" {
			s.out.sayf("kubectl describe upu -n %s %s", namespace, name)
		}
	}
	s.out.sayf("\nWhat an edit changes at a vendor is shown here; at Adobe that takes some seconds.")
}

// follower shows what changes at a vendor.
type follower struct {
	*service

	known profiles
	seen  int
}

func follow(s *service) *follower {
	return &follower{service: s, known: s.profiles(), seen: len(s.writes())}
}

// show prints what was written since it was last called.
func (f *follower) show(out printer) {
	for _, write := range f.writes()[f.seen:] {
		now := f.profiles().by(write.userID)
		out.showChange(f.known.by(write.userID), now, write)
		f.known = f.known.with(now)
		f.seen++
	}
}
