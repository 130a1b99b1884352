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
// sent (umapi-client.py 106 and 107). Whether the name followed so far is only to be read, and reads are the scarcer
// quota, so:
//
//	what is known                                     username
//	-------------                                     --------
//	it is in the change                               as asked for
//	the user is found by their user name              left alone: that is no address
//	only the letter case of the address differs       left alone: nothing will change
//	the user was read, name and address differ        left alone
//	Adobe has refused an address as their name        left alone
//	the user was read, name and address agree         follows
//	nothing                                           follows
//
// The last line is a guess, and does no harm where it is wrong as long as a directory is as documented: people log in to
// it either with their address or with a user name. In the first kind Adobe says to move a name that is another address
// all the same. In the second no name may be an address: Adobe refuses it (error.user.name.contains.email) and changes
// nothing, and the command goes out once more without, see resend. Should a directory take both kinds of names, the name
// would be lost: whoever has one declares it, as the warning says, or has the user found by it.
func (t *Target) follows(c target.Command) bool {
	wanted, changes := wantedText(c, profile.Email)
	_, settable := t.schema.Attributes[profile.Username]
	if !settable || !changes || c.Change.Touches(profile.Username) || c.Identifier.Type != profile.ByEmail {
		return false
	}
	if _, known := c.User.Record.(keepsUsername); known {
		return false
	}
	current, read := c.User.Profile[profile.Email].Text()
	if !read {
		return !strings.EqualFold(c.Identifier.Value, wanted)
	}
	name, _ := c.User.Profile[profile.Username].Text()
	return strings.EqualFold(name, current) && !strings.EqualFold(current, wanted)
}

// keepsUsername is the Record of a user whose name cannot follow their address.
type keepsUsername struct{}

// refusals are what Adobe says where no user name may be an address, or where none may be set.
var refusals = map[string]bool{
	"error.user.name.contains.email": true,
	"error.user.name.invalid":        true,
	"error.update.username.no":       true,
}

// resend is the result of a command that was refused for a user name that nobody asked for: it is still to be sent,
// without.
func resend(c target.Command) target.Result {
	c.User.Record = keepsUsername{}
	return target.Result{User: c.User, Rest: c.Change}
}

func wantedText(c target.Command, attribute profile.Attribute) (string, bool) {
	for _, s := range c.Change {
		if s.Attribute == attribute {
			return s.Value.Text()
		}
	}
	return "", false
}
