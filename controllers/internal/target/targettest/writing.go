package targettest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// writing is about Write.
//
//nolint:thelper // these are the tests themselves
var writing = []check{
	{"Write changes the user with one request", func(t *testing.T, f Fixture) {
		user := f.user(t, f.Known)
		before := f.Proxy.Calls()
		result := f.write(t, user, "Written")
		if result.Err != nil {
			t.Fatalf("Write: %v", result.Err)
		}
		if got := f.Stored(t, f.Known); got != "Written" {
			t.Errorf("the system has %q, want Written", got)
		}
		if got := f.Proxy.Calls() - before; got != 1 {
			t.Errorf("%d requests, want 1", got)
		}
		if len(result.Rest) != 0 {
			t.Errorf("%d steps are left, want none", len(result.Rest))
		}
	}},
	{"Write knows who is gone", func(t *testing.T, f Fixture) {
		result := f.write(t, f.Gone(t), "Written")
		wantKind(t, result.Err, profile.UserNotFound)
	}},
	{"Write answers each command in its place", func(t *testing.T, f Fixture) {
		who := []profile.Identifier{f.Known, f.Second}[:min(2, f.Target.Schema().BatchSize)]
		var commands []target.Command
		for i, identifier := range who {
			commands = append(commands, target.Command{User: f.user(t, identifier), Change: f.set(fmt.Sprint("Value", i))})
		}
		results := f.Target.Write(t.Context(), commands)
		if len(results) != len(commands) {
			t.Fatalf("%d results for %d commands", len(results), len(commands))
		}
		for i, identifier := range who {
			if results[i].Err != nil {
				t.Errorf("command %d: %v", i, results[i].Err)
			}
			if got, want := f.Stored(t, identifier), fmt.Sprint("Value", i); got != want {
				t.Errorf("user of command %d has %q, want %q", i, got, want)
			}
		}
	}},
	{"Write refuses more than a batch", func(t *testing.T, f Fixture) {
		command := target.Command{User: f.user(t, f.Known), Change: f.set("Written")}
		defer func() {
			if recover() == nil {
				t.Error("a batch that is too large did not panic")
			}
		}()
		tooMany := make([]target.Command, f.Target.Schema().BatchSize+1)
		for i := range tooMany {
			tooMany[i] = command
		}
		f.Target.Write(t.Context(), tooMany)
	}},
	{"calls may be concurrent", func(t *testing.T, f Fixture) {
		users := []target.User{f.user(t, f.Known), f.user(t, f.Second)}
		var calls sync.WaitGroup
		for i := range 16 {
			calls.Go(func() {
				if err := f.read(t); err != nil {
					t.Errorf("Read: %v", err)
				}
				if result := f.write(t, users[i%2], fmt.Sprint("Value", i)); result.Err != nil {
					t.Errorf("Write: %v", result.Err)
				}
			})
		}
		calls.Wait()
	}},
}
