package faults

import "sync"

// Injection is a fault in place. It is safe for concurrent use.
type Injection struct {
	aim    Aim
	remove func()

	// mu is the queue's. It guards the rest.
	mu    *sync.Mutex
	seen  int
	fired int
}

// Remove takes the fault away. Removing it twice does nothing.
func (in *Injection) Remove() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.remove()
}

// Fired returns how often the fault has hit.
func (in *Injection) Fired() int {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.fired
}

// strikes counts a match and says whether it is hit.
func (in *Injection) strikes(chance func() float64) bool {
	in.seen++
	if !in.aim.covers(in.seen) || in.aim.Rate != 0 && chance() >= in.aim.Rate {
		return false
	}
	in.fired++
	return true
}
