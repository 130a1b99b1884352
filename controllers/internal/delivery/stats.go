package delivery

import "time"

// Stats say how a lane stands.
type Stats struct {
	// Queued and InFlight count jobs. Comparisons that have yet to begin are left out, as nobody waits for them.
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
	stats := Stats{Queued: l.queued(), InFlight: l.aboard}
	if until := l.pausedUntil(); until.After(time.Now()) {
		stats.ThrottledUntil = until
	}
	return stats
}

// Estimate returns when the owner's job is expected to begin, and whether it waits. For a queued one it counts on full
// requests and on nothing better coming in between, and is now if it may begin any time. One that has begun waits only
// while the vendor wants a pause.
func (d *Dispatcher) Estimate(owner Owner) (time.Time, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.records[owner.UID]
	switch {
	case r == nil || r.queuedIn == nil && r.seat == nil:
		return time.Time{}, false
	case r.queuedIn == nil:
		until := r.seat.flight.lane.pausedUntil()
		return until, until.After(time.Now())
	}
	l := r.queuedIn
	e := l.waiting(owner.UID)
	b, now := l.beginsOn(e), time.Now()
	b.window.forget(now)
	if e.compares() {
		return l.expectedAt(e, b, now), true
	}
	return later(b.pauses.until, b.window.opensAfter(l.requestsBefore(e, b), l.limitOf(b), now)), true
}

// requestsBefore estimates how many requests of that quota go out before the job's first. Looks and the other jobs take
// turns where they share it.
func (l *lane) requestsBefore(e *entry, b *bucket) int {
	requests := func(jobs int) int { return jobs / l.batchSize(e) * l.requestsEach(b) }
	var ahead, waiters, others int
	if e.looks() {
		ahead, waiters, others = l.looks.ahead(e), b.waiting(ordinary), requests(l.queue.len())
	} else {
		ahead, waiters, others = requests(l.queue.ahead(e)), b.waiting(dryRun), l.looks.len()
	}
	if l.bucketOf(reading) == l.first() {
		ahead += min(ahead, others)
	}
	return waiters + ahead
}

// beginsOn is the quota of the job's first request.
func (l *lane) beginsOn(e *entry) *bucket {
	if e.compares() || e.looks() {
		return l.bucketOf(reading)
	}
	return l.first()
}

// pausedUntil is when the last pause that the vendor asked for ends; past or zero if there is none.
func (l *lane) pausedUntil() time.Time {
	return later(l.requests.pauses.until, l.reads.pauses.until)
}

// requestsEach is how many requests of that quota a job takes, or those that travel together.
func (l *lane) requestsEach(b *bucket) int {
	if l.readsFirst && b == &l.requests {
		return 2
	}
	return 1
}
