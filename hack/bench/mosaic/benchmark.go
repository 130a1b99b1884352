package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
	"github.com/userprofile-dev/userprofile-operator/hack/bench/internal/tenant"
	"github.com/userprofile-dev/userprofile-operator/hack/bench/internal/timing"
	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// benchmark is what can be chosen about it.
type benchmark struct {
	objects  int
	moves    int
	patience time.Duration
}

// Flags implements rig.Benchmark.
func (b *benchmark) Flags(flags *pflag.FlagSet) {
	flags.IntVar(&b.objects, "objects", 2000, "how many updates are there when the operator starts")
	flags.IntVar(&b.moves, "moves", 100, "how many updates that change their own identifier to create after that")
	flags.DurationVar(&b.patience, "patience", 5*time.Minute, "how long to wait until all are Ready; what is not by then is lost")
}

// Run implements rig.Benchmark.
func (b *benchmark) Run(ctx context.Context, r *rig.Rig) (rig.Result, error) {
	if b.objects < 1 || b.moves < 1 {
		return nil, fmt.Errorf("--objects is %d and --moves %d; both must be at least 1", b.objects, b.moves)
	}
	w, err := b.start(ctx, r)
	if err != nil {
		return nil, err
	}
	m := &measurements{objects: b.objects, moves: b.moves}
	if m.raw, err = w.rawRate(ctx); err != nil {
		return nil, err
	}
	r.Sayf("the API server takes %.0f status patches a second", m.raw)
	process, err := b.apply(ctx, w, m)
	if err != nil {
		return nil, err
	}
	r.Sayf("%d updates were ready after %.1f s", b.objects, m.took.Seconds())
	if err := b.move(ctx, w, m); err != nil {
		return nil, err
	}
	if m.memory, err = process.Memory(ctx); err != nil {
		return nil, err
	}
	if err := process.Stop(); err != nil {
		return nil, err
	}
	m.rawAfter, err = w.rawRate(ctx)
	return m.result(), err
}

// world is all that runs but for the operator.
type world struct {
	*rig.Rig

	config  *rest.Config
	client  client.Client
	server  *mosaic.Server
	updates []v1alpha1.UserProfileUpdate
	tally   timing.Tally
}

// start starts all that, with an update of each user but for those to be moved.
func (b *benchmark) start(ctx context.Context, r *rig.Rig) (*world, error) {
	w := &world{Rig: r, server: tenant.New(b.objects + b.moves)}
	url, err := r.Serve(ctx, w.server)
	if err != nil {
		return nil, err
	}
	if w.config, err = r.StartControlPlane(ctx); err != nil {
		return nil, err
	}
	if w.client, err = rig.NewClient(w.config); err != nil {
		return nil, err
	}
	if err := rig.Create(ctx, w.client, tenant.Connection(url)...); err != nil {
		return nil, err
	}
	if _, err := r.WatchUpdates(ctx, w.config, w.tally.Look, tenant.Name); err != nil {
		return nil, err
	}
	return w, rig.CreateMany(ctx, w.client, b.objects, func(n int) client.Object { return tenant.Update(n) })
}

// apply measures how the operator applies the updates, from its start.
func (b *benchmark) apply(ctx context.Context, w *world, m *measurements) (*rig.Process, error) {
	before, err := rig.CountWrites(ctx, w.config)
	if err != nil {
		return nil, err
	}
	process, err := w.StartProcess(ctx, w.config, tenant.Name)
	if err != nil {
		return nil, err
	}
	end, err := w.tally.Await(ctx, b.objects, b.patience)
	if err != nil {
		return nil, err
	}
	m.took = end.Sub(process.Started)
	if m.cpu, err = process.CPU(ctx); err != nil {
		return nil, err
	}
	m.applied, err = w.cost(ctx, before)
	return process, err
}

// move measures what updates cost that change what their user is found by.
func (b *benchmark) move(ctx context.Context, w *world, m *measurements) error {
	w.server.Forget()
	before, err := rig.CountWrites(ctx, w.config)
	if err != nil {
		return err
	}
	err = rig.CreateMany(ctx, w.client, b.moves, func(n int) client.Object { return tenant.Move(b.objects + n) })
	if err != nil {
		return err
	}
	if _, err := w.tally.Await(ctx, b.objects+b.moves, b.patience); err != nil {
		return err
	}
	if m.moved, err = w.cost(ctx, before); err != nil {
		return err
	}
	m.moved.writes.Others -= b.moves // that created them
	return nil
}
