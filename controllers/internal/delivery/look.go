package delivery

import (
	"cmp"
	"errors"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// errSeen ends a look after which the job waits for a request to share.
var errSeen = errors.New("the user was found")

// alreadyMoved is what to know of a change that an earlier attempt had made.
var alreadyMoved = profile.Warning{
	Code:    "AlreadyMoved",
	Message: "nobody had the identifier any more, and the user was found under the new one: an earlier attempt had changed it",
}

// look finds out where the user is, before their identifier is changed or because it was changed perhaps, and what
// follows:
//
//	the user                           result
//	shows all of it, and has moved     Applied: an earlier attempt did it
//	shows all of it                    Unchanged
//	is to move, not on record          Progressing: it has to be on record from where to where
//	lacks something                    on to a request, with others
func (e *execution) look() (profile.Outcome, error) {
	seen, err := e.find()
	if err != nil {
		return profile.Outcome{}, err
	}
	e.userID = cmp.Or(seen.user.ID, e.userID)
	return e.goOnFrom(seen)
}

// goOnFrom decides what follows from where the user was found.
func (e *execution) goOnFrom(seen sighting) (profile.Outcome, error) {
	if err := e.admitted(seen.user); err != nil {
		return profile.Outcome{}, err
	}
	e.seat.sighted(seen)
	change := e.job.Planner.Plan(target.User{})
	to, _ := e.job.Planner.Moved(change)
	switch done := len(e.job.Planner.Missing(change, seen.user)) == 0; {
	case done && e.seat.hasMoved():
		e.asked, e.warnings = change, []profile.Warning{alreadyMoved}
		return e.endedAt(seen.at), nil
	case done:
		return e.ended(profile.Unchanged), nil
	case e.job.movesFrom(seen.at, change) && !e.job.recorded(to):
		if err := e.seat.permits(change); err != nil {
			return profile.Outcome{}, err
		}
		outcome := e.ended(profile.Progressing)
		outcome.Login = &seen.at
		return outcome, nil
	default:
		return profile.Outcome{}, errSeen
	}
}

// applied is the end of a job whose change was made. Where its user was looked for, it is known where they are now.
func (e *execution) applied() profile.Outcome {
	seen := e.seat.seen
	if seen == nil {
		return e.ended(profile.Applied)
	}
	to, known := e.job.Planner.Moved(e.asked)
	switch {
	case known && userOf(to) != userOf(seen.at):
		return e.endedAt(to)
	case !e.seat.hasMoved():
		return e.ended(profile.Applied)
	case known:
		e.warnings = append(e.warnings, alreadyMoved)
	}
	return e.endedAt(seen.at)
}

func (e *execution) endedAt(login profile.Identifier) profile.Outcome {
	outcome := e.ended(profile.Applied)
	outcome.Login = &login
	return outcome
}
