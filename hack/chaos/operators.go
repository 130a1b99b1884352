package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

const (
	// replicas of the operator run beside each other: one leads, the others wait.
	replicas = 2

	// restartAfter is how long a process is gone before the next takes its place.
	restartAfter = time.Second

	// takeOver is how long there may be no leader: a lease that runs out takes half a minute.
	takeOver = 2 * time.Minute

	// maxExits by themselves is more than a run that is worth judging has.
	maxExits = 20
)

// operators are processes of the operator, which are started anew when they end, as a Deployment would.
type operators struct {
	rig     *rig.Rig
	program string
	args    []string

	mu      sync.Mutex
	running []*replica

	// kills of ours, and exits of theirs.
	kills, exits int

	// handovers are when a process ended.
	handovers []time.Time

	attending sync.WaitGroup
}

// start starts one more process and sees to it that another follows when it ends before the context does.
func (o *operators) start(ctx context.Context) error {
	p, err := startReplica(ctx, o.rig, o.program, o.args)
	if err != nil {
		return err
	}
	o.mu.Lock()
	o.running = append(o.running, p)
	o.mu.Unlock()
	o.attending.Go(func() {
		defer o.rig.Guard()
		<-p.Ended()
		if err := o.follow(ctx, p); err != nil && ctx.Err() == nil {
			o.rig.Fail(err)
		}
	})
	return nil
}

func (o *operators) follow(ctx context.Context, ended *replica) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if exits := o.ended(ended); exits > 0 {
		o.rig.Sayf("a process of the operator ended by itself: %s", ended.State())
		if exits > maxExits {
			return errors.New("the operator does not stay")
		}
	}
	select {
	case <-time.After(restartAfter):
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return o.start(ctx)
}

// ended takes a process off the list that has ended by itself, and returns how many did so far. One that was killed is not
// there any more, which is 0.
func (o *operators) ended(p *replica) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := slices.Index(o.running, p)
	if n < 0 {
		return 0
	}
	o.running = slices.Delete(o.running, n, n+1)
	o.exits++
	o.handovers = append(o.handovers, time.Now())
	return o.exits
}

// killLeader waits until a process leads, and kills it. When it returns that process is dead.
func (o *operators) killLeader(ctx context.Context) error {
	p, err := o.awaitLeader(ctx)
	if err != nil {
		return err
	}
	return o.kill(p)
}

func (o *operators) awaitLeader(ctx context.Context) (*replica, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, takeOver, errors.New("no process of the operator leads"))
	defer cancel()
	for {
		if p := o.leader(ctx); p != nil {
			return p, nil
		}
		select {
		case <-time.After(pollEvery / 5):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// leader is the process that says it leads; nil if none does.
func (o *operators) leader(ctx context.Context) *replica {
	o.mu.Lock()
	running := slices.Clone(o.running)
	o.mu.Unlock()
	for _, p := range running {
		if p.leads(ctx) {
			return p
		}
	}
	return nil
}

func (o *operators) kill(p *replica) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := slices.Index(o.running, p)
	if n < 0 {
		return nil // it has just ended by itself
	}
	o.running = slices.Delete(o.running, n, n+1)
	o.kills++
	o.handovers = append(o.handovers, time.Now())
	return p.Kill()
}

// record is how many were killed, how many ended by themselves, and when.
func (o *operators) record() (kills, exits int, handovers []time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.kills, o.exits, slices.Clone(o.handovers)
}

// end waits until nobody starts another process, after the end of the context.
func (o *operators) end() { o.attending.Wait() }
