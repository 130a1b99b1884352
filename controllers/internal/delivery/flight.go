package delivery

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// flight is what is under way together, in a goroutine of its own: one job, or those that share a request.
type flight struct {
	lane  *lane
	seats []*seat

	// lead is the first job as it was at the begin: it stands for all of them where one has to. Its entry may be back in the
	// queue while others are under way still.
	lead Job

	// connection of all of them.
	connection string

	// first is the slot it was begun with; nil once it is in use.
	first *slot

	// looks tells that it looks at its only user, compares that it compares them.
	looks, compares bool

	// probes tells that it finds out whether the vendor goes on to deny the connection what it denied before.
	probes bool

	// aside tells that it no longer counts against MaxInFlight.
	aside bool
}

// seat is one job's part in a flight. It ends when the job's outcome is known, which may be before the flight does. The
// dispatcher's lock guards all but the first two fields.
type seat struct {
	*entry

	flight *flight

	// limit is the latest the job's owner came with.
	limit target.Lane

	// wish of the owner.
	wish wish

	// left tells that the job has ended.
	left bool
}

// wish is what the owner of a job in flight wants of it.
type wish int

const (
	wanted     wish = iota
	reportOnly      // what came of what was sent, and no more
	unwanted        // nothing, or the owner is gone
)

// launch begins the next jobs of the lane that may, if there are any and MaxInFlight allows.
func (d *Dispatcher) launch(l *lane, now time.Time) bool {
	if l.busy() >= l.limits.maxInFlight() {
		return false
	}
	entries := d.gather(l, now)
	if len(entries) == 0 {
		return false
	}
	l.inFlight++
	l.launched++
	l.lookedLast = false
	l.queue.take(entries)
	d.takeOff(&flight{lane: l}, entries, l.slot(l.first(), ordinary, now))
	return true
}

// lookOut begins the next look of the lane, if that quota is the one of looks, and MaxInFlight allows.
func (d *Dispatcher) lookOut(l *lane, b *bucket, now time.Time) bool {
	if d.holdsAll(l.looks) || b != l.bucketOf(reading) || l.looking >= l.limits.maxInFlight() {
		return false
	}
	for e := range l.looks.inOrder() {
		if d.ready(l, e) {
			l.looking++
			l.lookedLast = b == l.first()
			l.looks.take([]*entry{e})
			d.takeOff(&flight{lane: l, looks: true}, []*entry{e}, l.slot(b, ordinary, now))
			return true
		}
	}
	return false
}

func (d *Dispatcher) takeOff(f *flight, entries []*entry, first slot) {
	f.first = &first
	f.lead = entries[0].job
	f.connection = f.lead.Connection
	d.probe(f)
	for _, e := range entries {
		d.board(f, e)
	}
	d.flights.Add(1)
	go d.fly(f)
}

// board gives the job a seat.
func (d *Dispatcher) board(f *flight, e *entry) {
	s := &seat{entry: e, flight: f, limit: e.job.Lane}
	f.seats = append(f.seats, s)
	f.lane.aboard++
	for _, user := range e.users {
		f.lane.named[user] = true
	}
	r := d.records[e.job.Owner.UID]
	r.queuedIn, r.queued = nil, ""
	r.seat = s
}

// obey makes new limits hold for a job under way: it may be waiting for a slot on the old ones.
func (d *Dispatcher) obey(s *seat, limit target.Lane) {
	if s == nil || s.flight.lane.key != limit.Key || s.limit == limit {
		return
	}
	l := s.flight.lane
	l.limits.add(limit)
	l.limits.remove(s.limit)
	s.limit = limit
	d.serve(l)
}

func (d *Dispatcher) fly(f *flight) {
	defer d.flights.Done()
	defer d.leave(f)
	switch first := f.seats[0]; {
	case f.looks:
		d.carryOut(first, (*execution).look)
	case first.readsFirst:
		d.carryOut(first, (*execution).attempt)
	case f.compares:
		d.carryOut(first, (*execution).compare)
	default:
		d.carryOutTogether(f)
	}
}

// carryOut executes a job by itself: to its end, until it may share a request, or until its connection is not to be used.
func (d *Dispatcher) carryOut(s *seat, attempt func(*execution) (profile.Outcome, error)) {
	e := d.execution(s)
	outcome, err := d.found(s, func() (profile.Outcome, error) {
		return e.outcome(func() (profile.Outcome, error) { return attempt(e) })
	})
	switch {
	case errors.Is(err, errDropped):
	case errors.Is(err, errSeen), errors.Is(err, errHeld):
		d.putBack([]*seat{s})
	default:
		d.land(s, outcome, err)
	}
}

// found is what the function finds out. A panic of a Target or a Planner concerns this job alone: it ends as
// TargetUnavailable, so that it is tried again ever more rarely, and the others go on.
func (d *Dispatcher) found(s *seat, find func() (profile.Outcome, error)) (outcome profile.Outcome, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			outcome, err = d.panicked(s, cause), nil
		}
	}()
	return find()
}

// panicked logs where it happened. Of the cause it tells the type only, unless it comes from the runtime: the text of
// another may hold anything.
func (d *Dispatcher) panicked(s *seat, cause any) profile.Outcome {
	err := fmt.Errorf("panic of type %T", cause)
	if fault, ok := cause.(runtime.Error); ok {
		err = fault
	}
	d.options.Log.Error(err, "An update could not be carried out", "namespace", s.job.Owner.Namespace,
		"name", s.job.Owner.Name, "stack", string(debug.Stack()))
	return profile.Outcome{
		Kind:    profile.TargetUnavailable,
		UserID:  s.job.pinnedHere(),
		Message: "the operator failed while it worked on this update; its log says where",
		At:      time.Now(),
	}
}

// stepAside makes room in the lane for requests while the flight has only single users to look after: they may wait for
// the quota of reads. If more of them do than a window has room for, there is nothing to hurry for.
func (d *Dispatcher) stepAside(f *flight) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if reads := f.lane.bucketOf(reading); !f.aside && len(reads.waiters) < f.lane.limitOf(reads) {
		f.aside = true
		f.lane.inFlight--
		f.lane.division.leave(f)
	}
	d.serve(f.lane)
}

// leave makes room in the lane.
func (d *Dispatcher) leave(f *flight) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := f.lane
	switch {
	case f.looks:
		l.looking--
	case f.compares:
		l.comparing--
	case !f.aside:
		l.inFlight--
	}
	l.division.leave(f)
	d.endProbe(f)
	if f.first != nil {
		f.first.bucket.calls-- // it ended before its first request
	}
	d.serve(l)
}
