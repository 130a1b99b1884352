package delivery

import (
	"strings"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// entry is a job with what the lane has to know of it. But for its place in the queue it does not change.
type entry struct {
	job Job

	// readsFirst and batchSize are what the schema of the job's system says.
	readsFirst bool
	batchSize  int

	// users are whom the job is about, where a request names its users: the identifier, and the one after a move. They
	// are compared as texts: whether two different ones are one person, only the system knows.
	users []string

	// moves tells that the job changes the very identifier it would be found by, and nobody has recorded that yet.
	moves bool

	// examined tells that the users are known.
	examined bool

	// since is when the owner began to wait.
	since time.Time

	// place in its line, and number in the order of that line.
	place  node[*entry]
	number int
}

// newEntry looks at the job, without a lock: its Planner and its Target are others' code.
func newEntry(job Job) (e *entry) {
	schema := job.Target.Schema()
	e = &entry{job: job, readsFirst: schema.ReadsFirst, batchSize: max(1, schema.BatchSize), since: time.Now()}
	e.place.value = e
	if !e.readsFirst {
		defer func() { _ = recover() }() // examined in flight once more, where a panic is the job's outcome
		e.examine()
	}
	return e
}

// examine finds out whom the job is about.
func (e *entry) examine() {
	planner := e.job.Planner
	change := planner.Plan(target.User{})
	before := userOf(planner.Identifier())
	moved, known := planner.Moved(change)
	after := userOf(moved)
	moves := planner.Moves(change) && (!known || after != before) // it may be another spelling only
	e.users = []string{before}
	if moves && known {
		e.users = append(e.users, after)
	}
	e.moves = moves && !e.job.MoveRecorded
	e.examined = true
}

// userOf is the identifier as systems that batch compare it: without regard to case.
func userOf(who profile.Identifier) string {
	return strings.ToLower(strings.Join([]string{string(who.Type), who.Name, who.Value, who.Domain}, "\x00"))
}
