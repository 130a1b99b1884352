package mosaic_test

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
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/mosaic"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/targettest"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// prefix is the path of a gateway before the API: a URL that is built wrongly does not reach the simulator.
const prefix = "/gateway/identity"

// tenant is a simulator behind real HTTP, and a target that is connected to it.
type tenant struct {
	sim    *sim.Server
	clock  *clock
	proxy  *targettest.Proxy
	config mosaic.Config
	target *mosaic.Target
}

// newTenant starts a simulator with the base seed, changed by the edits.
func newTenant(t *testing.T, edits ...func(*sim.Seed)) *tenant {
	t.Helper()
	seed := sim.BaseSeed()
	for _, edit := range edits {
		edit(&seed)
	}
	c := &clock{now: time.Now()}
	server := sim.New(sim.Options{Seed: seed, Clock: c.Now})
	proxy := targettest.NewProxy(server, isToken)
	front := httptest.NewServer(http.StripPrefix(prefix, proxy))
	t.Cleanup(front.Close)
	base := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(base.CloseIdleConnections)
	config := mosaic.Config{
		BaseURL:      front.URL + prefix,
		ClientID:     sim.BaseClientA,
		ClientSecret: sim.BaseSecret,
		B2C:          true,
		CustomAttributes: map[string]target.Type{
			"preferredStoreLocation":  target.TypeString,
			"loyaltyPoints":           target.TypeNumber,
			"privacyNoticeAcceptedAt": target.TypeTimestamp,
			"marketingOptIn":          target.TypeBoolean,
			"wishlistCategories":      target.TypeTexts,
			"accountNumber":           target.TypeString,
		},
		CustomIdentifiers: []string{"accountNumber"},
		Transport:         base,
	}
	return &tenant{sim: server, clock: c, proxy: proxy, config: config, target: mosaic.New(config)}
}

func isToken(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/oidc/token") }

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

// as returns a target of another client of the tenant.
func (tn *tenant) as(client string) *mosaic.Target {
	config := tn.config
	config.ClientID = client
	return mosaic.New(config)
}

// with is an edit of the seed that sets the knobs.
func with(knobs sim.Knobs) func(*sim.Seed) {
	return func(seed *sim.Seed) { seed.Knobs = knobs }
}

// user is an edit of the seed that changes user U1.
func user(edit func(*sim.User)) func(*sim.Seed) {
	return func(seed *sim.Seed) { edit(&seed.Users[0]) }
}

func by(t profile.IdentifierType, value string) target.Locator {
	return target.Locator{Identifier: profile.Identifier{Type: t, Value: value}}
}

func byCustom(name, value string) target.Locator {
	return target.Locator{Identifier: profile.Identifier{Type: profile.ByCustom, Name: name, Value: value}}
}

var u1 = by(profile.ByUserID, sim.BaseU1)

// read returns the user or ends the test.
func (tn *tenant) read(t *testing.T, who target.Locator) target.User {
	t.Helper()
	found, err := tn.target.Read(t.Context(), who)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return found
}

// change reads U1 and makes the change.
func (tn *tenant) change(t *testing.T, steps ...profile.Step) target.Result {
	t.Helper()
	return tn.write(t, tn.read(t, u1), steps...)
}

func (tn *tenant) write(t *testing.T, u target.User, steps ...profile.Step) target.Result {
	t.Helper()
	return tn.target.Write(t.Context(), []target.Command{{User: u, Change: steps}})[0]
}

// converge writes until nothing is left, as a lane does, and returns the last result and the number of requests.
func (tn *tenant) converge(t *testing.T, steps ...profile.Step) (target.Result, int) {
	t.Helper()
	result := target.Result{User: tn.read(t, u1), Rest: steps}
	before := tn.proxy.Calls()
	for len(result.Rest) > 0 && result.Err == nil {
		result = tn.write(t, result.User, result.Rest...)
	}
	return result, tn.proxy.Calls() - before
}

func set(a profile.Attribute, value string) profile.Step {
	return profile.Step{Attribute: a, Action: profile.Set, Value: profile.Text(value)}
}

func setAll(a profile.Attribute, members ...string) profile.Step {
	return profile.Step{Attribute: a, Action: profile.Set, Value: profile.Texts(members...)}
}

func setJSON(a profile.Attribute, data any) profile.Step {
	return profile.Step{Attribute: a, Action: profile.Set, Value: profile.JSON(data)}
}

func clearing(a profile.Attribute) profile.Step {
	return profile.Step{Attribute: a, Action: profile.Clear}
}

func removing(a profile.Attribute, member string) profile.Step {
	return profile.Step{Attribute: a, Action: profile.Remove, Value: profile.Text(member)}
}

// reveal returns what a profile holds, for comparison.
func reveal(p profile.Profile) map[profile.Attribute]any {
	shown := map[profile.Attribute]any{}
	for attribute, value := range p {
		shown[attribute] = value.Reveal()
	}
	return shown
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
