package adobe

import (
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Codes of warnings that are ours. Adobe's begin with "warning.".
const (
	codeLetterCase      = "LetterCaseKept"
	codeUsernameFollows = "UsernameFollows"
	codeNotTested       = "NotTested"
)

// warningsOf is what people should know of a command that was carried out, besides what Adobe says of it.
func (t *Target) warningsOf(c target.Command) []profile.Warning {
	var warnings []profile.Warning
	for _, attribute := range []profile.Attribute{profile.Email, profile.Username} {
		if changesCaseOnly(c, attribute) {
			warnings = append(warnings, profile.Warning{
				Code:    codeLetterCase,
				Message: "Adobe does not change the letter case of the " + string(attribute) + "; it stays as it was",
			})
		}
	}
	if t.follows(c) {
		warnings = append(warnings, profile.Warning{
			Code:    codeUsernameFollows,
			Message: "the username was set to the new e-mail address too; to have another, declare username in spec.attributes",
		})
	}
	return warnings
}

// changesCaseOnly tells whether an address or a user name is to change in its letter case alone. "You cannot use the
// update request to change the letter case" (UMAPI, ActionsCmds); recorded was a success that changed nothing.
func changesCaseOnly(c target.Command, attribute profile.Attribute) bool {
	wanted, changes := wantedText(c, attribute)
	current, read := c.User.Profile[attribute].Text()
	if named, _ := c.Identifier.Attribute(); !read && named == attribute {
		current = c.Identifier.Value
	}
	return changes && wanted != current && strings.EqualFold(wanted, current)
}
