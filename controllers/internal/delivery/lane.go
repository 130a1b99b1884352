package delivery

import (
	"cmp"
	"time"
)

// lane is the work through one credential. It has no goroutine of its own: it is looked after (served) whenever
// something changes, and by a timer when only time has to pass. But for users, the dispatcher's lock guards it.
type lane struct {
	key string

	// queue holds the jobs that may begin, looks those whose user has to be looked at before, comparisons those that begin
	// when nothing else does. An owner is in one of them.
	queue, looks, comparisons *queue

	// limits of the jobs that are queued or in flight.
	limits limits

	// readsFirst tells that jobs begin with a read; one system is behind all of them.
	readsFirst bool

	// inFlight counts the flights under way, looking those that are looks, comparing those that are comparisons, aboard the
	// jobs in all of them. The first two are apart: reads are slow, and writes need not wait for them. See busy.
	inFlight  int
	looking   int
	comparing int
	aboard    int

	// launched counts the flights so far but for looks.
	launched int

	// lookedLast tells that of those who begin on the same quota a look was the latest.
	lookedLast bool

	// requests counts what is sent, reads what of it is counted apart. The latter is not used where nothing is.
	requests, reads bucket

	// probesUntil is when the requests of a former leader no longer count.
	probesUntil time.Time

	// companyUntil is when those who wait for others to fill their request go without; past if nobody does.
	companyUntil time.Time

	// named are the users whom requests under way name.
	named map[string]bool

	// division is what halves the requests that are refused as a whole.
	division division

	// users has a lock of its own.
	users *users

	// timer serves the lane when wakeAt has come.
	timer  *time.Timer
	wakeAt time.Time
}

// laneOf returns the lane with that key, a new one if need be.
func (d *Dispatcher) laneOf(key string) *lane {
	l := d.lanes[key]
	if l == nil {
		l = &lane{
			key: key, queue: newQueue(), looks: newQueue(), comparisons: newQueue(),
			limits: limits{}, named: map[string]bool{}, users: newUsers(d.options.Minute),
		}
		for _, b := range l.buckets() {
			b.window.length = windowOf(d.options.Minute)
			b.comparisons.length = b.window.length
		}
		d.lanes[key] = l
	}
	return l
}

// put adds a job. It takes the place of the owner's former one, if that waits in the same queue.
func (l *lane) put(e *entry) {
	l.readsFirst = e.readsFirst
	l.limits.add(e.job.Lane)
	if former := l.waiting(e.job.Owner.UID); former != nil {
		l.limits.remove(former.job.Lane)
		e.follow(former)
		if q := l.queueOf(former); q != l.queueOf(e) {
			q.remove(e.job.Owner.UID)
		}
	}
	l.queueOf(e).put(e)
}

// putBack returns a job that was taken, to where it was or, if it was a look, to the front of those that may begin.
func (l *lane) putBack(e *entry) {
	l.limits.add(e.job.Lane)
	l.queueOf(e).putBack(e)
}

func (l *lane) remove(uid string) {
	if e := l.waiting(uid); e != nil {
		l.limits.remove(e.job.Lane)
		l.queueOf(e).remove(uid)
	}
}

func (l *lane) queueOf(e *entry) *queue {
	switch {
	case e.compares():
		return l.comparisons
	case e.looks():
		return l.looks
	default:
		return l.queue
	}
}

// waiting is the owner's job that did not begin yet, nil if there is none.
func (l *lane) waiting(uid string) *entry {
	return cmp.Or(l.comparisons.entries[uid], l.looks.entries[uid], l.queue.entries[uid])
}

// queued counts the jobs that somebody waits for.
func (l *lane) queued() int { return l.queue.len() + l.looks.len() }

// serve hands out the slots that are free, and sees to it that the lane is served again when time alone will free the
// next one. A lane that has nothing to do and nothing to remember is dropped.
func (d *Dispatcher) serve(l *lane) {
	if d.phase != running {
		return
	}
	now := time.Now()
	l.probesUntil = d.probesUntil
	for _, b := range l.buckets() {
		b.window.forget(now)
		b.comparisons.forget(now)
		for l.open(b, now) {
			if !d.grant(l, b, now) {
				break
			}
		}
	}
	switch at := d.wakesAt(l, now); {
	case at.After(now):
		d.wake(l, at)
	case l.idle():
		d.drop(l)
	}
}

// idle tells that there is nothing to do.
func (l *lane) idle() bool {
	return l.inFlight == 0 && l.looking == 0 && l.comparing == 0 && l.aboard == 0 && l.queued() == 0 && l.comparisons.len() == 0
}

// wakesAt is when the lane has to be served again if nothing else happens; a past time means that it need not be.
func (d *Dispatcher) wakesAt(l *lane, now time.Time) time.Time {
	if l.idle() {
		return later(l.requests.rest(), l.reads.rest())
	}
	at := d.probesAt(l, now)
	for _, b := range l.buckets() {
		if change := l.nextChange(b, now); change.After(now) && (at.IsZero() || change.Before(at)) {
			at = change
		}
	}
	return at
}

// wake serves the lane at that time.
func (d *Dispatcher) wake(l *lane, at time.Time) {
	switch {
	case l.timer == nil:
		l.timer = time.AfterFunc(time.Until(at), func() { d.woken(l) })
	case !l.wakeAt.Equal(at):
		l.timer.Reset(time.Until(at))
	}
	l.wakeAt = at
}

func (d *Dispatcher) woken(l *lane) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lanes[l.key] == l {
		d.serve(l)
	}
}

func (d *Dispatcher) drop(l *lane) {
	l.stop()
	delete(d.lanes, l.key)
}

func (l *lane) stop() {
	if l.timer != nil {
		l.timer.Stop()
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
