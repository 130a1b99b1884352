package main

import (
	"context"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// cost is what was asked of others to apply updates.
type cost struct {
	// calls that read or wrote users, and those for tokens.
	calls, tokens int

	// once are the users that were written once.
	once int

	writes rig.Writes
}

// cost is what was asked since the simulator last forgot, and since the API server had these writes.
func (w *world) cost(ctx context.Context, before rig.Writes) (cost, error) {
	after, err := w.quiet(ctx)
	if err != nil {
		return cost{}, err
	}
	c := cost{writes: after.Minus(before), once: once(w.server.Journal())}
	for _, request := range w.server.Requests() {
		if request.Path == mosaic.PathToken {
			c.tokens++
		} else {
			c.calls++
		}
	}
	return c, nil
}

// quiet waits until nobody asks the API server to write anything: events come after the status that they tell of.
func (w *world) quiet(ctx context.Context) (rig.Writes, error) {
	for before := (rig.Writes{}); ; {
		now, err := rig.CountWrites(ctx, w.config)
		if err != nil || now == before {
			return now, err
		}
		before = now
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return now, context.Cause(ctx)
		}
	}
}

// once counts the users that were written once.
func once(journal []mosaic.Write) int {
	writes := map[string]int{}
	for _, write := range journal {
		writes[write.UserID]++
	}
	users := 0
	for _, n := range writes {
		if n == 1 {
			users++
		}
	}
	return users
}
