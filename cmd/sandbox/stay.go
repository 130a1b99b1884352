package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// stay waits for ctx to end, and shows meanwhile what changes at the vendor.
func (s *sandbox) stay(ctx context.Context) error {
	s.invite()
	known, seen := s.tenant.profiles(), len(s.tenant.Journal())
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
		for _, write := range s.tenant.Journal()[seen:] {
			now := s.tenant.profiles()
			s.out.showChange(known.by(write.UserID), now.by(write.UserID), write)
			known = now
			seen++
		}
	}
}

// invite says what to try, with commands that work as they stand.
func (s *sandbox) invite() {
	namespace := s.samples.namespace()
	s.out.heading("It stays like this until Ctrl-C. In another terminal:")
	s.out.sayf("export KUBECONFIG=%s PATH=\"%s:$PATH\"\n", s.kubectl.kubeconfig, filepath.Dir(s.kubectl.path))
	s.out.sayf("kubectl get upu -n %s -o wide", namespace)
	if name := s.samples.firstWith(metav1.ConditionTrue); name != "" {
		s.out.sayf("kubectl patch upu -n %s %s --type merge -p '{\"spec\":{\"attributes\":{\"lastName\":\"Poe\"}}}'", namespace, name)
	}
	if name := s.samples.firstWith(metav1.ConditionFalse); name != "" {
		s.out.sayf("kubectl describe upu -n %s %s", namespace, name)
	}
	s.out.sayf("\nWhat an edit changes at the vendor is shown here.")
}
