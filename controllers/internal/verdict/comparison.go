package verdict

import "github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"

// Keeps tells whether a comparison that ended so leaves its object as Ready as it was, if it has changed nothing: the user
// is as declared, or differs, or the vendor gave no answer, and the next comparison tells. All else is the answer to what
// was sent, or is about whether there is such a user, and means what it means after any attempt.
func Keeps(kind profile.Kind) bool {
	switch kind {
	case profile.Unchanged, profile.DriftDetected, profile.TargetUnavailable, profile.Denied, profile.Forbidden:
		return true
	default:
		return false
	}
}
