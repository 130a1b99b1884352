package rig_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// run is a benchmark that consists of a function.
type run func(ctx context.Context, r *rig.Rig) error

func (run) Flags(*pflag.FlagSet) {}

func (f run) Run(ctx context.Context, r *rig.Rig) (rig.Result, error) {
	if err := f(ctx, r); err != nil {
		return nil, err
	}
	return result{}, nil
}

// sleeper starts a process that would outlive the test.
func sleeper(ctx context.Context, t *testing.T, r *rig.Rig) *rig.Program {
	t.Helper()
	p, err := r.StartProgram(ctx, "sleep", "600")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func wasKilled(p *rig.Program) bool {
	select {
	case <-p.Ended():
		return p.State() == "signal: killed"
	default:
		return false
	}
}

func TestNoProcessOutlivesTheRun(t *testing.T) {
	for name, fails := range map[string]error{"good": nil, "failed": errors.New("no luck")} {
		t.Run(name, func(t *testing.T) {
			var p *rig.Program
			rig.Command([]string{"bench"}, io.Discard, io.Discard, run(func(ctx context.Context, r *rig.Rig) error {
				p = sleeper(ctx, t, r)
				return fails
			}))
			if !wasKilled(p) {
				t.Error("it was not killed")
			}
		})
	}
}

func TestNoProcessOutlivesAPanic(t *testing.T) {
	var p *rig.Program
	func() {
		defer func() { _ = recover() }()
		rig.Command([]string{"bench"}, io.Discard, io.Discard, run(func(ctx context.Context, r *rig.Rig) error {
			p = sleeper(ctx, t, r)
			panic("no luck")
		}))
	}()
	if !wasKilled(p) {
		t.Error("it was not killed")
	}
}

func TestPanicOfAnotherGoroutineEndsTheRun(t *testing.T) {
	var stderr strings.Builder
	status := rig.Command([]string{"bench"}, io.Discard, &stderr, run(func(ctx context.Context, r *rig.Rig) error {
		go func() {
			defer r.Guard()
			panic("no luck")
		}()
		<-ctx.Done()
		return context.Cause(ctx)
	}))
	if status != 1 || !strings.Contains(stderr.String(), "no luck") {
		t.Errorf("status %d, and on standard error: %s", status, stderr.String())
	}
}

func TestKill(t *testing.T) {
	rig.Command([]string{"bench"}, io.Discard, io.Discard, run(func(ctx context.Context, r *rig.Rig) error {
		p := sleeper(ctx, t, r)
		for range 2 { // it may have ended already
			if err := p.Kill(); err != nil {
				t.Error(err)
			}
		}
		if !wasKilled(p) {
			t.Error("it was not killed")
		}
		return nil
	}))
}
