package delivery

import (
	"slices"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// draft is a request in the making.
type draft struct {
	target  target.Target
	entries []*entry
	users   map[string]bool
	since   time.Time // when the first of them began to wait
	full    bool
}

// gather returns the jobs that begin now with one request, in the order of the queue: as many as fit into it, or fewer
// if one of them has waited long enough for others. It returns nothing if it is better to wait, and then companyUntil
// says for how long.
func (d *Dispatcher) gather(l *lane, now time.Time) []*entry {
	l.companyUntil = time.Time{}
	if d.holdsAll(l.queue) {
		return nil
	}
	overdue := now.Add(-l.linger())
	var drafts []*draft
	for e := range l.queue.inOrder() {
		if !d.ready(l, e) {
			continue
		}
		size := l.batchSize(e)
		if size == 1 {
			return []*entry{e}
		}
		into := draftFor(&drafts, e.job.Target)
		if into.add(e, size); into.full && !l.looksFurther(drafts, into, overdue) {
			return into.entries
		}
	}
	chosen := l.choose(drafts, overdue)
	if chosen == nil {
		return nil
	}
	return chosen.entries
}

// Those of another connection travel apart, as a request has one sender. Then a full request has to wait for one that is
// not full but has waited long enough, if that one's turn comes first in the queue; and every so often it does, lest a
// connection that has little to do, and nothing urgent, wait for one that is never done.

// looksFurther tells whether another draft may go before the full one.
func (l *lane) looksFurther(drafts []*draft, full *draft, overdue time.Time) bool {
	return l.othersTurn() || drafts[0] != full && drafts[0].due(overdue)
}

// choose returns the draft that is to go, nil if it is better to wait.
func (l *lane) choose(drafts []*draft, overdue time.Time) *draft {
	if l.othersTurn() && len(drafts) > 0 {
		first := l.launched / share % len(drafts)
		drafts = slices.Concat(drafts[first:], drafts[:first])
	}
	for _, candidate := range drafts {
		if candidate.due(overdue) {
			return candidate
		}
		if until := candidate.since.Add(l.linger()); l.companyUntil.IsZero() || until.Before(l.companyUntil) {
			l.companyUntil = until
		}
	}
	return nil
}

func (l *lane) othersTurn() bool { return l.launched%share == share-1 }

func (d *draft) due(overdue time.Time) bool { return d.full || !d.since.After(overdue) }

// ready tells whether the job may begin: its connection may be used, and neither its owner nor a user of it has anything
// else in flight.
func (d *Dispatcher) ready(l *lane, e *entry) bool {
	if d.holds(e.job.Connection, nil) {
		return false
	}
	for _, user := range e.users {
		if l.named[user] {
			return false
		}
	}
	return d.records[e.job.Owner.UID].ready()
}

func (l *lane) batchSize(e *entry) int {
	if limit := l.limits.commandsPerRequest(); limit > 0 {
		return min(limit, e.batchSize)
	}
	return e.batchSize
}

// linger is how long a job waits for company: next to nothing while slots are free, and the more of them are used the
// longer, until with half of them it is what lies between two slots of a lane that uses all. So whoever is alone is
// served at once, and those who come one by one do not use the quota up with a request for each: half of the slots are
// left for a crowd that comes next.
func (l *lane) linger() time.Duration {
	limit := time.Duration(l.limits.requestsPerMinute())
	between := l.requests.window.length / limit
	used := min(1, 2*float64(l.requests.window.count)/float64(limit))
	return max(min(between, l.requests.window.length/shortestLinger), time.Duration(used*float64(between)))
}

// shortestLinger is the part of a window that a job waits at least: 0.2 s. It is what one command that changes several
// objects (kubectl apply -f) takes to get them here.
const shortestLinger = 300

func draftFor(drafts *[]*draft, of target.Target) *draft {
	for _, draft := range *drafts {
		if draft.target == of {
			return draft
		}
	}
	fresh := &draft{target: of, users: map[string]bool{}}
	*drafts = append(*drafts, fresh)
	return fresh
}

// add takes the job along, unless one of its users is in the request already: nobody knows in which order the vendor
// carries its commands out.
func (d *draft) add(e *entry, size int) {
	if d.full || slices.ContainsFunc(e.users, func(user string) bool { return d.users[user] }) {
		return
	}
	for _, user := range e.users {
		d.users[user] = true
	}
	if len(d.entries) == 0 || e.since.Before(d.since) {
		d.since = e.since
	}
	d.entries = append(d.entries, e)
	d.full = len(d.entries) >= size
}
