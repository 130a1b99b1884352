package delivery

import (
	"errors"
	"slices"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// land records what came of the job, and tells whoever waits for that.
func (d *Dispatcher) land(s *seat, outcome profile.Outcome, err error) {
	if d.end(s, outcome, err) {
		d.options.Notify(s.job.Owner)
	}
}

// end tells whether there is a report now that somebody waits for.
func (d *Dispatcher) end(s *seat, outcome profile.Outcome, err error) (reported bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.getUp(s)
	reported = err == nil && s.wantedIn(r)
	if reported {
		r.report = s.report(outcome)
	}
	d.tidy(r)
	if r.queuedIn != nil {
		d.serve(r.queuedIn) // perhaps another lane, where the job now may begin
	}
	return reported
}

func (s *seat) report(outcome profile.Outcome) *Report {
	report := &Report{Job: s.job, Outcome: outcome}
	if outcome.Kind == profile.Progressing && s.seen != nil {
		report.Found = &s.seen.user
	}
	return report
}

// putBack returns jobs to the queue, where they were, to be sent in whatever company there is then.
func (d *Dispatcher) putBack(seats []*seat) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range slices.Backward(seats) {
		r := d.getUp(s)
		switch {
		case d.phase != running || !s.wantedIn(r):
		case s.wish == reportOnly:
			r.report = unresolved(s.entry)
		default:
			l := s.flight.lane
			s.job.Lane = s.limit
			l.putBack(s.entry)
			r.queuedIn, r.queued = l, s.job.Version
		}
		d.tidy(r)
		if r.queuedIn != nil && r.queuedIn != s.flight.lane {
			d.serve(r.queuedIn) // this lane is served when the flight leaves it
		}
	}
}

// errDropped ends the work on a job that was dropped.
var errDropped = errors.New("nobody wants the update any more")

// dropped ends the job if its owner was forgotten, or wants nothing or something else by now, and tells whether that is so.
// It is asked before what ends in a request that changes the user, so that otherwise the job counts as sent.
func (d *Dispatcher) dropped(s *seat) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.records[s.job.Owner.UID]
	switch {
	case !s.wantedIn(r):
	case s.wish == reportOnly:
		r.report = unresolved(s.entry)
	default:
		s.sent = time.Now()
		return false
	}
	d.getUp(s)
	d.tidy(r)
	if r.queuedIn != nil {
		d.serve(r.queuedIn)
	}
	return true
}

// unsent says that the vendor has refused to deal with the request of the job for now. What it accepted before stays.
func (d *Dispatcher) unsent(e *execution) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if e.asked.Empty() {
		e.seat.sent = time.Time{}
	}
}

func (s *seat) wantedIn(r *record) bool { return s.wish != unwanted && r.queuedIn == nil }

// getUp frees what the job has held: the owner, who may begin another, its users, and its say in the limits.
func (d *Dispatcher) getUp(s *seat) *record {
	l := s.flight.lane
	s.left = true
	l.aboard--
	l.limits.remove(s.limit)
	for _, user := range s.users {
		delete(l.named, user)
	}
	r := d.records[s.job.Owner.UID]
	r.seat = nil
	return r
}
