package adobe

import (
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// follows tells whether the user name of a Federated ID has to be sent with a new address.
//
// By default the two are the same, and in a directory where people log in with their address the name "automatically"
// follows (UMAPI, Updating Email Policy). In the field it stayed behind, and people could not log in: both have to be
// sent (umapi-client.py 106 and 107). Nothing is guessed: a lane that changes the address by which a user is found has
// read them first.
//
//	what is known                                     username
//	-------------                                     --------
//	the user is an Enterprise ID                      cannot be set, and follows by itself
//	the change has it                                 as asked for
//	the user was not read, as in test mode            left alone
//	name and address differ                           left alone
//	only the letter case of the address differs       left alone: nothing will change
//	name and address agree                            follows
func (t *Target) follows(c target.Command) bool {
	wanted, changes := wantedText(c, profile.Email)
	_, settable := t.schema.Attributes[profile.Username]
	if !changes || !settable || c.Change.Touches(profile.Username) {
		return false
	}
	current, read := c.User.Profile[profile.Email].Text()
	name, _ := c.User.Profile[profile.Username].Text()
	return read && strings.EqualFold(name, current) && !strings.EqualFold(current, wanted)
}

func wantedText(c target.Command, attribute profile.Attribute) (string, bool) {
	for _, s := range c.Change {
		if s.Attribute == attribute {
			return s.Value.Text()
		}
	}
	return "", false
}
