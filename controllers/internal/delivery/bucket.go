package delivery

import (
	"slices"
	"time"
)

// bucket is one of the quotas of a lane: how many requests of its kind were sent, who waits to send one, and whether the
// vendor has asked for a pause. The dispatcher's lock guards it.
type bucket struct {
	window  window
	pauses  pauses
	waiters []*waiter

	// comparisons counts those of the requests that are.
	comparisons window

	// calls counts the requests that are under way.
	calls int
}

// request is a kind of request.
type request string

// The kinds.
const (
	reading request = "read"
	writing request = "write"
)

// bucketOf returns the quota that counts requests of that kind.
func (l *lane) bucketOf(kind request) *bucket {
	if kind == reading && l.limits.readsPerMinute() > 0 {
		return &l.reads
	}
	return &l.requests
}

// first is the quota of the first request of the lane's jobs, but for looks.
func (l *lane) first() *bucket {
	if l.readsFirst {
		return l.bucketOf(reading)
	}
	return &l.requests
}

func (l *lane) buckets() [2]*bucket { return [2]*bucket{&l.requests, &l.reads} }

func (l *lane) limitOf(b *bucket) int {
	if b == &l.reads {
		return max(1, l.limits.readsPerMinute())
	}
	return l.limits.requestsPerMinute()
}

// open tells whether a request may be sent now.
func (l *lane) open(b *bucket, now time.Time) bool {
	return !l.oneAtATime(b, now) && !l.opensAt(b).After(now)
}

func (l *lane) opensAt(b *bucket) time.Time {
	return later(b.pauses.until, b.window.opensAt(l.limitOf(b)))
}

// oneAtATime tells whether a request is finding out if the vendor takes more.
func (l *lane) oneAtATime(b *bucket, now time.Time) bool {
	return b.calls > 0 && (b.pauses.doubt || l.probes(now))
}

// smallQuota is how many requests a minute a lane can send one at a time, if each takes 0.6 s. To feel its way costs such
// a lane next to nothing; a larger one is not used up by what a former leader happened to send last.
const smallQuota = 100

// probes tells whether requests of a former leader may still count at the vendor, who has no room for many.
func (l *lane) probes(now time.Time) bool {
	return now.Before(l.probesUntil) && l.limits.requestsPerMinute() <= smallQuota
}

// nextChange is when the bucket has to be served again if nothing else happens, for those who wait or to begin a job; a
// past time means that it need not be.
func (l *lane) nextChange(b *bucket, now time.Time) time.Time {
	change := l.nextTurn(b, now)
	if at := l.comparesAt(b); l.wantsToCompare(b) && at.After(now) && (!change.After(now) || at.Before(change)) {
		return at
	}
	return change
}

// nextTurn leaves comparisons out of account.
func (l *lane) nextTurn(b *bucket, now time.Time) time.Time {
	looks := b == l.bucketOf(reading) && l.looks.len() > 0
	switch at := l.opensAt(b); {
	case l.oneAtATime(b, now):
		return time.Time{}
	case at.After(now) && (looks || len(b.waiters) > 0):
		return at
	case b == l.first() && l.queue.len() > 0:
		return later(at, l.companyUntil)
	default:
		return time.Time{}
	}
}

// waiting counts who waits for a request that is that urgent.
func (b *bucket) waiting(urgency urgency) int {
	n := 0
	for n < len(b.waiters) && b.waiters[n].urgency <= urgency {
		n++
	}
	return n
}

// add lets somebody wait, behind those who are as urgent.
func (b *bucket) add(w *waiter) {
	place := len(b.waiters)
	for place > 0 && b.waiters[place-1].urgency > w.urgency {
		place--
	}
	b.waiters = slices.Insert(b.waiters, place, w)
}

// rest is when the bucket has nothing to remember any more.
func (b *bucket) rest() time.Time { return later(b.pauses.until, b.window.emptyAt()) }
