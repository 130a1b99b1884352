package delivery

import (
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// locate reads the user that the job is about. Where the identifier was found to mean somebody before, it still has to
// mean them: an address that passed to another person must not take the update along.
//
//	pinned user            identifier                result
//	–                      anything                  what the identifier finds
//	found, and has it      (not looked up)           the pinned user
//	found, has it not      nobody, or no proof       the pinned user: it was taken from them, by this update perhaps
//	found, has it not      the pinned user           that user
//	found, has it not      somebody else             IdentityMismatch
//	gone                   the pinned user           that user: one of the two answers was late
//	gone                   somebody else             IdentityMismatch; pinned elsewhere: that user
//	gone                   nobody, or no proof       UserNotFound
func (e *execution) locate() (target.User, error) {
	if e.job.PinnedUserID == "" {
		return e.readByIdentifier()
	}
	pinned, err := e.readByID(e.job.PinnedUserID)
	switch {
	case refused(err, profile.UserNotFound):
		return e.locateAnew(pinned, err)
	case err != nil || e.job.Planner.Identifier().Matches(pinned.ID, pinned.Profile):
		return pinned, err
	default:
		return e.locateAnew(pinned, nil)
	}
}

// locateAnew decides by what the identifier finds. If that is nobody, it is as reading the pinned user said.
func (e *execution) locateAnew(pinned target.User, gone error) (target.User, error) {
	user, err := e.readByIdentifier()
	switch {
	case findsNobody(err):
		return pinned, gone
	case err != nil:
		return user, err
	case user.ID != e.job.PinnedUserID && (gone == nil || !e.job.PinnedElsewhere):
		return user, errMismatch
	default:
		return user, nil
	}
}

func (e *execution) readByIdentifier() (target.User, error) {
	return e.read(target.Locator{Identifier: e.job.Planner.Identifier()})
}

func (e *execution) readByID(id string) (target.User, error) {
	return e.read(target.Locator{UserID: id})
}

func findsNobody(err error) bool {
	return refused(err, profile.UserNotFound) || refused(err, profile.IdentifierUnresolved)
}

// pinnedHere is the pinned user, as far as they are known to be one of this tenant: of another tenant's the outcome does not
// speak until they were found.
func (j *Job) pinnedHere() string {
	if j.PinnedElsewhere {
		return ""
	}
	return j.PinnedUserID
}

// errMismatch ends a job whose identifier has come to mean somebody else. The outcome names the pinned user, never the
// other.
var errMismatch = &target.Error{
	Kind:    profile.IdentityMismatch,
	Message: "the identifier means another user than the one it was first found to mean",
}
