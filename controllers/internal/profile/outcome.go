package profile

import "time"

// Kind says what came of an update, or of a call to the vendor. It is a closed set: package verdict has a row for each
// that an object can end with.
type Kind string

// The kinds. The name of a kind is the reason people see, but for Denied, Forbidden and Throttled.
const (
	Applied        Kind = "Applied"        // changed, and the answer shows it
	Unchanged      Kind = "Unchanged"      // nothing differed, nothing was sent
	NothingManaged Kind = "NothingManaged" // nothing is asked for, the vendor was not called

	// DriftDetected: the user was compared, and differs from what was applied. Nothing was sent.
	DriftDetected Kind = "DriftDetected"

	// DryRunSucceeded: the system tried the change out and found nothing wrong. Nothing was changed.
	DryRunSucceeded Kind = "DryRunSucceeded"

	// Queued: it waits for the vendor's quota. It is no end: the lane goes on.
	Queued Kind = "Queued"

	// Progressing: the user was found, and where they are has to be recorded before their identifier is changed.
	Progressing Kind = "Progressing"

	InvalidSpec    Kind = "InvalidSpec"    // the values cannot be applied
	SourceMissing  Kind = "SourceMissing"  // a Secret, a ConfigMap or a key that a value comes from is not there
	TargetNotFound Kind = "TargetNotFound" // the connection does not exist
	TargetMismatch Kind = "TargetMismatch" // the connection is to another system
	TargetNotReady Kind = "TargetNotReady" // the connection is known not to work; nothing was sent

	PolicyViolation Kind = "PolicyViolation" // the policy of the connection does not allow it
	FuseBlown       Kind = "FuseBlown"       // too many updates have changed what people are found by

	UserNotFound         Kind = "UserNotFound"         // the vendor says there is no such user
	IdentifierUnresolved Kind = "IdentifierUnresolved" // nothing found, which proves nothing
	IdentityMismatch     Kind = "IdentityMismatch"     // the identifier means another user than before
	Conflict             Kind = "Conflict"             // another update manages an attribute of the user already
	AmbiguousMove        Kind = "AmbiguousMove"        // nobody can tell whether a change of the identifier was made
	IdentifierTaken      Kind = "IdentifierTaken"      // another user has a unique value
	NotHonoured          Kind = "NotHonoured"          // accepted, but the answer does not show it
	TargetRefused        Kind = "TargetRefused"        // refused for the tenant's set-up, or for reasons unknown
	TargetUnavailable    Kind = "TargetUnavailable"    // no answer, a failure, or an answer that cannot be read
	Denied               Kind = "Denied"               // the vendor does not accept the credentials
	Forbidden            Kind = "Forbidden"            // it accepts the credentials, but does not let them do this
	Throttled            Kind = "Throttled"            // too many requests; stays within the lane
)

// Outcome is what came of one attempt.
type Outcome struct {
	Kind Kind

	// UserID is the system's own id of the user, where it was found.
	UserID string

	// Login finds the user now, in systems that cannot find them by id. It is only set where the attempt established it:
	// when a change of the identifier was made, and when a user was looked for under more than one.
	Login *Identifier

	// Changed is what the vendor accepted, also where the attempt failed later; empty if nothing. Where it only tried the
	// change out, it is what would be changed.
	Changed Change

	// Attributes that the outcome is about: those not honoured, and those that differ.
	Attributes []Attribute

	// Warnings about a change that was made.
	Warnings []Warning

	// Code is the vendor's, or the HTTP status; empty where there is none.
	Code string

	// Message for people, without values.
	Message string

	// Further are other errors the vendor named for the same attempt; Code and Message are the most decisive.
	Further []Problem

	// Expected is when a queued job begins, as far as can be told; only with Queued.
	Expected time.Time

	// At is when the attempt ended.
	At time.Time
}

// Problem is one error among several. It holds no value.
type Problem struct {
	Code    string
	Message string
}

// Warning is something to know about a change that was made. It holds no value.
type Warning struct {
	Code    string
	Message string
}
