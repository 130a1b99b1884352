package delivery

import (
	"cmp"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// entry is a job with what the lane has to know of it. While it is queued only its place changes; while it is in flight,
// what was seen of its user, and its lane's limits when it goes back to the queue.
type entry struct {
	job Job

	// readsFirst, batchSize and testOnly are what the schema of the job's system says.
	readsFirst bool
	batchSize  int
	testOnly   bool

	// users are whom the job is about, where a request names its users: the identifier, the one after a move, and the one
	// on record. They are compared as texts: whether two different ones are one person, only the system knows.
	users []string

	// tracked tells that the job changes the identifier it goes by, or did so perhaps: it has to be known where the user
	// is. In test mode nothing is changed, and nobody has to know.
	tracked bool

	// compared tells that the user was read, and that there is something to correct.
	compared bool

	// seen is where the user was found; nil while nobody has looked.
	seen *sighting

	// sent is when a request was last about to be sent that may have changed the user; zero if it is certain that none has.
	// The dispatcher's lock guards it.
	sent time.Time

	// unanswered tells that a request got no answer, so that it may have been carried out.
	unanswered bool

	// again tells that the vendor found nobody there, and that the user was looked for once more.
	again bool

	// examined tells that the users are known.
	examined bool

	// since is when the owner began to wait, or was looked at: from then on the job has waited for company.
	since time.Time

	// place in its line, and number in the order of that line.
	place  node[*entry]
	number int
}

// newEntry looks at the job, without a lock: its Planner and its Target are others' code.
func newEntry(job Job) (e *entry) {
	schema := job.Target.Schema()
	job.Connection = cmp.Or(job.Connection, job.Lane.Key)
	e = &entry{
		job:        job,
		readsFirst: schema.ReadsFirst,
		batchSize:  max(1, schema.BatchSize),
		testOnly:   schema.TestOnly,
		since:      time.Now(),
	}
	e.place.value = e
	if !e.readsFirst {
		defer func() { _ = recover() }() // examined in flight once more, where a panic is the job's outcome
		e.examine()
	}
	return e
}

// examine finds out whom the job is about, and whether they have to be looked at first.
func (e *entry) examine() {
	who, change := e.job.Planner.Identifier(), e.job.Planner.Plan(target.User{})
	to, known := e.job.Planner.Moved(change)
	moved, recorded := e.job.elsewhere()
	moves := e.job.movesFrom(who, change)
	e.users = []string{userOf(who)}
	if moves && known {
		e.users = append(e.users, userOf(to))
	}
	if recorded {
		e.users = append(e.users, userOf(moved))
	}
	e.tracked = !e.testOnly && (moves || recorded)
	if e.tracked && e.wasFoundAt(who) && (!moves || e.job.recorded(to)) {
		e.seen = &sighting{user: *e.job.Found, at: who}
	}
	e.examined = true
}

func (e *entry) wasFoundAt(who profile.Identifier) bool {
	found := e.job.Found
	return found != nil && who.Matches(found.ID, found.Profile) && !e.job.isAnother(*found)
}

// permits tells whether the change may be made, if it is to be made.
func (e *entry) permits(change profile.Change) error {
	if e.testOnly || e.job.Permit == nil {
		return nil
	}
	return e.job.Permit(change)
}

// looks tells that the user has to be looked at before anything is sent.
func (e *entry) looks() bool { return e.tracked && e.seen == nil }

func (e *entry) sighted(seen sighting) { e.seen, e.since = &seen, time.Now() }

// hasMoved tells that the user was found where an earlier move has taken them.
func (e *entry) hasMoved() bool {
	moved, recorded := e.job.elsewhere()
	return recorded && e.seen != nil && userOf(e.seen.at) == userOf(moved)
}

// follow takes over from the owner's former job how long they wait and how urgently: a lower priority does not set them
// back. If it is the same job, what was seen of the user holds.
func (e *entry) follow(former *entry) {
	e.since = former.since
	e.job.Priority = min(e.job.Priority, former.job.Priority)
	if e.job.Version != former.job.Version {
		return
	}
	e.sent, e.unanswered = former.sent, former.unanswered
	if e.looks() || e.compares() {
		e.seen, e.again, e.compared = former.seen, former.again, former.compared
	}
}
