package delivery

import (
	"errors"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// A circuit stands between the jobs and a connection that the vendor denied something, so that none of them spends quota
// on it:
//
//	closed ── denied ─► the flight that was denied asks once more, with a new token; the others go back to the queue
//	  ▲                   │ accepted          │ denied: the connection is told
//	  └───────────────────┘                   ▼
//	  ▲                                 open: all wait ◄─────────┐
//	  │ accepted: it is told                  │ probeAt          │ denied
//	  └──────────────────────────────── one flight finds out ────┘
//
// A closed circuit is none: the dispatcher has those only that are not. Its lock guards them.
type circuit struct {
	// kind of the request that was denied: who may read may not be allowed to write.
	kind request

	// by is the flight that finds out; nil if none does.
	by *flight

	// probeAt is when the next flight may find out; if it is revoked, when that was.
	probeAt time.Time

	// refusals counts those in a row.
	refusals int

	// revoked tells that it never closes again.
	revoked bool
}

// Why a call is not the end of its job.
var (
	errHeld     = errors.New("the connection is not to be used")
	errAskAgain = errors.New("the refused token has been dropped")
)

const (
	// firstProbe and lastProbe are when a denied connection is tried again, in minutes: the second twice as long after the
	// first, up to the last. A change of a client's role takes effect within five minutes (Mosaic guides, Manage client
	// roles).
	firstProbe = 5
	lastProbe  = 15

	// forgetAfter is how long after its probe was due, or after it was revoked, a circuit is forgotten for which nobody waits,
	// in minutes.
	forgetAfter = 60
)

// Revoke says that nothing is to be sent any more through the one who is named, of whom that connection is the latest version:
// nor through a former one, which jobs may still be waiting for or be under way with. They stay where they are, until they are
// submitted with another connection or forgotten. A request that is under way is the last.
func (d *Dispatcher) Revoke(through, connection string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.revoke(connection)
	for _, r := range d.records {
		for job := range r.jobs() {
			if job.Through == through {
				d.revoke(job.Connection)
			}
		}
	}
	d.forgetOld()
}

func (d *Dispatcher) revoke(connection string) {
	if c := d.circuits[connection]; c != nil && c.revoked {
		return
	}
	d.circuits[connection] = &circuit{revoked: true, probeAt: time.Now()}
	for _, l := range d.lanes {
		l.hold(connection, nil)
	}
}

// Retry says that the vendor may accept that version of a connection by now: one job finds out at once.
func (d *Dispatcher) Retry(connection string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.circuits[connection]; c != nil && !c.revoked {
		c.probeAt = time.Now()
		d.serveAll()
	}
}

func (d *Dispatcher) serveAll() {
	for _, l := range d.lanes {
		d.serve(l)
	}
}

// suspect opens the circuit of a job whose connection was denied something before this process knew of it. The first job
// finds out.
func (d *Dispatcher) suspect(job *Job) {
	if job.Denied && d.circuits[job.Connection] == nil {
		d.circuits[job.Connection] = &circuit{kind: writing, probeAt: time.Now()}
	}
}

// holds tells whether no request of that flight, or if it is nil of a flight that is to begin, may be sent.
func (d *Dispatcher) holds(connection string, f *flight) bool {
	c := d.circuits[connection]
	switch {
	case c == nil:
		return false
	case c.revoked:
		return true
	case c.by != nil:
		return c.by != f
	default:
		return f != nil || c.probeAt.After(time.Now())
	}
}

// holdsAll tells whether no job of the queue may begin, without looking at each.
func (d *Dispatcher) holdsAll(q *queue) bool {
	for connection := range q.connections {
		if !d.holds(connection, nil) {
			return false
		}
	}
	return true
}

// probesAt is when a job of the lane may find out about its connection; zero if none is to.
func (d *Dispatcher) probesAt(l *lane, now time.Time) time.Time {
	var at time.Time
	for connection, c := range d.circuits {
		if c.by == nil && c.probeAt.After(now) && l.uses(connection) && (at.IsZero() || c.probeAt.Before(at)) {
			at = c.probeAt
		}
	}
	return at
}

// uses tells whether a job of that connection waits.
func (l *lane) uses(connection string) bool {
	return l.queue.connections[connection]+l.looks.connections[connection]+l.comparisons.connections[connection] > 0
}

// hold sends back those jobs in flight that wait to send another request through the connection.
func (l *lane) hold(connection string, but *flight) {
	l.turnAway(errHeld, func(w *waiter) bool { return w.flight != but && w.flight.connection == connection })
}

// probe makes the flight the one that finds out, if somebody has to.
func (d *Dispatcher) probe(f *flight) {
	if c := d.circuits[f.connection]; c != nil {
		c.by, f.probes = f, true
	}
}

// endProbe lets another find out, if this flight did not.
func (d *Dispatcher) endProbe(f *flight) {
	if c := d.circuits[f.connection]; c != nil && c.by == f {
		c.by = nil
	}
}

// judged is what a call that ended with err means to its job: the same, or errAskAgain, or errHeld.
func (c *caller) judged(kind request, err error) error {
	job := c.flight.lead
	switch verdict := c.dispatcher.judge(c, kind, err); verdict {
	case accepted:
		if job.Accepted != nil {
			job.Accepted()
		}
		return err
	case denied:
		if job.WasDenied != nil {
			job.WasDenied(target.AsError(err))
		}
		return err
	case askAgain:
		return errAskAgain
	case held:
		return errHeld
	default:
		return err
	}
}

// judgement is what the end of a call means to the circuit.
type judgement int

const (
	nothing  judgement = iota
	accepted           // it closed
	denied             // it opened
	askAgain           // the same flight is to ask with another token
	held               // another flight does
)

func (d *Dispatcher) judge(caller *caller, kind request, err error) judgement {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := caller.flight
	c := d.circuits[f.connection]
	isDenied := refused(err, profile.Denied) || refused(err, profile.Forbidden)
	if !isDenied && understood(err) {
		caller.renewed = f.probes // this token is good; the next may expire too
	}
	switch {
	case !isDenied && (c == nil || c.by != f || !understood(err) || kind == reading && c.kind == writing):
		return nothing
	case !isDenied:
		delete(d.circuits, f.connection)
		f.probes, caller.renewed = false, false // what is denied from now on is denied anew
		d.serveAll()
		return accepted
	case c == nil:
		c = &circuit{by: f, kind: kind}
		d.circuits[f.connection] = c
		f.lane.hold(f.connection, f)
	case c.by != f:
		return held
	}
	if !caller.renewed {
		caller.renewed = true
		return askAgain
	}
	d.trip(c, kind)
	return denied
}

// understood tells whether a call ended with what the vendor says only to those that it lets in.
func understood(err error) bool {
	return err == nil || !refused(err, profile.Throttled) && !refused(err, profile.TargetUnavailable)
}

// trip lets nobody ask until some time has passed.
func (d *Dispatcher) trip(c *circuit, kind request) {
	now := time.Now()
	minutes := min(firstProbe<<min(c.refusals, 8), lastProbe)
	c.kind, c.by = kind, nil
	c.refusals++
	c.probeAt = now.Add(time.Duration(minutes) * d.options.Minute)
	d.forgetOld()
}

// forgetOld drops the circuits that matter to nobody any more.
func (d *Dispatcher) forgetOld() {
	for connection, c := range d.circuits {
		if c.by == nil && time.Since(c.probeAt) > forgetAfter*d.options.Minute && !d.uses(connection) {
			delete(d.circuits, connection)
		}
	}
}

func (d *Dispatcher) uses(connection string) bool {
	for _, l := range d.lanes {
		if l.uses(connection) {
			return true
		}
	}
	return false
}
