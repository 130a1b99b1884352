package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// kubectl is the real binary, pointed at the sandbox.
type kubectl struct {
	path       string
	kubeconfig string
	cache      string
	out        printer
}

// run shows the command and what it prints. An error means that kubectl failed; the output then says why.
func (k kubectl) run(ctx context.Context, args ...string) (string, error) {
	k.out.command(args)
	var output bytes.Buffer
	cmd := k.command(ctx, io.MultiWriter(k.out.to, &output), args)
	err := cmd.Run()
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	return output.String(), err
}

// apply applies a file, and returns what kubectl says if the API server does not accept it.
func (k kubectl) apply(ctx context.Context, file string) (rejection string, err error) {
	output, err := k.run(ctx, "apply", "-f", file)
	if _, failed := errors.AsType[*exec.ExitError](err); failed {
		return output, nil
	}
	return "", err
}

// watch runs a command that goes on until stop is called. What it prints is shown from release on.
func (k kubectl) watch(args ...string) (*watch, error) {
	ctx, cancel := context.WithCancel(context.Background())
	w := &watch{args: args, out: k.out, transcript: &transcript{to: k.out.to}, cancel: cancel}
	w.cmd = k.command(ctx, w.transcript, args)
	if err := w.cmd.Start(); err != nil {
		cancel()
		return nil, fmt.Errorf("run kubectl: %w", err)
	}
	return w, nil
}

// command is a process in a group of its own, so that a Ctrl-C reaches the sandbox alone. What a person keeps in their
// home directory for their own clusters plays no part.
func (k kubectl) command(ctx context.Context, out io.Writer, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, k.path, args...) //nolint:gosec // running kubectl is what it is for
	cmd.Env = append(os.Environ(), "KUBECONFIG="+k.kubeconfig, "KUBECACHEDIR="+k.cache, "KUBERC=off")
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

// printer writes for people.
type printer struct {
	to io.Writer
}

// sayf writes a line.
func (p printer) sayf(format string, args ...any) {
	_, _ = fmt.Fprintf(p.to, format+"\n", args...)
}

// heading begins a part of the show.
func (p printer) heading(text string) {
	p.sayf("\n== %s", text)
}

// command shows a command as a person would type it.
func (p printer) command(args []string) {
	p.sayf("$ kubectl %s", strings.Join(args, " "))
}
