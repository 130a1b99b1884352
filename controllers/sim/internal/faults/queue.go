package faults

import (
	"slices"
	"sync"
)

// Queue has the faults in place, the one injected first in front. The zero value is empty. It is safe for concurrent
// use.
type Queue[Fault any] struct {
	mu     sync.Mutex
	placed []placed[Fault]
}

// placed is a fault with its state.
type placed[Fault any] struct {
	*Injection

	fault Fault
}

// Inject puts a fault in place, behind those already there.
func (q *Queue[Fault]) Inject(f Fault, aim Aim) *Injection {
	q.mu.Lock()
	defer q.mu.Unlock()
	in := &Injection{mu: &q.mu, aim: aim.withDefaults()}
	in.remove = func() {
		q.placed = slices.DeleteFunc(q.placed, func(p placed[Fault]) bool { return p.Injection == in })
	}
	q.placed = append(q.placed, placed[Fault]{Injection: in, fault: f})
	return in
}

// Clear removes every fault.
func (q *Queue[Fault]) Clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.placed = nil
}

// First counts a match on every fault that meets it and returns the first that hits it, false if none does. Chance is
// asked for a number in [0,1) where an aim has a rate, and not for the faults behind the one that hits.
func (q *Queue[Fault]) First(meets func(Fault) bool, chance func() float64) (first Fault, hit bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, p := range q.placed {
		switch {
		case !meets(p.fault):
		case hit:
			p.seen++
		case p.strikes(chance):
			first, hit = p.fault, true
		}
	}
	return first, hit
}

// All counts a match on every fault that meets it and returns all that hit it. Chance is as in First.
func (q *Queue[Fault]) All(meets func(Fault) bool, chance func() float64) []Fault {
	q.mu.Lock()
	defer q.mu.Unlock()
	var hit []Fault
	for _, p := range q.placed {
		if meets(p.fault) && p.strikes(chance) {
			hit = append(hit, p.fault)
		}
	}
	return hit
}
