package faults

import (
	"context"
	"time"
)

// Wait returns when the gate has been released, if there is one, and then the delay has passed, on a real timer. It
// fails with ctx's error when the caller leaves first.
func Wait(ctx context.Context, gate *Gate, delay time.Duration) error {
	if gate != nil {
		if err := gate.pass(ctx); err != nil {
			return err
		}
	}
	if delay <= 0 {
		return nil
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
