package adobe_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/targettest"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

func TestReadFinds(t *testing.T) {
	t.Parallel()
	//nolint:lll // one row, one line
	for name, c := range map[string]struct {
		edit func(*organization)
		who  profile.Identifier
		id   string
		want map[profile.Attribute]any
	}{
		"by e-mail":            {nil, john, sim.BaseJohn, userOf(johnsEmail, johnsEmail, "John", "Doe")},
		"in another case":      {nil, byEmail("JDOE@Claimed-Domain1.com"), sim.BaseJohn, userOf(johnsEmail, johnsEmail, "John", "Doe")},
		"by username":          {nil, byUsername("JDoe", "claimed-domain1.com"), sim.BaseUsername, userOf("jd@claimed-domain1.com", "jdoe", "Jane", "Doe")},
		"by username, domain2": {nil, byUsername("jdoe", "claimed-domain2.com"), sim.BaseUsername, userOf("jd@claimed-domain1.com", "jdoe", "Jane", "Doe")},
		"Enterprise, username is not among the attributes": {enterprise, cce0, sim.BaseEnterprise, map[profile.Attribute]any{
			profile.Email: "CCE0@ent.example", profile.FirstName: "Cce", profile.LastName: "Testing",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOrganization(t)
			if c.edit != nil {
				c.edit(o)
			}
			user := o.read(t, c.who)
			if diff := cmp.Diff(c.want, reveal(user.Profile)); diff != "" || user.ID != c.id {
				t.Errorf("%s (-want +got):\n%s", user.ID, diff)
			}
			if _, err := o.target.Read(t.Context(), target.Locator{Identifier: c.who, UserID: c.id}); err != nil {
				t.Errorf("with the id: %v", err)
			}
			if got := o.proxy.Calls(); got != 2 {
				t.Errorf("%d requests for two reads", got)
			}
		})
	}
}

func TestReadDoesNotFind(t *testing.T) {
	t.Parallel()
	//nolint:lll // one row, one line
	for name, c := range map[string]struct {
		edit func(*organization)
		who  target.Locator
		kind profile.Kind
	}{
		"nobody":                {nil, target.Locator{Identifier: nobody}, profile.UserNotFound},
		"by the username":       {nil, target.Locator{Identifier: byUsername("nobody", "claimed-domain1.com")}, profile.UserNotFound},
		"in another directory":  {nil, target.Locator{Identifier: byUsername("jdoe", "other.example")}, profile.UserNotFound},
		"somebody else now":     {nil, target.Locator{Identifier: john, UserID: "another"}, profile.UserNotFound},
		"an Enterprise ID":      {nil, target.Locator{Identifier: cce0}, profile.InvalidSpec},
		"a Federated ID":        {enterprise, target.Locator{Identifier: john}, profile.InvalidSpec},
		"an Adobe ID":           {nil, target.Locator{Identifier: hugh}, profile.UserNotFound}, // its domain is of no directory
		"by id alone":           {nil, target.Locator{UserID: sim.BaseJohn}, profile.InvalidSpec},
		"by username, no @":     {nil, target.Locator{Identifier: byUsername(johnsEmail, "claimed-domain1.com")}, profile.InvalidSpec},
		"Enterprise by name":    {enterprise, target.Locator{Identifier: jdoe}, profile.InvalidSpec},
		"forbidden":             {configured(withoutAccess), target.Locator{Identifier: john}, profile.Forbidden},
		"another organization":  {configured(func(c *adobe.Config) { c.OrgID = "../../x" }), target.Locator{Identifier: john}, profile.TargetRefused},
		"no request to be made": {configured(func(c *adobe.Config) { c.BaseURL = "http://bad host" }), target.Locator{Identifier: john}, profile.TargetUnavailable},
		"no service":            {configured(func(c *adobe.Config) { c.BaseURL += "/elsewhere" }), target.Locator{Identifier: john}, profile.TargetUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOrganization(t)
			if c.edit != nil {
				c.edit(o)
			}
			_, err := o.target.Read(t.Context(), c.who)
			e := wantKind(t, err, c.kind)
			if value := c.who.Identifier.Value; value != "" && strings.Contains(e.Message, value) {
				t.Errorf("the message shows the identifier: %s", e.Message)
			}
		})
	}
}

// Where the domain does not keep an Adobe ID out, their type does.
func TestReadRefusesAnAdobeID(t *testing.T) {
	t.Parallel()
	o := newOrganization(t)
	o.proxy.FailNext(targettest.Fault{Status: http.StatusOK, Body: `{"user":{"id":"home","email":"hugh@home.example","type":"adobeID"}}`})
	_, err := o.target.Read(t.Context(), target.Locator{Identifier: hugh})
	e := wantKind(t, err, profile.InvalidSpec)
	if want := "the user is no federatedID but of another identity type, so AdobeFederated does not update them"; e.Message != want {
		t.Errorf("got %q", e.Message)
	}
}

// A type that nobody knows says nothing against a user.
func TestReadTakesAnUnknownType(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{`,"type":"unknown"`, `,"type":"newID"`, ``} {
		o := newOrganization(t)
		o.proxy.FailNext(targettest.Fault{Status: http.StatusOK, Body: `{"user":{"email":"jdoe@claimed-domain1.com"` + kind + `}}`})
		if user := o.read(t, john); user.ID != "" {
			t.Errorf("%+v", user.ID)
		}
	}
}

func TestReadRefusesAnotherUser(t *testing.T) {
	t.Parallel()
	o := newOrganization(t)
	o.proxy.FailNext(targettest.Fault{
		Status: http.StatusOK, Body: `{"user":{"id":"x","email":"ann@claimed-domain1.com","type":"federatedID"}}`,
	})
	_, err := o.target.Read(t.Context(), target.Locator{Identifier: john})
	wantKind(t, err, profile.TargetUnavailable)
}

func TestReadCannotReadAPage(t *testing.T) {
	t.Parallel()
	o := newOrganization(t)
	o.sim.Inject(sim.Fault{Path: sim.PathUser, Answer: sim.AnswerHTML})
	_, err := o.target.Read(t.Context(), target.Locator{Identifier: john})
	if e := wantKind(t, err, profile.TargetUnavailable); strings.ContainsAny(e.Message, "<>") {
		t.Errorf("the error quotes the page: %s", e.Message)
	}
}

// awkward are values that a path or a query could take for something else.
var awkward = []string{
	"a/b", "../u2", "..%2fu2", "a%2Fb", "100%", "a b", "a+b", "a?b=c", "a#b", "a;b", "a&b=c", "a=b", "ü", "a\\b", "...", "~",
	"a:b", `"quoted"`, "ñ😀", "%00", "-", "a/", "users", "0",
}

func TestAwkwardUsernames(t *testing.T) {
	t.Parallel()
	for _, username := range awkward {
		t.Run(username, func(t *testing.T) {
			t.Parallel()
			o := newOrganization(t, another(username))
			who := byUsername(username, "claimed-domain1.com")
			if user := o.read(t, who); user.ID != sim.BaseJohn {
				t.Errorf("found %s", user.ID)
			}
			if result := o.write(t, who, set(profile.LastName, username)); result.Err != nil || o.stored(t, sim.BaseJohn).LastName != username {
				t.Errorf("%v", result.Err)
			}
		})
	}
}
