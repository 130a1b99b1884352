package target

import (
	"errors"
	"fmt"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// Error is how a system failed. Its text is for people and holds no value of a profile.
type Error struct {
	// Kind decides what happens next.
	Kind profile.Kind

	// Code is the vendor's error code, or else the HTTP status; empty if there was no answer.
	Code string

	// Message says what happened, in the vendor's words where it gave any, without values. It is never empty.
	Message string

	// RequestID is the vendor's correlation id, for support; it goes to the log.
	RequestID string

	// RetryAfter is how long the vendor asked to wait; zero if it did not say.
	RetryAfter time.Duration

	// WholeRequest tells that the vendor answered and refused the request as a whole, perhaps for the sake of one command
	// in it: parts of it may go through. All Results of the Write have it. It stays false where the answer was lost or
	// late, or came from a gateway, and where requests come too fast or are not authorized: parts would fare no better.
	WholeRequest bool

	// Further are other errors the vendor named for the same command. This one is the most decisive.
	Further []*Error

	// Err is the cause, if it was not the vendor's answer.
	Err error
}

// Error returns the message and the code.
func (e *Error) Error() string {
	if e.Code == "" {
		return e.Message
	}
	return fmt.Sprintf("%s (%s)", e.Message, e.Code)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// AsError returns the *Error in the chain of err, which is not nil, or one of kind TargetUnavailable that wraps err: what
// cannot be understood may pass.
func AsError(err error) *Error {
	if known, ok := errors.AsType[*Error](err); ok {
		return known
	}
	return &Error{Kind: profile.TargetUnavailable, Message: "the request failed", Err: err}
}

// KindOf returns the kind of an error, which is not nil.
func KindOf(err error) profile.Kind { return AsError(err).Kind }
