package delivery

import "time"

// Stats say how a lane stands.
type Stats struct {
	// Queued and InFlight count jobs.
	Queued   int
	InFlight int

	// ThrottledUntil is when a pause ends that the vendor asked for; zero if there is none.
	ThrottledUntil time.Time
}

// Stats returns how the lane stands with that key.
func (d *Dispatcher) Stats(laneKey string) Stats {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.lanes[laneKey]
	if l == nil {
		return Stats{}
	}
	stats := Stats{Queued: l.queue.len(), InFlight: l.aboard}
	if until := later(l.requests.pauses.until, l.reads.pauses.until); until.After(time.Now()) {
		stats.ThrottledUntil = until
	}
	return stats
}

// Estimate returns when the owner's queued job is expected to begin, and whether there is one. It counts on full requests
// and on nothing better coming in between, and is now for a job that may begin any time.
func (d *Dispatcher) Estimate(owner Owner) (time.Time, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.records[owner.UID]
	if r == nil || r.queuedIn == nil {
		return time.Time{}, false
	}
	l := r.queuedIn
	e := l.queue.entries[owner.UID]
	b, now := l.first(), time.Now()
	b.window.forget(now)
	requests := len(b.waiters) + l.queue.ahead(e)/l.batchSize(e)*l.requestsEach(b)
	return later(b.pauses.until, b.window.opensAfter(requests, l.limitOf(b), now)), true
}

// requestsEach is how many requests of that quota a job takes, or those that travel together.
func (l *lane) requestsEach(b *bucket) int {
	if l.readsFirst && b == &l.requests {
		return 2
	}
	return 1
}
