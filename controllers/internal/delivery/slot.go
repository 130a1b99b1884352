package delivery

import (
	"errors"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Why there is no slot.
var (
	errStopping   = errors.New("the dispatcher is stopping")
	errBeginAgain = errors.New("the lane was paused since the user was read")
)

// slot is the leave to send one request.
type slot struct {
	bucket *bucket

	// round of the bucket's pauses in which it was given.
	round int

	// pauses of the whole lane until then.
	pauses int

	// stamp in the bucket's window.
	stamp stamp

	// comparison is the stamp in the bucket's window of comparisons, if it counts there too.
	comparison *stamp
}

// waiter is a job in flight that waits for its next slot.
type waiter struct {
	flight *flight

	// after is the slot of the request whose answer this one follows from; nil for a request that follows from nothing.
	after *slot

	// urgency decides among those who wait.
	urgency urgency

	// answer receives one answer and never blocks the lane.
	answer chan answer
}

// urgency is the order in which jobs in flight have the slots.
type urgency int

const (
	ordinary   urgency = iota // somebody's update depends on it
	dryRun                    // nothing does
	comparison                // nobody has even asked for it
)

type answer struct {
	slot slot
	err  error
}

// grant gives one slot away and tells whether anybody had a use for it. Jobs that have begun come first: what they have
// read grows old, and they are in the way of others. But whoever only tries something out waits for those who look for
// a user. Where looks and the jobs that may begin are on one quota, they take turns. Comparisons have what is left.
func (d *Dispatcher) grant(l *lane, b *bucket, now time.Time) bool {
	switch {
	case b.waiting(ordinary) > 0:
		l.grantFirst(b, now)
		return true
	case !l.lookedLast && d.lookOut(l, b, now):
		return true
	case b.waiting(dryRun) > 0:
		l.grantFirst(b, now)
		return true
	default:
		return b == l.first() && d.launch(l, now) || d.lookOut(l, b, now) || d.grantComparison(l, b, now)
	}
}

func (l *lane) grantFirst(b *bucket, now time.Time) {
	b.waiters[0].answer <- answer{slot: l.slot(b, b.waiters[0].urgency, now)}
	b.waiters = b.waiters[1:]
}

func (l *lane) slot(b *bucket, urgency urgency, now time.Time) slot {
	b.calls++
	s := slot{bucket: b, round: b.pauses.round, pauses: l.pauses(), stamp: b.window.take(now)}
	if urgency == comparison {
		s.comparison = new(b.comparisons.take(now))
	}
	return s
}

// pauses counts those of the lane so far.
func (l *lane) pauses() int { return l.requests.pauses.round + l.reads.pauses.round }

// slotFor waits for the leave to send a request. If it follows from an earlier answer, and the lane was paused since,
// the result is errBeginAgain: a pause may be long, and a user is to be read right before the write. If the connection is
// not to be used any more, it is errHeld.
func (d *Dispatcher) slotFor(f *flight, kind request, after *slot, urgency urgency) (slot, error) {
	w := &waiter{flight: f, after: after, urgency: urgency, answer: make(chan answer, 1)}
	d.queueUp(f.lane, kind, w)
	a := <-w.answer
	return a.slot, a.err
}

func (d *Dispatcher) queueUp(l *lane, kind request, w *waiter) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.phase == stopping:
		w.answer <- answer{err: errStopping}
	case d.holds(w.flight.connection, w.flight):
		w.answer <- answer{err: errHeld}
	case w.stale(l.pauses()):
		w.answer <- answer{err: errBeginAgain}
	default:
		l.bucketOf(kind).add(w)
		d.serve(l)
	}
}

func (w *waiter) stale(pauses int) bool {
	return w.after != nil && w.after.pauses != pauses
}

// sent says that the slot's request goes out only now, which is when the vendor counts it: a token had to be obtained.
// Nobody has to be told. The next slot is free later than they think, and whoever comes for it finds out.
func (d *Dispatcher) sent(s *slot) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s.stamp = s.bucket.window.retake(s.stamp, time.Now())
	if s.comparison != nil {
		*s.comparison = s.bucket.comparisons.retake(*s.comparison, time.Now())
	}
}

// giveBack says how the slot's request ended.
func (d *Dispatcher) giveBack(l *lane, s slot, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s.bucket.calls--
	switch {
	case err == nil:
		s.bucket.pauses.answered(s.round)
	case target.KindOf(err) == profile.Throttled:
		d.pause(l, s, target.AsError(err).RetryAfter)
	case target.KindOf(err) != profile.TargetUnavailable:
		s.bucket.pauses.answered(s.round) // a refusal, but not for being too fast
	}
	d.serve(l)
}

// pause holds back the requests that count with the refused one, or all of the lane if the vendor wants a rest from the
// client as such. It sends those who are about to write back to their read.
func (d *Dispatcher) pause(l *lane, s slot, retryAfter time.Duration) {
	now, jitter := time.Now(), d.options.Jitter()
	if l.probes(now) {
		// A former leader has used the quota up. When its requests go by and by, only the vendor sees: after the window
		// they are gone for certain.
		s.bucket.pauses.extend(now, l.probesUntil.Sub(now))
	}
	if !s.bucket.pauses.throttled(s.round, now, retryAfter, jitter) {
		return
	}
	for _, b := range l.buckets() {
		if b != s.bucket && retryAfter >= laneWide {
			b.pauses.throttled(b.pauses.round, now, retryAfter, jitter)
		}
	}
	l.turnAway(errBeginAgain, func(w *waiter) bool { return w.stale(l.pauses()) })
}

// turnAway tells those waiters that there will be no slot.
func (l *lane) turnAway(err error, which func(*waiter) bool) {
	for _, b := range l.buckets() {
		var rest []*waiter
		for _, w := range b.waiters {
			if which(w) {
				w.answer <- answer{err: err}
			} else {
				rest = append(rest, w)
			}
		}
		b.waiters = rest
	}
}
