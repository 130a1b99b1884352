package targettest

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Fixture is one target before a simulator, for one test. What it starts it ends in t.Cleanup, kept connections too.
type Fixture struct {
	// Target to be tested. It has no token yet, and all its requests go through Proxy.
	Target target.Target

	// Proxy before the simulator.
	Proxy *Proxy

	// Secret of the client. Only FuzzAnswers needs it, which needs Known and Attribute besides, and no more.
	Secret string

	// Known and Second are users that exist, Missing is one that does not. They are found by e-mail address.
	Known, Second, Missing profile.Identifier

	// Gone returns a user as a command has it who was deleted since; nil where the system does not read first, for then
	// Missing is no different.
	Gone func(tb testing.TB) target.User

	// Attribute is a text without rules of its own that can be set on each user, such as the last name.
	Attribute profile.Attribute

	// Stored returns the Attribute of a user as the system has it, not through the Target.
	Stored func(tb testing.TB, who profile.Identifier) string
}

// Run runs the suite. Every test has a fixture of its own.
func Run(t *testing.T, newFixture func(t *testing.T) Fixture) {
	t.Helper()
	for _, part := range [][]check{connecting, reading, writing, failing, leaving} {
		for _, c := range part {
			t.Run(c.name, func(t *testing.T) {
				existing := goleak.IgnoreCurrent()
				t.Cleanup(func() { goleak.VerifyNone(t, existing) }) // the last one: after the fixture's own
				c.run(t, newFixture(t))
			})
		}
	}
}

// check is one test of the suite.
type check struct {
	name string
	run  func(t *testing.T, f Fixture)
}

// command sets the fixture's attribute of a user who exists. It costs a read where the system reads first.
func (f Fixture) command(tb testing.TB, who profile.Identifier, value string) target.Command {
	tb.Helper()
	command := target.Command{Identifier: who, RequestID: "conformance", Change: f.set(value)}
	if !f.Target.Schema().ReadsFirst {
		return command
	}
	user, err := f.Target.Read(tb.Context(), target.Locator{Identifier: who})
	if err != nil {
		tb.Fatalf("Read: %v", err)
	}
	command.User = user
	return command
}

// gone is a command for a user who is not there anymore.
func (f Fixture) gone(tb testing.TB) target.Command {
	tb.Helper()
	command := target.Command{Identifier: f.Missing, RequestID: "conformance", Change: f.set("Written")}
	if f.Gone != nil {
		command.User = f.Gone(tb)
	}
	return command
}

// set returns the change that sets the fixture's attribute.
func (f Fixture) set(value string) profile.Change {
	return profile.Change{{Attribute: f.Attribute, Action: profile.Set, Value: profile.Text(value)}}
}

// write sends one command and returns the one result.
func (f Fixture) write(tb testing.TB, command target.Command) target.Result {
	tb.Helper()
	results := f.Target.Write(tb.Context(), []target.Command{command})
	if len(results) != 1 {
		tb.Fatalf("%d results for one command", len(results))
	}
	return results[0]
}

func (f Fixture) read(tb testing.TB) error {
	tb.Helper()
	_, err := f.Target.Read(tb.Context(), target.Locator{Identifier: f.Known})
	return err
}

// wantKind checks that an error is a *target.Error of that kind, and returns what it points to.
func wantKind(tb testing.TB, err error, want profile.Kind) target.Error {
	tb.Helper()
	failure, ok := err.(*target.Error) //nolint:errorlint // the port promises this very type, not one that wraps it
	if !ok {
		tb.Fatalf("got an error of type %T, want *target.Error: %v", err, err)
	}
	if failure.Kind != want {
		tb.Fatalf("got kind %s, want %s: %v", failure.Kind, want, err)
	}
	if failure.Message == "" {
		tb.Errorf("an error of kind %s has no message", want)
	}
	return *failure
}

const jsonType = "application/json"

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}
