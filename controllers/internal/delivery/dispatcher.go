package delivery

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// Dispatcher takes jobs, carries them out, and holds their outcomes until they are acknowledged. Its methods are safe
// for concurrent use, and all but Start return at once: one lock guards everything here, and nobody holds it while
// waiting.
//
// An owner has one wish at a time, the latest. Whatever an earlier one is doing, its outcome no longer reaches anybody, unless
// it is withdrawn before there is another.
type Dispatcher struct {
	options Options

	// stopping is closed when no further request may be sent.
	stopping chan struct{}

	// flights counts the jobs under way.
	flights sync.WaitGroup

	mu    sync.Mutex
	phase phase
	lanes map[string]*lane // by key

	// circuits that are not closed, by connection.
	circuits map[string]*circuit

	// records hold what is known of each owner, by UID: names return, UIDs do not.
	records map[string]*record

	// probesUntil is when requests of a former leader no longer count at the vendors.
	probesUntil time.Time
}

// phase is where a Dispatcher stands in its life.
type phase int

const (
	waiting  phase = iota // for Start: jobs queue up
	running               // jobs are carried out
	stopping              // nothing begins any more
)

// New returns a Dispatcher that waits for Start.
func New(options Options) *Dispatcher {
	return &Dispatcher{
		options:  options.withDefaults(),
		stopping: make(chan struct{}),
		lanes:    map[string]*lane{},
		circuits: map[string]*circuit{},
		records:  map[string]*record{},
	}
}

// NeedLeaderElection says that only the leader may call the vendors.
func (d *Dispatcher) NeedLeaderElection() bool { return true }

// Start carries out jobs, those submitted before included, until ctx ends. Then it drains: no request begins any more,
// those under way finish (ctx does not cancel them), Settle is called for each report nobody acknowledged, and Start
// returns. That takes at most CallTimeout + SettleTimeout; give the process longer. A job that still had requests to
// send ends without an outcome, and the next process begins it again with the read.
//
// A Dispatcher can be started once.
func (d *Dispatcher) Start(ctx context.Context) error {
	if !d.open() {
		return errors.New("the dispatcher was started before")
	}
	<-ctx.Done()
	d.drain(context.WithoutCancel(ctx))
	return nil
}

func (d *Dispatcher) open() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.phase != waiting {
		return false
	}
	d.phase = running
	d.probesUntil = time.Now().Add(windowOf(d.options.Minute))
	for _, l := range d.lanes {
		d.serve(l)
	}
	return true
}

// Submit asks for a job to be carried out; it never blocks. What becomes of it depends on what the same owner wished
// before:
//
//	before                      same version               another version
//	queued                      takes over the place       takes over the place
//	in flight                   nothing happens            waits for that one's end, which comes before it changes the
//	                                                       user if it has not done so; that one's outcome is dropped
//	reported, unacknowledged    nothing happens            the report is dropped
//
// So Version has to cover all that makes a difference to the outcome. While shutting down Submit does nothing.
//
// A job for a system that does not read first, and that changes the identifier it goes by, begins with a look at the
// user. Unless Job.Moved has the new identifier on record, the report is Progressing then.
func (d *Dispatcher) Submit(job Job) {
	e := newEntry(job)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.phase == stopping {
		return
	}
	d.suspect(&e.job)
	r := d.recordOf(e.job.Owner)
	d.obey(r.seat, e.job.Lane)
	switch {
	case r.reports(e.job.Version):
	case r.flies(e.job.Version):
		// It may have been forgotten or superseded in the meantime; now it is what is wished again.
		r.seat.wish = wanted
		r.report = nil
		d.unqueue(r)
	default:
		r.report = nil
		d.enqueue(r, e)
	}
}

// Report returns the outcome that is held for the owner, if any. It is never that of an earlier version than the one
// submitted last, unless that was withdrawn.
func (d *Dispatcher) Report(owner Owner) (Report, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.records[owner.UID]
	if r == nil || r.report == nil {
		return Report{}, false
	}
	return *r.report, true
}

// Acknowledge says that the outcome of that version was recorded and need not be held any longer. Another version's is
// not affected.
func (d *Dispatcher) Acknowledge(owner Owner, version string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r := d.records[owner.UID]; r != nil && r.reports(version) {
		r.report = nil
		d.tidy(r)
	}
}

// Withdraw says that nothing more is wanted for the owner, but what came of a request that was sent already and may have
// changed the user. Withdraw tells whether one is under way: a report is to come, unless the vendor asks to come back with it
// later. If one was, and was to be repeated since there was no answer, the report says so at once.
func (d *Dispatcher) Withdraw(owner Owner) (underWay bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.records[owner.UID]
	if r == nil {
		return false
	}
	defer d.tidy(r)
	if r.queuedIn != nil {
		r.report = unresolved(r.queuedIn.waiting(r.uid))
		d.unqueue(r)
	}
	switch {
	case r.seat == nil || r.seat.wish == unwanted:
		return false
	case r.seat.sent.IsZero():
		r.seat.wish = unwanted
		return false
	default:
		r.seat.wish = reportOnly
		return true
	}
}

// unresolved is what came of a job that is not gone on with: nothing, unless a request was not answered.
func unresolved(e *entry) *Report {
	if !e.unanswered {
		return nil
	}
	return &Report{Job: e.job, Outcome: profile.Outcome{
		Kind: profile.TargetUnavailable, UserID: e.job.pinnedHere(), At: e.sent,
		Message: "the last request was not answered, and is not wanted any more",
	}}
}

// Forget says that the owner is gone or wants nothing any more: its job leaves the queue and its report is dropped. A
// job in flight ends before it changes the user, or else goes on to its end, as nobody can tell what the vendor made of a
// request that was broken off; its outcome is dropped.
func (d *Dispatcher) Forget(owner Owner) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.records[owner.UID]
	if r == nil {
		return
	}
	r.report = nil
	if r.seat != nil {
		r.seat.wish = unwanted
	}
	d.unqueue(r)
	d.tidy(r)
}

// Applies tells whether there is a job of the owner that is no comparison: queued or in flight, wanted or not, or reported.
func (d *Dispatcher) Applies(owner Owner) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.records[owner.UID]
	return r != nil && r.applies()
}

// Pending returns the version that is queued or in flight for the owner, if any: the latest submitted.
func (d *Dispatcher) Pending(owner Owner) (version string, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.records[owner.UID]
	switch {
	case r == nil:
		return "", false
	case r.queuedIn != nil:
		return r.queued, true
	case r.seat != nil && r.seat.wish != unwanted:
		return r.seat.job.Version, true
	default:
		return "", false
	}
}
