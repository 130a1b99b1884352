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
	email := set(profile.Email, newEmail)
	//nolint:lll // one row, one line
	for name, c := range map[string]struct {
		seed     []func(*sim.Seed)
		who      profile.Identifier
		read     bool // the lane has read the user
		steps    []profile.Step
		username string // afterwards
		warnings []string
	}{
		"nothing known":                   {nil, john, false, []profile.Step{email}, newEmail, []string{"UsernameFollows"}},
		"with a name":                     {nil, john, false, []profile.Step{email, set(profile.LastName, "Roe")}, newEmail, []string{"UsernameFollows"}},
		"declared":                        {nil, john, false, []profile.Step{email, set(profile.Username, otherEmail)}, otherEmail, nil},
		"declared as it was":              {nil, john, false, []profile.Step{email, set(profile.Username, johnsEmail)}, johnsEmail, nil},
		"found by username":               {nil, jdoe, false, []profile.Step{email}, "jdoe", nil},
		"read, the same":                  {nil, john, true, []profile.Step{email}, newEmail, []string{"UsernameFollows"}},
		"read, no address":                {seeds(another("jroe")), john, true, []profile.Step{email}, "jroe", nil},
		"refused, as no name is one":      {seeds(another("jroe"), byName), john, false, []profile.Step{email}, "jroe", nil},
		"read where no name is one":       {seeds(another("jroe"), byName), john, true, []profile.Step{email}, "jroe", nil},
		"an Enterprise ID, through this":  {nil, cce0, false, []profile.Step{set(profile.Email, "new@ent.example")}, "NEW@ENT.EXAMPLE", nil},
		"only another case":               {nil, john, false, []profile.Step{set(profile.Email, "JDoe@claimed-domain1.com")}, johnsEmail, []string{"LetterCaseKept"}},
		"username in another case":        {nil, jdoe, false, []profile.Step{set(profile.Username, "JDOE")}, "jdoe", []string{"LetterCaseKept"}},
		"read, username in another case":  {seeds(another("jroe")), john, true, []profile.Step{set(profile.Username, "JRoe")}, "jroe", []string{"LetterCaseKept"}},
		"no new address":                  {nil, john, false, []profile.Step{set(profile.LastName, "Roe")}, johnsEmail, nil},
		"username alone":                  {nil, john, false, []profile.Step{set(profile.Username, otherEmail)}, otherEmail, nil},
		"the address it has had all time": {nil, john, false, []profile.Step{set(profile.Email, johnsEmail)}, johnsEmail, nil},
	} {
		for _, follows := range []sim.FollowMode{sim.FollowAlways, sim.FollowEqual, sim.FollowNever} {
			t.Run(name+", "+string(follows), func(t *testing.T) {
				t.Parallel()
				o := newOrganization(t, append(c.seed, with(sim.Knobs{UsernameFollows: follows}))...)
				result := o.converge(t, c.who, c.read, c.steps)
				if result.Err != nil {
					t.Fatal(result.Err)
				}
				stored := o.storedBy(t, c.who)
				if stored.Username != c.username {
					t.Errorf("the username is %s, want %s", stored.Username, c.username)
				}
				if diff := cmp.Diff(c.warnings, codes(result.Warnings)); diff != "" {
					t.Errorf("warnings (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// converge writes until nothing is left, as a lane does: at most once more.
func (o *organization) converge(t *testing.T, who profile.Identifier, read bool, steps []profile.Step) target.Result {
	t.Helper()
	command := update(who, steps...)
	if read {
		command.User = o.read(t, who)
	}
	result := o.target.Write(t.Context(), []target.Command{command})[0]
	if !result.Rest.Empty() {
		command.User, command.Change = result.User, result.Rest
		result = o.target.Write(t.Context(), []target.Command{command})[0]
	}
	if !result.Rest.Empty() {
		t.Fatal("something is left after two requests")
	}
	return result
}

// storedBy returns the user of the seed whom the identifier meant before the update.
func (o *organization) storedBy(t *testing.T, who profile.Identifier) sim.User {
	t.Helper()
	return o.stored(t, map[string]string{
		john.Value: sim.BaseJohn, jdoe.Value: sim.BaseUsername, cce0.Value: sim.BaseEnterprise,
	}[who.Value])
}

// A user name that was declared is what Adobe refused, so it is told.
func TestADeclaredUsernameIsNotDropped(t *testing.T) {
	t.Parallel()
	o := newOrganization(t, another("jroe"), byName)
	result := o.write(t, john, set(profile.Email, newEmail), set(profile.Username, otherEmail))
	e := wantKind(t, result.Err, profile.TargetRefused)
	if e.Code != "error.user.name.contains.email" || !result.Rest.Empty() {
		t.Errorf("%+v", result)
	}
}

// In the other system the user name follows without a word of ours.
func TestEnterpriseSendsNoUsername(t *testing.T) {
	t.Parallel()
	o := newOrganization(t)
	o.target = o.as(enterprise)
	if result := o.write(t, cce0, set(profile.Email, "new@ent.example")); result.Err != nil || len(result.Warnings) != 0 {
		t.Fatalf("%+v", result)
	}
	if got := o.stored(t, sim.BaseEnterprise).Username; got != "NEW@ENT.EXAMPLE" {
		t.Errorf("the username is %s", got)
	}
	for _, w := range o.sim.Journal() {
		if diff := cmp.Diff([]string{"email"}, w.Fields); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
