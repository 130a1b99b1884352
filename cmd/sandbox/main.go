package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/pflag"
)

// options of the command.
type options struct {
	assets  string
	crds    string
	samples string
	once    bool
	timeout time.Duration
}

// errInterrupted ends a run that somebody stopped.
var errInterrupted = errors.New("interrupted")

func main() {
	os.Exit(command(os.Args, os.Stdout, os.Stderr))
}

// command runs the sandbox and returns its exit status. Signals are caught until everything has ended: a second one, or
// a reader that goes away (sandbox | head), must not leave a control plane behind.
func command(args []string, stdout, stderr io.Writer) int {
	signal.Ignore(syscall.SIGPIPE)
	signals, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	ctx, cancel := context.WithCancelCause(context.Background())
	defer context.AfterFunc(signals, func() { cancel(errInterrupted) })()

	options, err := parse(args, stderr)
	if errors.Is(err, pflag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = run(ctx, options, stdout)
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "sandbox:", err)
		return 1
	}
	return 0
}

func parse(args []string, stderr io.Writer) (options, error) {
	o := options{}
	flags := pflag.NewFlagSet(args[0], pflag.ContinueOnError)
	flags.SortFlags = false
	flags.StringVar(&o.assets, "assets", os.Getenv(assetsVariable),
		"directory with kube-apiserver, etcd and kubectl (default $"+assetsVariable+"; `make controlplane` prints one)")
	flags.StringVar(&o.crds, "crds", "config/crd/bases", "directory with the CustomResourceDefinitions")
	flags.StringVar(&o.samples, "samples", "config/samples", "directory with the manifests to apply")
	flags.BoolVar(&o.once, "once", false, "exit when every sample has reached the outcome its file says, with status 0")
	flags.DurationVar(&o.timeout, "timeout", 2*time.Minute, "how long the samples may take to reach their outcomes")
	flags.SetOutput(stderr)
	flags.Usage = func() {
		_, _ = fmt.Fprintf(stderr, "Shows the operator on a real API server with simulated vendors.\n\n"+
			"Usage: sandbox [flags]\n\nFlags:\n%s", flags.FlagUsages())
	}
	if err := flags.Parse(args[1:]); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return o, checkAssets(o.assets)
}
