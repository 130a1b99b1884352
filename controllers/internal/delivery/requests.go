package delivery

import (
	"context"
	"errors"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// read finds the user, as often as it takes to be neither throttled nor refused for a token that had expired.
func (e *execution) read(who target.Locator) (target.User, error) {
	for {
		var user target.User
		err := e.call(reading, nil, func(ctx context.Context) (err error) {
			user, err = e.job.Target.Read(ctx, who)
			return err
		})
		if !errors.Is(err, errAskAgain) && !throttled(err) {
			return user, err
		}
	}
}

// write sends one command. The user in it comes from the previous call. Being throttled is errBeginAgain: until the
// lane goes on that user may have changed.
func (e *execution) write(command target.Command) (target.Result, error) {
	for {
		var result target.Result
		err := e.call(writing, &e.last, func(ctx context.Context) error {
			defer func() { e.flight.lane.users.wrote(command.User.ID, result.User.Revision) }()
			result = answers(e.job.Target.Write(ctx, []target.Command{command}), 1)[0]
			return result.Err
		})
		switch {
		case err == nil:
			return result, nil
		case throttled(err):
			e.dispatcher.unsent(e)
			return result, errBeginAgain
		case !errors.Is(err, errAskAgain):
			return result, err
		}
	}
}

// answers are the results of so many commands, which are errors if it is not clear what belongs to which.
func answers(results []target.Result, commands int) []target.Result {
	if len(results) == commands {
		return results
	}
	unclear := make([]target.Result, commands)
	for i := range unclear {
		unclear[i].Err = &target.Error{
			Kind:    profile.TargetUnavailable,
			Message: "the answer does not say what became of the update",
		}
	}
	return unclear
}
