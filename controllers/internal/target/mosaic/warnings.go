package mosaic

import (
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Codes of warnings: ours, as Mosaic has none.
const (
	codeUnverified = "Unverified"
	codeNotShown   = "NotShown"
)

// warned is the result of an update with what people should know of it.
func warned(edits profile.Change, result target.Result) target.Result {
	from, isRecord := result.User.Record.(record)
	if !isRecord {
		return result
	}
	for _, step := range edits {
		switch {
		case step.Action != profile.Set:
		case verified[step.Attribute] && !isVerified(from, step.Attribute):
			result.Warnings = append(result.Warnings, profile.Warning{
				Code:    codeUnverified,
				Message: "the new " + string(step.Attribute) + " is unverified until the person verifies it",
			})
		case result.User.Hidden[step.Attribute]:
			result.User.Profile[step.Attribute] = step.Value
			result.Warnings = append(result.Warnings, profile.Warning{
				Code:    codeNotShown,
				Message: "Mosaic shows a username only once the user has a password, so that it could not be confirmed",
			})
		}
	}
	return result
}

// isVerified reads email_verified and phone_number_verified.
func isVerified(from record, attribute profile.Attribute) bool {
	member := fields[attribute].member
	done, _ := from.object(member)[member+"_verified"].(bool)
	return done
}
