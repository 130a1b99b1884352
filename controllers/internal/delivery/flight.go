package delivery

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// flight is one job under way, in a goroutine of its own.
type flight struct {
	job  Job
	lane *lane

	// first is the slot it was begun with; nil once it is in use.
	first *slot

	// limit is the latest the job's owner came with. The dispatcher's lock guards it, and unwanted.
	limit target.Lane

	// unwanted tells that the owner was forgotten.
	unwanted bool
}

// launch begins the next job of the lane, if there is one and MaxInFlight allows.
func (d *Dispatcher) launch(l *lane, now time.Time) bool {
	if l.inFlight >= l.limits.maxInFlight() {
		return false
	}
	job := l.queue.take(func(uid string) bool { return d.records[uid].ready() })
	if job == nil {
		return false
	}
	l.inFlight++
	first := l.slot(now)
	r := d.records[job.Owner.UID]
	r.queuedIn, r.queued = nil, ""
	r.flight = &flight{job: *job, lane: l, limit: job.Lane, first: &first}
	d.flights.Add(1)
	go d.fly(r.flight)
	return true
}

// obey makes new limits hold for a job under way: it may be waiting for a slot on the old ones.
func (d *Dispatcher) obey(f *flight, limit target.Lane) {
	if f == nil || f.lane.key != limit.Key || f.limit == limit {
		return
	}
	f.lane.limits.add(limit)
	f.lane.limits.remove(f.limit)
	f.limit = limit
	d.serve(f.lane)
}

func (d *Dispatcher) fly(f *flight) {
	defer d.flights.Done()
	outcome, err := d.carryOut(f)
	if d.land(f, outcome, err) {
		d.options.Notify(f.job.Owner)
	}
}

// carryOut executes the job. A panic of a Target or a Planner concerns this job alone: it ends as TargetUnavailable, so
// that it is tried again ever more rarely, and the others go on.
func (d *Dispatcher) carryOut(f *flight) (outcome profile.Outcome, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			outcome, err = d.panicked(f, cause), nil
		}
	}()
	e := &execution{dispatcher: d, flight: f, job: f.job, userID: f.job.PinnedUserID}
	return e.outcome()
}

// panicked logs where it happened. Of the cause it tells the type only, unless it comes from the runtime: the text of
// another may hold anything.
func (d *Dispatcher) panicked(f *flight, cause any) profile.Outcome {
	err := fmt.Errorf("panic of type %T", cause)
	if fault, ok := cause.(runtime.Error); ok {
		err = fault
	}
	d.options.Log.Error(err, "An update could not be carried out", "namespace", f.job.Owner.Namespace,
		"name", f.job.Owner.Name, "stack", string(debug.Stack()))
	return profile.Outcome{
		Kind:    profile.TargetUnavailable,
		UserID:  f.job.PinnedUserID,
		Message: "the operator failed while it worked on this update; its log says where",
		At:      time.Now(),
	}
}

// land records what came of the job, and tells whether that is a report that somebody waits for.
func (d *Dispatcher) land(f *flight, outcome profile.Outcome, err error) (reported bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.records[f.job.Owner.UID]
	r.flight = nil
	superseded := r.queuedIn != nil
	reported = err == nil && !f.unwanted && !superseded
	if reported {
		r.report = &Report{Job: f.job, Outcome: outcome}
	}
	d.tidy(r)
	d.leave(f)
	if r.queuedIn != nil {
		d.serve(r.queuedIn) // perhaps another lane, where the job now may begin
	}
	return reported
}

// leave makes room in the lane.
func (d *Dispatcher) leave(f *flight) {
	l := f.lane
	l.inFlight--
	l.limits.remove(f.limit)
	if f.first != nil {
		l.calls-- // it ended before its first request
	}
	d.serve(l)
}
