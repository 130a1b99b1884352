package delivery

import (
	"context"
	"errors"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// errUnfinished is how a call ends that panics.
var errUnfinished = errors.New("the call did not return")

// caller sends the requests of a flight, one after the other.
type caller struct {
	dispatcher *Dispatcher
	flight     *flight

	// seat for which they are; nil if they are for several.
	seat *seat

	// last is the slot of the latest call.
	last slot

	// urgency of what is called for.
	urgency urgency

	// renewed tells that there is no use in asking for a new token, as the last one was not accepted.
	renewed bool
}

func (d *Dispatcher) caller(f *flight) caller {
	return caller{dispatcher: d, flight: f, renewed: f.probes}
}

// call waits for a slot and sends one request with it. Shutting down does not cancel it: whether a vendor has carried
// out a request that was broken off, nobody knows. The error is errAskAgain if the same is to be sent once more, with a new
// token, and errHeld if others find out whether there is any use in that.
func (c *caller) call(kind request, after *slot, send func(context.Context) error) error {
	s, err := c.slot(kind, after)
	if err != nil {
		return err
	}
	if kind == writing && c.seat != nil && c.seat.sent.IsZero() && c.dispatcher.dropped(c.seat) {
		c.dispatcher.giveBack(c.flight.lane, s, errDropped)
		return errDropped
	}
	return c.judged(kind, c.send(kind, s, send))
}

func (c *caller) send(kind request, s slot, send func(context.Context) error) error {
	c.last = s
	err := errUnfinished
	defer func() { c.dispatcher.giveBack(c.flight.lane, s, err) }()

	ctx, cancel := context.WithTimeout(context.Background(), c.dispatcher.options.CallTimeout)
	defer cancel()
	if err = send(target.WithSent(ctx, func() { c.dispatcher.sent(&s) })); err != nil {
		c.log(kind, target.AsError(err))
	}
	return err
}

// slot returns the one the flight was begun with, then new ones.
func (c *caller) slot(kind request, after *slot) (slot, error) {
	if first := c.flight.first; first != nil {
		c.flight.first = nil
		return *first, nil
	}
	return c.dispatcher.slotFor(c.flight, kind, after, c.urgency)
}

func throttled(err error) bool { return refused(err, profile.Throttled) }

// refused tells whether a call was made and failed in that way.
func refused(err error, kind profile.Kind) bool {
	return err != nil && !isOurs(err) && target.KindOf(err) == kind
}

// isOurs tells whether the error is not about what was called.
func isOurs(err error) bool {
	for _, ours := range []error{errStopping, errDropped, errBeginAgain, errHeld, errAskAgain} {
		if errors.Is(err, ours) {
			return true
		}
	}
	return false
}

// log tells that a call failed: what a vendor's support asks for, and no value. The message stays out, as that of an
// unknown error may hold an address. Of several jobs it names the first.
func (c *caller) log(kind request, err *target.Error) {
	owner := c.flight.lead.Owner
	c.dispatcher.options.Log.V(1).Info("A call failed", "call", kind, "kind", err.Kind, "code", err.Code,
		"requestID", err.RequestID, "retryAfter", err.RetryAfter.String(), "lane", c.flight.lane.key,
		"namespace", owner.Namespace, "name", owner.Name, "jobs", len(c.flight.seats))
}
