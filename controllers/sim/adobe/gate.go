package adobe

import (
	"context"
	"sync"
)

// Gate holds requests until it is released, so that a test can act while one is in flight:
//
//	gate := adobe.NewGate()
//	sim.Inject(adobe.Fault{Path: adobe.PathAction, Gate: gate})
//	go client.Update(...)
//	err := gate.Await(ctx, 1) // the request has arrived
//	sim.PortalEdit(...)       // somebody else is faster
//	gate.Release()
//
// It is safe for concurrent use.
type Gate struct {
	released chan struct{}
	once     sync.Once

	mu      sync.Mutex
	arrived int
	// changed is closed and replaced at every arrival.
	changed chan struct{}
}

// NewGate returns a closed gate.
func NewGate() *Gate {
	return &Gate{released: make(chan struct{}), changed: make(chan struct{})}
}

// Release lets all requests pass, those waiting and those to come. Releasing twice does nothing.
func (g *Gate) Release() {
	g.once.Do(func() { close(g.released) })
}

// Await returns when n requests have arrived at the gate since it was made, or with ctx's error.
func (g *Gate) Await(ctx context.Context, n int) error {
	for {
		g.mu.Lock()
		arrived, changed := g.arrived, g.changed
		g.mu.Unlock()
		if arrived >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// pass holds the caller until the gate is released, or returns ctx's error.
func (g *Gate) pass(ctx context.Context) error {
	g.mu.Lock()
	g.arrived++
	close(g.changed)
	g.changed = make(chan struct{})
	g.mu.Unlock()
	select {
	case <-g.released:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
