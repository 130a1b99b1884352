package adobe_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/targettest"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// prefix is the path of a gateway before the API: a URL that is built wrongly does not reach the simulator.
const prefix = "/gateway/adobe"

// organization is a simulator behind real HTTP, and a target that is connected to it: of Federated IDs, if not edited.
type organization struct {
	sim    *sim.Server
	clock  *clock
	proxy  *targettest.Proxy
	config adobe.Config
	target *adobe.Target
}

// newOrganization starts a simulator with the base seed, changed by the edits.
func newOrganization(t *testing.T, edits ...func(*sim.Seed)) *organization {
	t.Helper()
	seed := sim.BaseSeed()
	for _, edit := range edits {
		edit(&seed)
	}
	c := &clock{now: time.Now()}
	server := sim.New(sim.Options{Seed: seed, Clock: c.Now})
	proxy := targettest.NewProxy(server, isToken)
	url, base := serve(t, http.StripPrefix(prefix, proxy))
	config := adobe.Config{
		BaseURL:      url + prefix,
		IMSURL:       url + prefix,
		OrgID:        sim.BaseOrg,
		ClientID:     sim.BaseClientA,
		ClientSecret: sim.BaseSecret,
		Transport:    base,
	}
	return &organization{sim: server, clock: c, proxy: proxy, config: config, target: adobe.New(config).Federated}
}

func isToken(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/ims/") }

// serve returns the URL of the handler, and a transport whose connections end with the test.
func serve(t *testing.T, handler http.Handler) (string, *http.Transport) {
	t.Helper()
	front := httptest.NewServer(handler)
	t.Cleanup(front.Close)
	base := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(base.CloseIdleConnections)
	return front.URL, base
}

// clock is the simulator's time.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// with is an edit of the seed that sets the knobs.
func with(knobs sim.Knobs) func(*sim.Seed) {
	return func(seed *sim.Seed) { seed.Knobs = knobs }
}

// as returns a target with another configuration.
func (o *organization) as(edit func(*adobe.Config)) *adobe.Target {
	config := o.config
	edit(&config)
	return adobe.New(config).Federated
}

// configured is an edit of an organization that connects it with another configuration.
func configured(edit func(*adobe.Config)) func(*organization) {
	return func(o *organization) { o.target = o.as(edit) }
}

// enterprise is an edit of an organization that has the target of Enterprise IDs.
func enterprise(o *organization) { o.target = adobe.New(o.config).Enterprise }

func testOnly(c *adobe.Config) { c.TestOnly = true }

// The users of the base seed.
var (
	john       = byEmail("jdoe@claimed-domain1.com")
	ann        = byEmail("ann@claimed-domain1.com")
	jdoe       = byUsername("jdoe", "claimed-domain1.com")
	cce0       = byEmail("cce0@ent.example")
	hugh       = byEmail("hugh@home.example")
	nobody     = byEmail("nobody@claimed-domain1.com")
	johnsEmail = john.Value
)

func byEmail(value string) profile.Identifier {
	return profile.Identifier{Type: profile.ByEmail, Value: value}
}

func byUsername(value, domain string) profile.Identifier {
	return profile.Identifier{Type: profile.ByUsername, Value: value, Domain: domain}
}

func set(a profile.Attribute, value string) profile.Step {
	return profile.Step{Attribute: a, Action: profile.Set, Value: profile.Text(value)}
}

func update(who profile.Identifier, steps ...profile.Step) target.Command {
	return target.Command{Identifier: who, RequestID: "request-" + string(who.Type), Change: steps}
}

// write sends one command.
func (o *organization) write(t *testing.T, who profile.Identifier, steps ...profile.Step) target.Result {
	t.Helper()
	return o.target.Write(t.Context(), []target.Command{update(who, steps...)})[0]
}

// read returns the user or ends the test.
func (o *organization) read(t *testing.T, who profile.Identifier) target.User {
	t.Helper()
	user, err := o.target.Read(t.Context(), target.Locator{Identifier: who})
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return user
}

// stored returns a user of the seed as the simulator has them.
func (o *organization) stored(t *testing.T, id string) sim.User {
	t.Helper()
	user, found := o.sim.User(id)
	if !found {
		t.Fatalf("no user %s", id)
	}
	return user
}

// reveal returns what a profile holds, for comparison.
func reveal(p profile.Profile) map[profile.Attribute]any {
	shown := map[profile.Attribute]any{}
	for attribute, value := range p {
		shown[attribute] = value.Reveal()
	}
	return shown
}

func codes(warnings []profile.Warning) []string {
	var found []string
	for _, warning := range warnings {
		found = append(found, warning.Code)
	}
	return found
}

// wantKind ends the test unless the error is of that kind, and returns what it points to.
func wantKind(t *testing.T, err error, want profile.Kind) target.Error {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want %s", want)
	}
	if got := target.KindOf(err); got != want {
		t.Fatalf("got %s (%v), want %s", got, err, want)
	}
	return *target.AsError(err)
}
