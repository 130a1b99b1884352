package delivery

import "time"

// lane is the work through one credential. It has no goroutine of its own: it is looked after (served) whenever
// something changes, and by a timer when only time has to pass. But for users, the dispatcher's lock guards it.
type lane struct {
	key   string
	queue *queue

	// limits of the jobs that are queued or in flight.
	limits limits

	// inFlight counts the jobs that have begun, calls the requests among them that are under way.
	inFlight int
	calls    int

	window  window
	pauses  pauses
	waiters []*waiter

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
		l = &lane{key: key, queue: newQueue(), limits: limits{}, users: newUsers()}
		d.lanes[key] = l
	}
	return l
}

func (l *lane) put(job Job) {
	l.limits.add(job.Lane)
	if replaced := l.queue.put(job); replaced != nil {
		l.limits.remove(replaced.Lane)
	}
}

func (l *lane) remove(uid string) {
	if removed := l.queue.remove(uid); removed != nil {
		l.limits.remove(removed.Lane)
	}
}

// serve hands out the slots that are free, and sees to it that the lane is served again when time alone will free the
// next one. A lane that has nothing to do and nothing to remember is dropped.
func (d *Dispatcher) serve(l *lane) {
	if d.phase != running {
		return
	}
	now := time.Now()
	l.window.forget(now)
	for l.open(now) {
		if !d.grant(l, now) {
			break
		}
	}
	switch at := l.nextChange(); {
	case at.After(now):
		d.wake(l, at)
	case l.idle():
		d.drop(l)
	}
}

// open tells whether a request may be sent now.
func (l *lane) open(now time.Time) bool {
	return !l.probing() && !l.opensAt().After(now)
}

// probing tells whether one request is finding out if the vendor takes more.
func (l *lane) probing() bool { return l.pauses.doubt && l.calls > 0 }

func (l *lane) opensAt() time.Time {
	return later(l.pauses.until, l.window.opensAt(l.limits.requestsPerMinute()))
}

// idle tells that there is nothing to do.
func (l *lane) idle() bool {
	return l.inFlight == 0 && l.queue.len() == 0
}

// nextChange is when the lane has to be served again if nothing else happens; a past time means that it need not be.
func (l *lane) nextChange() time.Time {
	switch {
	case l.idle():
		return later(l.pauses.until, l.window.emptyAt())
	case l.probing() || len(l.waiters) == 0 && l.queue.len() == 0:
		return time.Time{}
	default:
		return l.opensAt()
	}
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
