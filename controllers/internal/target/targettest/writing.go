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
		command := f.command(t, f.Known, "Written")
		before := f.Proxy.Calls()
		result := f.write(t, command)
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
		result := f.write(t, f.gone(t))
		wantKind(t, result.Err, profile.UserNotFound)
	}},
	{"Write answers each command in its place", func(t *testing.T, f Fixture) {
		who := []profile.Identifier{f.Known, f.Second}[:min(2, f.Target.Schema().BatchSize)]
		var commands []target.Command
		for i, identifier := range who {
			commands = append(commands, f.command(t, identifier, fmt.Sprint("Value", i)))
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
	{"one command of a batch fails alone", func(t *testing.T, f Fixture) {
		if f.Target.Schema().BatchSize < 3 {
			t.Skip("the system has no batches of three")
		}
		results := f.Target.Write(t.Context(), []target.Command{
			f.command(t, f.Known, "Value 0"), f.gone(t), f.command(t, f.Second, "Value 2"),
		})
		wantKind(t, results[1].Err, profile.UserNotFound)
		for i, identifier := range map[int]profile.Identifier{0: f.Known, 2: f.Second} {
			if results[i].Err != nil {
				t.Errorf("command %d: %v", i, results[i].Err)
			}
			if got, want := f.Stored(t, identifier), fmt.Sprint("Value ", i); got != want {
				t.Errorf("user of command %d has %q, want %q", i, got, want)
			}
		}
	}},
	{"a request that fails is the failure of all its commands", func(t *testing.T, f Fixture) {
		if f.Target.Schema().BatchSize < 2 {
			t.Skip("the system has no batches")
		}
		commands := []target.Command{f.command(t, f.Known, "Value 0"), f.command(t, f.Second, "Value 1")}
		f.Proxy.FailNext(Fault{Drop: true})
		results := f.Target.Write(t.Context(), commands)
		if len(results) != len(commands) {
			t.Fatalf("%d results for %d commands", len(results), len(commands))
		}
		for _, result := range results {
			if wantKind(t, result.Err, profile.TargetUnavailable).WholeRequest {
				t.Error("a lost answer counts as a refusal of the whole request")
			}
		}
	}},
	{"Write refuses more than a batch", func(t *testing.T, f Fixture) {
		command := f.command(t, f.Known, "Written")
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
		commands := []target.Command{f.command(t, f.Known, "Written"), f.command(t, f.Second, "Written")}
		var calls sync.WaitGroup
		for i := range 16 {
			calls.Go(func() {
				if err := f.read(t); err != nil {
					t.Errorf("Read: %v", err)
				}
				command := commands[i%2]
				command.Change = f.set(fmt.Sprint("Value", i))
				if result := f.write(t, command); result.Err != nil {
					t.Errorf("Write: %v", result.Err)
				}
			})
		}
		calls.Wait()
	}},
}
