package timing

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// Stopwatch creates updates, none of a user twice, and times their convergence. It is safe for concurrent use.
type Stopwatch struct {
	// Client creates the updates.
	Client client.Client

	// Update makes the nth of them, from 0.
	Update func(n int) *v1alpha1.UserProfileUpdate

	// Convergence has to be shown each state of the updates.
	Convergence *Convergence

	// Patience is how long to wait for one.
	Patience time.Duration

	created atomic.Int64
}

// Once creates an update and returns how long after the API server's acceptance a watch showed it ready.
func (s *Stopwatch) Once(ctx context.Context) (time.Duration, error) {
	upu := s.Update(int(s.created.Add(1)) - 1)
	seen := s.Convergence.await(upu.Name)
	if err := rig.Create(ctx, s.Client, upu); err != nil {
		return 0, err
	}
	accepted := time.Now()
	select {
	case at := <-seen:
		return at.Sub(accepted), nil
	case <-time.After(s.Patience):
		return 0, fmt.Errorf("%s was not ready after %s", upu.Name, s.Patience)
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}

// InTurn times so many, one after the other, with a pause before each.
func (s *Stopwatch) InTurn(ctx context.Context, count int, pause time.Duration) ([]time.Duration, error) {
	times := make([]time.Duration, count)
	for n := range times {
		if err := Wait(ctx, pause); err != nil {
			return nil, err
		}
		took, err := s.Once(ctx)
		if err != nil {
			return nil, err
		}
		times[n] = took
	}
	return times, nil
}

// AtPace begins to time another one every so often, until the stop or as many as there may be, and returns when all have
// converged. It does not wait for one before the next: whoever waits for the end of a queue hardly ever sees it.
func (s *Stopwatch) AtPace(
	ctx context.Context, every time.Duration, most int, stop <-chan struct{},
) ([]time.Duration, error) {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var (
		running sync.WaitGroup
		mu      sync.Mutex
		times   []time.Duration
	)
	for range ticks(ctx, every, most, stop) {
		running.Go(func() {
			took, err := s.Once(ctx)
			if err != nil {
				fail(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			times = append(times, took)
		})
	}
	running.Wait()
	return times, context.Cause(ctx)
}

// ticks are at most so many, one every so often, until the stop or the end of the context.
func ticks(ctx context.Context, every time.Duration, most int, stop <-chan struct{}) func(func() bool) {
	return func(yield func() bool) {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for range most {
			select {
			case <-tick.C:
			case <-stop:
				return
			case <-ctx.Done():
				return
			}
			if !yield() {
				return
			}
		}
	}
}

// Wait for that long, or until the context ends.
func Wait(ctx context.Context, pause time.Duration) error {
	select {
	case <-time.After(pause):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
