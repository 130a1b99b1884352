package adobe

import (
	"fmt"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// command is one entry of a request (UMAPI, ActionsCmds). There is one step in each, so that what is said of a command
// is said of its update. useAdobeID is never sent: without it an Enterprise or Federated ID is meant.
type command struct {
	User      string `json:"user"`
	Domain    string `json:"domain,omitempty"`
	RequestID string `json:"requestID,omitempty"`
	Do        []step `json:"do"`
}

type step struct {
	Update map[string]string `json:"update"`
}

// encode puts a command into Adobe's form, or says why there is none: one entry that breaks the grammar may have the
// whole request refused. The values are not in the error.
func (t *Target) encode(c target.Command) (command, error) {
	if err := t.checkIdentifier(c.Identifier); err != nil {
		return command{}, err
	}
	update := map[string]string{}
	for _, s := range c.Change {
		text, _ := s.Value.Text()
		if _, known := t.schema.Attributes[s.Attribute]; !known || s.Action != profile.Set || text == "" {
			return command{}, invalid("%s can be set on %s to a text only if it is one of its attributes, and never cleared",
				s.Attribute, t.schema.System)
		}
		update[members[s.Attribute]] = text
	}
	if name := update[members[profile.Username]]; c.Identifier.Type == profile.ByUsername && isAddress(name) {
		return command{}, invalid("nobody would be found by a username that is an e-mail address any more; have " +
			"spec.identifier name the user by their e-mail address")
	}
	if t.follows(c) {
		update[members[profile.Username]] = update[members[profile.Email]]
	}
	wire := command{User: c.Identifier.Value, RequestID: c.RequestID, Do: []step{{Update: update}}}
	if c.Identifier.Type == profile.ByUsername {
		wire.Domain = c.Identifier.Domain
	}
	return wire, nil
}

// checkIdentifier holds what names a user against UMAPI, ActionsCmds: an address goes without a domain, a user name
// needs one and is no address ("you can never use it to identify a user in requests").
func (t *Target) checkIdentifier(who profile.Identifier) error {
	switch {
	case !t.schema.Identifiers[who.Type]:
		return invalid("%s does not find users by this type of identifier", t.schema.System)
	case !isSegment(who.Value):
		return invalid("no user can be found by an identifier that is empty, . or ..")
	case who.Type == profile.ByEmail && !isAddress(who.Value):
		return invalid("the identifier is no e-mail address")
	case who.Type == profile.ByUsername && isAddress(who.Value):
		return invalid("Adobe finds nobody by a username that is an e-mail address; use their e-mail address instead")
	case who.Type == profile.ByUsername && who.Domain == "":
		return invalid("a username needs the domain of its directory to be found")
	default:
		return nil
	}
}

// isAddress is what makes the difference to Adobe.
func isAddress(login string) bool { return strings.Contains(login, "@") }

func invalid(format string, parts ...any) *target.Error {
	return &target.Error{Kind: profile.InvalidSpec, Message: fmt.Sprintf(format, parts...)}
}

// secretsOf returns every value that Adobe might quote about a command: those that are sent, and those the user has.
func secretsOf(c target.Command) []string {
	found := append(c.Change.Secrets(), c.Identifier.Value, c.Identifier.Domain)
	for _, value := range c.User.Profile {
		found = append(found, value.Secrets()...)
	}
	return found
}
