package adobe_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

const (
	newEmail   = "jane@claimed-domain2.com"
	otherEmail = "other@claimed-domain3.com"
)

// another is an edit of the seed that gives john a user name that is not his address.
func another(username string) func(*sim.Seed) {
	return func(seed *sim.Seed) { seed.Users[0].Username = username }
}

// byName is an edit of the seed that has people log in by a user name that is no address.
func byName(seed *sim.Seed) { seed.Directories[0].Login = sim.LoginUsername }

// TestUsernameFollows holds the table of follows against every way in which Adobe may treat a user name.
func TestUsernameFollows(t *testing.T) {
	t.Parallel()
	const unread, read = false, true
	email := set(profile.Email, newEmail)
	//nolint:lll // one row, one line
	for name, c := range map[string]struct {
		seed     []func(*sim.Seed)
		who      profile.Identifier
		read     bool // the lane has read the user
		steps    []profile.Step
		sent     []string // members of the update
		username string   // afterwards; empty where that is up to Adobe
		warnings []string
	}{
		"the same":                        {nil, john, read, []profile.Step{email}, []string{"email", "username"}, newEmail, []string{"UsernameFollows"}},
		"in another case":                 {seeds(another("JDOE@claimed-domain1.com")), john, read, []profile.Step{email}, []string{"email", "username"}, newEmail, []string{"UsernameFollows"}},
		"with a name":                     {nil, john, read, []profile.Step{email, set(profile.LastName, "Roe")}, []string{"email", "lastname", "username"}, newEmail, []string{"UsernameFollows"}},
		"declared":                        {nil, john, read, []profile.Step{email, set(profile.Username, otherEmail)}, []string{"email", "username"}, otherEmail, nil},
		"declared as it was":              {nil, john, read, []profile.Step{email, set(profile.Username, johnsEmail)}, []string{"email", "username"}, johnsEmail, nil},
		"another address":                 {seeds(another(otherEmail)), john, read, []profile.Step{email}, []string{"email"}, "", nil},
		"no address":                      {seeds(another("jroe")), john, read, []profile.Step{email}, []string{"email"}, "jroe", nil},
		"no address, as none may be":      {seeds(another("jroe"), byName), john, read, []profile.Step{email}, []string{"email"}, "jroe", nil},
		"only another case":               {nil, john, read, []profile.Step{set(profile.Email, "JDoe@claimed-domain1.com")}, []string{"email"}, johnsEmail, []string{"LetterCaseKept"}},
		"username in another case":        {seeds(another("jroe")), john, read, []profile.Step{set(profile.Username, "JRoe")}, []string{"username"}, "jroe", []string{"LetterCaseKept"}},
		"the address it has had all time": {nil, john, read, []profile.Step{set(profile.Email, johnsEmail)}, []string{"email"}, johnsEmail, nil},
		"no new address":                  {nil, john, read, []profile.Step{set(profile.LastName, "Roe")}, []string{"lastname"}, johnsEmail, nil},
		"username alone":                  {nil, john, read, []profile.Step{set(profile.Username, otherEmail)}, []string{"username"}, otherEmail, nil},
		"by username":                     {nil, jdoe, read, []profile.Step{email}, []string{"email"}, "jdoe", nil},

		"unread":                           {nil, john, unread, []profile.Step{email}, []string{"email"}, "", nil},
		"unread, no address":               {seeds(another("jroe"), byName), john, unread, []profile.Step{email}, []string{"email"}, "jroe", nil},
		"unread, declared":                 {nil, john, unread, []profile.Step{email, set(profile.Username, otherEmail)}, []string{"email", "username"}, otherEmail, nil},
		"unread, only another case":        {nil, john, unread, []profile.Step{set(profile.Email, "JDoe@claimed-domain1.com")}, []string{"email"}, johnsEmail, []string{"LetterCaseKept"}},
		"unread, by username":              {nil, jdoe, unread, []profile.Step{email}, []string{"email"}, "jdoe", nil},
		"unread, username in another case": {nil, jdoe, unread, []profile.Step{set(profile.Username, "JDOE")}, []string{"username"}, "jdoe", []string{"LetterCaseKept"}},
		"unread, an Enterprise ID":         {nil, cce0, unread, []profile.Step{set(profile.Email, "new@ent.example")}, []string{"email"}, "NEW@ENT.EXAMPLE", nil},
	} {
		for _, follows := range []sim.FollowMode{sim.FollowAlways, sim.FollowEqual, sim.FollowNever} {
			t.Run(name+", "+string(follows), func(t *testing.T) {
				t.Parallel()
				o := newOrganization(t, append(c.seed, with(sim.Knobs{UsernameFollows: follows}))...)
				command := update(c.who, c.steps...)
				if c.read {
					command.User = o.read(t, c.who)
				}
				result := o.target.Write(t.Context(), []target.Command{command})[0]
				if result.Err != nil || !result.Rest.Empty() {
					t.Fatalf("%+v", result)
				}
				if got := o.storedBy(t, c.who).Username; c.username != "" && got != c.username {
					t.Errorf("the username is %s, want %s", got, c.username)
				}
				if diff := cmp.Diff([][]string{c.sent}, o.sent()); diff != "" {
					t.Errorf("sent (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(c.warnings, codes(result.Warnings)); diff != "" {
					t.Errorf("warnings (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// storedBy returns the user of the seed whom the identifier meant before the update.
func (o *organization) storedBy(t *testing.T, who profile.Identifier) sim.User {
	t.Helper()
	return o.stored(t, map[string]string{
		john.Value: sim.BaseJohn, jdoe.Value: sim.BaseUsername, cce0.Value: sim.BaseEnterprise,
	}[who.Value])
}

// sent returns the members of each update that was carried out.
func (o *organization) sent() [][]string {
	var sent [][]string
	for _, written := range o.sim.Journal() {
		sent = append(sent, written.Fields)
	}
	return sent
}

// A user name that Adobe refuses is an error whether it was declared or sent along: nothing goes out without it.
func TestARefusedUsernameIsAnError(t *testing.T) {
	t.Parallel()
	email := set(profile.Email, newEmail)
	taken := func(seed *sim.Seed) { seed.Users[1].Username = newEmail }
	const noAddress, inUse = "error.user.name.contains.email", "error.user.name_in_use"
	for name, c := range map[string]struct {
		seed  []func(*sim.Seed)
		steps []profile.Step
		kind  profile.Kind
		code  string
	}{
		"declared":          {seeds(byName), []profile.Step{email, set(profile.Username, otherEmail)}, profile.TargetRefused, noAddress},
		"sent along":        {seeds(byName), []profile.Step{email}, profile.TargetRefused, noAddress},
		"sent along, taken": {seeds(taken), []profile.Step{email}, profile.IdentifierTaken, inUse},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOrganization(t, c.seed...)
			command := update(john, c.steps...)
			command.User = o.read(t, john)
			result := o.target.Write(t.Context(), []target.Command{command})[0]
			if e := wantKind(t, result.Err, c.kind); e.Code != c.code || !result.Rest.Empty() || len(result.Warnings) != 0 {
				t.Errorf("%+v", result)
			}
			if got := o.stored(t, sim.BaseJohn).Email; got != johnsEmail {
				t.Errorf("the e-mail address is %s", got)
			}
		})
	}
}

// In the other system the user name follows without a word of ours.
func TestEnterpriseSendsNoUsername(t *testing.T) {
	t.Parallel()
	o := newOrganization(t)
	enterprise(o)
	command := update(cce0, set(profile.Email, "new@ent.example"))
	command.User = o.read(t, cce0)
	result := o.target.Write(t.Context(), []target.Command{command})[0]
	if result.Err != nil || len(result.Warnings) != 0 {
		t.Fatalf("%+v", result)
	}
	if got := o.stored(t, sim.BaseEnterprise).Username; got != "NEW@ENT.EXAMPLE" {
		t.Errorf("the username is %s", got)
	}
	if diff := cmp.Diff([][]string{{"email"}}, o.sent()); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}
