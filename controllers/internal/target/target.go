package target

import (
	"context"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// Target is one live connection to an identity system. All methods are safe for concurrent use, honour the context,
// and return errors of type *Error.
//
// One call of Read or Write is exactly one request to the vendor, besides a request for a token when there is none. A
// call that was refused as unauthenticated (KindOf(err) == profile.Denied) has dropped its token: calling once more
// uses a new one. One that was refused as Forbidden has too, but not every time: a role that changed reaches new tokens
// only, and one that did not is no reason to ask for a token with every call.
type Target interface {
	// Schema is what the system accepts. It does not change during the life of the Target.
	Schema() Schema

	// DryRun returns the same connection with a Schema that is TestOnly: nothing is changed through it. It is the same each
	// time, and the Target itself where nothing is changed anyway.
	DryRun() Target

	// Connect obtains a token, or fails with Denied or TargetUnavailable. It always asks the vendor.
	Connect(ctx context.Context) error

	// Read finds one user. It fails with UserNotFound, IdentifierUnresolved, InvalidSpec, Denied,
	// Forbidden, Throttled, TargetRefused or TargetUnavailable.
	Read(ctx context.Context, who Locator) (User, error)

	// Write sends commands in one request, or in none if nothing is left to send, and returns one Result for each, in
	// their order. It sends at most Schema().BatchSize commands; more is a mistake of the caller and panics.
	Write(ctx context.Context, commands []Command) []Result
}

// Locator says which user to read. UserID, where it is known, is used instead of Identifier.
type Locator struct {
	Identifier profile.Identifier
	UserID     string
}

// User is what a system answered about one person.
type User struct {
	// ID is the system's own, unchanging id.
	ID string

	// Revision grows with every change of the user, where the system tells; zero where it does not.
	Revision int64

	// Profile is normalized, so that plain comparison by the schema's types is right. An attribute without a value is
	// absent.
	Profile profile.Profile

	// Hidden are attributes that the system does not show of this person, whatever they are: that one is not there proves
	// nothing. They can be written all the same.
	Hidden map[profile.Attribute]bool

	// Record is the adapter's own view, handed back to it in Command.User. Nobody else looks into it.
	Record any
}

// Command changes one user.
type Command struct {
	// Identifier says whom. No two commands of one Write name the same user.
	Identifier profile.Identifier

	// User as it was just read. Where the system does not read first, it is only there if Identifier is to be changed, or
	// was perhaps; then it is whom Identifier was found to mean.
	User User

	// RequestID is repeated by the vendor in what it says of the command, where it can.
	RequestID string

	// Change to be made. It is not empty.
	Change profile.Change
}

// Result is what came of one command.
type Result struct {
	// User as the system shows it after the request; what was asked for may be missing from it.
	User User

	// Rest is what the system needs further requests for. Write it next, with the User of this Result. An attribute in it
	// is not done before it is.
	Rest profile.Change

	// Warnings about what was done.
	Warnings []profile.Warning

	// Tested tells that the system only tried the command out: it is in test mode, and nothing was changed.
	Tested bool

	// Err is nil if the system accepted the command.
	Err error
}
