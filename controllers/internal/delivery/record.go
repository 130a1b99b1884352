package delivery

import "iter"

// record is what is known of one owner: a job in its lane's queue, a job in flight (both, if the queued one is newer), or
// else a report.
type record struct {
	uid string

	// queuedIn is the lane in whose queue a job waits, and queued its version; nil if none does.
	queuedIn *lane
	queued   string

	seat   *seat
	report *Report
}

// flies tells whether that version is in flight.
func (r *record) flies(version string) bool {
	return r.seat != nil && r.seat.job.Version == version
}

// reports tells whether the outcome of that version is held.
func (r *record) reports(version string) bool {
	return r.report != nil && r.report.Version == version
}

// ready tells whether the queued job may begin: an owner has one job in flight at most.
func (r *record) ready() bool { return r.seat == nil }

// jobs yields the one that is queued and the one in flight.
func (r *record) jobs() iter.Seq[*Job] {
	return func(yield func(*Job) bool) {
		if r.queuedIn != nil && !yield(&r.queuedIn.waiting(r.uid).job) {
			return
		}
		if r.seat != nil {
			yield(&r.seat.job)
		}
	}
}

// applies tells whether one of the jobs, or the one that is reported, is no comparison.
func (r *record) applies() bool {
	for job := range r.jobs() {
		if job.Purpose == Apply {
			return true
		}
	}
	return r.report != nil && r.report.Purpose == Apply
}

// recordOf returns the owner's record, a new one if need be.
func (d *Dispatcher) recordOf(owner Owner) *record {
	r := d.records[owner.UID]
	if r == nil {
		r = &record{uid: owner.UID}
		d.records[owner.UID] = r
	}
	return r
}

// tidy drops a record that says nothing.
func (d *Dispatcher) tidy(r *record) {
	if r.queuedIn == nil && r.seat == nil && r.report == nil {
		delete(d.records, r.uid)
	}
}

// enqueue puts the job into its lane, in the place of the owner's queued one if that is in the same lane.
func (d *Dispatcher) enqueue(r *record, e *entry) {
	l := d.laneOf(e.job.Lane.Key)
	if r.queuedIn != l {
		d.unqueue(r)
	}
	l.put(e)
	r.queuedIn, r.queued = l, e.job.Version
	d.serve(l)
}

// unqueue takes the owner's job out of the queue, if one is there.
func (d *Dispatcher) unqueue(r *record) {
	if r.queuedIn == nil {
		return
	}
	l := r.queuedIn
	r.queuedIn, r.queued = nil, ""
	l.remove(r.uid)
	d.serve(l)
}
