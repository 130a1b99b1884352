package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/userprofile-dev/userprofile-operator/controllers"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// benchmark is what can be chosen about it.
type benchmark struct {
	objects  int
	minute   time.Duration
	window   string
	seed     uint64
	patience time.Duration
}

// Flags implements rig.Benchmark.
func (b *benchmark) Flags(flags *pflag.FlagSet) {
	flags.IntVar(&b.objects, "objects", 1000, fmt.Sprintf("how many updates to create, at least %d", fewestObjects))
	flags.DurationVar(&b.minute, "minute", 6*time.Second, "how long a minute of the quota is")
	flags.StringVar(&b.window, "window", string(adobe.WindowSliding), "how the vendor counts a minute: sliding or fixed")
	flags.Uint64Var(&b.seed, "seed", 1, "seed of all that is random: which updates are refused and how")
	flags.DurationVar(&b.patience, "patience", 90*time.Second,
		"how long to wait for outcomes once the operator runs; an update without one by then is lost")
}

const (
	// fewestObjects fill three windows: the first, one to measure, and one to see where that ends.
	fewestObjects = 3 * requestsPerMinute * commandsPerRequest

	// shortest minute: its margin of 8 ms is too little for a busy machine already.
	shortest = time.Second
)

func (b *benchmark) check() error {
	if b.objects < fewestObjects {
		return fmt.Errorf("--objects is %d; it must be at least %d", b.objects, fewestObjects)
	}
	if b.minute < shortest || b.minute%time.Millisecond != 0 {
		return fmt.Errorf("--minute is %s; it must be at least %s, in whole milliseconds", b.minute, shortest)
	}
	switch adobe.WindowKind(b.window) {
	case adobe.WindowSliding, adobe.WindowFixed:
		return nil
	default:
		return fmt.Errorf("--window is %q; it must be sliding or fixed", b.window)
	}
}

// Run implements rig.Benchmark.
func (b *benchmark) Run(ctx context.Context, r *rig.Rig) (rig.Result, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	everybody := newPeople(b.objects, b.seed)
	org := newOrganization(everybody, adobe.Knobs{
		MinuteMillis: int(b.minute.Milliseconds()),
		Window:       adobe.WindowKind(b.window),
	}, b.seed)
	url, err := r.Serve(ctx, org)
	if err != nil {
		return nil, err
	}
	config, err := r.StartControlPlane(ctx)
	if err != nil {
		return nil, err
	}
	if err := createObjects(ctx, config, url, everybody); err != nil {
		return nil, err
	}
	r.Sayf("%d updates are created", b.objects)
	err = r.StartOperator(config, controllers.Options{
		Namespace: namespace, Namespaces: []string{namespace}, Minute: b.minute,
	})
	if err != nil {
		return nil, err
	}
	updates, err := awaitOutcomes(ctx, r, config, b.objects, b.patience)
	if err != nil {
		return nil, err
	}
	return b.result(r, org, everybody.judge(gather(org, everybody, updates))), nil
}

func (b *benchmark) result(r *rig.Rig, org *adobe.Server, verdicts []verdict) *result {
	requests := actions(org.Requests())
	made := &result{
		Bench:      "adobe",
		Objects:    b.objects,
		Efficiency: floor(efficiency(requests, b.minute)),
		Requests:   len(requests),
		Throttled:  throttled(org.Requests(), org.Violations()),
	}
	shown := 0
	for _, v := range verdicts {
		switch v.fate {
		case lost:
			made.Lost++
		case misattributed:
			made.Misattributed++
		case delivered:
			continue
		}
		if shown++; shown <= mostShown {
			r.Sayf("%s is %s: %s", v.person.object, v.fate, v.because)
		}
	}
	return made
}

// mostShown of those that did not end as they should: the first ones tell enough.
const mostShown = 10
