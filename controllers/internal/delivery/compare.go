package delivery

import (
	"cmp"
	"slices"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// A comparison reads one user, of whom everybody believes that they are as declared. There may be as many as objects, so
// they get what nobody else has a use for, and no more than half of what there is: whoever comes next finds the other half
// free.
//
//	queue of comparisons ─► flight: Read ─┬─► Report: Unchanged, or DriftDetected if nothing is to be sent
//	                                      └─► queue, where it is gathered with others, or Write where the system reads first

// compare looks at the user, where the system does not read first, and what follows:
//
//	the user             purpose     result
//	shows all of it      any         Unchanged
//	lacks something      Compare     DriftDetected
//	lacks something      Correct     as after any look; but for moves, on to a request, with others
func (e *execution) compare() (profile.Outcome, error) {
	e.urgency = comparison
	seen, err := e.find()
	if err != nil {
		return profile.Outcome{}, err
	}
	e.userID = cmp.Or(seen.user.ID, e.userID)
	differs := e.job.differs(seen.user)
	switch {
	case differs.Empty():
		return e.ended(profile.Unchanged), nil
	case e.job.Purpose == Compare:
		return e.drifted(differs), nil
	default:
		e.seat.compared = true
		return e.goOnFrom(seen)
	}
}

// differs is what the job finds to be changed. What the system hides was written when it was declared; a comparison that
// missed it would do so for ever.
func (j *Job) differs(user target.User) profile.Change {
	change := j.Planner.Plan(user)
	if j.Purpose == Apply {
		return change
	}
	return slices.DeleteFunc(slices.Clone(change), func(step profile.Step) bool { return user.Hidden[step.Attribute] })
}

// drifted is the end of a comparison that found what nobody is to change.
func (e *execution) drifted(differs profile.Change) profile.Outcome {
	outcome := e.ended(profile.DriftDetected)
	for _, step := range differs {
		outcome.Attributes = append(outcome.Attributes, step.Attribute)
	}
	return outcome
}

// compares tells that the job is a comparison whose user was not read yet.
func (e *entry) compares() bool { return e.job.Purpose != Apply && !e.compared }

// corrects is what a job sends of whom it has compared: what differs.
func (e *entry) corrects() (profile.Change, bool) {
	if e.job.Purpose != Correct || e.seen == nil || e.tracked {
		return nil, false
	}
	return e.job.differs(e.seen.user), true
}

// half is how much of a number comparisons may use.
func half(number int) int { return max(1, number/2) }

// comparesAt is when the next comparison may be sent on that quota, if there is nothing else to send; it is not after now
// if that is so already.
func (l *lane) comparesAt(b *bucket) time.Time {
	return later(l.opensAt(b), b.comparisons.opensAt(half(l.limitOf(b))))
}

// wantsToCompare tells whether somebody waits for what is left of that quota.
func (l *lane) wantsToCompare(b *bucket) bool {
	return b == l.bucketOf(reading) && (l.comparisons.len() > 0 || len(b.waiters) > b.waiting(dryRun))
}

// grantComparison gives away a slot that nobody else has a use for.
func (d *Dispatcher) grantComparison(l *lane, b *bucket, now time.Time) bool {
	switch {
	case !l.wantsToCompare(b) || l.comparesAt(b).After(now):
		return false
	case len(b.waiters) > 0:
		l.grantFirst(b, now)
		return true
	default:
		return d.beginComparison(l, b, now)
	}
}

// beginComparison begins the next comparison of the lane, if there is one and MaxInFlight allows.
func (d *Dispatcher) beginComparison(l *lane, b *bucket, now time.Time) bool {
	most := l.limits.maxInFlight()
	if d.holdsAll(l.comparisons) || l.comparing >= half(most) || l.readsFirst && (l.busy() >= most || l.queue.len() > 0) {
		return false
	}
	for e := range l.comparisons.inOrder() {
		if d.ready(l, e) {
			l.comparing++
			l.comparisons.take([]*entry{e})
			d.takeOff(&flight{lane: l, compares: true}, []*entry{e}, l.slot(b, comparison, now))
			return true
		}
	}
	return false
}

// busy counts the flights that share MaxInFlight with the jobs that begin. Comparisons are among them where they are such
// jobs themselves.
func (l *lane) busy() int {
	if l.readsFirst {
		return l.inFlight + l.comparing
	}
	return l.inFlight
}

// expectedAt is when a comparison begins, if there are no others than those that wait.
func (l *lane) expectedAt(e *entry, b *bucket, now time.Time) time.Time {
	b.comparisons.forget(now)
	return later(b.pauses.until, b.comparisons.opensAfter(l.comparisons.ahead(e), half(l.limitOf(b)), now))
}
