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

	// Version identifies what is asked for. A job of another version replaces the queued one of the same owner.
	Version string

	// Lane to queue in.
	Lane target.Lane

	// Target to call.
	Target target.Target

	// Planner decides what to change once the user was read.
	Planner Planner

	// PinnedUserID is the user that the identifier was found to mean before; empty if it was not looked up yet.
	PinnedUserID string

	// PinnedElsewhere tells that the pin was found through a connection that may have led to another tenant: it holds as
	// long as there is such a user.
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

	// Missing returns the attributes of the change that the user does not show afterwards.
	Missing(change profile.Change, after target.User) []profile.Attribute
}

// Report is a finished job: its outcome waits until it is acknowledged.
type Report struct {
	Job

	Outcome profile.Outcome
}
