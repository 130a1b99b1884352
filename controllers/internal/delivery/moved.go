package delivery

import (
	"slices"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// alreadyMoved is what to know of a change that an earlier attempt had made.
var alreadyMoved = profile.Warning{
	Code:    "AlreadyMoved",
	Message: "nobody had the identifier any more, and the user was found under the new one: an earlier attempt had changed it",
}

// moved decides what a job comes to whose identifier finds nobody, if it is on record whom it meant: an attempt whose
// answer was lost may have changed it.
//
//	under the new identifier      result
//	nobody                        UserNotFound
//	a user with all of it         Applied
//	a user without some of it     the rest is written under the new identifier
func (e *execution) moved(change profile.Change, gone error) (profile.Outcome, error) {
	who, known := e.job.Planner.Moved(change)
	if !known {
		return profile.Outcome{}, gone
	}
	user, err := e.read(target.Locator{Identifier: who})
	switch {
	case findsNobody(err):
		return profile.Outcome{}, gone
	case err != nil:
		return profile.Outcome{}, err
	}
	e.userID, e.who = user.ID, who
	missing := e.job.Planner.Missing(change, user)
	rest := slices.DeleteFunc(slices.Clone(change), func(s profile.Step) bool { return !slices.Contains(missing, s.Attribute) })
	e.asked = without(change, rest)
	e.warnings = []profile.Warning{alreadyMoved}
	if !rest.Empty() {
		_, err = e.writeAll(user, rest)
	}
	return e.ended(profile.Applied), err
}
