package delivery

import (
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Owner is the object that a job is for.
type Owner struct {
	Namespace string
	Name      string

	// UID tells two objects of the same name apart; it alone identifies the owner.
	UID string
}

// Job asks for one update.
type Job struct {
	Owner Owner

	// Purpose of the job. A comparison begins when there is nothing else to do.
	Purpose Purpose

	// Priority among the jobs of the lane, and for a comparison among those.
	Priority Priority

	// Version identifies what is asked for. A job of another version replaces the queued one of the same owner.
	Version string

	// Lane to queue in.
	Lane target.Lane

	// Connection is the version of the connection that the job goes through; default: the key of the lane. What is denied
	// to one is not denied to another.
	Connection string

	// Through names what Connection is a version of; all of them are revoked together.
	Through string

	// Denied tells that the vendor is known to have denied that connection something: one job at a time finds out.
	Denied bool

	// WasDenied is told that the vendor denied the job's connection something, also with a new token: from now on other
	// jobs wait. Accepted is told that it no longer does. They do not block, and are called from any goroutine; nil tells
	// nobody.
	WasDenied func(*target.Error)
	Accepted  func()

	// Target to call.
	Target target.Target

	// Planner decides what to change once the user was read, and where they are not, with a user of whom nothing is known.
	Planner Planner

	// RequestID is what the vendor may repeat in what it says of the update.
	RequestID string

	// Moved is on record as where the user may be: an earlier attempt may have changed the identifier to it. It is nil
	// where nothing is on record; then whoever has the new identifier may be somebody else, and nobody looks there. It is
	// for systems that do not read first, as Found is.
	Moved *profile.Identifier

	// Found is the user as a look has just read them under the identifier: what Report.Found held. It is nil where nobody
	// has looked, such as after a restart.
	Found *target.User

	// Admit is asked before anything is written to the user that was found. Its error ends the job. It does not block, and
	// is called from any goroutine. nil admits everybody.
	Admit func(target.User) error

	// Permit is asked before a change is written or put on record, perhaps more than once for the same. Otherwise it is as
	// Admit. A dry run is not asked about.
	Permit func(profile.Change) error

	// PinnedUserID is the user that the identifier was found to mean before; empty if it was not looked up yet, or the
	// system has not shown an id.
	PinnedUserID string

	// PinnedElsewhere tells that the pin was found through a connection that may have led to another tenant: it holds as
	// long as there is such a user. It is for systems that read first.
	PinnedElsewhere bool
}

// Planner decides what a job changes. Its methods are pure.
type Planner interface {
	// Identifier says whom the job is about.
	Identifier() profile.Identifier

	// Plan returns what differs between the user and what is wanted.
	Plan(current target.User) profile.Change

	// Moves tells whether the change alters what the identifier reads, so that the user could not be found by it again.
	Moves(change profile.Change) bool

	// Moved returns the identifier as it reads after the change, and whether the change gives it a value.
	Moved(change profile.Change) (profile.Identifier, bool)

	// Missing returns the attributes of the change that the user does not show afterwards.
	Missing(change profile.Change, after target.User) []profile.Attribute
}

// Report is a finished job: its outcome waits until it is acknowledged.
type Report struct {
	Job

	Outcome profile.Outcome

	// Found is the user as a look has read them, with outcome Progressing. Once Outcome.Login and the identifier to come
	// are on record, the next Job takes it along as Job.Found, and need not look again.
	Found *target.User
}
