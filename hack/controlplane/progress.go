package main

import (
	"bytes"
	"strings"
	"sync"
	"time"
)

const (
	defaultEvery = 15 * time.Second
	tailLines    = 30
)

// progress reads what go build -v writes, a line per package it compiles, and
// tells every while how far it is.
type progress struct {
	done    chan struct{}
	stopped sync.WaitGroup

	mu      sync.Mutex
	partial []byte   // a line not yet ended
	lines   int      // ended lines so far
	last    []string // the tailLines latest of them
}

func newProgress(say say, every time.Duration) *progress {
	if every == 0 {
		every = defaultEvery
	}
	p := &progress{done: make(chan struct{})}
	p.stopped.Go(func() { p.tell(say, every) })
	return p
}

func (p *progress) stop() {
	close(p.done)
	p.stopped.Wait()
}

func (p *progress) tell(say say, every time.Duration) {
	start := time.Now()
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-p.done:
			return
		case <-ticker.C:
		}
		lines, latest := p.state()
		say("%s elapsed, %d packages done, now %s", time.Since(start).Round(time.Second), lines, latest)
	}
}

// Write takes the standard error of go build.
func (p *progress) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.partial = append(p.partial, data...)
	for {
		line, rest, ended := bytes.Cut(p.partial, []byte("\n"))
		if !ended {
			return len(data), nil
		}
		p.partial = rest
		p.lines++
		p.last = append(p.last, string(line))
		if len(p.last) > tailLines {
			p.last = p.last[1:]
		}
	}
}

// tail returns the latest lines: where go build failed, the reason.
func (p *progress) tail() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(append(p.last, string(p.partial)), "\n")
}

func (p *progress) state() (lines int, latest string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.last) == 0 {
		return 0, "loading packages"
	}
	return p.lines, p.last[len(p.last)-1]
}
