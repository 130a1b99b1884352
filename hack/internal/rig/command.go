package rig

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/pflag"
)

// Benchmark is what Command runs.
type Benchmark interface {
	// Flags adds the flags of its own.
	Flags(flags *pflag.FlagSet)

	// Run starts what it needs with the rig, which ends it, and measures.
	Run(ctx context.Context, r *Rig) (Result, error)
}

// Result is what a benchmark has measured. As JSON it is one line.
type Result interface {
	// Shortfall says what went wrong, or what makes the result worthless; nil is nothing. To be slow is none: that may be
	// the machine's doing (package table says what is required).
	Shortfall() error
}

// errInterrupted ends a run that somebody stopped.
var errInterrupted = errors.New("interrupted")

// Command runs a benchmark and returns the exit status: 0 only for a result without a shortfall. Signals are caught
// until everything has ended, so that a second one does not leave a control plane behind.
func Command(args []string, stdout, stderr io.Writer, b Benchmark) int {
	signal.Ignore(syscall.SIGPIPE)
	signals, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	defer context.AfterFunc(signals, func() { cancel(errInterrupted) })()

	r := &Rig{progress: stderr}
	err := parse(args, stderr, r, b)
	if errors.Is(err, pflag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = report(stdout, func() (Result, error) { return r.run(ctx, b) })
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "%s: %v\n", args[0], err)
		return 1
	}
	return 0
}

func parse(args []string, stderr io.Writer, r *Rig, b Benchmark) error {
	flags := pflag.NewFlagSet(args[0], pflag.ContinueOnError)
	flags.SortFlags = false
	flags.StringVar(&r.assets, "assets", os.Getenv(assetsVariable),
		"directory with kube-apiserver and etcd, as make controlplane prints it (default $"+assetsVariable+")")
	flags.StringVar(&r.crds, "crds", "config/crd/bases", "directory with the CustomResourceDefinitions")
	flags.StringVar(&r.log, "log", "", "file for the operator's log (default none)")
	flags.StringVar(&r.manager, "manager", "bin/manager",
		"the operator, for benchmarks that run it as a process of its own")
	b.Flags(flags)
	flags.SetOutput(stderr)
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return nil
}

// report prints what was measured, also if it is not good enough.
func report(stdout io.Writer, measure func() (Result, error)) error {
	result, err := measure()
	if result == nil {
		return err
	}
	return errors.Join(json.NewEncoder(stdout).Encode(result), result.Shortfall(), err)
}
