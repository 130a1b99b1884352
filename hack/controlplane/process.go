package main

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// gracePeriod is what an interrupted command gets to clean up after itself.
const gracePeriod = 5 * time.Second

// command prepares a command in a process group of its own, so that the end of
// ctx reaches its children too: go build's compilers and go tool's tool.
// SIGINT, because go build then removes its work directory.
func command(ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
	cmd.WaitDelay = gracePeriod
	return cmd
}

// runGroup runs a command of the function above. If ctx ends first, nothing of
// the process group is left, and the error says why ctx ended.
func runGroup(ctx context.Context, cmd *exec.Cmd) error {
	err := cmd.Run()
	if ctx.Err() == nil {
		return err
	}
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
	return context.Cause(ctx)
}

// output runs the command and returns what it printed on standard output. The
// error carries the last line of standard error, where tools put the reason.
func output(ctx context.Context, cmd *exec.Cmd) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := runGroup(ctx, cmd)
	var exit *exec.ExitError
	if reason := lastLine(stderr.String()); errors.As(err, &exit) && reason != "" {
		err = errors.New(reason)
	}
	return strings.TrimSpace(stdout.String()), err
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}
