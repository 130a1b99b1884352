package targettest

import (
	"context"
	"errors"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// leaving is about callers that do not wait.
//
//nolint:thelper // these are the tests themselves
var leaving = []check{
	{"a call ends with its context", func(t *testing.T, f Fixture) {
		command := f.command(t, f.Known, "Written")
		calls := map[string]func(context.Context) error{
			"Read": func(ctx context.Context) error {
				_, err := f.Target.Read(ctx, target.Locator{Identifier: f.Known})
				return err
			},
			"Write": func(ctx context.Context) error {
				return f.Target.Write(ctx, []target.Command{command})[0].Err
			},
		}
		for name, call := range calls {
			t.Run(name, func(t *testing.T) {
				gate := NewGate()
				f.Proxy.FailNext(Fault{Hold: gate})
				ctx, leave := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- call(ctx) }()
				<-gate.arrived
				leave()
				if err := <-ended; !errors.Is(err, context.Canceled) {
					t.Errorf("got %v, want an error that is context.Canceled", err)
				}
			})
		}
	}},
	{"a call whose context has ended is not sent", func(t *testing.T, f Fixture) {
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if _, err := f.Target.Read(ctx, target.Locator{Identifier: f.Known}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want an error that is context.Canceled", err)
		}
		if err := f.Target.Connect(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Connect: got %v, want an error that is context.Canceled", err)
		}
		if got := f.Proxy.Calls(); got != 0 {
			t.Errorf("%d requests, want none", got)
		}
	}},
}
