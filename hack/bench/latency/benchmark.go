package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/userprofile-dev/userprofile-operator/hack/bench/internal/tenant"
	"github.com/userprofile-dev/userprofile-operator/hack/bench/internal/timing"
	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// benchmark is what can be chosen about it.
type benchmark struct {
	objects  int
	pause    time.Duration
	patience time.Duration
}

// Flags implements rig.Benchmark.
func (b *benchmark) Flags(flags *pflag.FlagSet) {
	flags.IntVar(&b.objects, "objects", 100, fmt.Sprintf("how many updates to measure, at least %d", fewestObjects))
	flags.DurationVar(&b.pause, "pause", 100*time.Millisecond, "how long to wait before each of them")
	flags.DurationVar(&b.patience, "patience", time.Minute, "how long to wait for one; an update that is not Ready by then is lost")
}

const (
	// fewestObjects have a 95th percentile that is not the slowest of them.
	fewestObjects = 20

	// beforehand are updates that are not measured: the first ones need a token, connections and warm caches.
	beforehand = 20
)

// Run implements rig.Benchmark.
func (b *benchmark) Run(ctx context.Context, r *rig.Rig) (rig.Result, error) {
	if b.objects < fewestObjects {
		return nil, fmt.Errorf("--objects is %d; it must be at least %d", b.objects, fewestObjects)
	}
	stopwatch, err := b.start(ctx, r)
	if err != nil {
		return nil, err
	}
	if _, err := stopwatch.InTurn(ctx, beforehand, 0); err != nil {
		return nil, err
	}
	times, err := stopwatch.InTurn(ctx, b.objects, b.pause)
	if err != nil {
		return nil, err
	}
	return newResult(times), nil
}

// start starts all that runs, and returns what measures it.
func (b *benchmark) start(ctx context.Context, r *rig.Rig) (*timing.Stopwatch, error) {
	url, err := r.Serve(ctx, tenant.New(beforehand+b.objects))
	if err != nil {
		return nil, err
	}
	config, err := r.StartControlPlane(ctx)
	if err != nil {
		return nil, err
	}
	c, err := rig.NewClient(config)
	if err != nil {
		return nil, err
	}
	if err := rig.Create(ctx, c, tenant.Connection(url)...); err != nil {
		return nil, err
	}
	stopwatch := &timing.Stopwatch{
		Client: c, Update: tenant.Update, Convergence: &timing.Convergence{}, Patience: b.patience,
	}
	if _, err := r.WatchUpdates(ctx, config, stopwatch.Convergence.Look, tenant.Name); err != nil {
		return nil, err
	}
	_, err = r.StartProcess(ctx, config, tenant.Name)
	return stopwatch, err
}
