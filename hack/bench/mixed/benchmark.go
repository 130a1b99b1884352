package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/controllers"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/hack/bench/internal/tenant"
	"github.com/userprofile-dev/userprofile-operator/hack/bench/internal/timing"
	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// benchmark is what can be chosen about it.
type benchmark struct {
	backlog  int
	objects  int
	pause    time.Duration
	patience time.Duration
}

// Flags implements rig.Benchmark.
func (b *benchmark) Flags(flags *pflag.FlagSet) {
	flags.IntVar(&b.backlog, "backlog", 2000, fmt.Sprintf("how many updates are to wait for Adobe, at least %d", fewestWaiting))
	flags.IntVar(&b.objects, "objects", 100,
		fmt.Sprintf("how many updates at Mosaic to measure without and with the backlog, at least %d each", fewestObjects))
	flags.DurationVar(&b.pause, "pause", 250*time.Millisecond, "how long to wait before each of them")
	flags.DurationVar(&b.patience, "patience", time.Minute, "how long to wait for an update at Mosaic, and for the backlog to be seen")
}

const (
	// fewestWaiting leave enough in the queue after the hundreds of three minutes.
	fewestWaiting = leastQueued + 3*commandsPerMinute

	// fewestObjects have a 95th percentile that is not the slowest of them.
	fewestObjects = 20

	// beforehand are updates that are not measured: the first ones need a token, connections and warm caches.
	beforehand = 20

	// pace and mostArriving are those of the updates beside the arrival of the backlog.
	pace         = 50 * time.Millisecond
	mostArriving = 1200
)

func (b *benchmark) check() error {
	switch {
	case b.backlog < fewestWaiting:
		return fmt.Errorf("--backlog is %d; it must be at least %d", b.backlog, fewestWaiting)
	case b.objects < fewestObjects:
		return fmt.Errorf("--objects is %d; it must be at least %d", b.objects, fewestObjects)
	default:
		return nil
	}
}

// Run implements rig.Benchmark.
func (b *benchmark) Run(ctx context.Context, r *rig.Rig) (rig.Result, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	w, err := b.start(ctx, r)
	if err != nil {
		return nil, err
	}
	m, err := b.measure(ctx, w)
	if err != nil {
		return nil, err
	}
	return m.result(b.backlog, w.backlog.queued()), nil
}

// world is all that runs, and those who look at it.
type world struct {
	*rig.Rig

	client    client.Client
	org       *adobe.Server
	backlog   *backlog
	stopwatch *timing.Stopwatch
}

func (b *benchmark) start(ctx context.Context, r *rig.Rig) (*world, error) {
	w := &world{Rig: r, org: newOrganization(b.backlog), backlog: newBacklog(b.backlog)}
	org, err := r.Serve(ctx, w.org)
	if err != nil {
		return nil, err
	}
	mosaicURL, err := r.Serve(ctx, tenant.New(beforehand+2*b.objects+mostArriving))
	if err != nil {
		return nil, err
	}
	config, err := r.StartControlPlane(ctx)
	if err != nil {
		return nil, err
	}
	if w.client, err = rig.NewClient(config); err != nil {
		return nil, err
	}
	if err := rig.Create(ctx, w.client, append(adobeConnection(org), tenant.Connection(mosaicURL)...)...); err != nil {
		return nil, err
	}
	w.stopwatch = &timing.Stopwatch{
		Client: w.client, Update: tenant.Update, Convergence: &timing.Convergence{}, Patience: b.patience,
	}
	if err := w.watch(ctx, config); err != nil {
		return nil, err
	}
	return w, r.StartOperator(config, controllers.Options{
		Namespace: tenant.Name, Namespaces: []string{adobeName, tenant.Name},
	})
}

// watch has a watch for each system: the states of the one do not queue up behind those of the other.
func (w *world) watch(ctx context.Context, config *rest.Config) error {
	if _, err := w.WatchUpdates(ctx, config, w.backlog.look, adobeName); err != nil {
		return err
	}
	_, err := w.WatchUpdates(ctx, config, w.stopwatch.Convergence.Look, tenant.Name)
	return err
}

func (b *benchmark) measure(ctx context.Context, w *world) (m measurements, err error) {
	if _, err = w.stopwatch.InTurn(ctx, beforehand, 0); err != nil {
		return m, err
	}
	if m.unloaded, err = w.stopwatch.InTurn(ctx, b.objects, b.pause); err != nil {
		return m, err
	}
	w.sayTimes("without a backlog", m.unloaded)
	if m.arriving, err = b.arrive(ctx, w); err != nil {
		return m, err
	}
	w.sayTimes("while the backlog arrives", m.arriving)
	if err = timing.Wait(ctx, time.Until(opening(w.org.Requests()).Add(-time.Duration(b.objects)*b.pause/2))); err != nil {
		return m, err
	}
	if m.loaded, err = w.stopwatch.InTurn(ctx, b.objects, b.pause); err != nil {
		return m, err
	}
	w.sayTimes("with the backlog", m.loaded)
	return m, nil
}

// arrive creates the backlog, measures until it is there, and returns when the operator has said something about each.
func (b *benchmark) arrive(ctx context.Context, w *world) ([]time.Duration, error) {
	created := make(chan error, 1)
	go func() { created <- rig.CreateMany(ctx, w.client, b.backlog, adobeUpdate) }()
	times, err := w.stopwatch.AtPace(ctx, pace, mostArriving, w.backlog.arrived)
	if err != nil {
		return nil, err
	}
	if err := <-created; err != nil {
		return nil, err
	}
	select {
	case <-w.backlog.seen:
		return times, nil
	case <-time.After(b.patience):
		return nil, fmt.Errorf("the operator has not said anything about some of the backlog within %s", b.patience)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (w *world) sayTimes(when string, times []time.Duration) {
	w.Sayf("%s %d updates at Mosaic took %.1f ms in the median and %.1f ms at most",
		when, len(times), timing.Milliseconds(timing.Percentile(times, 50)), timing.Milliseconds(timing.Percentile(times, 100)))
}
