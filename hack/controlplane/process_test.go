package main

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestInterruptEndsChildren(t *testing.T) {
	w := newWorld(t)
	t.Setenv("FAKE_ENVTEST", "unreachable")
	t.Setenv("FAKE_BUILD", "hangs")
	ctx, interrupt := context.WithCancel(t.Context())
	child := os.Getenv("FAKE_LOG") + ".child"
	go func() {
		waitFor(t, func() bool { pid, _ := os.ReadFile(child); return len(pid) > 0 })
		interrupt()
	}()

	_, err := run(ctx, nil, func(name string) string { return w.env[name] }, &w.stderr)

	if err == nil || err.Error() != "interrupted" {
		t.Errorf("got error %v, want interrupted", err)
	}
	pid, err := os.ReadFile(child)
	if err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return !alive(t, strings.TrimSpace(string(pid))) })
	if names := missing(w.cache); len(names) != len(binaries) {
		t.Errorf("the interrupted run left %s with something in it", w.cache)
	}
}

// alive reports whether a process runs; a zombie that nobody reaps does not.
func alive(t *testing.T, pid string) bool {
	t.Helper()
	state, err := exec.Command("ps", "-o", "stat=", "-p", pid).Output()
	return err == nil && !strings.HasPrefix(string(state), "Z")
}
