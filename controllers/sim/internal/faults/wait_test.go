package faults_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/faults"
)

// TestGate holds two callers until the gate is released; those to come pass.
func TestGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := faults.NewGate()
		passed := make(chan error, 2)
		for range 2 {
			go func() { passed <- faults.Wait(t.Context(), gate, 0) }()
		}
		if err := gate.Await(t.Context(), 2); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if len(passed) != 0 {
			t.Error("somebody passed a closed gate")
		}
		gate.Release()
		gate.Release()
		for _, err := range []error{<-passed, <-passed, faults.Wait(t.Context(), gate, 0), gate.Await(t.Context(), 3)} {
			if err != nil {
				t.Errorf("at an open gate: %v", err)
			}
		}
	})
}

// TestLeaving proves that nobody waits longer than their context.
func TestLeaving(t *testing.T) {
	gate := faults.NewGate()
	cases := map[string]func(context.Context) error{
		"the gate":      func(ctx context.Context) error { return faults.Wait(ctx, gate, 0) },
		"the delay":     func(ctx context.Context) error { return faults.Wait(ctx, nil, time.Hour) },
		"both":          func(ctx context.Context) error { return faults.Wait(ctx, gate, time.Hour) },
		"other callers": func(ctx context.Context) error { return gate.Await(ctx, 100) },
	}
	for name, wait := range cases {
		t.Run(name, func(t *testing.T) {
			ctx, leave := context.WithCancel(t.Context())
			leave()
			if err := wait(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("waiting for %s ended with %v, want context.Canceled", name, err)
			}
		})
	}
}

func TestDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, delay := range []time.Duration{0, -time.Second, time.Minute} {
			began := time.Now()
			if err := faults.Wait(t.Context(), nil, delay); err != nil {
				t.Error(err)
			}
			if took, want := time.Since(began), max(delay, 0); took != want {
				t.Errorf("waited %s, want %s", took, want)
			}
		}
	})
}
