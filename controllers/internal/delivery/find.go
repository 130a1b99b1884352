package delivery

import (
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// sighting is a user, and the identifier under which they were found.
type sighting struct {
	user target.User
	at   profile.Identifier
}

// find finds the user.
//
//	under the identifier     under the one on record          the user is
//	the pinned user          (not looked up)                  at the identifier
//	somebody, no proof       nobody                           at the identifier
//	somebody, no proof       somebody                         AmbiguousMove
//	another                  nobody, or nothing on record     IdentityMismatch
//	nobody                   nobody, or nothing on record     UserNotFound
//	another, or nobody       the pinned user                  at the one on record
//	another, or nobody       somebody as the move made them   at the one on record
//	another, or nobody       anybody else                     AmbiguousMove
//
// There is no proof where the id of the user was not recorded or is not shown. With nothing on record whoever is found
// at the identifier is the user, and nobody looks at the new one: it may belong to anybody.
func (e *execution) find() (sighting, error) {
	who := e.job.Planner.Identifier()
	moved, recorded := e.job.elsewhere()
	user, err := e.readAt(who)
	switch {
	case err == nil && e.job.isAnother(user):
		err = errMismatch
	case err == nil && recorded && !e.job.isPinned(user):
		return sighting{user, who}, e.wantNobodyAt(moved)
	case err == nil:
		return sighting{user, who}, nil
	case !findsNobody(err):
		return sighting{}, err
	}
	if !recorded {
		return sighting{}, err
	}
	return e.findAt(moved, err)
}

// findAt looks where the user may be, as they are not where they were.
func (e *execution) findAt(moved profile.Identifier, gone error) (sighting, error) {
	user, err := e.readAt(moved)
	switch {
	case findsNobody(err):
		return sighting{}, gone
	case err != nil:
		return sighting{}, err
	case e.job.isPinned(user), !e.job.isAnother(user) && e.showsTheMove(moved, user):
		return sighting{user, moved}, nil
	default:
		return sighting{}, errAmbiguous
	}
}

func (e *execution) wantNobodyAt(moved profile.Identifier) error {
	switch _, err := e.readAt(moved); {
	case err == nil:
		return errAmbiguous
	case findsNobody(err):
		return nil
	default:
		return err
	}
}

// showsTheMove tells whether the user has all that the job asks for, which a move is a part of: it is one command, so had
// it been made, all of it would show.
func (e *execution) showsTheMove(moved profile.Identifier, user target.User) bool {
	planner := e.job.Planner
	change := planner.Plan(target.User{})
	to, known := planner.Moved(change)
	return known && userOf(to) == userOf(moved) && len(planner.Missing(change, user)) == 0
}

func (e *execution) readAt(who profile.Identifier) (target.User, error) {
	return e.read(target.Locator{Identifier: who})
}

// errAmbiguous ends a job of whose user nobody can tell where they are.
var errAmbiguous = &target.Error{
	Kind: profile.AmbiguousMove,
	Message: "the identifier was to be changed, and may have been changed already or not; nothing tells which user is the " +
		"right one, so nothing was written",
}
