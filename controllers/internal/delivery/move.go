package delivery

import (
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// A move is a change of the very identifier by which a job finds its user. If the answer to it is lost, the user is under
// the one identifier or the other, and somebody else may be under either.

// movesFrom tells whether the change takes the user away from there. Another spelling is no move.
func (j *Job) movesFrom(at profile.Identifier, change profile.Change) bool {
	to, known := j.Planner.Moved(change)
	return j.Planner.Moves(change) && (!known || userOf(to) != userOf(at))
}

// recorded tells whether it is on record that the user may be there.
func (j *Job) recorded(where profile.Identifier) bool {
	return j.Moved != nil && userOf(*j.Moved) == userOf(where)
}

// elsewhere is where the user may be, if that is on record and not where the job looks for them anyway.
func (j *Job) elsewhere() (profile.Identifier, bool) {
	if j.Moved == nil || j.recorded(j.Planner.Identifier()) {
		return profile.Identifier{}, false
	}
	return *j.Moved, true
}

// isPinned tells that this is the user whose id was recorded, isAnother that it is not. Neither is known without ids.
func (j *Job) isPinned(user target.User) bool {
	return j.PinnedUserID != "" && user.ID == j.PinnedUserID
}

func (j *Job) isAnother(user target.User) bool {
	return j.PinnedUserID != "" && user.ID != "" && user.ID != j.PinnedUserID
}

// userOf is the identifier as systems that batch compare it: without regard to case.
func userOf(who profile.Identifier) string {
	return profile.Fold(strings.Join([]string{string(who.Type), who.Name, who.Value, who.Domain}, "\x00"))
}
