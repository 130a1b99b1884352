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
	// round of the lane's pauses in which it was given.
	round int
}

// waiter is a job in flight that waits for its next slot.
type waiter struct {
	// after is the slot of the request whose answer this one follows from; nil for a request that follows from nothing.
	after *slot

	// answer receives one answer and never blocks the lane.
	answer chan answer
}

type answer struct {
	slot slot
	err  error
}

// grant gives one slot away and tells whether anybody had a use for it. Jobs that have begun come first: what they have
// read grows old, and they are in the way of others.
func (d *Dispatcher) grant(l *lane, now time.Time) bool {
	if len(l.waiters) == 0 {
		return d.launch(l, now)
	}
	l.waiters[0].answer <- answer{slot: l.slot(now)}
	l.waiters = l.waiters[1:]
	return true
}

func (l *lane) slot(now time.Time) slot {
	l.window.take(now)
	l.calls++
	return slot{round: l.pauses.round}
}

// slotFor waits for the leave to send a request. If it follows from an earlier answer, and the lane was paused since,
// the result is errBeginAgain: a pause may be long, and a user is to be read right before the write.
func (d *Dispatcher) slotFor(l *lane, after *slot) (slot, error) {
	w := &waiter{after: after, answer: make(chan answer, 1)}
	d.queueUp(l, w)
	a := <-w.answer
	return a.slot, a.err
}

func (d *Dispatcher) queueUp(l *lane, w *waiter) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.phase == stopping:
		w.answer <- answer{err: errStopping}
	case w.stale(l.pauses.round):
		w.answer <- answer{err: errBeginAgain}
	default:
		l.waiters = append(l.waiters, w)
		d.serve(l)
	}
}

func (w *waiter) stale(round int) bool {
	return w.after != nil && w.after.round != round
}

// giveBack says how the slot's request ended.
func (d *Dispatcher) giveBack(l *lane, s slot, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l.calls--
	switch {
	case err == nil:
		l.pauses.answered(s.round)
	case target.KindOf(err) == profile.Throttled:
		d.pause(l, s, target.AsError(err).RetryAfter)
	case target.KindOf(err) != profile.TargetUnavailable:
		l.pauses.answered(s.round) // a refusal, but not for being too fast
	}
	d.serve(l)
}

// pause holds the whole lane back, and sends those who are about to write back to their read.
func (d *Dispatcher) pause(l *lane, s slot, retryAfter time.Duration) {
	if l.pauses.throttled(s.round, time.Now(), retryAfter, d.options.Jitter()) {
		l.turnAway(errBeginAgain, func(w *waiter) bool { return w.stale(l.pauses.round) })
	}
}

// turnAway tells those waiters that there will be no slot.
func (l *lane) turnAway(err error, which func(*waiter) bool) {
	var rest []*waiter
	for _, w := range l.waiters {
		if which(w) {
			w.answer <- answer{err: err}
		} else {
			rest = append(rest, w)
		}
	}
	l.waiters = rest
}
