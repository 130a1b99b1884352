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
	patience time.Duration
}

// Flags implements rig.Benchmark.
func (b *benchmark) Flags(flags *pflag.FlagSet) {
	flags.IntVar(&b.objects, "objects", 10000, "how many converged updates there are in the end; half of that is measured too")
	flags.DurationVar(&b.patience, "patience", 10*time.Minute, "how long to wait for each half to converge; what has not by then is lost")
}

// Run implements rig.Benchmark.
func (b *benchmark) Run(ctx context.Context, r *rig.Rig) (rig.Result, error) {
	if b.objects < 2 {
		return nil, fmt.Errorf("--objects is %d; it must be at least 2", b.objects)
	}
	w, err := b.start(ctx, r)
	if err != nil {
		return nil, err
	}
	half, err := b.converge(ctx, w, 0, b.objects/2)
	if err != nil {
		return nil, err
	}
	all, err := b.converge(ctx, w, b.objects/2, b.objects)
	if err != nil {
		return nil, err
	}
	return newResult(b.objects, half, all), nil
}

// world is all that runs.
type world struct {
	*rig.Rig

	config  *rest.Config
	client  client.Client
	server  *mosaic.Server
	tally   timing.Tally
	process *rig.Process
}

func (b *benchmark) start(ctx context.Context, r *rig.Rig) (*world, error) {
	w := &world{Rig: r, server: tenant.New(b.objects)}
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
	w.process, err = r.StartProcess(ctx, w.config, tenant.Name)
	return w, err
}

// stage is what was measured of so many converged updates.
type stage struct {
	updates int

	// applied is the memory of a process that has applied the last of them, restarted that of one that has found all of
	// them converged.
	applied, restarted rig.Memory

	// looked is how long it took that process, from its start, to look at every update.
	looked time.Duration

	// calls to the vendor and writes of that process.
	calls  int
	writes rig.Writes
}

// converge creates the updates from the one number up to the other, and measures once they have converged, and after a
// restart of the operator.
func (b *benchmark) converge(ctx context.Context, w *world, from, to int) (*stage, error) {
	s := &stage{updates: to}
	err := rig.CreateMany(ctx, w.client, to-from, func(n int) client.Object { return tenant.Update(from + n) })
	if err != nil {
		return nil, err
	}
	if _, err := w.tally.Await(ctx, to, b.patience); err != nil {
		return nil, err
	}
	if s.applied, err = w.process.Memory(ctx); err != nil {
		return nil, err
	}
	w.Sayf("%d updates have converged: %.1f MiB resident, %.1f MiB of heap", to, s.applied.RSS, s.applied.Heap)
	if err := w.calm(ctx); err != nil {
		return nil, err
	}
	return s, w.restart(ctx, s)
}

// calm waits until the ProfileTarget says that nothing waits any more, which it does every ten seconds: the next process
// would have to correct that.
func (w *world) calm(ctx context.Context) error {
	for {
		var pt v1alpha1.ProfileTarget
		if err := w.client.Get(ctx, client.ObjectKey{Namespace: tenant.Name, Name: tenant.Name}, &pt); err != nil {
			return err
		}
		if pt.Status.Queued == 0 && pt.Status.InFlight == 0 {
			return nil
		}
		if err := timing.Wait(ctx, time.Second); err != nil {
			return err
		}
	}
}

// restart measures another process.
func (w *world) restart(ctx context.Context, s *stage) error {
	if err := w.process.Stop(); err != nil {
		return err
	}
	w.server.Forget()
	before, err := rig.CountWrites(ctx, w.config)
	if err != nil {
		return err
	}
	if w.process, err = w.StartProcess(ctx, w.config, tenant.Name); err != nil {
		return err
	}
	looked, err := w.process.AwaitLooks(ctx, s.updates)
	if err != nil {
		return err
	}
	s.looked = looked.Sub(w.process.Started)
	if err := timing.Wait(ctx, afterwards); err != nil {
		return err
	}
	if s.restarted, err = w.process.Memory(ctx); err != nil {
		return err
	}
	after, err := rig.CountWrites(ctx, w.config)
	s.calls, s.writes = len(w.server.Requests()), after.Minus(before)
	w.Sayf("a new process has looked at them after %.1f s: %.1f MiB resident, %.1f MiB of heap",
		s.looked.Seconds(), s.restarted.RSS, s.restarted.Heap)
	return err
}

// afterwards is how long a restarted operator has to do something that it should not.
const afterwards = 5 * time.Second
