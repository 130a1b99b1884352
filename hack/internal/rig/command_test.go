package rig_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// bench returns what it is told to.
type bench struct {
	result rig.Result
	err    error
}

func (bench) Flags(*pflag.FlagSet) {}

func (b bench) Run(context.Context, *rig.Rig) (rig.Result, error) { return b.result, b.err }

type result struct {
	Lost int `json:"lost"`
}

func (r result) Shortfall() error {
	if r.Lost > 0 {
		return errors.New("something was lost")
	}
	return nil
}

func TestCommand(t *testing.T) {
	for name, tt := range map[string]struct {
		bench  bench
		args   []string
		status int
		stdout string
		stderr string
	}{
		"good": {bench: bench{result: result{}}, stdout: `{"lost":0}` + "\n"},
		"not good enough": {
			bench: bench{result: result{Lost: 1}}, status: 1, stdout: `{"lost":1}` + "\n", stderr: "something was lost",
		},
		"not measured":     {bench: bench{err: errors.New("no room")}, status: 1, stderr: "no room"},
		"unknown flag":     {bench: bench{result: result{}}, args: []string{"--fast"}, status: 1, stderr: "unknown flag: --fast"},
		"unknown argument": {bench: bench{result: result{}}, args: []string{"fast"}, status: 1, stderr: `unexpected argument "fast"`},
		"help":             {bench: bench{err: errors.New("it ran")}, args: []string{"--help"}, stderr: "--assets"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			if status := rig.Command(append([]string{"bench-it"}, tt.args...), &stdout, &stderr, tt.bench); status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			if stdout.String() != tt.stdout {
				t.Errorf("on standard output: %q, want %q", stdout.String(), tt.stdout)
			}
			if !strings.Contains(stderr.String(), tt.stderr) {
				t.Errorf("on standard error: %q, want something with %q", stderr.String(), tt.stderr)
			}
		})
	}
}
