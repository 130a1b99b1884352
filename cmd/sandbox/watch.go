package main

import (
	"bytes"
	"context"
	"io"
	"os/exec"
	"sync"
	"time"
)

// watch is a running `kubectl get --watch`.
type watch struct {
	args       []string
	out        printer
	cmd        *exec.Cmd
	transcript *transcript
	cancel     context.CancelFunc
	ended      sync.Once
}

// release shows what kubectl has printed so far, and from now on what it prints.
func (w *watch) release() {
	w.out.command(w.args)
	w.transcript.open()
}

// The watch has nothing more to say when it has been silent for so long.
const (
	silence    = 500 * time.Millisecond
	maxSilence = 5 * time.Second
)

// settle waits for kubectl to print what the API server already shows.
func (w *watch) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, maxSilence)
	defer cancel()
	tick := time.NewTicker(silence / 5)
	defer tick.Stop()
	for w.transcript.silent() < silence {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// stop ends kubectl.
func (w *watch) stop() {
	w.ended.Do(func() {
		w.cancel()
		_ = w.cmd.Wait() // it was killed
	})
}

// transcript keeps what is written until it is opened, and then lets it through. It is safe for concurrent use.
type transcript struct {
	mu     sync.Mutex
	to     io.Writer
	kept   bytes.Buffer
	opened bool
	last   time.Time
}

// Write keeps p or passes it on.
func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = time.Now()
	if t.opened {
		return t.to.Write(p)
	}
	return t.kept.Write(p)
}

func (t *transcript) open() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.opened = true
	t.last = time.Now()
	_, _ = t.kept.WriteTo(t.to)
}

// silent is how long nothing has been written.
func (t *transcript) silent() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Since(t.last)
}
