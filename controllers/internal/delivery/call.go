package delivery

import (
	"context"
	"errors"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// errUnfinished is how a call ends that panics.
var errUnfinished = errors.New("the call did not return")

// read finds the user, as often as it takes to be neither throttled nor refused for a token that had expired.
func (e *execution) read(who target.Locator) (target.User, error) {
	for {
		var user target.User
		err := e.call("read", nil, func(ctx context.Context) (err error) {
			user, err = e.job.Target.Read(ctx, who)
			return err
		})
		if err == nil || !e.mendsByAsking(err) && !throttled(err) {
			return user, err
		}
	}
}

// write sends one command. The user in it comes from the previous call. Being throttled is errBeginAgain: until the
// lane goes on that user may have changed.
func (e *execution) write(command target.Command) (target.Result, error) {
	for {
		var result target.Result
		err := e.call("write", &e.last, func(ctx context.Context) error {
			defer e.flight.lane.users.wrote(command.User.ID)
			result = one(e.job.Target.Write(ctx, []target.Command{command}))
			return result.Err
		})
		switch {
		case err == nil:
			return result, nil
		case throttled(err):
			return result, errBeginAgain
		case !e.mendsByAsking(err):
			return result, err
		}
	}
}

// call waits for a slot and sends one request with it. Shutting down does not cancel it: whether a vendor has carried
// out a request that was broken off, nobody knows.
func (e *execution) call(name string, after *slot, send func(context.Context) error) error {
	s, err := e.slot(after)
	if err != nil {
		return err
	}
	e.last = s
	err = errUnfinished
	defer func() { e.dispatcher.giveBack(e.flight.lane, s, err) }()

	ctx, cancel := context.WithTimeout(context.Background(), e.dispatcher.options.CallTimeout)
	defer cancel()
	if err = send(ctx); err != nil {
		e.log(name, target.AsError(err))
	}
	return err
}

// slot returns the one the job was begun with, then new ones.
func (e *execution) slot(after *slot) (slot, error) {
	if first := e.flight.first; first != nil {
		e.flight.first = nil
		return *first, nil
	}
	return e.dispatcher.slotFor(e.flight.lane, after)
}

// mendsByAsking tells, once in a job, that calling again may help: a refused token has been dropped.
func (e *execution) mendsByAsking(err error) bool {
	if e.renewed || !refused(err, profile.Denied) {
		return false
	}
	e.renewed = true
	return true
}

func throttled(err error) bool { return refused(err, profile.Throttled) }

// refused tells whether a call was made and failed in that way.
func refused(err error, kind profile.Kind) bool {
	return err != nil && !errors.Is(err, errStopping) && !errors.Is(err, errBeginAgain) && target.KindOf(err) == kind
}

// log tells that a call failed: what a vendor's support asks for, and no value. The message stays out, as that of an
// unknown error may hold an address.
func (e *execution) log(name string, err *target.Error) {
	e.dispatcher.options.Log.V(1).Info("A call failed", "call", name, "kind", err.Kind, "code", err.Code,
		"requestID", err.RequestID, "retryAfter", err.RetryAfter.String(), "lane", e.flight.lane.key,
		"namespace", e.job.Owner.Namespace, "name", e.job.Owner.Name)
}

// one returns the result of the only command.
func one(results []target.Result) target.Result {
	if len(results) != 1 {
		return target.Result{Err: &target.Error{
			Kind:    profile.TargetUnavailable,
			Message: "the answer does not say what became of the update",
		}}
	}
	return results[0]
}
