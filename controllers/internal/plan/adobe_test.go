package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/targettest"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// Adobe is written without a read, but where the login changes; both have to come out the same.
func TestPlansComeTrueAtAdobe(t *testing.T) {
	for _, kind := range []sim.IdentityType{sim.EnterpriseID, sim.FederatedID} {
		t.Run(string(kind), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { plansComeTrueAtAdobe(t, kind) })
		})
	}
}

func plansComeTrueAtAdobe(t *rapid.T, kind sim.IdentityType) {
	server := sim.New(sim.Options{Seed: adobeOrganization(t, kind)})
	organization := adobeConnection(server, kind)
	before, _ := server.User(adobeUser)
	named := loginAtAdobe(t, before)
	p, desired := desiredOf(t, organization.Schema(), named, func(attribute profile.Attribute) *rapid.Generator[any] {
		if named.Type == profile.ByUsername && attribute == profile.Username {
			return usernames.AsAny() // with an address nobody would be found by it any more
		}
		return adobeValue(kind, attribute)
	})

	change, user := waysToAdobe(t, organization, p)
	wantManagedOnly(t, desired, change)
	writtenAt(t, organization, target.Command{Identifier: named, User: user, Change: change})

	got, _ := server.User(adobeUser)
	for attribute, value := range desired.Set {
		want, _ := value.Text()
		isLogin := attribute == profile.Email || attribute == profile.Username
		if is := adobeText(got, attribute); is != want && (!isLogin || !strings.EqualFold(is, want)) {
			t.Errorf("%s is %q, want %q", attribute, is, want)
		}
	}
	if diff := cmp.Diff(untouchedAtAdobe(before, before, change), untouchedAtAdobe(got, before, change)); diff != "" {
		t.Errorf("members that are not in the change were altered (-before +after):\n%s", diff)
	}
	who := named
	if moved, found := p.Moved(change); found {
		who = moved
	}
	after := readAt(t, organization, who)
	wantQuiet(t, p, change, after, after)
}

// waysToAdobe draws one of the ways in which lanes make a change there: all that is desired, without a read; the same
// beside the user as read, which it always is where the login changes; or what differs, to correct a drift.
func waysToAdobe(t *rapid.T, organization target.Target, p *plan.Plan) (profile.Change, target.User) {
	whole := p.Plan(target.User{})
	way := rapid.SampledFrom([]string{"unread", "read", "corrected"}).Draw(t, "way")
	if way == "unread" && !p.Moves(whole) {
		return whole, target.User{}
	}
	user := readAt(t, organization, p.Identifier())
	if differs := p.Plan(user); way == "corrected" && !p.Moves(differs) {
		return differs, target.User{}
	}
	return whole, user
}

// loginAtAdobe draws how the user is found: by their address, or by a username that is none.
func loginAtAdobe(t *rapid.T, user sim.User) profile.Identifier {
	if user.Type == sim.FederatedID && !strings.Contains(user.Username, "@") && rapid.Bool().Draw(t, "by username") {
		return profile.Identifier{Type: profile.ByUsername, Value: user.Username, Domain: domainsOf[user.Type][0]}
	}
	return profile.Identifier{Type: profile.ByEmail, Value: user.Email}
}

// adobeUser is the id of the user that the cases are about.
const adobeUser = "jane"

// domainsOf are the domains of a directory for each type of users.
var domainsOf = map[sim.IdentityType][]string{
	sim.EnterpriseID: {"ent.example"},
	sim.FederatedID:  {"claimed-domain1.com", "claimed-domain2.com"},
}

func adobeConnection(server *sim.Server, kind sim.IdentityType) target.Target {
	organization := adobe.New(adobe.Config{
		OrgID: sim.BaseOrg, ClientID: sim.BaseClientA, ClientSecret: sim.BaseSecret,
		Transport: targettest.Direct{Handler: server},
	})
	if kind == sim.EnterpriseID {
		return organization.Enterprise
	}
	return organization.Federated
}

// adobeOrganization draws a user and how Adobe behaves.
func adobeOrganization(t *rapid.T, kind sim.IdentityType) sim.Seed {
	seed := sim.BaseSeed()
	seed.Knobs = sim.Knobs{
		UsernameFollows: one(t, "username follows", sim.FollowAlways, sim.FollowEqual, sim.FollowNever),
		ExtraFields:     one(t, "extra members", sim.Off, sim.On),
	}
	drawn := func(attribute profile.Attribute) string {
		return adobeValue(kind, attribute).Draw(t, "current "+string(attribute)).(string)
	}
	user := sim.User{
		ID: adobeUser, Type: kind, Country: "DE", Groups: []string{"Design"},
		Email: drawn(profile.Email), FirstName: drawn(profile.FirstName), LastName: drawn(profile.LastName),
	}
	if kind == sim.FederatedID && rapid.Bool().Draw(t, "has a username of their own") {
		user.Username = drawn(profile.Username)
	}
	seed.Users = []sim.User{user}
	return seed
}

// usernames that are no addresses.
var usernames = pick(rapid.StringMatching(`[a-z_][a-z.]{2,20}`), "jroe", "JRoe")

// adobeValue draws values that Adobe takes: addresses are of the directory's domains.
func adobeValue(kind sim.IdentityType, attribute profile.Attribute) *rapid.Generator[any] {
	address := rapid.Custom(func(t *rapid.T) string {
		return addresses(rapid.SampledFrom(domainsOf[kind]).Draw(t, "domain")).Draw(t, "address")
	})
	switch attribute {
	case profile.Email:
		return address.AsAny()
	case profile.Username:
		return rapid.OneOf(address, usernames).AsAny()
	default:
		return pick(text(250), "Roe", "roe", "Müller").AsAny()
	}
}

func adobeText(user sim.User, attribute profile.Attribute) string {
	return map[profile.Attribute]string{
		profile.Email: user.Email, profile.Username: user.Username, profile.FirstName: user.FirstName, profile.LastName: user.LastName,
	}[attribute]
}

// untouchedAtAdobe is the user without what the change is about. With a new address goes the user's own domain, and a
// username that is an address may follow (UMAPI, Updating Email Policy); that of an Enterprise ID always does.
func untouchedAtAdobe(user, before sim.User, change profile.Change) sim.User {
	if change.Touches(profile.Email) {
		user.Email, user.Domain = "", ""
		if strings.Contains(before.Username, "@") {
			user.Username = ""
		}
	}
	if change.Touches(profile.Username) {
		user.Username = ""
	}
	if change.Touches(profile.FirstName) {
		user.FirstName = ""
	}
	if change.Touches(profile.LastName) {
		user.LastName = ""
	}
	return user
}
