package delivery

import (
	"slices"

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
		if d.phase == running && s.goesOn(r) {
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

// dropped ends the job if its owner was forgotten, or wants nothing or something else by now, and tells whether that is so.
func (d *Dispatcher) dropped(s *seat) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.records[s.job.Owner.UID]
	if s.goesOn(r) {
		return false
	}
	d.getUp(s)
	d.tidy(r)
	if r.queuedIn != nil {
		d.serve(r.queuedIn)
	}
	return true
}

// wantedIn tells whether somebody waits for what comes of the job, goesOn whether there may be more to it.
func (s *seat) wantedIn(r *record) bool { return !s.unwanted && r.queuedIn == nil }
func (s *seat) goesOn(r *record) bool   { return s.wantedIn(r) && !s.withdrawn }

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
