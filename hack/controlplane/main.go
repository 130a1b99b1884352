package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second Ctrl-C does not wait for the children

	dir, err := run(ctx, os.Args[1:], os.Getenv, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "controlplane:", err)
		os.Exit(1)
	}
	_, _ = fmt.Fprintln(os.Stdout, dir)
}

// run wires the sources in the order of doc.go and returns the directory.
func run(ctx context.Context, args []string, getenv func(string) string, stderr io.Writer) (string, error) {
	flags := flag.NewFlagSet("controlplane", flag.ContinueOnError)
	flags.SetOutput(stderr)
	module := flags.String("module", ".", "directory of the hack/controlplane module; hack/tools lies beside it")
	if err := flags.Parse(args); err != nil {
		return "", err
	}
	if dir := getenv(assetsVariable); dir != "" {
		return fromEnvironment(dir)
	}

	moduleDir, err := filepath.Abs(*module)
	if err != nil {
		return "", err
	}
	version, err := readVersion(ctx, goTool, moduleDir)
	if err != nil {
		return "", err
	}
	root, err := cacheRoot(getenv)
	if err != nil {
		return "", err
	}
	say := reporter(stderr)
	return find(ctx, cache{root: root, version: version, say: say}, []maker{
		envtest{goTool: goTool, toolsDir: filepath.Join(moduleDir, "..", "tools"), version: version, say: say},
		source{goTool: goTool, moduleDir: moduleDir, version: version, say: say},
	}, say)
}

// goTool is the go command, found on the PATH.
const goTool = "go"

// say prints one line about what goes on.
type say func(format string, args ...any)

func reporter(w io.Writer) say {
	return func(format string, args ...any) {
		_, _ = fmt.Fprintf(w, "controlplane: "+format+"\n", args...)
	}
}
